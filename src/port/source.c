/* source.c - which secret is good for what */
#include "config.h"

#include <string.h>

#include "port/source.h"

bool
secret_good_for(const struct secret *secret, const char *repository)
{
    return secret->repositories.count == 0 ||
           match_any_name(secret->repositories, repository == NULL ? "" : repository);
}

static bool
is_called(const struct secret *secret, const char *name)
{
    size_t length = strlen(secret->name);

    return strncmp(secret->name, name, length) == 0 &&
           (name[length] == '\0' || strcmp(name + length, SECRET_PREVIOUS) == 0);
}

bool
source_known(const struct source_settings *source)
{
    return source->secret_count > 0 || source->limit_count > 0;
}

struct strings
source_limits(const struct source_settings *source, const char *name)
{
    for (size_t i = 0; i < source->limit_count; i++) {
        if (is_called(&source->limits[i], name))
            return source->limits[i].repositories;
    }
    return (struct strings){ 0 };
}
