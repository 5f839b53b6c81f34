/* keys.c - serial keys and notes. */
#include "config.h"

#include <stddef.h>

#include "store/keys.h"

int
keys_busy(struct db *db, const char *key, bool *busy)
{
    struct db_row *row;

    *busy = false;
    if (key == NULL)
        return 0;
    row = db_query(db, "SELECT 1 FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_BUSY);
    db_bind_text(row, 1, key);
    return db_exists(row, busy);
}

/*
 * Those that are blocked need no look: while the key is not busy, whoever blocks the first of them
 * is older still, and waits for its time.
 */
int
keys_kept(struct db *db, const char *key, int64_t id, bool *kept)
{
    struct db_row *row;

    *kept = false;
    if (key == NULL)
        return 0;
    row = db_query(db, "SELECT 1 FROM job WHERE serial_key = ?1 AND state = 'waiting'"
                       " AND blocked = 0 AND newest = 0 AND id < ?2 LIMIT 1");
    db_bind_text(row, 1, key);
    db_bind_integer(row, 2, id);
    return db_exists(row, kept);
}

/* Each state has an index of its own. */
int
keys_unbegun(struct db *db, const char *key, int64_t *id)
{
    struct db_row *row;
    int rc;

    *id = 0;
    if (key == NULL)
        return 0;
    row = db_query(db, "SELECT id FROM job WHERE serial_key = ?1 AND state = 'waiting'"
                       " AND attempt = 0 ORDER BY blocked, id LIMIT 1");
    db_bind_text(row, 1, key);
    rc = db_number(row, 0, id);
    if (rc != 0 || *id != 0)
        return rc;
    row = db_query(db, "SELECT id FROM job WHERE serial_key = ?1 AND state = 'ready'"
                       " AND attempt = 0 AND " KEY_IS_BUSY);
    db_bind_text(row, 1, key);
    return db_number(row, 0, id);
}

struct job_place
keys_place_of(bool taken, int64_t run_at_ms, int64_t now_ms)
{
    if (run_at_ms > now_ms)
        return (struct job_place){ .state = JOB_WAITING, .blocked = false };
    return (struct job_place){ .state = taken ? JOB_WAITING : JOB_READY, .blocked = taken };
}

int
keys_place(struct db *db, const char *key, int64_t id, struct job_place *place)
{
    bool taken = false;
    int rc = keys_busy(db, key, &taken);

    if (rc == 0 && !taken)
        rc = keys_kept(db, key, id, &taken);
    if (rc == 0)
        *place = keys_place_of(taken, 0, 0);
    return rc;
}

/* The first blocked job of the key, or 0. */
static int
first_blocked(struct db *db, const char *key, int64_t *id)
{
    struct db_row *row;

    row = db_query(db, "SELECT id FROM job WHERE serial_key = ?1 AND state = 'waiting'"
                       " AND blocked = 1 ORDER BY id LIMIT 1");
    db_bind_text(row, 1, key);
    return db_number(row, 0, id);
}

static int
unblock(struct db *db, int64_t id, int64_t now_ms)
{
    struct db_row *row;

    row = db_query(db, "UPDATE job SET blocked = 0, updated_ms = ?2,"
                       " state = CASE WHEN run_at_ms <= ?2 THEN 'ready' ELSE 'waiting' END"
                       " WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, now_ms);
    return db_finish(row);
}

int
keys_release(struct db *db, const char *key, int64_t now_ms)
{
    bool taken = false;
    int64_t next = 0;
    int rc;

    rc = keys_busy(db, key, &taken);
    if (rc != 0 || taken || key == NULL)
        return rc;
    rc = first_blocked(db, key, &next);
    if (rc == 0 && next != 0)
        rc = keys_kept(db, key, next, &taken);
    if (rc != 0 || next == 0 || taken)
        return rc;
    return unblock(db, next, now_ms);
}

int
keys_newer(struct db *db, const char *key, int64_t order_ms, int64_t id, int64_t *newer)
{
    struct db_row *row;

    *newer = 0;
    if (key == NULL)
        return 0;
    row = db_query(db, "SELECT id FROM job WHERE serial_key = ?1"
                       " AND " KEY_IS_ORDERED " AND (order_ms, id) > (?2, ?3)"
                       " ORDER BY order_ms DESC, id DESC LIMIT 1");
    db_bind_text(row, 1, key);
    db_bind_integer(row, 2, order_ms);
    db_bind_integer(row, 3, id);
    return db_number(row, 0, newer);
}

int
note_add(struct db *db, int64_t event, int64_t job, const char *rule, int64_t at_ms,
         const char *text)
{
    struct db_row *row = db_query(db, "INSERT INTO note (event_id, job_id, rule, at_ms, text)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5)");

    db_bind_integer(row, 1, event);
    db_bind_some(row, 2, job);
    db_bind_text(row, 3, rule);
    db_bind_integer(row, 4, at_ms);
    db_bind_text(row, 5, text);
    return db_finish(row);
}

int
note_once(struct db *db, int64_t event, const char *rule, int64_t at_ms, const char *text)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO note (event_id, rule, at_ms, text) SELECT ?1, ?2, ?3, ?4"
                       " WHERE NOT EXISTS (SELECT 1 FROM note WHERE event_id = ?1"
                       " AND rule = ?2 AND text = ?4)");
    db_bind_integer(row, 1, event);
    db_bind_text(row, 2, rule);
    db_bind_integer(row, 3, at_ms);
    db_bind_text(row, 4, text);
    return db_finish(row);
}
