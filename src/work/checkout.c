/* checkout.c - init or not, fetch, checkout, and a look whether it worked */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "base/log.h"
#include "work/checkout.h"
#include "work/git.h"

enum { DIRECTORY_MODE = 0755 };

enum tree_state { TREE_NEW, TREE_WORK_TREE, TREE_FOREIGN };

/* A checkout under way. */
struct tree {
    const struct checkout *checkout;
    struct pool *pool;
    const char *directory;
    const char *sha;
    const char *remote;
    const char *shown;     /* the remote without user and password */
    const char *ref;       /* "refs/heads/main" there, or NULL */
    const char *local_ref; /* "refs/remotes/origin/main" here, or NULL */
    struct strings environment;
};

/* `words` ends with NULL. */
static struct step
git_step(const struct tree *tree, const char *title, const char *const *words)
{
    return (struct step){ .title = title,
                          .argv = git_argv(tree->pool, words),
                          .environment = tree->environment,
                          .directory = "/" };
}

static int
look(const struct tree *tree, enum tree_state *found)
{
    DIR *directory = opendir(tree->directory);
    struct dirent *entry;

    *found = TREE_NEW;
    if (directory == NULL && errno == ENOENT)
        return directory_make(tree->directory, DIRECTORY_MODE);
    if (directory == NULL)
        return fail(FAIL_SYSTEM, "%s: %s; the worker must be able to read and write it",
                    tree->directory, strerror(errno));
    while ((entry = readdir(directory)) != NULL && *found != TREE_WORK_TREE) {
        if (strcmp(entry->d_name, ".git") == 0)
            *found = TREE_WORK_TREE;
        else if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *found = TREE_FOREIGN;
    }
    closedir(directory);
    return 0;
}

static void
refuse(const struct tree *tree, const char *detail)
{
    struct outcome *outcome = tree->checkout->runner->outcome;

    outcome->end = OUTCOME_HOPELESS;
    outcome->detail = detail;
}

/* A git that was killed leaves its lock files, and every later one would stop at them. */
static void
remove_stale_locks(const struct tree *tree)
{
    const char *const names[] = { "index",       "HEAD",    "config",
                                  "packed-refs", "shallow", tree->local_ref };
    const char *path;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names) && names[i] != NULL; i++) {
        path = pool_printf(tree->pool, "%s/.git/%s.lock", tree->directory, names[i]);
        if (unlink(path) == 0)
            log_say(LOG_WARNING, "checkout", "%s: removed, its git was cut off", path);
    }
}

static int
prepare(const struct tree *tree, bool *good)
{
    struct step step = git_step(
        tree, "git init", (const char *const[]){ "init", "--quiet", "--", tree->directory, NULL });
    enum tree_state found;
    int rc = look(tree, &found);

    *good = false;
    if (rc != 0)
        return rc;
    if (found == TREE_FOREIGN) {
        refuse(tree, pool_printf(tree->pool,
                                 "directory %s is neither empty nor a git work tree: move its "
                                 "content away, or set checkout = false",
                                 tree->directory));
        return 0;
    }
    if (tree->checkout->runner->lock->recovered)
        remove_stale_locks(tree);
    if (found == TREE_NEW || tree->checkout->runner->lock->recovered)
        return steps_do(tree->checkout->runner, &step, good); /* mends a half-made one, too */
    *good = true;
    return 0;
}

static struct step
fetch_step(const struct tree *tree, const char *what, const char *refspec)
{
    const char *title = pool_printf(tree->pool, "git fetch %s %s", tree->shown, what);

    struct step step = git_step(tree, title, (const char *const[]){ NULL });

    step.argv = git_argv_remote(tree->pool, tree->checkout->runner->work->settings,
                                (const char *const[]){ "-C", tree->directory, "fetch", "--force",
                                                       "--no-tags", "--no-recurse-submodules", "--",
                                                       tree->remote, refspec, NULL });
    return step;
}

/* Is the commit in the repository? */
static int
ask_commit(const struct tree *tree, bool *here, struct run_result *result)
{
    const char *commit = pool_printf(tree->pool, "%s^{commit}", tree->sha);
    struct step step =
        git_step(tree, "git cat-file",
                 (const char *const[]){ "-C", tree->directory, "cat-file", "-e", commit, NULL });
    int rc = steps_ask(tree->checkout->runner, &step, result);

    *here = rc == 0 && result->end == RUN_EXITED && result->code == 0;
    return rc;
}

/*
 * That the branch can't be fetched (it may be gone) is no failure yet: the commit may be here, or
 * to be had by its own name.
 */
