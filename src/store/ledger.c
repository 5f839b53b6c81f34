/* ledger.c - what happened to events */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "port/compress.h"
#include "store/ledger.h"
#include "store/rows.h"

#define BODY_CEILING ((size_t)64 << 20) /* bytes */
#define FIND_MOST "1000"

#define EVENT_COLUMNS                                                                              \
    "id, source, delivery, kind, action, repository, subject, secret, headers, status, reason,"    \
    " received_ms, ifnull(parent, 0), body_length,"                                                \
    " (SELECT count(*) FROM job WHERE job.event_id = event.id)"

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

/* Runs the bound statement, gives the connection back. */
static int
events_read(struct store *store, struct db *db, struct db_row *row, struct pool *pool,
            struct events *events)
{
    struct rows rows = { .size = sizeof(struct event_row) };
    int rc;

    rc = rows_read(row, event_read, pool, &rows);
    store_reader_give(store, db);
    events->rows = rows.items;
    events->count = rows.count;

    return rc;
}

int
ledger_events(struct store *store, const struct event_filter *filter, struct pool *pool,
              struct events *events)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *events = (struct events){ 0 };
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, "SELECT " EVENT_COLUMNS " FROM event"
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

    return events_read(store, db, row, pool, events);
}

int
ledger_event(struct store *store, int64_t id, struct pool *pool, struct event_row *event)
{
    struct events events = { 0 };
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *event = (struct event_row){ 0 };
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, "SELECT " EVENT_COLUMNS " FROM event WHERE id = ?1");
    db_bind_integer(row, 1, id);
    rc = events_read(store, db, row, pool, &events);
    if (rc == 0 && events.count == 0)
        rc = fail(FAIL_NOT_FOUND, "no event %" PRId64, id);
    if (rc == 0)
        *event = events.rows[0];

    return rc;
}

int
ledger_since(struct store *store, int64_t since_ms, struct pool *pool, struct events *events)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *events = (struct events){ 0 };
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, "SELECT " EVENT_COLUMNS " FROM event WHERE received_ms >= ?1 ORDER BY id");
    db_bind_integer(row, 1, since_ms);

    return events_read(store, db, row, pool, events);
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
    struct db *db = NULL;
    struct db_row *row;
    char *packed = NULL;
    size_t packed_length = 0;
    int rc;

    *body = NULL;
    *length = 0;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, "SELECT body FROM event WHERE id = ?1");
    db_bind_integer(row, 1, event);
    rc = body_packed(row, event, pool, &packed, &packed_length);
    db_done(row);
    store_reader_give(store, db);
    if (rc != 0 || packed == NULL)
        return rc;

    return compress_unpack(pool, packed, packed_length, BODY_CEILING, body, length);
}

/* What the words of ledger_find() may mean; NULL or 0: not that. */
struct meaning {
    const char *delivery;
    const char *subject_from; /* commits from here */
    const char *subject_to;   /* to before here */
    int64_t job, event;
};

/* A positive number and nothing else, or 0. */
static int64_t
number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits <= 18 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
}

static void
mean_commit(const char *what, struct pool *pool, struct meaning *meaning)
{
    size_t length = strspn(what, "0123456789abcdefABCDEF");
    char *from;

    if (length < 7 || length > 64 || what[length] != '\0')
        return;

    from = pool_string(pool, what);
    for (size_t i = 0; i < length; i++)
        from[i] = (char)tolower((unsigned char)from[i]);
    meaning->subject_from = from;
    meaning->subject_to = pool_printf(pool, "%sg", from);
}

static struct meaning
mean(const char *what, struct pool *pool)
{
    struct meaning meaning = { .delivery = what };

    if (strncmp(what, "job ", 4) == 0) {
        meaning.job = number(what + 4);
    } else if (strncmp(what, "event ", 6) == 0) {
        meaning.event = number(what + 6);
    } else {
        meaning.job = meaning.event = number(what);
        mean_commit(what, pool, &meaning);
    }
    return meaning;
}

/*
 * Deliveries are unique within a source, and no index begins with them; the few sources are found
 * by hopping along the index. A bare number names a job before it names an event.
 */
static const char find_sql[] =
    "WITH RECURSIVE origin (name) AS (SELECT min(source) FROM event UNION ALL"
    "  SELECT (SELECT min(source) FROM event WHERE source > name) FROM origin"
    "  WHERE name IS NOT NULL)"
    " SELECT " EVENT_COLUMNS " FROM event WHERE id IN ("
    "  SELECT e.id FROM origin CROSS JOIN event e ON e.source = origin.name AND e.delivery = ?1"
    "  UNION SELECT id FROM event WHERE subject >= ?2 AND subject < ?3"
    "  UNION SELECT event_id FROM job WHERE subject >= ?2 AND subject < ?3"
    "  UNION SELECT event_id FROM job WHERE id = ?4"
    "  UNION SELECT id FROM event WHERE id = ?5 AND NOT EXISTS (SELECT 1 FROM job WHERE id = ?4))"
    " ORDER BY id LIMIT " FIND_MOST;

int
ledger_find(struct store *store, const char *what, struct pool *pool, struct events *events)
{
    struct meaning meaning = mean(what, pool);
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *events = (struct events){ 0 };
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db, find_sql);
    db_bind_text(row, 1, meaning.delivery);
    db_bind_text(row, 2, meaning.subject_from);
    db_bind_text(row, 3, meaning.subject_to);
    db_bind_integer(row, 4, meaning.job);
    db_bind_integer(row, 5, meaning.event);

    return events_read(store, db, row, pool, events);
}
