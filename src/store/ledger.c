/* ledger.c - what happened to events */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "port/compress.h"
#include "port/crypto.h"
#include "store/ledger.h"
#include "store/ledger_events.h"
#include "store/rows.h"
#include "store/sorted.h"

#define BODY_CEILING ((size_t)64 << 20) /* bytes */

static void
event_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct event_row *event = item;

    event->id = db_integer(row, 0);
    event->source = db_text_copy(row, 1, pool);
    event->delivery = db_text_copy(row, 2, pool);
    event->kind = db_text_copy(row, 3, pool);
    event->action = db_text_copy(row, 4, pool);
    event->repository = db_text_copy(row, 5, pool);
    event->subject = db_text_copy(row, 6, pool);
    event->secret = db_text_copy(row, 7, pool);
    event->headers = db_text_copy(row, 8, pool);
    event->status = db_text_copy(row, 9, pool);
    event->reason = db_text_copy(row, 10, pool);
    event->received_ms = db_integer(row, 11);
    event->parent = db_integer(row, 12);
    event->body_length = db_integer(row, 13);
    event->job_count = db_integer(row, 14);
}

int
ledger_events_read(struct db_row *row, struct pool *pool, struct events *events)
{
    struct rows rows = { .size = sizeof(struct event_row) };
    int rc = rows_read(row, event_read, pool, &rows);

    events->rows = rows.items;
    events->count = rows.count;

    return rc;
}

int
ledger_events(struct store *store, const struct event_filter *filter, struct pool *pool,
              struct events *events)
{
    struct db_row *row;

    row = store_read(store, "SELECT " LEDGER_EVENT_COLUMNS " FROM event"
                            " WHERE id < ?1 AND received_ms >= ?2"
                            " AND (?3 IS NULL OR source = ?3) AND (?4 IS NULL OR kind = ?4)"
                            " AND (?5 IS NULL OR repository = ?5) AND (?6 IS NULL OR status = ?6)"
                            " ORDER BY id DESC LIMIT ?7");
    db_bind_integer(row, 1, filter->before > 0 ? filter->before : INT64_MAX);
    db_bind_integer(row, 2, filter->since_ms);
    db_bind_text(row, 3, filter->source);
    db_bind_text(row, 4, filter->kind);
    db_bind_text(row, 5, filter->repository);
    db_bind_text(row, 6, filter->status);
    db_bind_integer(row, 7, filter->most);

    return ledger_events_read(row, pool, events);
}

int
ledger_event(struct store *store, int64_t id, struct pool *pool, struct event_row *event)
{
    struct events events = { 0 };
    struct db_row *row;
    int rc;

    *event = (struct event_row){ 0 };
    row = store_read(store, "SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE id = ?1");
    db_bind_integer(row, 1, id);
    rc = ledger_events_read(row, pool, &events);
    if (rc == 0 && events.count == 0)
        rc = fail(FAIL_NOT_FOUND, "no event %" PRId64, id);
    if (rc == 0)
        *event = events.rows[0];

    return rc;
}

int
ledger_since(struct store *store, int64_t since_ms, struct pool *pool, struct events *events)
{
    struct db_row *row;

    row = store_read(store, "SELECT " LEDGER_EVENT_COLUMNS " FROM event"
                            " WHERE received_ms >= ?1 ORDER BY id");
    db_bind_integer(row, 1, since_ms);

    return ledger_events_read(row, pool, events);
}

/* What a replay made has the same body, but an id of ours that no sender would use. */
int
ledger_find_body(struct store *store, const char *source, const unsigned char *body_sha,
                 int64_t pushed_s, struct pool *pool, struct event_row *event)
{
    struct events events = { 0 };
    struct db_row *row;
    int rc;

    *event = (struct event_row){ 0 };
    row = store_read(store, "SELECT " LEDGER_EVENT_COLUMNS " FROM event"
                            " WHERE body_key = ?3 AND source = ?1 AND body_sha = ?2"
                            " AND parent IS NULL ORDER BY id LIMIT 1");
    db_bind_text(row, 1, source);
    db_bind_blob(row, 2, body_sha, CRYPTO_SHA256_SIZE);
    db_bind_integer(row, 3, body_key(pushed_s, body_sha));
    rc = ledger_events_read(row, pool, &events);
    if (rc == 0 && events.count > 0)
        *event = events.rows[0];

    return rc;
}

/* The stored bytes as one blob in the pool, NULL for none; the copy outlives the statement. */
static int
body_packed(struct db_row *row, int64_t event, struct pool *pool, char **packed, size_t *length)
{
    const void *bytes;
    int rc;

    rc = db_next(row);
    if (rc == 0)
        return fail(FAIL_NOT_FOUND, "no event %" PRId64, event);
    if (rc < 0)
        return rc;

    if (!db_is_null(row, 0)) {
        bytes = db_blob(row, 0, length);
        *packed = pool_copy(pool, *length > 0 ? bytes : "", *length);
    }
    return 0;
}

int
ledger_body(struct store *store, int64_t event, struct pool *pool, char **body, size_t *length)
{
    struct db_row *row;
    char *packed = NULL;
    size_t packed_length = 0;
    int rc;

    *body = NULL;
    *length = 0;
    row = store_read(store, "SELECT body FROM event WHERE id = ?1");
    db_bind_integer(row, 1, event);
    rc = body_packed(row, event, pool, &packed, &packed_length);
    db_done(row);
    if (rc != 0 || packed == NULL)
        return rc;

    return compress_unpack(pool, packed, packed_length, BODY_CEILING, body, length);
}
