/* ledger_find.c - events by what people know of them: a delivery, a commit, a number */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/encode.h"
#include "base/match.h"
#include "base/text.h"
#include "store/ledger_events.h"
#include "store/sorted.h"

#define FIND_MOST "1000"
#define AFTER_ALL "\xf4\x8f\xbf\xbf" /* the last character of Unicode */

/*
 * Deliveries are unique within a source, and no index begins with them; the few sources are found
 * by hopping along the index.
 */
#define ORIGINS                                                                                    \
    "WITH RECURSIVE origin (name) AS (SELECT min(source) FROM event UNION ALL"                     \
    "  SELECT (SELECT min(source) FROM event WHERE source > name) FROM origin"                     \
    "  WHERE name IS NOT NULL)"

/* What the words of ledger_find() may mean; NULL or 0: not that. */
struct meaning {
    const char *delivery;
    const char *message;      /* its owner is not said */
    const char *subject_from; /* commits from here */
    const char *subject_to;   /* to before here */
    int64_t job, event;
};

static void
mean_commit(const char *what, struct pool *pool, struct meaning *meaning)
{
    size_t length = strspn(what, DIGITS "abcdefABCDEF");

    if (length < 7 || length > 64 || what[length] != '\0')
        return;

    meaning->subject_from = name_lower(pool, what);
    meaning->subject_to = pool_printf(pool, "%sg", meaning->subject_from);
}

static struct meaning
mean(const char *what, struct pool *pool)
{
    struct meaning meaning = { .delivery = what };

    if (strncmp(what, "job ", 4) == 0) {
        meaning.job = text_id(what + 4);
    } else if (strncmp(what, "event ", 6) == 0) {
        meaning.event = text_id(what + 6);
    } else {
        meaning.job = meaning.event = text_id(what);
        meaning.message = strchr(what, '/') == NULL ? what : NULL;
        mean_commit(what, pool, &meaning);
    }
    return meaning;
}

/*
 * A direct message is OWNER/ID of source message, so the owners are hopped along, too; a '0' is what
 * comes behind the '/'.
 */
#define OWNERS                                                                                     \
    "owner (name) AS (SELECT min(delivery_key) FROM event WHERE source = 'message'"                \
    "   AND ?6 IS NOT NULL"                                                                        \
    "  UNION ALL SELECT (SELECT min(delivery_key) FROM event WHERE source = 'message'"             \
    "   AND delivery_key > CAST(" OWNER_OF "|| '0' AS BLOB)) FROM owner"                           \
    "  WHERE name IS NOT NULL)"
#define OWNER_OF "substr(CAST(name AS TEXT), 1, instr(CAST(name AS TEXT), '/') - 1)"

/* A bare number names a job before it names an event. */
static const char find_sql[] = ORIGINS
    ", " SHELVES ", " OWNERS " SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE id IN ("
    "  SELECT e.id FROM origin CROSS JOIN event e ON e.source = origin.name AND e.delivery_key = ?1"
    "  UNION SELECT e.id FROM shelf CROSS JOIN event e ON e.id / 1024 = shelf.number"
    "   AND e.subject >= ?2 AND e.subject < ?3"
    "  UNION SELECT e.id FROM owner CROSS JOIN event e ON e.source = 'message'"
    "   AND e.delivery_key = CAST(" OWNER_OF "|| '/' || ?6 AS BLOB)"
    "  UNION SELECT event_id FROM job WHERE id = ?4"
    "  UNION SELECT id FROM event WHERE id = ?5 AND NOT EXISTS (SELECT 1 FROM job WHERE id = ?4))"
    " ORDER BY id LIMIT " FIND_MOST;

int
ledger_find(struct store *store, const char *what, struct pool *pool, struct events *events)
{
    struct meaning meaning = mean(what, pool);
    struct delivery_key key;
    struct db_row *row;

    delivery_key(meaning.delivery, &key);
    row = store_read(store, find_sql);
    db_bind_blob(row, 1, key.bytes, key.length);
    db_bind_text(row, 2, meaning.subject_from);
    db_bind_text(row, 3, meaning.subject_to);
    db_bind_integer(row, 4, meaning.job);
    db_bind_integer(row, 5, meaning.event);
    db_bind_text(row, 6, meaning.message);

    return ledger_events_read(row, pool, events);
}

