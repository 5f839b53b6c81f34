/* jobs_hand.c - what people do with jobs */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "store/deployments.h"
#include "store/jobs.h"
#include "store/keys.h"
#include "store/rows.h"

struct hand {
    int64_t id;
    const char *by;
    int64_t now_ms;
    struct pool *pool;
};

/* The job that somebody wants to move. */
struct subject {
    int64_t event; /* 0: there is none */
    const char *state, *rule, *key;
};

static void
subject_read(const struct db_row *row, struct pool *pool, void *item)
{
    struct subject *subject = item;

    subject->event = db_integer(row, 0);
    subject->state = db_text_copy(row, 1, pool);
    subject->rule = db_text_copy(row, 2, pool);
    subject->key = db_text_copy(row, 3, pool);
}

static int
subject_find(struct db *db, const struct hand *hand, struct subject *subject)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "SELECT event_id, state, rule, serial_key FROM job WHERE id = ?1");
    db_bind_integer(row, 1, hand->id);
    rc = rows_first(row, subject_read, hand->pool, subject);
    if (rc == 0 && subject->event == 0)
        return fail(FAIL_NOT_FOUND, "no job %" PRId64, hand->id);

    return rc;
}

static bool
is_one_of(const char *state, const enum job_state *states, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(state, job_state_name(states[i])) == 0)
            return true;
    }
    return false;
}

static int
make_ready(struct db *db, const struct hand *hand, const struct subject *subject,
           const char *reason)
{
    struct job_place place = { 0 };
    struct db_row *row;
    int rc;

    rc = keys_place(db, subject->key, hand->id, &place);
    if (rc != 0)
        return rc;

    row = db_query(db, "UPDATE job SET state = ?2, blocked = ?3, run_at_ms = ?4, updated_ms = ?4,"
                       " failed = 0, crashed = 0, reason = ?5 WHERE id = ?1");
    db_bind_integer(row, 1, hand->id);
    db_bind_text(row, 2, job_state_name(place.state));
    db_bind_integer(row, 3, place.blocked);
    db_bind_integer(row, 4, hand->now_ms);
    db_bind_text(row, 5, reason);

    return db_finish(row);
}

static int
retry_work(struct db *db, void *data)
{
    static const enum job_state over[] = { JOB_DONE, JOB_DEAD, JOB_UNKNOWN, JOB_CANCELLED,
                                           JOB_SUPERSEDED };
    const struct hand *hand = data;
    struct subject subject = { 0 };
    const char *text = pool_printf(hand->pool, "retried by %s", hand->by);
    int rc;

    rc = subject_find(db, hand, &subject);
    if (rc != 0)
        return rc;
    if (!is_one_of(subject.state, over, sizeof(over) / sizeof(over[0])))
        return fail(FAIL_CONFLICT, "job %" PRId64 " is %s: it is on its way already", hand->id,
                    subject.state);

    rc = make_ready(db, hand, &subject, text);
    if (rc == 0)
        rc = note_add(db, subject.event, hand->id, subject.rule, hand->now_ms, text);

    return rc;
}

static int
cancel_work(struct db *db, void *data)
{
    static const enum job_state early[] = { JOB_WAITING, JOB_READY };
    const struct hand *hand = data;
    struct subject subject = { 0 };
    const char *text = pool_printf(hand->pool, "cancelled by %s", hand->by);
    struct db_row *row;
    int rc;

    rc = subject_find(db, hand, &subject);
    if (rc != 0)
        return rc;
    if (!is_one_of(subject.state, early, sizeof(early) / sizeof(early[0])))
        return fail(FAIL_CONFLICT, "job %" PRId64 " is %s: it has begun, or is over", hand->id,
                    subject.state);

    row = db_query(db, "UPDATE job SET state = 'cancelled', blocked = 0, reason = ?2,"
                       " updated_ms = ?3 WHERE id = ?1");
    db_bind_integer(row, 1, hand->id);
    db_bind_text(row, 2, text);
    db_bind_integer(row, 3, hand->now_ms);
    rc = db_finish(row);
    if (rc == 0)
        rc = deployment_settle(db, hand->id, JOB_CANCELLED, text, hand->now_ms);
    if (rc == 0)
        rc = keys_release(db, subject.key, hand->now_ms);
    if (rc == 0)
        rc = note_add(db, subject.event, hand->id, subject.rule, hand->now_ms, text);

    return rc;
}

static int
by_hand(struct store *store, commit_work *work, struct hand hand)
{
    int rc;

    hand.pool = pool_new();
    rc = store_write(store, work, &hand);
    pool_free(hand.pool);

    return rc;
}

int
jobs_retry(struct store *store, int64_t id, const char *by, int64_t now_ms)
{
    return by_hand(store, retry_work, (struct hand){ id, by, now_ms, NULL });
}

int
jobs_cancel(struct store *store, int64_t id, const char *by, int64_t now_ms)
{
    return by_hand(store, cancel_work, (struct hand){ id, by, now_ms, NULL });
}
