/* deployments_rows.c - deployments without a job are added, superseded, written */
#include "config.h"

#include "base/fail.h"
#include "store/deployments_read.h"
#include "store/deployments_rows.h"

#define IN_PLACE                                                                                   \
    "repository = ?1 AND environment = ?2 AND " DEPLOYMENT_IS_FREE                                 \
    " AND (state = 'queued' OR state = 'waiting') AND triggered_ms = 0 AND id < ?3"

/* The parameters 1 to 25 of both, adding and writing. */
static void
bind_row(struct db_row *row, const struct deployment *deployment)
{
    const char *const texts[] = {
        deployment->repository, deployment->environment,
        deployment->sha,        deployment->ref,
        deployment->rule,       deployment->origin,
        deployment->by,         deployment_state_name(deployment->state),
        deployment->remote,     deployment->detail,
        deployment->author,     deployment->by_slack,
        deployment->contexts,   deployment->pipeline,
        deployment->workflow,   deployment->build,
        deployment->build_url,  deployment->url,
        deployment->ticket,     deployment->told,
    };
    int count = sizeof texts / sizeof texts[0];

    for (int i = 0; i < count; i++)
        db_bind_text(row, i + 1, texts[i]);
    db_bind_some(row, count + 1, deployment->pull_request);
    db_bind_some(row, count + 2, deployment->installation);
    db_bind_integer(row, count + 3, deployment->triggered_ms);
    db_bind_integer(row, count + 4, deployment->updated_ms);
    db_bind_some(row, count + 5, deployment->ended_ms);
}

static int
find_twin(struct db *db, const char *sql, const char *name, struct pool *pool,
          struct deployment *twin)
{
    struct db_row *row;

    if (name == NULL)
        return FAIL_NOT_FOUND;
    row = db_query(db, sql);
    db_bind_text(row, 1, name);
    return deployment_read(row, pool, twin);
}

static int
insert(struct db *db, struct deployment *deployment)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO deployment (repository, environment, sha, ref, rule, origin,"
                       " by_login, state, remote_id, detail, author, by_slack, contexts, pipeline,"
                       " workflow, build, build_url, url, ticket, told, pull_request, installation,"
                       " triggered_ms, updated_ms, ended_ms, wish, created_ms, version)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
                       " ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?24, 1)");
    bind_row(row, deployment);
    db_bind_text(row, 26, deployment->wish);
    return db_insert(row, &deployment->id);
}

/* `older` is what it will be. */
static int
supersede(struct db *db, const struct deployment *newer, struct pool *pool,
          struct deployment *older)
{
    older->state = DEPLOYMENT_SUPERSEDED;
    older->detail = pool_printf(pool, "deployment %lld is newer", (long long)newer->id);
    return deployment_write_by(db, older, newer->created_ms);
}

static int
supersede_others(struct db *db, const struct deployment *newer, struct pool *pool,
                 struct deployments *others)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "SELECT " DEPLOYMENT_COLUMNS " FROM " DEPLOYMENT_OPEN " WHERE " IN_PLACE
                       " ORDER BY id");
    db_bind_text(row, 1, newer->repository);
    db_bind_text(row, 2, newer->environment);
    db_bind_integer(row, 3, newer->id);
    rc = deployments_read(row, pool, others);
    for (size_t i = 0; i < others->count && rc == 0; i++)
        rc = supersede(db, newer, pool, &others->rows[i]);
    return rc;
}

static int
add_new(struct db *db, struct deployment *row, int64_t now_ms, struct pool *pool,
        struct deployment_added *added)
{
    int rc;

    added->is_new = true;
    row->job = 0;
    row->version = 1;
    row->created_ms = row->updated_ms = now_ms;
    row->ended_ms = deployment_is_open(row->state) ? 0 : now_ms;
    rc = insert(db, row);
    if (rc != 0 || !deployment_is_open(row->state))
        return rc;
    return supersede_others(db, row, pool, &added->superseded);
}

int
deployment_add(struct db *db, struct deployment *row, int64_t now_ms, struct pool *pool,
               struct deployment_added *added)
{
    struct deployment twin;
    int rc;

    *added = (struct deployment_added){ 0 };
    rc = find_twin(db, "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE wish = ?1", row->wish,
                   pool, &twin);
    if (rc == FAIL_NOT_FOUND)
        rc = find_twin(db, "SELECT " DEPLOYMENT_COLUMNS " FROM deployment WHERE remote_id = ?1",
                       row->remote, pool, &twin);
    if (rc == FAIL_NOT_FOUND)
        return add_new(db, row, now_ms, pool, added);
    if (rc == 0)
        *row = twin;
    return rc;
}

/* When it ends, or has ended. */
static int64_t
end_of(const struct deployment *row, int64_t now_ms)
{
    if (deployment_is_open(row->state))
        return 0;
    return row->ended_ms != 0 ? row->ended_ms : now_ms;
}

/* OR IGNORE: another row has that remote, which is no failure to be logged. */
int
deployment_write_by(struct db *db, struct deployment *row, int64_t now_ms)
{
    struct deployment next = *row;
    struct db_row *statement;
    int rc;

    next.updated_ms = now_ms;
    next.ended_ms = end_of(row, now_ms);
    statement = db_query(
        db, "UPDATE OR IGNORE deployment SET repository = ?1, environment = ?2, sha = ?3, ref = ?4,"
            " rule = ?5, origin = ?6, by_login = ?7, state = ?8, remote_id = ?9, detail = ?10,"
            " author = ?11, by_slack = ?12, contexts = ?13, pipeline = ?14, workflow = ?15,"
            " build = ?16, build_url = ?17, url = ?18, ticket = ?19, told = ?20,"
            " pull_request = ?21, installation = ?22, triggered_ms = ?23, updated_ms = ?24,"
            " ended_ms = ?25, version = version + 1 WHERE id = ?26 AND version = ?27");
    bind_row(statement, &next);
    db_bind_integer(statement, 26, row->id);
    db_bind_integer(statement, 27, row->version);
    rc = db_finish(statement);
    if (rc != 0 || db_changes(db) == 0)
        return rc != 0 ? rc : FAIL_CONFLICT;
    next.version++;
    *row = next;
    return 0;
}

struct changing {
    struct deployment_change *change;
    struct pool *pool;
    int64_t now_ms;
};

static int
change_work(struct db *db, void *data)
{
    const struct changing *changing = data;
    struct deployment_change *change = changing->change;
    int rc = deployment_look(db, change->id, changing->pool, &change->row);

    if (rc == 0 && change->make(&change->row, change->data))
        rc = deployment_write_by(db, &change->row, changing->now_ms);
    return rc;
}

int
deployment_change(struct store *store, struct deployment_change *change, struct pool *pool,
                  int64_t now_ms)
{
    struct changing changing = { .change = change, .pool = pool, .now_ms = now_ms };

    return store_write(store, change_work, &changing);
}