/* The conditions are word for word those of the indexes job_order and job_trouble. */
static const char key_sql[] =
    "SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE id IN ("
    "  SELECT event_id FROM job WHERE serial_key = ?1 AND (?2 IS NULL OR subject = ?2)"
    "   AND serial_key IS NOT NULL"
    "   AND state <> 'cancelled' AND state <> 'dead' AND state <> 'superseded'"
    "  UNION SELECT event_id FROM job WHERE state IN ('dead', 'unknown') AND state = 'dead'"
    "   AND serial_key = ?1 AND (?2 IS NULL OR subject = ?2))"
    " ORDER BY id LIMIT " FIND_MOST;

int
ledger_find_key(struct store *store, const char *key, const char *subject, struct pool *pool,
                struct events *events)
{
    struct db_row *row = store_read(store, key_sql);

    db_bind_text(row, 1, key);
    db_bind_text(row, 2, subject);
    return ledger_events_read(row, pool, events);
}

/*
 * An id begins with what stands in the middle of its key when it is a UUID (sorted.h), and is its
 * key otherwise.  Each source's keys are looked through, in the index alone.
 */
_Static_assert(LEDGER_PREFIX_LEAST == 8, "the SQL compares as many hex digits");
static const char prefix_sql[] = ORIGINS
    " SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE delivery >= ?1 AND delivery < ?2 AND id IN ("
    "  SELECT e.id FROM origin CROSS JOIN event e ON e.source = origin.name"
    "  AND substr(e.delivery_key, 5, 4) = ?3 AND length(e.delivery_key) = 16"
    "  UNION ALL SELECT e.id FROM origin CROSS JOIN event e ON e.source = origin.name"
    "  AND e.delivery_key >= CAST(?1 AS BLOB) AND e.delivery_key < CAST(?2 AS BLOB))"
    " ORDER BY id LIMIT " FIND_MOST;

int
ledger_find_prefix(struct store *store, const char *prefix, struct pool *pool,
                   struct events *events)
{
    unsigned char first[LEDGER_PREFIX_LEAST / 2] = { 0 };
    struct db_row *row;
    bool known;

    *events = (struct events){ 0 };
    if (strlen(prefix) < LEDGER_PREFIX_LEAST)
        return 0;
    known = hex_decode(pool_copy(pool, prefix, LEDGER_PREFIX_LEAST), first, sizeof first);
    row = store_read(store, prefix_sql);
    db_bind_text(row, 1, prefix);
    db_bind_text(row, 2, pool_printf(pool, "%s" AFTER_ALL, prefix));
    db_bind_blob(row, 3, first, known ? sizeof first : 0);

    return ledger_events_read(row, pool, events);
}

static int
has_delivery(struct db *db, const char *source, const char *delivery, bool *has)
{
    struct delivery_key key;
    struct db_row *row;

    delivery_key(delivery, &key);
    row = db_query(db, "SELECT 1 FROM event WHERE source = ?1 AND delivery_key = ?2");
    db_bind_text(row, 1, source);
    db_bind_blob(row, 2, key.bytes, key.length);
    return db_exists(row, has);
}

int
ledger_has(struct store *store, const char *source, struct strings deliveries, bool *has)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < deliveries.count && rc == 0; i++)
        rc = has_delivery(db, source, deliveries.items[i], &has[i]);
    store_reader_give(store, db);
    return rc;
}

/* What was not posted but taken from an API says so where others name their secret. */
int
ledger_heard(struct store *store, const char *source, const char *words, bool *heard)
{
    struct db_row *row;

    row = store_read(store, "SELECT 1 FROM (SELECT headers FROM event WHERE source = ?1"
                            " AND secret <> 'api' ORDER BY id DESC LIMIT 1000) AS newest"
                            " WHERE headers LIKE '%' || ?2 || '%'");
    db_bind_text(row, 1, source);
    db_bind_text(row, 2, words);
    return db_exists(row, heard);
}

int
ledger_begins(struct store *store, int64_t *received_ms)
{
    static const char sql[] = "SELECT received_ms FROM event ORDER BY received_ms LIMIT 1";

    return db_number(store_read(store, sql), 0, received_ms);
}
