/* task_rows_write.c - the table `task`, written: by version, and by unique keys */
#include "config.h"

#include "base/fail.h"
#include "port/json.h"
#include "store/task_rows_read.h"

static const char of_version_sql[] =
    "SELECT " TASK_ROW_COLUMNS " FROM task WHERE id = ?1 AND version = ?2";

struct writing {
    const struct task_row *task;
    struct pool *pool;
    const char *labels;
    int64_t now_ms;
    bool leaves; /* a tombstone where it was */
    int64_t id;  /* out */
};

static void
bind_task(struct db_row *row, const struct task_row *task, const struct writing *writing)
{
    db_bind_text(row, 1, task->external);
    db_bind_some(row, 2, task->repository_id);
    db_bind_some(row, 3, task->number);
    db_bind_text(row, 4, task->repository);
    db_bind_text(row, 5, task->gid);
    db_bind_text(row, 6, task->project);
    db_bind_text(row, 7, task_item_name(task->state));
    db_bind_integer(row, 8, task->completed ? 1 : 0);
    db_bind_text(row, 9, task->assignee);
    db_bind_text(row, 10, task->due);
    db_bind_text(row, 11, writing->labels);
    db_bind_text(row, 12, task->echo);
    db_bind_integer(row, 13, task->item_ms);
    db_bind_integer(row, 14, writing->now_ms);
    db_bind_text(row, 15, task->giving);
}

static int
insert(struct db *db, const struct task_row *task, const struct writing *writing, int64_t *id)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "INSERT INTO task (external, repository_id, number, repository, gid,"
                       " project, state, completed, assignee, due, labels, echo, item_ms,"
                       " updated_ms, giving, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                       " ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1) ON CONFLICT DO NOTHING");
    bind_task(row, task, writing);
    rc = db_insert(row, id);
    return rc == 0 && *id == 0 ? FAIL_CONFLICT : rc;
}

/* OR IGNORE: another row has one of its unique keys, which is no failure to be logged. */
static int
update(struct db *db, const struct writing *writing)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "UPDATE OR IGNORE task SET external = ?1, repository_id = ?2, number = ?3,"
                       " repository = ?4, gid = ?5, project = ?6, state = ?7, completed = ?8,"
                       " assignee = ?9, due = ?10, labels = ?11, echo = ?12, item_ms = ?13,"
                       " updated_ms = ?14, giving = ?15, version = version + 1"
                       " WHERE id = ?16 AND version = ?17");
    bind_task(row, writing->task, writing);
    db_bind_integer(row, 16, writing->task->id);
    db_bind_integer(row, 17, writing->task->version);
    rc = db_finish(row);
    return rc == 0 && db_changes(db) == 0 ? FAIL_CONFLICT : rc;
}

/* An event of the new place came before: of an issue that is closed, and has no task there. */
static int
make_room(struct db *db, const struct task_row *task)
{
    struct db_row *row;

    row = db_query(db, "DELETE FROM task WHERE repository_id = ?1 AND number = ?2 AND id <> ?3"
                       " AND gid IS NULL AND state = 'closed'");
    db_bind_integer(row, 1, task->repository_id);
    db_bind_integer(row, 2, task->number);
    db_bind_integer(row, 3, task->id);
    return db_finish(row);
}

/* Where `old` was, the issue is no more. */
static int
leave_tombstone(struct db *db, const struct task_row *old, const struct writing *writing)
{
    const struct task_row tombstone = {
        .external = old->external,
        .repository_id = old->repository_id,
        .number = old->number,
        .repository = old->repository,
        .project = old->project,
        .state = TASK_MOVED,
        .completed = old->completed,
        .item_ms = writing->task->item_ms,
    };
    int64_t id;

    return insert(db, &tombstone, writing, &id);
}

static int
move(struct db *db, const struct writing *writing)
{
    const struct task_row *task = writing->task;
    struct db_row *row = db_query(db, of_version_sql);
    struct task_row old;
    int rc;

    db_bind_integer(row, 1, task->id);
    db_bind_integer(row, 2, task->version);
    rc = task_row_read(row, writing->pool, &old);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? FAIL_CONFLICT : rc;
    rc = make_room(db, task);
    if (rc == 0)
        rc = update(db, writing);
    if (rc != 0 || (old.repository_id == task->repository_id && old.number == task->number))
        return rc;
    return leave_tombstone(db, &old, writing);
}

static int
write_work(struct db *db, void *data)
{
    struct writing *writing = data;

    writing->id = writing->task->id;
    if (writing->id == 0)
        return insert(db, writing->task, writing, &writing->id);
    return writing->leaves ? move(db, writing) : update(db, writing);
}

static int
write_task(struct store *store, struct task_row *task, int64_t now_ms, bool leaves)
{
    struct pool *pool = pool_new();
    struct writing writing = {
        .task = task,
        .pool = pool,
        .labels = json_text(pool, json_list(task->labels), JSON_COMPACT),
        .now_ms = now_ms,
        .leaves = leaves,
    };
    int rc = store_write(store, write_work, &writing);

    pool_free(pool);
    if (rc != 0)
        return rc;
    task->id = writing.id;
    task->version++;
    task->updated_ms = now_ms;
    return 0;
}

int
task_row_write(struct store *store, struct task_row *task, int64_t now_ms)
{
    return write_task(store, task, now_ms, false);
}

int
task_row_move(struct store *store, struct task_row *task, int64_t now_ms)
{
    return write_task(store, task, now_ms, true);
}
