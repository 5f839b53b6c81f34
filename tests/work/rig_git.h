/*
 * rig_git.h - real repositories for tests of actions: "origin.git", bare, and a clone "author"
 */
#ifndef HOOKLET_TESTS_WORK_RIG_GIT_H
#define HOOKLET_TESTS_WORK_RIG_GIT_H

#include "port/run.h"
#include "rig.h"

/* Runs a script in the rig's directory, where it must end well; its output without the last newline. */
static inline const char *
rig_shell(struct rig *rig, const char *script)
{
    const char *const argv[] = { "sh", "-e", "-c", script };
    const char *const environment[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_AUTHOR_NAME=A",
        "GIT_AUTHOR_EMAIL=a@example.org",
        "GIT_COMMITTER_NAME=A",
        "GIT_COMMITTER_EMAIL=a@example.org",
        pool_printf(rig->pool, "HOME=%s", rig->directory),
    };
    struct run_command command = { .argv = { argv, 4 },
                                   .environment = { environment, 7 },
                                   .directory = rig->directory,
                                   .timeout_ms = RIG_PATIENCE_MS,
                                   .output_ceiling = 64 * 1024,
                                   .keep_fd = -1,
                                   .stop_fd = -1 };
    struct run_result result;

    assert_int_equal(run(rig->pool, &command, &result), 0);
    if (result.end != RUN_EXITED || result.code != 0)
        print_message("# %s\n", result.output);
    assert_int_equal(result.end, RUN_EXITED);
    assert_int_equal(result.code, 0);
    return pool_copy(rig->pool, result.output,
                     result.output_length > 0 ? result.output_length - 1 : 0);
}

/* Makes origin.git with one commit on main; rule "web" checks it out into "site". */
static inline void
rig_repository(struct rig *rig)
{
    rig_shell(rig, "git init -q --bare -b main origin.git; git clone -q origin.git author 2>&1;"
                   "cd author; git checkout -q -b main; echo one >file; git add file;"
                   "git commit -q -m one; git push -q origin main");
    rig->rules[0].checkout = true;
    rig->rules[0].remote = rig_path(rig, "origin.git");
}

/* Commits `text` as the content of "file", pushes to a branch; the commit. */
static inline const char *
rig_commit(struct rig *rig, const char *text, const char *branch)
{
    return rig_shell(rig, pool_printf(rig->pool,
                                      "cd author; git checkout -q -B %s; echo %s >file;"
                                      "git commit -q -a -m %s; git push -q -f origin %s;"
                                      "git rev-parse HEAD",
                                      branch, text, text, branch));
}

static inline const char *
rig_head(struct rig *rig, const char *repository)
{
    return rig_shell(rig, pool_printf(rig->pool, "git -C %s rev-parse HEAD", repository));
}

#endif
