/* deployments_look.c - deployments without a job are found: by others' ids, by what they wait for */
#include "config.h"

#include <string.h>

#include "store/deployments_read.h"
#include "store/deployments_rows.h"

#define FREE_OF "repository = ?1 AND " DEPLOYMENT_IS_FREE

static const char by_remote_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE remote_id = ?1";
static const char by_pipeline_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE pipeline = ?1 ORDER BY id DESC LIMIT 1";

static int
read_by_text(struct db_row *row, const char *text, struct pool *pool, struct deployment *deployment)
{
    db_bind_text(row, 1, text);
    return deployment_read(row, pool, deployment);
}

int
deployment_by_wish(struct store *store, const char *wish, struct pool *pool, struct deployment *row)
{
    struct db_row *query;

    query = store_read(store, "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE wish = ?1");
    return read_by_text(query, wish, pool, row);
}

int
deployment_look_remote(struct db *db, const char *remote, struct pool *pool, struct deployment *row)
{
    return read_by_text(db_query(db, by_remote_sql), remote, pool, row);
}

int
deployment_by_pipeline(struct store *store, const char *pipeline, struct pool *pool,
                       struct deployment *row)
{
    return read_by_text(store_read(store, by_pipeline_sql), pipeline, pool, row);
}

int
deployment_look_pipeline(struct db *db, const char *pipeline, struct pool *pool,
                         struct deployment *row)
{
    return read_by_text(db_query(db, by_pipeline_sql), pipeline, pool, row);
}

int
deployment_look_built(struct db *db, const char *repository, const char *environment,
                      const char *sha, struct pool *pool, struct deployment *row)
{
    struct db_row *query;

    query = db_query(db, "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE repository = ?1"
                         " AND environment = ?2 AND state = 'success' AND (?3 IS NULL OR sha = ?3)"
                         " ORDER BY ended_ms DESC, id DESC LIMIT 1");
    db_bind_text(query, 1, repository);
    db_bind_text(query, 2, environment);
    db_bind_text(query, 3, sha);
    return deployment_read(query, pool, row);
}

int
deployments_open(struct db *db, const char *repository, const char *environment, struct pool *pool,
                 struct deployments *rows)
{
    struct db_row *query;

    query = db_query(db, "SELECT " DEPLOYMENT_COLUMNS " FROM " DEPLOYMENT_OPEN " WHERE " FREE_OF
                         " AND (?2 IS NULL OR environment = ?2) ORDER BY id");
    db_bind_text(query, 1, repository);
    db_bind_text(query, 2, environment);
    return deployments_read(query, pool, rows);
}

int
deployments_waiting(struct db *db, const char *repository, const char *sha, struct pool *pool,
                    struct deployments *rows)
{
    struct db_row *query;

    query = db_query(db, "SELECT " DEPLOYMENT_COLUMNS " FROM " DEPLOYMENT_OPEN " WHERE " FREE_OF
                         " AND state = 'waiting' AND (?2 IS NULL OR sha = ?2) ORDER BY id");
    db_bind_text(query, 1, repository);
    db_bind_text(query, 2, sha);
    return deployments_read(query, pool, rows);
}

/* Nothing has changed before 0, so a kind that is not wanted finds none. */
int
deployments_lost(struct store *store, const struct deployments_quiet *quiet, struct pool *pool,
                 struct deployments *rows)
{
    struct db_row *query;

    query = store_read(store, "SELECT " DEPLOYMENT_COLUMNS " FROM " DEPLOYMENT_QUIET
                              " WHERE " DEPLOYMENT_IS_FREE " AND updated_ms < max(?1, ?2, ?3)"
                              " AND ((state = 'queued' AND triggered_ms = 0 AND updated_ms < ?1)"
                              " OR (state = 'waiting' AND updated_ms < ?2)"
                              " OR (state = 'queued' AND triggered_ms > 0 AND updated_ms < ?3)"
                              " OR (state = 'in_progress' AND updated_ms < ?3))"
                              " ORDER BY updated_ms, id LIMIT ?4");
    db_bind_integer(query, 1, quiet->queued_ms);
    db_bind_integer(query, 2, quiet->waiting_ms);
    db_bind_integer(query, 3, quiet->building_ms);
    db_bind_integer(query, 4, quiet->most);
    return deployments_read(query, pool, rows);
}

/* The plus keeps the planner from the index of job_id, see DEPLOYMENT_IS_FREE. */
int
deployments_untold(struct store *store, int64_t from_ms, int64_t to_ms, int most, struct pool *pool,
                   struct deployments *rows)
{
    struct db_row *query;

    query = store_read(store, "SELECT " DEPLOYMENT_COLUMNS " FROM deployment"
                              " WHERE updated_ms >= ?1 AND updated_ms < ?2 AND +job_id IS NULL"
                              " AND remote_id IS NOT NULL AND told IS NOT state"
                              " ORDER BY updated_ms, id LIMIT ?3");
    db_bind_integer(query, 1, from_ms);
    db_bind_integer(query, 2, to_ms);
    db_bind_integer(query, 3, most);
    return deployments_read(query, pool, rows);
}

const struct deployment *
deployments_with(const struct deployments *rows, const char *sha)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->rows[i].sha, sha) == 0)
            return &rows->rows[i];
    }
    return NULL;
}