static int
fetch_ref(const struct tree *tree, bool *go_on)
{
    const char *refspec = pool_printf(tree->pool, "+%s:%s", tree->ref, tree->local_ref);
    struct step step = fetch_step(tree, tree->ref, refspec);
    struct run_result result;
    int rc = steps_run(tree->checkout->runner, &step, &result);

    *go_on = rc == 0 && result.end == RUN_EXITED;
    if (rc == 0 && !*go_on)
        steps_failed(tree->checkout->runner, &step, &result);
    return rc;
}

static int
fetch(const struct tree *tree, bool *good)
{
    struct step step = fetch_step(tree, tree->sha, tree->sha);
    struct run_result result;
    bool here = false;
    int rc = 0;

    *good = true;
    if (tree->ref != NULL)
        rc = fetch_ref(tree, good);
    if (rc == 0 && *good)
        rc = ask_commit(tree, &here, &result);
    if (rc == 0 && *good && !here)
        rc = steps_do(tree->checkout->runner, &step, good);
    return rc;
}

static int
switch_to(const struct tree *tree, bool *good)
{
    const char *title = pool_printf(tree->pool, "git checkout %s", tree->sha);
    struct step step =
        git_step(tree, title,
                 (const char *const[]){ "-C", tree->directory, "checkout", "--force", "--detach",
                                        "--no-recurse-submodules", tree->sha, "--", NULL });

    return steps_do(tree->checkout->runner, &step, good);
}

/* The two lines are the same when HEAD is the commit, or the one an annotated tag stands for. */
static int
verify(const struct tree *tree, bool *good)
{
    const char *commit = pool_printf(tree->pool, "%s^{commit}", tree->sha);
    struct step step =
        git_step(tree, "git rev-parse HEAD",
                 (const char *const[]){ "-C", tree->directory, "rev-parse", "HEAD", commit, NULL });
    struct run_result result;
    size_t half;
    int rc = steps_ask(tree->checkout->runner, &step, &result);

    *good = false;
    if (rc != 0)
        return rc;
    half = result.output_length / 2;
    if (result.end != RUN_EXITED || result.code != 0) {
        steps_failed(tree->checkout->runner, &step, &result);
    } else if (half < 40 || memcmp(result.output, result.output + half, half) != 0) {
        tree->checkout->runner->outcome->end = OUTCOME_FAILED;
        tree->checkout->runner->outcome->detail = pool_printf(
            tree->pool, "%s is not at %s after its checkout", tree->directory, tree->sha);
    } else {
        *good = true;
    }
    return 0;
}

static void
choose_ref(struct tree *tree)
{
    const char *const *value = tree->checkout->values->of;

    if (value[VALUE_BRANCH] != NULL) {
        tree->ref = pool_printf(tree->pool, "refs/heads/%s", value[VALUE_BRANCH]);
        tree->local_ref = pool_printf(tree->pool, "refs/remotes/origin/%s", value[VALUE_BRANCH]);
    } else if (value[VALUE_TAG] != NULL) {
        tree->ref = pool_printf(tree->pool, "refs/tags/%s", value[VALUE_TAG]);
        tree->local_ref = tree->ref;
    }
}

static const char *
remote_of(const struct tree *tree)
{
    const struct rule *rule = tree->checkout->rule;
    const struct settings *settings = tree->checkout->runner->work->settings;
    const char *repository = tree->checkout->values->of[VALUE_REPOSITORY];

    if (rule->remote != NULL || repository == NULL)
        return rule->remote;
    return pool_printf(tree->pool, "%s/%s.git", settings->github.clone_url, repository);
}

int
checkout_run(const struct checkout *checkout, bool *good)
{
    struct tree tree = { .checkout = checkout, .pool = checkout->runner->work->pool };
    int rc;

    *good = false;
    tree.sha = checkout->values->of[VALUE_SHA];
    tree.remote = remote_of(&tree);
    if (!sha_valid(tree.sha) || tree.remote == NULL) {
        refuse(&tree, "the event names no commit or repository to check out");
        return 0;
    }
    tree.directory = checkout->rule->directory;
    tree.shown = git_remote_shown(tree.pool, tree.remote);
    tree.environment = git_environment(tree.pool, checkout->environment, tree.directory);
    choose_ref(&tree);

    rc = prepare(&tree, good);
    if (rc == 0 && *good)
        rc = fetch(&tree, good);
    if (rc == 0 && *good)
        rc = switch_to(&tree, good);
    if (rc == 0 && *good)
        rc = verify(&tree, good);
    return rc;
}
