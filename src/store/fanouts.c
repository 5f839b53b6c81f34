/* fanouts.c - messages are found */
#include "config.h"

#include "base/fail.h"
#include "store/fanouts.h"
#include "store/rows.h"

static void
args_read(const struct db_row *row, struct pool *pool, void *item)
{
    char **args = item;

    *args = db_text_copy(row, 0, pool);
}

int
message_of(struct store *store, int64_t event, const char *rule, struct pool *pool, char **args)
{
    struct db_row *row = store_read(store, "SELECT args FROM job WHERE event_id = ?1 AND rule = ?2"
                                           " AND step = 0 AND kind = 'fanout'");
    int rc;

    *args = NULL;
    db_bind_integer(row, 1, event);
    db_bind_text(row, 2, rule);
    rc = rows_first(row, args_read, pool, args);

    return rc == 0 && *args == NULL ? FAIL_NOT_FOUND : rc;
}

static void
message_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct message_row *message = item;

    *message = (struct message_row){
        .job = db_integer(row, 0),
        .event = db_integer(row, 1),
        .rule = db_text_copy(row, 2, pool),
        .args = db_text_copy(row, 3, pool),
        .created_ms = db_integer(row, 4),
    };
}

int
messages_since(struct store *store, int64_t since_ms, int64_t after, int most, struct pool *pool,
               struct message_rows *messages)
{
    struct rows rows = { .size = sizeof(struct message_row) };
    struct db_row *row;
    int rc;

    row = store_read(store, "SELECT id, event_id, rule, args, created_ms FROM job"
                            " WHERE lane = 'fanout' AND kind = 'fanout' AND step = 0"
                            " AND id > ?1 AND created_ms >= ?2 ORDER BY id LIMIT ?3");
    db_bind_integer(row, 1, after);
    db_bind_integer(row, 2, since_ms);
    db_bind_integer(row, 3, most);
    rc = rows_read(row, message_read, pool, &rows);
    *messages = (struct message_rows){ rows.items, rows.count };

    return rc;
}
