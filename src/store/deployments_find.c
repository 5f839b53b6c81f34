/* deployments_find.c - which deployment is current, which previous, and which may go */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/deployments_read.h"
#include "store/rows.h"

/* As the index deployment_success has it. */
#define OF_THE_PLACE "repository = ?1 AND environment = ?2 AND state = 'success'"
#define LAST_FIRST " ORDER BY ended_ms DESC, id DESC LIMIT 1"

static const char current_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE " OF_THE_PLACE LAST_FIRST;
static const char previous_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE " OF_THE_PLACE
    " AND sha <> (SELECT sha FROM deployment WHERE " OF_THE_PLACE LAST_FIRST ")" LAST_FIRST;
static const char by_id_sql[] = "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE id = ?1";
static const char of_job_sql[] = "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE job_id = ?1";

/* Our own table's check lets no other name in. */
static enum deployment_state
state_of(const char *name)
{
    enum deployment_state state = DEPLOYMENT_QUEUED;

    while (state < DEPLOYMENT_SUPERSEDED && strcmp(deployment_state_name(state), name) != 0)
        state++;
    return state;
}

/* What those without a job have, too. */
static void
read_rest(const struct db_row *row, struct pool *pool, struct deployment *deployment)
{
    deployment->wish = db_text_copy(row, 15, pool);
    deployment->author = db_text_copy(row, 16, pool);
    deployment->by_slack = db_text_copy(row, 17, pool);
    deployment->pull_request = db_integer(row, 18);
    deployment->installation = db_integer(row, 19);
    deployment->contexts = db_text_copy(row, 20, pool);
    deployment->pipeline = db_text_copy(row, 21, pool);
    deployment->workflow = db_text_copy(row, 22, pool);
    deployment->build = db_text_copy(row, 23, pool);
    deployment->build_url = db_text_copy(row, 24, pool);
    deployment->url = db_text_copy(row, 25, pool);
    deployment->ticket = db_text_copy(row, 26, pool);
    deployment->triggered_ms = db_integer(row, 27);
    deployment->told = db_text_copy(row, 28, pool);
    deployment->version = db_integer(row, 29);
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
    read_rest(row, pool, deployment);
}

int
deployment_read(struct db_row *row, struct pool *pool, struct deployment *deployment)
{
    int rc;

    *deployment = (struct deployment){ 0 };
    rc = rows_first(row, read_row, pool, deployment);
    return rc == 0 && deployment->id == 0 ? FAIL_NOT_FOUND : rc;
}

int
deployments_read(struct db_row *row, struct pool *pool, struct deployments *deployments)
{
    struct rows rows = { .size = sizeof(struct deployment) };
    int rc = rows_read(row, read_row, pool, &rows);

    *deployments = (struct deployments){ rows.items, rows.count };
    return rc;
}

static int
read_of_place(struct db_row *row, const char *repository, const char *environment,
              struct pool *pool, struct deployment *deployment)
{
    db_bind_text(row, 1, repository);
    db_bind_text(row, 2, environment);
    return deployment_read(row, pool, deployment);
}

static int
read_by_number(struct db_row *row, int64_t number, struct pool *pool, struct deployment *deployment)
{
    db_bind_integer(row, 1, number);
    return deployment_read(row, pool, deployment);
}

int
deployment_get(struct store *store, int64_t id, struct pool *pool, struct deployment *deployment)
{
    return read_by_number(store_read(store, by_id_sql), id, pool, deployment);
}

int
deployment_look(struct db *db, int64_t id, struct pool *pool, struct deployment *deployment)
{
    return read_by_number(db_query(db, by_id_sql), id, pool, deployment);
}

int
deployment_current(struct store *store, const char *repository, const char *environment,
                   struct pool *pool, struct deployment *deployment)
{
    return read_of_place(store_read(store, current_sql), repository, environment, pool, deployment);
}

int
deployment_look_current(struct db *db, const char *repository, const char *environment,
                        struct pool *pool, struct deployment *deployment)
{
    return read_of_place(db_query(db, current_sql), repository, environment, pool, deployment);
}

int
deployment_previous(struct store *store, const char *repository, const char *environment,
                    struct pool *pool, struct deployment *deployment)
{
    return read_of_place(store_read(store, previous_sql), repository, environment, pool,
                         deployment);
}

int
deployment_look_previous(struct db *db, const char *repository, const char *environment,
                         struct pool *pool, struct deployment *deployment)
{
    return read_of_place(db_query(db, previous_sql), repository, environment, pool, deployment);
}

int
deployment_of_job(struct store *store, int64_t job, struct pool *pool,
                  struct deployment *deployment)
{
    return read_by_number(store_read(store, of_job_sql), job, pool, deployment);
}

#define LIST_WHERE                                                                                 \
    "id < ?1 AND (?2 IS NULL OR repository = ?2) AND (?3 IS NULL OR environment = ?3)"             \
    " AND (?4 IS NULL OR state = ?4) AND (?6 = 0 OR pull_request = ?6)"                            \
    " AND (?7 IS NULL OR (sha >= ?7 AND sha < ?7 || 'g'))"
#define LIST_ORDER " ORDER BY id DESC LIMIT ?5"

/* The same twice, where an index is to be used. */
static const char list_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE " LIST_WHERE LIST_ORDER;
static const char list_of_repository_sql[] =
    "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE " LIST_WHERE
    " AND repository = ?2" LIST_ORDER;

static const char *
list_sql_of(const struct deployment_filter *filter)
{
    return filter->repository != NULL ? list_of_repository_sql : list_sql;
}

static int
read_list(struct db_row *row, const struct deployment_filter *filter, struct pool *pool,
          struct deployments *deployments)
{
    db_bind_integer(row, 1, filter->before > 0 ? filter->before : INT64_MAX);
    db_bind_text(row, 2, filter->repository);
    db_bind_text(row, 3, filter->environment);
    db_bind_text(row, 4, filter->state);
    db_bind_integer(row, 5, filter->most);
    db_bind_integer(row, 6, filter->pull_request);
    db_bind_text(row, 7, filter->commit);
    return deployments_read(row, pool, deployments);
}

int
deployment_list(struct store *store, const struct deployment_filter *filter, struct pool *pool,
                struct deployments *deployments)
{
    return read_list(store_read(store, list_sql_of(filter)), filter, pool, deployments);
}

int
deployment_look_list(struct db *db, const struct deployment_filter *filter, struct pool *pool,
                     struct deployments *deployments)
{
    return read_list(db_query(db, list_sql_of(filter)), filter, pool, deployments);
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
    row = db_query(
        db,
        "DELETE FROM deployment WHERE id = ?1 AND updated_ms < ?2"
        " AND ended_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = deployment.job_id"
        " AND job.state NOT IN ('done', 'dead', 'cancelled', 'superseded'))");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, before_ms);
    rc = db_finish(row);
    if (rc == 0)
        *dropped = db_changes(db);
    return rc;
}
