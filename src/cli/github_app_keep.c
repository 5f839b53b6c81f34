/* github_app_keep.c - the worker has made the files; each secret goes to the user that needs it. */
#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/owner.h"
#include "cli/for_conf.h"
#include "cli/github_app.h"
#include "port/theirs.h"
#include "port/secret.h"

static int
copy(struct pool *pool, const struct theirs *from, const char *name, const char *path, uid_t owner)
{
    char *bytes = NULL;
    size_t length = 0;
    int rc = theirs_read(pool, from, name, &bytes, &length);

    return rc == 0 ? theirs_give(path, bytes, length, owner) : rc;
}

/* The web programs' user, or the worker's where there is but one. */
static uid_t
web_user(uid_t worker)
{
    const struct passwd *user = getpwnam(WEB_USER);

    return user != NULL ? user->pw_uid : worker;
}

static int
copy_all(struct create_app *create, struct app_places *places)
{
    struct pool *pool = create->cli->pool;
    struct theirs from;
    int rc = theirs_open(places->directory, &from);

    if (rc != 0)
        return rc;
    rc = directory_make(path_parent(pool, places->key), 0755);
    if (rc == 0)
        rc = copy(pool, &from, APP_FILE_KEY, places->key, from.owner);
    if (rc == 0)
        rc = copy(pool, &from, APP_FILE_WEBHOOK, places->webhook, web_user(from.owner));
    if (rc == FAIL_NOT_FOUND) {
        places->webhook = NULL;
        rc = 0;
    }
    theirs_close(&from);
    return rc;
}

/* One user for everything, as on a laptop: it reads the files where they are. */
static bool
is_ours_alone(const char *directory)
{
    struct stat status;

    return getpwnam(WEB_USER) == NULL && stat(directory, &status) == 0 &&
           status.st_uid == geteuid();
}

static const char *
line(struct pool *pool, const char *owner, const char *from, const char *to)
{
    return pool_printf(pool, "sudo install -o %s -m 0400 '%s' '%s'\n", owner, from, to);
}

static void
say_commands(struct pool *pool, const char *worker, struct app_places *places)
{
    places->commands = pool_printf(
        pool, "sudo install -d -m 0755 '%s'\n%s%s", path_parent(pool, places->key),
        line(pool, worker, pool_printf(pool, "%s/%s", places->directory, APP_FILE_KEY),
             places->key),
        line(pool, getpwnam(WEB_USER) != NULL ? WEB_USER : worker,
             pool_printf(pool, "%s/%s", places->directory, APP_FILE_WEBHOOK), places->webhook));
}

/* As install(1) takes it. */
static const char *
user_of(struct pool *pool, const char *path)
{
    struct stat status;

    return stat(path, &status) != 0 ? WORKER_USER : owner_user(pool, status.st_uid);
}

int
app_keep(struct create_app *create, struct app_places *places)
{
    struct cli *cli = create->cli;
    const char *secrets = NULL;
    int rc = for_conf_secrets(cli, &secrets);

    if (rc != 0)
        return rc;
    places->directory = app_files_directory(cli->pool, cli->settings->state);
    places->key = pool_printf(cli->pool, "%s/%s.pem", secrets, create->about.slug);
    places->webhook = pool_printf(cli->pool, "%s/%s.webhook", secrets, create->about.slug);
    if (geteuid() == 0)
        return copy_all(create, places);
    if (!is_ours_alone(places->directory)) {
        say_commands(cli->pool, user_of(cli->pool, places->directory), places);
        return 0;
    }
    places->key = pool_printf(cli->pool, "%s/%s", places->directory, APP_FILE_KEY);
    places->webhook = pool_printf(cli->pool, "%s/%s", places->directory, APP_FILE_WEBHOOK);
    return 0;
}

/* As root beside hooklet.conf; where all belongs to one user, where a new App's would be. */
static int
keep_read_key(struct create_app *create, struct app_places *places, const char *key)
{
    struct cli *cli = create->cli;
    const char *state = cli->settings->state;
    const struct app_secrets secrets = { .key = key };
    struct stat status;
    int rc = 0;

    if (geteuid() == 0) {
        if (stat(state, &status) != 0)
            return fail(FAIL_SYSTEM, "%s: %s", state, strerror(errno));
        rc = directory_make(path_parent(cli->pool, places->key), 0755);
        return rc == 0 ? theirs_give(places->key, key, strlen(key), status.st_uid) : rc;
    }
    if (is_ours_alone(state)) {
        places->directory = app_files_directory(cli->pool, state);
        places->key = pool_printf(cli->pool, "%s/%s", places->directory, APP_FILE_KEY);
        return app_files_write(state, &create->about, &secrets, cli->now_ms);
    }
    places->commands = pool_printf(
        cli->pool, "sudo install -d -m 0755 '%s'\n%s", path_parent(cli->pool, places->key),
        line(cli->pool, user_of(cli->pool, state), create->key, places->key));
    return 0;
}

int
app_keep_key(struct create_app *create, struct app_places *places)
{
    const char *secrets = NULL;
    char *bytes = NULL;
    size_t length = 0;
    int rc = for_conf_secrets(create->cli, &secrets);

    if (rc == 0)
        rc = secret_read(create->cli->pool, create->key, &bytes, &length);
    if (rc != 0)
        return rc;
    places->key = pool_printf(create->cli->pool, "%s/%s.pem", secrets, create->about.slug);
    /* The reader takes the last line end for none of the secret's. */
    return keep_read_key(create, places, pool_printf(create->cli->pool, "%s\n", bytes));
}
