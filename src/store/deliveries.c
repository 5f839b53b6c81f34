/* deliveries.c - a delivery and its attempts */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "store/deliveries_read.h"
#include "store/rows.h"
#include "store/target.h"

/* The delivery, and its message's args. */
struct found {
    struct delivery_row row;
    const char *args;
};

static void
found_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct found *found = item;

    found->row = (struct delivery_row){
        .job = db_integer(row, 0),
        .event = db_integer(row, 1),
        .target = db_integer(row, 2),
        .kind = db_text_copy(row, 3, pool),
        .rule = db_text_copy(row, 4, pool),
        .state = db_text_copy(row, 5, pool),
        .reason = db_text_copy(row, 6, pool),
        .url = db_text_copy(row, 7, pool),
        .attempt = (int)db_integer(row, 8),
        .failed = (int)db_integer(row, 9),
        .attempts = (int)db_integer(row, 10),
        .last_status = (int)db_integer(row, 11),
        .last_duration_ms = db_integer(row, 12),
        .created_ms = db_integer(row, 13),
        .updated_ms = db_integer(row, 14),
        .run_at_ms = db_integer(row, 15),
    };
    found->args = db_text_copy(row, 16, pool);
}

/* What it can't read, or is not there, is "". */
static void
message_decode(const char *args, struct pool *pool, struct delivery_row *delivery)
{
    enum { ID, EVENT, OWNER, WANTS };
    struct json_want wants[WANTS] = { { .pointer = "/id" },
                                      { .pointer = "/event" },
                                      { .pointer = "/owner" } };

    if (args != NULL && json_scan(pool, args, strlen(args), wants, WANTS) != 0)
        return;
    delivery->message = text_either(json_string(&wants[ID]), "");
    delivery->event_name = text_either(json_string(&wants[EVENT]), "");
    delivery->owner = text_either(json_string(&wants[OWNER]), "");
}

int
delivery_look(struct db *db, int64_t id, int n, struct pool *pool, struct delivery_row *delivery)
{
    struct found found = { 0 };
    struct db_row *row;
    int rc;

    *delivery = (struct delivery_row){ 0 };
    row = db_query(
        db, "SELECT j.id, j.event_id, j.step, j.kind, j.rule, j.state, j.reason, t.url, j.attempt,"
            " j.failed, j.attempts, ifnull(a.status, -1), ifnull(a.duration_ms, -1), j.created_ms,"
            " j.updated_ms, j.run_at_ms, f.args FROM job j"
            " LEFT JOIN job f ON f.event_id = j.event_id AND f.rule = j.rule AND f.step = 0"
            " LEFT JOIN target t ON t.id = j.step"
            " LEFT JOIN attempt a ON a.job_id = j.id AND a.n = CASE WHEN ?2 > 0 THEN ?2 ELSE"
            "  (SELECT max(n) FROM attempt WHERE job_id = ?1 AND end_ms IS NOT NULL) END"
            " WHERE j.id = ?1 AND (j.kind = 'send' OR j.kind = 'exec')");
    db_bind_integer(row, 1, id);
    db_bind_integer(row, 2, n);
    rc = rows_first(row, found_read, pool, &found);
    if (rc == 0 && found.row.job == 0)
        rc = FAIL_NOT_FOUND;
    if (rc != 0)
        return rc;
    *delivery = found.row;
    delivery->message = delivery->event_name = delivery->owner = "";
    message_decode(found.args, pool, delivery);

    return 0;
}

bool
delivery_is_wanted(const struct delivery_filter *filter, const struct delivery_row *delivery)
{
    if (filter->target != 0 && delivery->target != filter->target)
        return false;
    if (filter->owner != NULL && strcmp(delivery->owner, filter->owner) != 0)
        return false;

    return filter->rule == NULL || strcmp(delivery->rule, filter->rule) == 0;
}

int
delivery_find(struct store *store, int64_t job, struct pool *pool, struct delivery_row *delivery)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    *delivery = (struct delivery_row){ 0 };
    if (rc != 0)
        return rc;
    rc = delivery_look(db, job, 0, pool, delivery);
    store_reader_give(store, db);

    return rc;
}

static void
attempt_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct delivery_attempt *attempt = item;
    const void *answer;

    *attempt = (struct delivery_attempt){
        .n = (int)db_integer(row, 0),
        .owner = db_text_copy(row, 1, pool),
        .outcome = db_text_copy(row, 2, pool),
        .detail = db_text_copy(row, 3, pool),
        .start_ms = db_integer(row, 4),
        .end_ms = db_integer(row, 5),
        .status = (int)db_integer(row, 6),
        .duration_ms = db_integer(row, 7),
        .request = db_text_copy(row, 8, pool),
        .headers = db_text_copy(row, 9, pool),
    };
    if (db_is_null(row, 10))
        return;
    answer = db_blob(row, 10, &attempt->answer_length);
    attempt->answer = pool_copy(pool, answer != NULL ? answer : "", attempt->answer_length);
}

int
delivery_attempts(struct store *store, int64_t job, struct pool *pool,
                  struct delivery_attempts *attempts)
{
    struct rows rows = { .size = sizeof(struct delivery_attempt) };
    struct db_row *row;
    int rc;

    row = store_read(store, "SELECT n, owner, outcome, detail, start_ms, ifnull(end_ms, 0),"
                            " ifnull(status, -1), ifnull(duration_ms, -1), request, headers, answer"
                            " FROM attempt WHERE job_id = ?1 ORDER BY n");
    db_bind_integer(row, 1, job);
    rc = rows_read(row, attempt_read, pool, &rows);
    *attempts = (struct delivery_attempts){ rows.items, rows.count };

    return rc;
}

static void
rest_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct delivery_rest *rest = item;

    rest->until_ms = db_integer(row, 0);
    rest->reason = db_text_copy(row, 1, pool);
}

/* An 'A' is what comes behind the '@'. */
int
delivery_rest(struct store *store, int64_t target, struct pool *pool, struct delivery_rest *rest)
{
    struct db_row *row = store_read(
        store, "SELECT sleep_until_ms, reason FROM lane WHERE name = ?1 OR name = ?2"
               " OR name >= ?2 || '@' AND name < ?2 || 'A' ORDER BY sleep_until_ms DESC LIMIT 1");

    *rest = (struct delivery_rest){ 0 };
    db_bind_text(row, 1, target_lane(pool, JOB_SEND, target));
    db_bind_text(row, 2, target_lane(pool, JOB_EXEC, target));

    return rows_first(row, rest_read, pool, rest);
}
