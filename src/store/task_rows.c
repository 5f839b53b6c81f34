/* task_rows.c - the table `task` */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/task_rows.h"

#define COLUMNS                                                                                    \
    "id, external, ifnull(repository_id, 0), ifnull(number, 0), repository, gid, project, state,"  \
    " completed, assignee, due, labels, echo, item_ms, version, updated_ms"

static const char of_item_sql[] =
    "SELECT " COLUMNS " FROM task WHERE repository_id = ?1 AND number = ?2";
static const char of_external_sql[] = "SELECT " COLUMNS " FROM task WHERE external = ?1";
static const char of_gid_sql[] = "SELECT " COLUMNS " FROM task WHERE gid = ?1";
static const char of_version_sql[] = "SELECT " COLUMNS " FROM task WHERE id = ?1 AND version = ?2";

/* By enum task_item. */
static const char *const item_names[] = { "open", "closed", "deleted", "moved" };

const char *
task_item_name(enum task_item state)
{
    return item_names[state];
}

/* Our own table's check lets no other name in. */
static enum task_item
item_of(const char *name)
{
    enum task_item state = TASK_OPEN;

    while (state < TASK_MOVED && strcmp(item_names[state], name) != 0)
        state++;
    return state;
}

static const char *
encode_labels(struct pool *pool, struct strings labels)
{
    struct json *list = json_array();

    for (size_t i = 0; i < labels.count; i++)
        json_add_string(list, labels.items[i]);
    return json_text(pool, list, JSON_COMPACT);
}

static int
decode_labels(struct pool *pool, const char *text, struct strings *labels)
{
    struct json_want want = { .pointer = "/*" };
    int rc = json_scan(pool, text, strlen(text), &want, 1);
    const char **items;
    size_t count = 0;

    if (rc != 0)
        return rc;
    items = pool_array(pool, want.count + 1, sizeof *items);
    for (const struct json_value *value = want.first; value != NULL; value = value->next)
        if (value->type == JSON_STRING)
            items[count++] = value->text;
    *labels = (struct strings){ items, count };
    return 0;
}

/* labels: their text, which is decoded when the statement is over. */
static void
read_columns(const struct db_row *row, struct pool *pool, struct task_row *task,
             const char **labels)
{
    *task = (struct task_row){
        .id = db_integer(row, 0),
        .external = db_text_copy(row, 1, pool),
        .repository_id = db_integer(row, 2),
        .number = db_integer(row, 3),
        .repository = db_text_copy(row, 4, pool),
        .gid = db_text_copy(row, 5, pool),
        .project = db_text_copy(row, 6, pool),
        .state = item_of(db_text(row, 7)),
        .completed = db_integer(row, 8) != 0,
        .assignee = db_text_copy(row, 9, pool),
        .due = db_text_copy(row, 10, pool),
        .echo = db_text_copy(row, 12, pool),
        .item_ms = db_integer(row, 13),
        .version = db_integer(row, 14),
        .updated_ms = db_integer(row, 15),
    };
    *labels = db_text_copy(row, 11, pool);
}

/* Ends the statement. */
static int
read_task(struct db_row *row, struct pool *pool, struct task_row *task)
{
    const char *labels = NULL;
    int rc = db_next(row);

    *task = (struct task_row){ 0 };
    if (rc == 1)
        read_columns(row, pool, task, &labels);
    db_done(row);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return FAIL_NOT_FOUND;
    rc = decode_labels(pool, labels, &task->labels);
    if (rc != 0)
        *task = (struct task_row){ 0 };
    return rc;
}

int
task_row_find(struct store *store, int64_t repository_id, int64_t number, struct pool *pool,
              struct task_row *task)
{
    struct db_row *row = store_read(store, of_item_sql);

    db_bind_integer(row, 1, repository_id);
    db_bind_integer(row, 2, number);
    return read_task(row, pool, task);
}

int
task_row_find_external(struct store *store, const char *external, struct pool *pool,
                       struct task_row *task)
{
    struct db_row *row = store_read(store, of_external_sql);

    db_bind_text(row, 1, external);
    return read_task(row, pool, task);
}

int
task_row_find_gid(struct store *store, const char *gid, struct pool *pool, struct task_row *task)
{
    struct db_row *row = store_read(store, of_gid_sql);

    db_bind_text(row, 1, gid);
    return read_task(row, pool, task);
}

struct writing {
    const struct task_row *task;
    struct pool *pool;
    const char *labels;
    int64_t now_ms;
    bool leaves; /* a tombstone where it was */
    int64_t id;  /* out */
};

/* 0 is how a row says that there is none. */
static void
bind_number(struct db_row *row, int at, int64_t number)
{
    if (number != 0)
        db_bind_integer(row, at, number);
    else
        db_bind_null(row, at);
}

static void
bind_task(struct db_row *row, const struct task_row *task, const struct writing *writing)
{
    db_bind_text(row, 1, task->external);
    bind_number(row, 2, task->repository_id);
    bind_number(row, 3, task->number);
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
}

static int
insert(struct db *db, const struct task_row *task, const struct writing *writing, int64_t *id)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "INSERT INTO task (external, repository_id, number, repository, gid,"
                       " project, state, completed, assignee, due, labels, echo, item_ms,"
                       " updated_ms, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                       " ?11, ?12, ?13, ?14, 1) ON CONFLICT DO NOTHING");
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
                       " updated_ms = ?14, version = version + 1 WHERE id = ?15 AND version = ?16");
    bind_task(row, writing->task, writing);
    db_bind_integer(row, 15, writing->task->id);
    db_bind_integer(row, 16, writing->task->version);
    rc = db_finish(row);
    return rc == 0 && db_changes(db) == 0 ? FAIL_CONFLICT : rc;
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
    rc = read_task(row, writing->pool, &old);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? FAIL_CONFLICT : rc;
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
        .labels = encode_labels(pool, task->labels),
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
