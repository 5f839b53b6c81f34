/* git.c - what every git command of ours has in common */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/self.h"
#include "base/shell.h"
#include "port/github_api.h"
#include "work/git.h"
#include "work/rule_env.h"

/* No helper program named by a remote, no chatter, no housekeeping that outlives the command. */
static const char *const settled[] = {
    "git",
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "advice.detachedHead=false",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "gc.autoDetach=false",
    "-c",
    "maintenance.autoDetach=false",
};

/* settled, `more` settings, `words`. */
static struct strings
join(struct pool *pool, struct strings more, const char *const *words)
{
    size_t count = sizeof(settled) / sizeof(*settled), i;
    const char **argv;

    for (i = 0; words[i] != NULL; i++)
        continue;
    argv = pool_array(pool, count + more.count + i, sizeof(*argv));
    memcpy(argv, settled, sizeof(settled));
    for (size_t k = 0; k < more.count; k++)
        argv[count + k] = more.items[k];
    memcpy(argv + count + more.count, words, i * sizeof(*words));
    return (struct strings){ argv, count + more.count + i };
}

struct strings
git_argv(struct pool *pool, const char *const *words)
{
    return join(pool, (struct strings){ NULL, 0 }, words);
}

struct strings
git_argv_remote(struct pool *pool, const struct settings *settings, const char *const *words)
{
    const char *home = settings->github.clone_url;
    const char **more = pool_array(pool, 6, sizeof(*more));

    if (!github_api_configured(&settings->github_api) || strncmp(home, "http", 4) != 0)
        return git_argv(pool, words);
    /* git hands a helper to a shell. */
    more[0] = more[2] = more[4] = "-c";
    more[1] = pool_printf(pool, "credential.%s.helper=", home); /* forgets those set elsewhere */
    more[3] = pool_printf(pool, "credential.%s.helper=!%s --config %s github credential", home,
                          shell_quoted(pool, self_command(pool)),
                          shell_quoted(pool, path_absolute(pool, settings->path)));
    more[5] = "credential.useHttpPath=true";
    return join(pool, (struct strings){ more, 6 }, words);
}

/* Where systemd has put the App's key for the worker, and so for our helper: a path, no secret. */
static const char *
credentials_directory(struct pool *pool)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");

    return pool_printf(pool, "CREDENTIALS_DIRECTORY=%s", directory != NULL ? directory : "");
}

struct strings
git_environment(struct pool *pool, struct strings environment, const char *directory)
{
    const char *const defaults[] = {
        "GIT_TERMINAL_PROMPT=0",
        "GIT_ASKPASS=/bin/true",
        "SSH_ASKPASS=/bin/false",
        "SSH_ASKPASS_REQUIRE=force",
        credentials_directory(pool),
        pool_printf(pool, "GIT_CEILING_DIRECTORIES=%s", path_parent(pool, directory)),
    };

    return rule_environment_with(pool, environment, STRINGS(defaults));
}

const char *
git_remote_shown(struct pool *pool, const char *remote)
{
    const char *host = strstr(remote, "://");
    const char *at;
    size_t length;

    if (host == NULL)
        return remote;
    host += 3;
    length = strcspn(host, "/?#");
    at = memrchr(host, '@', length);
    if (at == NULL)
        return remote;
    return pool_printf(pool, "%.*s%s", (int)(host - remote), remote, at + 1);
}
