/* messages.c - the table `message` */
#include "config.h"

#include "base/fail.h"
#include "store/messages.h"
#include "store/rows.h"

#define COLUMNS "place, channel, thing, stamp, told, version, updated_ms"

struct writing {
    const struct message *message;
    int64_t now_ms;
};

static void
read_row(const struct db_row *row, struct pool *pool, void *item)
{
    struct message *message = item;

    *message = (struct message){
        .place = db_text_copy(row, 0, pool),
        .channel = db_text_copy(row, 1, pool),
        .thing = db_text_copy(row, 2, pool),
        .stamp = db_text_copy(row, 3, pool),
        .told = db_text_copy(row, 4, pool),
        .version = db_integer(row, 5),
        .updated_ms = db_integer(row, 6),
    };
}

static void
bind_name(struct db_row *row, const char *place, const char *channel, const char *thing)
{
    db_bind_text(row, 1, place);
    db_bind_text(row, 2, channel);
    db_bind_text(row, 3, thing);
}

int
message_find(struct store *store, const char *place, const char *channel, const char *thing,
             struct pool *pool, struct message *message)
{
    struct db_row *row;

    *message = (struct message){ .place = place, .channel = channel, .thing = thing };
    row = store_read(store, "SELECT " COLUMNS " FROM message WHERE place = ?1 AND channel = ?2"
                            " AND thing = ?3");
    bind_name(row, place, channel, thing);
    return rows_first(row, read_row, pool, message);
}

int
message_newest(struct store *store, const char *place, const char *thing, struct pool *pool,
               struct message *message)
{
    struct db_row *row;
    int rc;

    *message = (struct message){ 0 };
    row = store_read(store, "SELECT " COLUMNS " FROM message WHERE place = ?1 AND thing = ?2"
                            " AND stamp IS NOT NULL ORDER BY updated_ms DESC, id DESC LIMIT 1");
    db_bind_text(row, 1, place);
    db_bind_text(row, 2, thing);
    rc = rows_first(row, read_row, pool, message);
    return rc == 0 && message->version == 0 ? FAIL_NOT_FOUND : rc;
}

static int
write_work(struct db *db, void *data)
{
    const struct writing *writing = data;
    const struct message *message = writing->message;
    struct db_row *row;
    int rc;

    if (message->version == 0) {
        row = db_query(db, "INSERT INTO message (place, channel, thing, stamp, told, updated_ms,"
                           " version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT DO NOTHING");
    } else {
        row = db_query(db, "UPDATE message SET stamp = ?4, told = ?5, updated_ms = ?6,"
                           " version = version + 1 WHERE place = ?1 AND channel = ?2"
                           " AND thing = ?3 AND version = ?7");
        db_bind_integer(row, 7, message->version);
    }
    bind_name(row, message->place, message->channel, message->thing);
    db_bind_text(row, 4, message->stamp);
    db_bind_text(row, 5, message->told);
    db_bind_integer(row, 6, writing->now_ms);
    rc = db_finish(row);
    return rc == 0 && db_changes(db) == 0 ? FAIL_CONFLICT : rc;
}

int
message_write(struct store *store, struct message *message, int64_t now_ms)
{
    struct writing writing = { message, now_ms };
    int rc = store_write(store, write_work, &writing);

    if (rc == FAIL_CONFLICT)
        return fail(FAIL_BUSY, "somebody else writes of %s to %s %s, too", message->thing,
                    message->place, message->channel);
    if (rc != 0)
        return rc;
    message->version++;
    message->updated_ms = now_ms;
    return 0;
}

int
message_drop(struct db *db, int64_t id, int64_t before_ms, int64_t *dropped)
{
    struct db_row *row;
    int rc;

    *dropped = 0;
    row = db_query(db, "DELETE FROM message WHERE id = ?1 AND updated_ms < ?2"
                       " AND NOT (thing LIKE '" MESSAGE_DEPLOYMENT "%' AND EXISTS"
                       " (SELECT 1 FROM deployment WHERE deployment.id ="
                       " CAST(substr(thing, length('" MESSAGE_DEPLOYMENT "') + 1) AS INTEGER)))");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, before_ms);
    rc = db_finish(row);
    if (rc == 0)
        *dropped = db_changes(db);
    return rc;
}
