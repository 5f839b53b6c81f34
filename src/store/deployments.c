/* deployments.c - deployments begin and end. */
#include "config.h"

#include "base/fail.h"
#include "store/deployments.h"

/* It has not ended. */
#define IS_OPEN "ended_ms IS NULL"

struct beginning {
    const struct deployment *wanted;
    int64_t now_ms;
    int64_t id; /* out */
};

struct ending {
    int64_t id;
    enum deployment_state state;
    const char *detail;
    int64_t now_ms;
};

const char *
deployment_state_name(enum deployment_state state)
{
    static const char *const names[] = {
        [DEPLOYMENT_QUEUED] = "queued",           [DEPLOYMENT_WAITING] = "waiting",
        [DEPLOYMENT_IN_PROGRESS] = "in_progress", [DEPLOYMENT_SUCCESS] = "success",
        [DEPLOYMENT_FAILURE] = "failure",         [DEPLOYMENT_ERROR] = "error",
        [DEPLOYMENT_INACTIVE] = "inactive",       [DEPLOYMENT_SUPERSEDED] = "superseded",
    };

    return names[state];
}

bool
deployment_is_open(enum deployment_state state)
{
    return state <= DEPLOYMENT_IN_PROGRESS;
}

static void
bind_wanted(struct db_row *row, const struct beginning *beginning)
{
    const struct deployment *wanted = beginning->wanted;

    db_bind_text(row, 1, wanted->repository);
    db_bind_text(row, 2, wanted->environment);
    db_bind_text(row, 3, wanted->sha);
    db_bind_text(row, 4, wanted->ref);
    db_bind_text(row, 5, wanted->rule);
    db_bind_text(row, 6, wanted->origin);
    db_bind_text(row, 7, wanted->by);
    db_bind_text(row, 8, deployment_state_name(wanted->state));
    db_bind_text(row, 9, wanted->remote);
    db_bind_integer(row, 10, beginning->now_ms);
}

static int
insert(struct db *db, struct beginning *beginning)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO deployment (repository, environment, sha, ref, rule, origin,"
                       " by_login, state, remote_id, created_ms, updated_ms, job_id, version)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, 1)");
    bind_wanted(row, beginning);
    db_bind_some(row, 11, beginning->wanted->job);
    return db_insert(row, &beginning->id);
}

/* Its rule may say another environment by now. */
static int
begin_again(struct db *db, const struct beginning *beginning)
{
    struct db_row *row;

    row = db_query(db, "UPDATE deployment SET repository = ?1, environment = ?2, sha = ?3,"
                       " ref = ?4, rule = ?5, origin = ?6, by_login = ?7, state = ?8,"
                       " remote_id = ifnull(?9, remote_id), updated_ms = ?10, detail = NULL,"
                       " ended_ms = NULL, version = version + 1 WHERE id = ?11");
    bind_wanted(row, beginning);
    db_bind_integer(row, 11, beginning->id);
    return db_finish(row);
}

/* The job's earlier success goes on without it. */
static int
let_go(struct db *db, int64_t job)
{
    struct db_row *row = db_query(db, "UPDATE deployment SET job_id = NULL,"
                                      " version = version + 1"
                                      " WHERE job_id = ?1 AND state = 'success'");

    db_bind_integer(row, 1, job);
    return db_finish(row);
}

static int
find_of_job(struct db *db, int64_t job, int64_t *id)
{
    struct db_row *row = db_query(db, "SELECT id FROM deployment WHERE job_id = ?1");

    db_bind_integer(row, 1, job);
    return db_number(row, 0, id);
}

static int
begin_work(struct db *db, void *data)
{
    struct beginning *beginning = data;
    int64_t job = beginning->wanted->job;
    int rc = 0;

    beginning->id = 0;
    if (job != 0)
        rc = let_go(db, job);
    if (rc == 0 && job != 0)
        rc = find_of_job(db, job, &beginning->id);
    if (rc != 0)
        return rc;
    return beginning->id != 0 ? begin_again(db, beginning) : insert(db, beginning);
}

int
deployment_begin(struct store *store, const struct deployment *wanted, int64_t now_ms, int64_t *id)
{
    struct beginning beginning = { .wanted = wanted, .now_ms = now_ms };
    int rc = store_write(store, begin_work, &beginning);

    *id = rc == 0 ? beginning.id : 0;
    return rc;
}

static int
end_work(struct db *db, void *data)
{
    const struct ending *ending = data;
    struct db_row *row;
    int rc;

    row = db_query(db, "UPDATE deployment SET state = ?2, detail = ?3, updated_ms = ?4,"
                       " ended_ms = ?4, version = version + 1 WHERE id = ?1");
    db_bind_integer(row, 1, ending->id);
    db_bind_text(row, 2, deployment_state_name(ending->state));
    db_bind_text(row, 3, ending->detail);
    db_bind_integer(row, 4, ending->now_ms);
    rc = db_finish(row);
    return rc == 0 && db_changes(db) == 0 ? FAIL_NOT_FOUND : rc;
}

int
deployment_end(struct store *store, int64_t id, enum deployment_state state, const char *detail,
               int64_t now_ms)
{
    struct ending ending = { id, state, detail, now_ms };

    return store_write(store, end_work, &ending);
}

/* What the end of its job makes of a deployment; DEPLOYMENT_QUEUED: it is not the end. */
static enum deployment_state
end_with(enum job_state state)
{
    switch (state) {
    case JOB_DONE:
        return DEPLOYMENT_SUCCESS;
    case JOB_DEAD:
        return DEPLOYMENT_FAILURE;
    case JOB_UNKNOWN:
        return DEPLOYMENT_ERROR;
    case JOB_CANCELLED:
    case JOB_SUPERSEDED:
        return DEPLOYMENT_INACTIVE;
    case JOB_WAITING:
    case JOB_READY:
    case JOB_LEASED:
    case JOB_STARTED:
        break;
    }
    return DEPLOYMENT_QUEUED;
}

/* One that has ended stays as it was: its job may be taken back before it begins once more. */
int
deployment_settle(struct db *db, int64_t job, enum job_state state, const char *detail,
                  int64_t now_ms)
{
    enum deployment_state end = end_with(state);
    struct db_row *row;

    if (end == DEPLOYMENT_QUEUED)
        return 0;
    row = db_query(db, "UPDATE deployment SET state = ?2, detail = ?3, updated_ms = ?4,"
                       " ended_ms = ?4, version = version + 1 WHERE job_id = ?1 AND " IS_OPEN);
    db_bind_integer(row, 1, job);
    db_bind_text(row, 2, deployment_state_name(end));
    db_bind_text(row, 3, detail);
    db_bind_integer(row, 4, now_ms);
    return db_finish(row);
}
