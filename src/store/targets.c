/* targets.c - targets are found */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "store/rows.h"
#include "store/targets.h"
#include "store/targets_json.h"

#define COLUMNS                                                                                    \
    "event, id, owner, identifier, url, content, envelope, headers, timeout_ms, description,"      \
    " state, reason, rate, rate_ms, concurrency, coalesce_ms, github, challenge, failures,"        \
    " ifnull(failing_since_ms, 0), version, created_ms, updated_ms, secrets, schedule"

/* The table's checks have the names. */
static void
read_plain(const struct db_row *row, struct pool *pool, struct target *target)
{
    (void)target_content_of(db_text(row, 5), &target->content);
    (void)target_envelope_of(db_text(row, 6), &target->envelope);
    (void)target_state_of(db_text(row, 10), &target->state);
    target->event = db_text_copy(row, 0, pool);
    target->id = db_integer(row, 1);
    target->owner = db_text_copy(row, 2, pool);
    target->identifier = db_text_copy(row, 3, pool);
    target->url = db_text_copy(row, 4, pool);
    target->headers = db_text_copy(row, 7, pool);
    target->timeout_ms = db_integer(row, 8);
    target->description = db_text_copy(row, 9, pool);
    target->reason = db_text_copy(row, 11, pool);
    target->rate = db_integer(row, 12);
    target->rate_ms = db_integer(row, 13);
    target->concurrency = db_integer(row, 14);
    target->coalesce_ms = db_integer(row, 15);
    target->github = db_integer(row, 16) != 0;
    target->challenge = db_text_copy(row, 17, pool);
    target->failures = db_integer(row, 18);
    target->failing_since_ms = db_integer(row, 19);
    target->version = db_integer(row, 20);
    target->created_ms = db_integer(row, 21);
    target->updated_ms = db_integer(row, 22);
}

static int
read_row(const struct db_row *row, struct pool *pool, struct target *target)
{
    int rc;

    *target = (struct target){ 0 };
    read_plain(row, pool, target);
    rc = target_secrets_decode(pool, db_text(row, 23), target);

    return rc == 0 ? target_schedule_decode(pool, db_text(row, 24), target) : rc;
}

/* The rows whose pattern matches the event (NULL: all), up to `most`. */
static int
read_rows(struct db_row *row, const char *event, int64_t most, struct pool *pool,
          struct targets *targets)
{
    size_t room = 0;
    int rc = 0;

    *targets = (struct targets){ 0 };
    while ((int64_t)targets->count < most && (rc = db_next(row)) == 1) {
        if (event != NULL && !match(db_text(row, 0), event))
            continue;
        targets->rows =
            pool_grow(pool, targets->rows, targets->count, &room, sizeof *targets->rows);
        rc = read_row(row, pool, &targets->rows[targets->count++]);
        if (rc != 0)
            break;
    }
    db_done(row);
    if (rc < 0)
        *targets = (struct targets){ 0 };

    return rc < 0 ? rc : 0;
}

#define LIST_WHERE "id > ?1 AND (?2 IS NULL OR state = ?2)"
/* The same twice, where an index is to be used. */
static const char list_sql[] = "SELECT " COLUMNS " FROM target WHERE " LIST_WHERE " ORDER BY id";
static const char list_of_owner_sql[] =
    "SELECT " COLUMNS " FROM target WHERE " LIST_WHERE " AND owner = ?3 ORDER BY id";

int
targets_list(struct store *store, const struct target_filter *filter, struct pool *pool,
             struct targets *targets)
{
    struct db_row *row = store_read(store, filter->owner != NULL ? list_of_owner_sql : list_sql);

    db_bind_integer(row, 1, filter->after);
    db_bind_text(row, 2, filter->state);
    if (filter->owner != NULL)
        db_bind_text(row, 3, filter->owner);

    return read_rows(row, filter->event, filter->most != 0 ? filter->most : INT64_MAX, pool,
                     targets);
}

int
target_find_by(struct db *db, int64_t id, struct pool *pool, struct target *target)
{
    struct db_row *row = db_query(db, "SELECT " COLUMNS " FROM target WHERE id = ?1");
    struct targets found;
    int rc;

    *target = (struct target){ 0 };
    db_bind_integer(row, 1, id);
    rc = read_rows(row, NULL, 1, pool, &found);
    if (rc == 0 && found.count == 0)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        *target = found.rows[0];

    return rc;
}

int
target_find(struct store *store, int64_t id, struct pool *pool, struct target *target)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    *target = (struct target){ 0 };
    if (rc != 0)
        return rc;
    rc = target_find_by(db, id, pool, target);
    store_reader_give(store, db);

    return rc;
}

#define WANTED_WHERE "owner = ?1 AND id > ?2 AND state = 'enabled' AND (?3 = '' OR identifier = ?3)"

static void
bind_wanted(struct db_row *row, const struct target_wanted *wanted, int64_t after)
{
    db_bind_text(row, 1, wanted->owner);
    db_bind_integer(row, 2, after);
    db_bind_text(row, 3, wanted->identifier != NULL ? wanted->identifier : "");
}

int
targets_matching(struct store *store, const struct target_wanted *wanted, struct pool *pool,
                 struct targets *targets)
{
    struct db_row *row =
        store_read(store, "SELECT " COLUMNS " FROM target WHERE " WANTED_WHERE " ORDER BY id");

    bind_wanted(row, wanted, wanted->after);

    return read_rows(row, wanted->event, wanted->most, pool, targets);
}

int
targets_count(struct store *store, const struct target_wanted *wanted, int64_t *count)
{
    struct db_row *row = store_read(store, "SELECT event FROM target WHERE " WANTED_WHERE);
    int rc;

    *count = 0;
    bind_wanted(row, wanted, 0);
    while ((rc = db_next(row)) == 1)
        *count += match(db_text(row, 0), wanted->event);
    db_done(row);
    if (rc < 0)
        *count = 0;

    return rc < 0 ? rc : 0;
}
