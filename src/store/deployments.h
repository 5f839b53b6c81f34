/*
 * deployments.h - which commit was brought where, by whom, and how that ended
 *
 * A deployment that belongs to a job ends with it: who settles a job calls deployment_settle().
 * One without a job is what its row says, and whoever has news of it writes the row, by version; all
 * that is told outside only renders it (deployments_rows.h).
 * Current in an environment is the successful deployment that ended last; previous, and where a
 * rollback goes to, the last successful one before it of another commit.  So after A, B and a
 * rollback to A the current commit is A and the previous one B: a second rollback undoes the first.
 * A success that another one has followed stays a success.
 * Repositories and environments compare case aside.  Times are Unix milliseconds, handed in.
 *
 * errors  FAIL_NOT_FOUND (not logged) there is none · FAIL_BUSY, FAIL_STORE
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_DEPLOYMENTS_H
#define HOOKLET_STORE_DEPLOYMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/deployment.h"
#include "store/store.h"

/*
 * Adds one, queued or in progress; of `wanted` the id, the detail, the times and all that only those
 * without a job have don't count.  The one that its job has already goes back to that state instead,
 * unless it was a success: that stays, without its job, since it is what a rollback looks for.
 */
int deployment_begin(struct store *store, const struct deployment *wanted, int64_t now_ms,
                     int64_t *id) __attribute__((warn_unused_result));
/* Ends one that no job ends, or writes anew how it ended. */
int deployment_end(struct store *store, int64_t id, enum deployment_state state, const char *detail,
                   int64_t now_ms) __attribute__((warn_unused_result));
/*
 * Inside the commit_work that gives a job its next state: ends the job's deployment with it, when
 * it has one that has not ended.  Jobs without one pay a step in an index, when they are over.
 */
int deployment_settle(struct db *db, int64_t job, enum job_state state, const char *detail,
                      int64_t now_ms) __attribute__((warn_unused_result));
/*
 * Inside a commit_work: deletes one that has not changed since before_ms; none that is open, current,
 * previous, or of a job on its way.  dropped: 1 or 0.
 */
int deployment_drop(struct db *db, int64_t id, int64_t before_ms, int64_t *dropped)
    __attribute__((warn_unused_result));

int deployment_get(struct store *store, int64_t id, struct pool *pool,
                   struct deployment *deployment) __attribute__((warn_unused_result));
int deployment_current(struct store *store, const char *repository, const char *environment,
                       struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
int deployment_previous(struct store *store, const char *repository, const char *environment,
                        struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
int deployment_of_job(struct store *store, int64_t job, struct pool *pool,
                      struct deployment *deployment) __attribute__((warn_unused_result));

/* NULL, 0: any. */
struct deployment_filter {
    const char *repository, *environment;
    const char *state;    /* by its name */
    const char *commit;   /* what its hash begins with: hex digits, lower case */
    int64_t pull_request; /* number */
    int64_t before;       /* ids below this */
    int most;             /* rows */
};

/* Newest first, by their beginning. */
int deployment_list(struct store *store, const struct deployment_filter *filter, struct pool *pool,
                    struct deployments *deployments) __attribute__((warn_unused_result));

/* The same by a connection, also inside a commit_work. */
int deployment_look(struct db *db, int64_t id, struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
int deployment_look_current(struct db *db, const char *repository, const char *environment,
                            struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
int deployment_look_previous(struct db *db, const char *repository, const char *environment,
                             struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
int deployment_look_list(struct db *db, const struct deployment_filter *filter, struct pool *pool,
                         struct deployments *deployments) __attribute__((warn_unused_result));

#endif
