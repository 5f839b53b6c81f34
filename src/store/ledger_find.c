/* ledger_find.c - events by what people know of them: a delivery, a commit, a number */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/ledger_events.h"

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

/* A bare number names a job before it names an event. */
static const char find_sql[] = ORIGINS
    " SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE id IN ("
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

    return ledger_events_read(store, db, row, pool, events);
}

int
ledger_find_prefix(struct store *store, const char *prefix, struct pool *pool,
                   struct events *events)
{
    struct db *db = NULL;
    struct db_row *row;
    int rc;

    *events = (struct events){ 0 };
    if (strlen(prefix) < LEDGER_PREFIX_LEAST)
        return 0;
    rc = store_reader_take(store, &db);
    if (rc != 0)
        return rc;

    row = db_query(db,
                   ORIGINS " SELECT " LEDGER_EVENT_COLUMNS " FROM event WHERE id IN ("
                           "  SELECT e.id FROM origin CROSS JOIN event e ON e.source = origin.name"
                           "  AND e.delivery >= ?1 AND e.delivery < ?2)"
                           " ORDER BY id LIMIT " FIND_MOST);
    db_bind_text(row, 1, prefix);
    db_bind_text(row, 2, pool_printf(pool, "%s" AFTER_ALL, prefix));

    return ledger_events_read(store, db, row, pool, events);
}
