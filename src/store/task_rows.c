/* task_rows.c - the table `task`, read */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "store/task_rows_read.h"

static const char of_item_sql[] =
    "SELECT " TASK_ROW_COLUMNS " FROM task WHERE repository_id = ?1 AND number = ?2";
static const char of_external_sql[] = "SELECT " TASK_ROW_COLUMNS " FROM task WHERE external = ?1";
static const char of_gid_sql[] = "SELECT " TASK_ROW_COLUMNS " FROM task WHERE gid = ?1";
static const char of_repository_sql[] =
    "SELECT " TASK_ROW_COLUMNS " FROM task WHERE repository_id = ?1 ORDER BY number LIMIT 1";
static const char of_issue_sql[] =
    "SELECT " TASK_ROW_COLUMNS " FROM task WHERE repository = ?1 AND number = ?2"
    " ORDER BY gid IS NULL, updated_ms DESC LIMIT 1";

/* By enum task_item. */
static const char *const item_names[] = { "open", "closed", "deleted", "moved" };

const char *
task_item_name(enum task_item state)
{
    return item_names[state];
}

const char *
task_row_left_to(const struct task_row *task, const char *assignee)
{
    return task->giving != NULL && text_equal(task->giving, assignee) ? task->giving
                                                                      : task->assignee;
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

static int
decode_labels(struct pool *pool, const char *text, struct strings *labels)
{
    struct json_want want = { .pointer = "/*" };
    int rc = json_scan(pool, text, strlen(text), &want, 1);

    if (rc == 0)
        *labels = json_strings(pool, &want);
    return rc;
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
        .giving = db_text_copy(row, 16, pool),
    };
    *labels = db_text_copy(row, 11, pool);
}

int
task_row_read(struct db_row *row, struct pool *pool, struct task_row *task)
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
    return task_row_read(row, pool, task);
}

int
task_row_find_external(struct store *store, const char *external, struct pool *pool,
                       struct task_row *task)
{
    struct db_row *row = store_read(store, of_external_sql);

    db_bind_text(row, 1, external);
    return task_row_read(row, pool, task);
}

int
task_row_find_gid(struct store *store, const char *gid, struct pool *pool, struct task_row *task)
{
    struct db_row *row = store_read(store, of_gid_sql);

    db_bind_text(row, 1, gid);
    return task_row_read(row, pool, task);
}

int
task_row_find_repository(struct store *store, int64_t repository_id, struct pool *pool,
                         struct task_row *task)
{
    struct db_row *row = store_read(store, of_repository_sql);

    db_bind_integer(row, 1, repository_id);
    return task_row_read(row, pool, task);
}

int
task_row_find_issue(struct store *store, const char *repository, int64_t number, struct pool *pool,
                    struct task_row *task)
{
    struct db_row *row = store_read(store, of_issue_sql);

    db_bind_text(row, 1, repository);
    db_bind_integer(row, 2, number);
    return task_row_read(row, pool, task);
}
