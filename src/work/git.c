/* git.c - what every git command of ours has in common */
#include "config.h"

#include <string.h>

#include "base/file.h"
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

struct strings
git_argv(struct pool *pool, const char *const *words)
{
    size_t count = sizeof(settled) / sizeof(*settled), i;
    const char **argv;

    for (i = 0; words[i] != NULL; i++)
        continue;
    argv = pool_array(pool, count + i, sizeof(*argv));
    memcpy(argv, settled, sizeof(settled));
    memcpy(argv + count, words, i * sizeof(*words));
    return (struct strings){ argv, count + i };
}

struct strings
git_environment(struct pool *pool, struct strings environment, const char *directory)
{
    const char *const defaults[] = {
        "GIT_TERMINAL_PROMPT=0",
        "GIT_ASKPASS=/bin/true",
        "SSH_ASKPASS=/bin/false",
        "SSH_ASKPASS_REQUIRE=force",
        pool_printf(pool, "GIT_CEILING_DIRECTORIES=%s", path_parent(pool, directory)),
    };

    return rule_environment_with(
        pool, environment, (struct strings){ defaults, sizeof(defaults) / sizeof(*defaults) });
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
