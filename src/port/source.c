/* source.c - which secret is good for what */
#include "config.h"

#include "port/source.h"

bool
secret_good_for(const struct secret *secret, const char *repository)
{
    return secret->repositories.count == 0 ||
           match_any_name(secret->repositories, repository == NULL ? "" : repository);
}
