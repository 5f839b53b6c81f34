/* init_hosting.c - the places of a shared hosting, and what speaks against them. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/refused.h"
#include "base/self.h"
#include "cli/for_conf.h"
#include "cli/init.h"
#include "cli/web_config.h"
#include "store/home.h"

/* As it really is.  what: "--state" */
static int
find_place(struct pool *pool, const char *what, const char **path)
{
    const char *given = *path;
    int rc = path_from_here(pool, given, path);

    if (rc != 0)
        return rc;
    *path = hosting_real(pool, *path);
    if (*path == NULL)
        return fail(FAIL_CONFIG, "%s %s: leads back (..) through a directory that isn't there",
                    what, given);
    if (text_has_control(*path))
        return fail(FAIL_CONFIG,
                    "%s: a path with a line end, or another control character, "
                    "can't stand in a configuration",
                    what);
    return 0;
}

static int
find_directory(struct cli *cli, const char *asked, struct hosting *hosting)
{
    const char *parent;
    struct stat info;
    int rc;

    hosting->directory = asked;
    rc = find_place(cli->pool, "--shared-hosting", &hosting->directory);
    if (rc != 0)
        return rc;
    parent = path_parent(cli->pool, hosting->directory);
    if (stat(parent, &info) != 0 || !S_ISDIR(info.st_mode))
        return fail(FAIL_NOT_FOUND,
                    "--shared-hosting %s: there is no directory %s: name the one that the host "
                    "shows at your address, or one to be made in it",
                    asked, parent);
    return 0;
}

/* What a configuration that is there says of it; people's files are theirs to change. */
static int
check_remembered(struct cli *cli, const struct hosting *hosting, const struct init_wish *wish)
{
    const struct settings *settings = cli->settings;
    const char *before = settings->web_directory;

    if (before == NULL)
        return fail(FAIL_CONFIG, "%s: add to it: web_directory = %s", settings->path,
                    for_conf_value(cli->pool, hosting->directory));
    if (!text_equal(hosting_real(cli->pool, before), hosting->directory))
        return fail(FAIL_CONFIG,
                    "%s says web_directory = \"%s\", --shared-hosting says \"%s\": change it there "
                    "if it has moved, and remove what is left of hooklet in the old one",
                    settings->path, before, hosting->directory);
    if (wish->url != NULL && !text_equal(wish->url, settings->web_url))
        return fail(FAIL_CONFIG, "%s: write into it, as --url says: web_url = %s", settings->path,
                    for_conf_value(cli->pool, wish->url));
    if (wish->paths && !settings->web_paths)
        return fail(FAIL_CONFIG, "%s: write into it, as --paths says: web_paths = yes",
                    settings->path);
    return 0;
}

/* Configuration and programs: hooklet.conf of the home directory, unless another one is named. */
static int
find_config(struct cli *cli, const struct init_wish *wish, const char *home, struct init *init)
{
    struct web_config web = { .programs = wish->programs };
    const char *named = getenv("HOOKLET_CONFIG");

    if (cli->config == NULL && (named == NULL || *named == '\0')) {
        if (home == NULL)
            return fail(FAIL_CONFIG, "there is no home directory here: say where it goes, by "
                                     "--config FILE");
        cli->config = hosting_config(cli->pool, home);
    }
    if (!web_config_read(cli, (struct strings){ 0 }, &web))
        return FAIL_CONFIG;
    init->config = web.config;
    init->hosting.programs = web.programs;
    init->hosting.source_most = web.source_most;
    return find_place(cli->pool, "--config", &init->config);
}

static int
check_programs(struct pool *pool, const char *directory)
{
    for (size_t i = 0; i < web_program_count; i++) {
        const char *file = pool_printf(pool, "%s/%s.fcgi", directory, web_programs[i].name);

        if (access(file, X_OK) != 0)
            return fail(FAIL_NOT_FOUND,
                        "%s: %s; --programs DIR says where the web programs of hooklet are", file,
                        strerror(errno));
    }
    return 0;
}

