/* hosting_places.c - what is in the reach of the web, and what is not. */
#include "config.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/hosting.h"
#include "port/settings_home.h"

/* What hosts call it. */
static const char *const space_names[] = { "public_html", "htdocs",  "httpdocs", "html",  "www",
                                           "wwwroot",     "webroot", "web",      "public" };

const char *
hosting_home(struct pool *pool)
{
    const char *named = getenv("HOME");
    const struct passwd *user;

    if (named != NULL && *named == '/')
        return named;
    user = getpwuid(geteuid());
    return user == NULL || *user->pw_dir != '/' ? NULL : pool_string(pool, user->pw_dir);
}

const char *
hosting_config(struct pool *pool, const char *home)
{
    return pool_printf(pool, "%s" SETTINGS_HOME, home);
}

static bool
goes_back(const char *rest)
{
    return strstr(rest, "/../") != NULL || text_ends_with(rest, "/..");
}

const char *
hosting_real(struct pool *pool, const char *path)
{
    char *real = pool_alloc(pool, PATH_MAX);
    char *there = pool_string(pool, path);
    const char *rest = "";
    char *slash = there + strlen(there);

    while (slash > there + 1 && slash[-1] == '/')
        *--slash = '\0';
    while (*there != '\0' && realpath(there, real) == NULL) {
        slash = strrchr(there, '/');
        rest = pool_printf(pool, "%s%s", slash, rest);
        *slash = '\0';
    }
    if (*there == '\0' || strcmp(real, "/") == 0)
        *real = '\0';
    if (goes_back(rest))
        return NULL;
    return *real == '\0' && *rest == '\0' ? "/" : pool_printf(pool, "%s%s", real, rest);
}

bool
hosting_below(const char *path, const char *directory)
{
    const char *behind = text_behind(path, strcmp(directory, "/") == 0 ? "" : directory);

    return behind != NULL && (*behind == '\0' || *behind == '/');
}

const char *
hosting_space(struct pool *pool, const char *directory, const char *home)
{
    const char *space = directory;
    const char *at = directory;

    if (home != NULL)
        home = hosting_real(pool, home);
    while (strcmp(at, "/") != 0) {
        if (text_among(STRINGS(space_names), strrchr(at, '/') + 1) &&
            (home == NULL || !hosting_below(home, at)))
            space = at;
        at = path_parent(pool, at);
    }
    return space;
}

static size_t
without_slashes(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == '/')
        length--;
    return length;
}

const char *
hosting_url(struct pool *pool, const char *url)
{
    const char *plain = pool_copy(pool, url, without_slashes(url, strlen(url)));

    if (!text_ends_with(plain, HOSTING_HOOK))
        return plain;
    return pool_copy(pool, plain, without_slashes(plain, strlen(plain) - strlen(HOSTING_HOOK)));
}
