/*
 * deployments_rows.h - deployments without a job: what their rows say is what is so
 *
 * Whoever has news reads the row, decides, and writes it in one transaction, so that nobody's news
 * gets lost: deployment_change(), or a commit_work of one's own, in which the functions by `db` run.
 * Open are those that are queued, wait for checks, or are in progress.
 *
 * errors  FAIL_NOT_FOUND (not logged) there is none · FAIL_CONFLICT (not logged) somebody was first
 *         FAIL_BUSY, FAIL_STORE
 * memory  texts live in the pool.  Times are Unix milliseconds, handed in
 */
#ifndef HOOKLET_STORE_DEPLOYMENTS_ROWS_H
#define HOOKLET_STORE_DEPLOYMENTS_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/deployments.h"

struct deployment_added {
    bool is_new;                   /* false: the row was there already */
    struct deployments superseded; /* as they are now; to be told of */
};

/*
 * Adds `row` as it is but for id, job, version and times, which it sets.  Those of its repository
 * and environment that are queued or wait for checks, and for which no build was asked yet, are
 * superseded by it; while it is open itself.  The row whose wish, or remote, is the same is given
 * instead, as it stands, and supersedes nothing: so who was cut off adds it again and goes on.
 */
int deployment_add(struct db *db, struct deployment *row, int64_t now_ms, struct pool *pool,
                   struct deployment_added *added) __attribute__((warn_unused_result));
/*
 * Writes all of the row but id, job, wish and its beginning, if it still has this version; then
 * version, updated_ms and ended_ms are those of the row.  It ends by its state.
 * FAIL_CONFLICT: it was changed meanwhile, or another row has that remote.
 */
int deployment_write_by(struct db *db, struct deployment *row, int64_t now_ms)
    __attribute__((warn_unused_result));

struct deployment_change {
    int64_t id;
    /* false: nothing is to be written.  It may be called twice, and begins anew then. */
    bool (*make)(struct deployment *row, void *data);
    void *data;
    struct deployment row; /* out: as it is now */
};

/* FAIL_CONFLICT: another row has that remote. */
int deployment_change(struct store *store, struct deployment_change *change, struct pool *pool,
                      int64_t now_ms) __attribute__((warn_unused_result));

int deployment_look_remote(struct db *db, const char *remote, struct pool *pool,
                           struct deployment *row) __attribute__((warn_unused_result));
/* By what it was made for. */
int deployment_by_wish(struct store *store, const char *wish, struct pool *pool,
                       struct deployment *row) __attribute__((warn_unused_result));
/* The newest one of the pipeline. */
int deployment_by_pipeline(struct store *store, const char *pipeline, struct pool *pool,
                           struct deployment *row) __attribute__((warn_unused_result));
int deployment_look_pipeline(struct db *db, const char *pipeline, struct pool *pool,
                             struct deployment *row) __attribute__((warn_unused_result));
/* The newest success in the environment; sha: of that commit, NULL: of any. */
int deployment_look_built(struct db *db, const char *repository, const char *environment,
                          const char *sha, struct pool *pool, struct deployment *row)
    __attribute__((warn_unused_result));

/* The open ones without a job, oldest first; environment NULL: all of the repository's. */
int deployments_open(struct db *db, const char *repository, const char *environment,
                     struct pool *pool, struct deployments *rows)
    __attribute__((warn_unused_result));
/* The first of these of that commit, or NULL. */
const struct deployment *deployments_with(const struct deployments *rows, const char *sha);
/* Those of them that wait for checks; sha NULL: of any commit. */
int deployments_waiting(struct db *db, const char *repository, const char *sha, struct pool *pool,
                        struct deployments *rows) __attribute__((warn_unused_result));

/* Since when nothing has been heard of it, by what it is; 0: those are not wanted. */
struct deployments_quiet {
    int64_t queued_ms;   /* and no build was asked for */
    int64_t waiting_ms;  /* for checks */
    int64_t building_ms; /* in progress, or a build was asked for */
    int most;            /* rows */
};

/*
 * Open ones without a job that have not changed since those times, the longest quiet first.  Who
 * has looked after one writes its row, which makes it fresh.
 */
int deployments_lost(struct store *store, const struct deployments_quiet *quiet, struct pool *pool,
                     struct deployments *rows) __attribute__((warn_unused_result));
/*
 * Those without a job that GitHub has, and that have changed last within [from_ms, to_ms) without
 * its having been told of their state since; oldest first, `most` of them.
 */
int deployments_untold(struct store *store, int64_t from_ms, int64_t to_ms, int most,
                       struct pool *pool, struct deployments *rows)
    __attribute__((warn_unused_result));

#endif
