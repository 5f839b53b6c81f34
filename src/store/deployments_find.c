/* deployments_find.c - which deployment is current, which previous, and which may go */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/deployments.h"
#include "store/rows.h"

#define COLUMNS                                                                                    \
    "id, ifnull(job_id, 0), repository, environment, sha, ref, rule, origin, by_login, remote_id," \
    " detail, state, created_ms, updated_ms, ifnull(ended_ms, 0)"
/* As the index deployment_success has it. */
#define OF_THE_PLACE "repository = ?1 AND environment = ?2 AND state = 'success'"
#define LAST_FIRST " ORDER BY ended_ms DESC, id DESC LIMIT 1"

static const char current_sql[] =
    "SELECT " COLUMNS " FROM deployment WHERE " OF_THE_PLACE LAST_FIRST;
static const char previous_sql[] =
    "SELECT " COLUMNS " FROM deployment WHERE " OF_THE_PLACE
    " AND sha <> (SELECT sha FROM deployment WHERE " OF_THE_PLACE LAST_FIRST ")" LAST_FIRST;
static const char by_id_sql[] = "SELECT " COLUMNS " FROM deployment WHERE id = ?1";
static const char of_job_sql[] = "SELECT " COLUMNS " FROM deployment WHERE job_id = ?1";

/* Our own table's check lets no other name in. */
static enum deployment_state
state_of(const char *name)
{
    enum deployment_state state = DEPLOYMENT_QUEUED;

    while (state < DEPLOYMENT_SUPERSEDED && strcmp(deployment_state_name(state), name) != 0)
        state++;
    return state;
}

static void
read_row(const struct db_row *row, struct pool *pool, void *item)
{
    struct deployment *deployment = item;

    *deployment = (struct deployment){
        .id = db_integer(row, 0),
        .job = db_integer(row, 1),
        .repository = db_text_copy(row, 2, pool),
        .environment = db_text_copy(row, 3, pool),
        .sha = db_text_copy(row, 4, pool),
        .ref = db_text_copy(row, 5, pool),
        .rule = db_text_copy(row, 6, pool),
        .origin = db_text_copy(row, 7, pool),
        .by = db_text_copy(row, 8, pool),
        .remote = db_text_copy(row, 9, pool),
        .detail = db_text_copy(row, 10, pool),
        .state = state_of(db_text(row, 11)),
        .created_ms = db_integer(row, 12),
        .updated_ms = db_integer(row, 13),
        .ended_ms = db_integer(row, 14),
    };
}

/* The one row of a query whose parameters are bound. */
static int
read_one(struct db_row *row, struct pool *pool, struct deployment *deployment)
{
    int rc;

    *deployment = (struct deployment){ 0 };
    rc = rows_first(row, read_row, pool, deployment);
    return rc == 0 && deployment->id == 0 ? FAIL_NOT_FOUND : rc;
}

static int
read_of_place(struct db_row *row, const char *repository, const char *environment,
              struct pool *pool, struct deployment *deployment)
{
    db_bind_text(row, 1, repository);
    db_bind_text(row, 2, environment);
    return read_one(row, pool, deployment);
}

static int
read_by_number(struct db_row *row, int64_t number, struct pool *pool, struct deployment *deployment)
{
    db_bind_integer(row, 1, number);
    return read_one(row, pool, deployment);
}

int
deployment_current(struct store *store, const char *repository, const char *environment,
                   struct pool *pool, struct deployment *deployment)
{
    return read_of_place(store_read(store, current_sql), repository, environment, pool, deployment);
}

int
deployment_previous(struct store *store, const char *repository, const char *environment,
                    struct pool *pool, struct deployment *deployment)
{
    return read_of_place(store_read(store, previous_sql), repository, environment, pool,
                         deployment);
}

int
deployment_of_job(struct store *store, int64_t job, struct pool *pool,
                  struct deployment *deployment)
{
    return read_by_number(store_read(store, of_job_sql), job, pool, deployment);
}

#define LIST_WHERE                                                                                 \
    "id < ?1 AND (?2 IS NULL OR repository = ?2) AND (?3 IS NULL OR environment = ?3)"             \
    " AND (?4 IS NULL OR state = ?4)"
#define LIST_ORDER " ORDER BY id DESC LIMIT ?5"

/* The same twice, where an index is to be used. */
static const char list_sql[] = "SELECT " COLUMNS " FROM deployment WHERE " LIST_WHERE LIST_ORDER;
static const char list_of_repository_sql[] =
    "SELECT " COLUMNS " FROM deployment WHERE " LIST_WHERE " AND repository = ?2" LIST_ORDER;

int
deployment_list(struct store *store, const struct deployment_filter *filter, struct pool *pool,
                struct deployments *deployments)
{
    struct rows rows = { .size = sizeof(struct deployment) };
    struct db_row *row;
    int rc;

    row = store_read(store, filter->repository != NULL ? list_of_repository_sql : list_sql);
    db_bind_integer(row, 1, filter->before > 0 ? filter->before : INT64_MAX);
    db_bind_text(row, 2, filter->repository);
    db_bind_text(row, 3, filter->environment);
    db_bind_text(row, 4, filter->state);
    db_bind_integer(row, 5, filter->most);
    rc = rows_read(row, read_row, pool, &rows);
    *deployments = (struct deployments){ rows.items, rows.count };

    return rc;
}

/* Is it the one that the query finds in its own place? */
static int
is_found(struct db *db, const char *sql, const struct deployment *deployment, struct pool *pool,
         bool *found)
{
    struct deployment other;
    int rc;

    rc = read_of_place(db_query(db, sql), deployment->repository, deployment->environment, pool,
                       &other);
    *found = *found || (rc == 0 && other.id == deployment->id);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
is_kept(struct db *db, int64_t id, struct pool *pool, bool *kept)
{
    struct deployment deployment;
    int rc = read_by_number(db_query(db, by_id_sql), id, pool, &deployment);

    *kept = false;
    if (rc == 0 && deployment.state == DEPLOYMENT_SUCCESS)
        rc = is_found(db, current_sql, &deployment, pool, kept);
    if (rc == 0 && deployment.state == DEPLOYMENT_SUCCESS)
        rc = is_found(db, previous_sql, &deployment, pool, kept);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
deployment_drop(struct db *db, int64_t id, int64_t before_ms, int64_t *dropped)
{
    struct pool *pool = pool_new();
    struct db_row *row;
    bool kept;
    int rc = is_kept(db, id, pool, &kept);

    pool_free(pool);
    *dropped = 0;
    if (rc != 0 || kept)
        return rc;
    row = db_query(db, "DELETE FROM deployment WHERE id = ?1 AND updated_ms < ?2"
                       " AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = deployment.job_id"
                       " AND job.state NOT IN ('done', 'dead', 'cancelled', 'superseded'))");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, before_ms);
    rc = db_finish(row);
    if (rc == 0)
        *dropped = db_changes(db);
    return rc;
}