/* Anybody could ask for what is below the directory that the web shows. */
static int
check_hidden(struct pool *pool, const struct init *init, const char *home)
{
    const char *space = hosting_space(pool, init->hosting.directory, home);

    if (hosting_below(init->config, space))
        return fail(FAIL_CONFIG,
                    "configuration and secrets would be in the web space, %s, where anybody can "
                    "ask for them: --config FILE, outside of it",
                    space);
    if (hosting_below(init->state, space))
        return fail(FAIL_CONFIG,
                    "%s: the state would be in the web space, %s, where anybody can ask for it: "
                    "--state DIR, outside of it",
                    init->state, space);
    return 0;
}

/* The directory itself, or the nearest one above it that is there. */
static const char *
nearest_directory(struct pool *pool, const char *path)
{
    while (access(path, F_OK) != 0 && strcmp(path, "/") != 0)
        path = path_parent(pool, path);
    return path;
}

static int
check_writable(struct pool *pool, const char *path)
{
    const char *directory = nearest_directory(pool, path);
    const char *refused;
    struct stat info;

    if (stat(directory, &info) != 0)
        return fail(FAIL_SYSTEM, "%s: %s", directory, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return fail(FAIL_SYSTEM, "%s: is a file, and a directory is needed: move it away",
                    directory);
    refused = path_refused(pool, directory, W_OK | X_OK);
    if (refused != NULL)
        return fail(FAIL_SYSTEM, "%s: %s; or name another directory", directory, refused);
    return 0;
}

/* Homes are often on one, and then the host has a local disk somewhere. */
static int
check_disk(struct pool *pool, const char *state)
{
    const char *name = NULL;

    if (home_disk(pool, nearest_directory(pool, state), &name) != HOME_NETWORK)
        return 0;
    return fail(FAIL_STORE,
                "%s: is on %s, a network file system, where SQLite's write-ahead log does not "
                "work: --state DIR, on a local disk; ask the host for one",
                state, name);
}

static int
check_places(struct cli *cli, const struct init *init, const char *home)
{
    struct pool *pool = cli->pool;
    int rc = check_hidden(pool, init, home);

    if (rc == 0)
        rc = check_programs(pool, init->hosting.programs);
    if (rc == 0 && cli->settings == NULL)
        rc = check_writable(pool, path_parent(pool, init->config));
    if (rc == 0)
        rc = check_writable(pool, init->state);
    if (rc == 0)
        rc = check_writable(pool, init->hosting.directory);
    if (rc == 0)
        rc = check_disk(pool, init->state);
    return rc;
}

int
init_hosting_find(struct cli *cli, const struct init_wish *wish, struct init *init)
{
    const char *home = hosting_home(cli->pool);
    const char *beside;
    int rc;

    init->hosted = true;
    if (geteuid() == 0)
        return fail(FAIL_CONFIG, "--shared-hosting is for the user whose home directory it is: "
                                 "root has a machine of its own (hooklet init)");
    rc = find_config(cli, wish, home, init);
    if (rc != 0)
        return rc;
    beside = path_parent(cli->pool, init->config);
    init->secret = pool_printf(cli->pool, "%s/github.secret", beside);
    rc = find_directory(cli, wish->directory, &init->hosting);
    if (rc == 0)
        rc = init_find_state(cli, wish->state, pool_printf(cli->pool, "%s/state", beside), init);
    if (rc == 0)
        rc = find_place(cli->pool, "--state", &init->state);
    if (rc != 0)
        return rc;
    init->hosting.config = init->config;
    init->hosting.state = init->state;
    init->hosting.url = cli->settings == NULL ? wish->url : cli->settings->web_url;
    init->hosting.paths = cli->settings == NULL ? wish->paths : cli->settings->web_paths;
    init->hosting.command = self_command(cli->pool);
    rc = check_places(cli, init, home);
    if (rc == 0 && cli->settings != NULL)
        rc = check_remembered(cli, &init->hosting, wish);
    return rc;
}
