/* github_repositories.c - one list for the App, three for those who ask with a personal token. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/github_pages.h"
#include "wire/github_repositories.h"

/* All names so far. */
struct listing {
    const char **names;
    size_t count, room;
};

static void
add_name(struct listing *listing, struct pool *pool, const char *name)
{
    listing->names =
        pool_grow(pool, listing->names, listing->count, &listing->room, sizeof *listing->names);
    listing->names[listing->count++] = name;
}

/* An installation, or a list of one's own, may have other people's, too. */
static bool
is_of(const char *name, const char *owner)
{
    size_t length = strlen(owner);

    return repository_valid(name) && strncasecmp(name, owner, length) == 0 && name[length] == '/';
}

static int
list(struct github *github, const char *path, const char *pointer, const char *owner,
     struct listing *listing)
{
    struct github_pages pages = { .path = path };
    int rc;

    do {
        struct json_want want = { .pointer = pointer };

        rc = github_next_page(github, &pages, &want, 1);
        for (const struct json_value *value = rc == 1 ? want.first : NULL; value != NULL;
             value = value->next) {
            if (value->type == JSON_STRING && is_of(value->text, owner))
                add_name(listing, github->pool, value->text);
        }
    } while (rc == 1);
    return rc;
}

/* Is it the token's own user? */
static int
is_viewer(struct github *github, const char *owner, bool *viewer)
{
    struct json_want want = { .pointer = "/login" };
    const struct github_request request = { .method = "GET", .path = "/user" };
    int rc = github_read(github, &request, &want, 1);

    *viewer = rc == 0 && json_string(&want) != NULL && strcasecmp(json_string(&want), owner) == 0;
    return rc;
}

static int
list_by_token(struct github *github, const char *owner, struct listing *listing)
{
    const char *name = percent_encode(github->pool, owner);
    const char *path = pool_printf(github->pool, "/orgs/%s/repos?type=all&per_page=100", name);
    bool viewer = false;
    int rc = list(github, path, "/*/full_name", owner, listing);

    if (rc != FAIL_NOT_FOUND)
        return rc;
    rc = is_viewer(github, owner, &viewer);
    if (rc != 0)
        return rc;
    path = viewer ? "/user/repos?affiliation=owner&per_page=100"
                  : pool_printf(github->pool, "/users/%s/repos?type=owner&per_page=100", name);
    return list(github, path, "/*/full_name", owner, listing);
}

static int
by_name(const void *one, const void *other)
{
    return strcasecmp(*(const char *const *)one, *(const char *const *)other);
}

int
github_repositories(struct github *github, const char *owner, struct strings *names)
{
    struct listing listing = { 0 };
    int rc;

    if (github->api->app_id != NULL)
        rc = list(github, "/installation/repositories?per_page=100", "/repositories/*/full_name",
                  owner, &listing);
    else
        rc = list_by_token(github, owner, &listing);
    if (rc == 0 && listing.count > 1)
        qsort(listing.names, listing.count, sizeof *listing.names, by_name);
    *names = (struct strings){ listing.names, listing.count };
    return rc;
}
