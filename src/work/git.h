/*
 * git.h - how we call git: by argv, asking nobody, without ext:: helpers
 */
#ifndef HOOKLET_WORK_GIT_H
#define HOOKLET_WORK_GIT_H

#include "base/match.h"
#include "base/pool.h"
#include "port/settings.h"

/* "git", our settings, and `words`, which end with NULL. */
struct strings git_argv(struct pool *pool, const char *const *words);
/*
 * The same for a command that calls at a remote: what is cloned from clone_url by http(s) is asked
 * for with a token of the App, or the personal one.  git gets it by a pipe from `hooklet github
 * credential`; no argument, file or variable ever has it.
 */
struct strings git_argv_remote(struct pool *pool, const struct settings *settings,
                               const char *const *words);

/*
 * A rule's environment with what keeps git and ssh from asking on a terminal, and git from finding
 * a repository above `directory`; variables that the rule sets itself stay.
 */
struct strings git_environment(struct pool *pool, struct strings environment,
                               const char *directory);

/* "https://user:word@host/x" as "https://host/x": for titles and logs. */
const char *git_remote_shown(struct pool *pool, const char *remote);

#endif
