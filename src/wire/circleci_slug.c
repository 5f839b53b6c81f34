/* circleci_slug.c - three parts, of which the first has two spellings. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "wire/circleci_slug.h"

#define GITHUB "gh/"

enum { SLUG_MOST = 256 /* bytes */ };

static const struct {
    const char *spelled;
    const char *is;
} places[] = {
    { "github/", GITHUB }, { GITHUB, GITHUB },           { "bitbucket/", "bb/" },
    { "bb/", "bb/" },      { "circleci/", "circleci/" },
};

/* "acme/web": two names, neither of them a way up. */
static bool
is_rest(const char *text)
{
    return repository_valid(text) && strlen(text) <= SLUG_MOST;
}

const char *
circleci_slug(struct pool *pool, const char *text)
{
    for (size_t i = 0; text != NULL && i < sizeof places / sizeof *places; i++) {
        const char *rest = text + strlen(places[i].spelled);

        if (strncmp(text, places[i].spelled, strlen(places[i].spelled)) == 0)
            return is_rest(rest) ? pool_printf(pool, "%s%s", places[i].is, rest) : NULL;
    }
    return NULL;
}

const char *
circleci_slug_repository(struct pool *pool, const char *slug)
{
    const char *one = circleci_slug(pool, slug);

    if (one == NULL || strncmp(one, GITHUB, strlen(GITHUB)) != 0)
        return NULL;
    return one + strlen(GITHUB);
}

const char *
circleci_slug_of(struct pool *pool, const char *repository)
{
    return pool_printf(pool, GITHUB "%s", repository);
}

const char *
circleci_slug_or(struct pool *pool, const char *text, const char *repository)
{
    const char *slug = circleci_slug(pool, text);

    return slug != NULL ? slug : circleci_slug_of(pool, repository);
}

const char *
circleci_build_id(struct pool *pool, const char *repository, int64_t number)
{
    return pool_printf(pool, GITHUB "%s/%" PRId64, name_lower(pool, repository), number);
}
