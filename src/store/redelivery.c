/* redelivery.c - a delivery that is stored already: what today's rules add to it. */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "store/acceptance.h"
#include "store/keys.h"
#include "store/newest.h"
#include "store/rows.h"

/* The event as it is stored. */
struct stored {
    int64_t id;
    const char *kind;
    const char *status;
    const char *reason;
    bool same_body;
};

/* A job of it; id 0: there is none. */
struct stored_job {
    int64_t id;
    const char *state;
    bool once;
    int64_t order_ms;
};

static void
read_event(const struct db_row *row, struct pool *pool, void *item)
{
    struct stored *stored = item;

    *stored = (struct stored){
        .id = db_integer(row, 0),
        .kind = db_text_copy(row, 1, pool),
        .status = db_text_copy(row, 2, pool),
        .reason = db_text_copy(row, 3, pool),
        .same_body = db_integer(row, 4) != 0,
    };
}

static void
read_job(const struct db_row *row, struct pool *pool, void *item)
{
    struct stored_job *job = item;

    *job = (struct stored_job){
        .id = db_integer(row, 0),
        .state = db_text_copy(row, 1, pool),
        .once = db_integer(row, 2) != 0,
        .order_ms = db_integer(row, 3),
    };
}

static int
find_event(struct db *db, const struct acceptance *acceptance, struct stored *stored)
{
    const struct delivery *delivery = acceptance->delivery;
    struct db_row *row = db_query(db, "SELECT id, kind, status, reason, body_sha = ?3 FROM event"
                                      " WHERE source = ?1 AND delivery_key = ?2");

    db_bind_text(row, 1, delivery->source);
    db_bind_blob(row, 2, acceptance->key.bytes, acceptance->key.length);
    db_bind_blob(row, 3, delivery->body_sha, sizeof delivery->body_sha);
    return rows_first(row, read_event, acceptance->pool, stored);
}

static int
find_job(struct db *db, const struct acceptance *acceptance, const struct planned_job *planned,
         struct stored_job *job)
{
    struct db_row *row;

    row = db_query(db, "SELECT id, state, crash = 'once', order_ms FROM job"
                       " WHERE event_id = ?1 AND rule = ?2 AND step = ?3");
    db_bind_integer(row, 1, acceptance->receipt->event);
    db_bind_text(row, 2, planned->rule);
    db_bind_integer(row, 3, planned->step);
    return rows_first(row, read_job, acceptance->pool, job);
}

/*
 * As today's rule has it, in all but its time, and with a fresh count of failures.  Kind and key
 * too: a deploy rule may have become a run rule of the same name, and no worker would find it.
 */
static int
start_again(struct db *db, const struct acceptance *acceptance, const struct planned_job *planned,
            int64_t id, const struct job_place *place)
{
    struct db_row *row;

    row = db_query(db, "UPDATE job SET state = ?2, blocked = ?3, run_at_ms = ?4, updated_ms = ?4,"
                       " failed = 0, crashed = 0, reason = 'delivered again', lane = ?5,"
                       " crash = ?6, attempts = ?7, args = ?8, kind = ?9, serial_key = ?10,"
                       " subject = ?11, newest = ?12 WHERE id = ?1");
    db_bind_integer(row, 1, id);
    db_bind_text(row, 2, job_state_name(place->state));
    db_bind_integer(row, 3, place->blocked);
    db_bind_integer(row, 4, acceptance->delivery->received_ms);
    db_bind_text(row, 5, planned->lane);
    db_bind_text(row, 6, crash_name(planned->crash));
    db_bind_integer(row, 7, planned->attempts);
    db_bind_text(row, 8, planned->args != NULL ? planned->args : "{}");
    db_bind_text(row, 9, planned->kind);
    db_bind_text(row, 10, planned->key);
    db_bind_text(row, 11, planned->subject);
    db_bind_integer(row, 12, planned->newest);
    return db_finish(row);
}

/* A dead job starts again, unless it is too old by now; `said` tells which. */
static int
rearm(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
      const struct stored_job *job, const char **said)
{
    int64_t now_ms = acceptance->delivery->received_ms;
    struct job_place place = { 0 };
    int64_t newer = 0;
    int rc = 0;

    if (planned->newest)
        rc = keys_newer(db, planned->key, job->order_ms, job->id, &newer);
    if (rc == 0 && newer != 0) {
        *said = pool_printf(acceptance->pool, "job %lld stays dead, as job %lld is newer",
                            (long long)job->id, (long long)newer);
        return 0;
    }
    if (rc == 0 && planned->newest && planned->key != NULL)
        rc = newest_replace(db, planned->key, job->order_ms, acceptance->receipt->event, now_ms);
    if (rc == 0)
        rc = keys_place(db, planned->key, job->id, &place);
    if (rc == 0)
        rc = start_again(db, acceptance, planned, job->id, &place);
    if (rc == 0)
        acceptance_list_job(acceptance, planned, job->id, place.state);
    *said = pool_printf(acceptance->pool, "job %lld starts again", (long long)job->id);
    return rc;
}

static int
add(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
    const char **said)
{
    const struct receipt *receipt = acceptance->receipt;
    int rc;

    acceptance->why = NULL;
    rc = acceptance_add_job(db, acceptance, planned);
    if (rc == 0)
        *said = acceptance->why == NULL
                    ? pool_printf(acceptance->pool, "job %lld added",
                                  (long long)receipt->jobs[receipt->job_count - 1].id)
                    : pool_printf(acceptance->pool, "%s: %s", planned->rule, acceptance->why);
    return rc;
}

static int
plan_again(struct db *db, struct acceptance *acceptance, const struct planned_job *planned,
           const char **said)
{
    struct stored_job job = { 0 };
    int rc = find_job(db, acceptance, planned, &job);

    if (rc != 0)
        return rc;
    if (job.id == 0)
        return add(db, acceptance, planned, said);
    if (strcmp(job.state, "dead") == 0 && acceptance->delivery->rearm && !job.once &&
        planned->crash != CRASH_ONCE)
        return rearm(db, acceptance, planned, &job, said);
    *said = pool_printf(acceptance->pool, "job %lld is %s", (long long)job.id, job.state);
    return 0;
}

/* All facts and planned jobs; `story` is what happened to them. */
static int
plan_all(struct db *db, struct acceptance *acceptance, const char **story)
{
    const struct plan *plan = acceptance->plan;
    size_t jobs = plan->status == PLAN_ACCEPTED ? plan->job_count : 0;
    const char *said = NULL;
    int rc = acceptance_add_facts(db, acceptance, true);

    *story = jobs == 0 ? plan->reason : NULL;
    for (size_t i = 0; i < jobs && rc == 0; i++) {
        rc = plan_again(db, acceptance, &plan->jobs[i], &said);
        if (rc == 0)
            *story = *story == NULL ? said : pool_printf(acceptance->pool, "%s; %s", *story, said);
    }
    if (rc == 0 && !acceptance->runs)
        *story = pool_printf(acceptance->pool, "nothing new%s%s", *story != NULL ? ": " : "",
                             *story != NULL ? *story : "");
    return rc;
}

/* Why the stored event can't take anything from this delivery, or NULL. */
static const char *
refusal(const struct acceptance *acceptance, const struct stored *stored)
{
    const char *kind = acceptance->delivery->kind;

    if (!stored->same_body)
        return pool_printf(acceptance->pool, "event %lld of this id has another body",
                           (long long)stored->id);
    if (strcmp(stored->kind, kind) != 0)
        return pool_printf(acceptance->pool, "event %lld of this id is of kind %s, not %s",
                           (long long)stored->id, stored->kind, kind);
    if (strcmp(stored->status, "suspect") == 0)
        return stored->reason;
    return NULL;
}

/* Today's decision, where it needs the store. */
static int
decide_rest(struct db *db, struct acceptance *acceptance)
{
    const struct plan *asked = acceptance->asked;
    int rc = 0;

    if (asked->change.apply != NULL && asked->change.repeatable && asked->status != PLAN_UNREADABLE)
        rc = acceptance_change(db, acceptance);
    acceptance->receipt->reply = acceptance->plan->reply;
    acceptance->receipt->reply_type = acceptance->plan->reply_type;
    return rc;
}

/* What could not be read then was stored without these. */
static int
set_accepted(struct db *db, const struct acceptance *acceptance, int64_t event)
{
    const struct plan *plan = acceptance->plan;
    struct db_row *row;

    row = db_query(db, "UPDATE event SET status = 'accepted', action = ?2, repository = ?3,"
                       " subject = ?4, body_key = ?5, reason = ?6 WHERE id = ?1");
    db_bind_integer(row, 1, event);
    db_bind_text(row, 2, plan->action);
    db_bind_text(row, 3, plan->repository);
    db_bind_text(row, 4, plan->subject);
    db_bind_integer(row, 5, acceptance->body_key);
    db_bind_text(row, 6, plan->job_count == 0 ? plan->reason : NULL);
    return db_finish(row);
}

int
redelivery_accept(struct db *db, struct acceptance *acceptance)
{
    struct receipt *receipt = acceptance->receipt;
    struct stored stored = { 0 };
    const char *story;
    int rc = find_event(db, acceptance, &stored);

    if (rc != 0)
        return rc;
    *receipt = (struct receipt){ .status = ACCEPT_DUPLICATE, .event = stored.id };
    story = refusal(acceptance, &stored);
    receipt->other = story != NULL && strcmp(stored.status, "suspect") != 0;
    if (story == NULL) {
        rc = decide_rest(db, acceptance);
        if (rc == 0)
            rc = plan_all(db, acceptance, &story);
        if (rc == 0)
            rc = acceptance_add_notes(db, acceptance);
    }
    receipt->reason = story;
    if (rc == 0 && acceptance->runs && strcmp(stored.status, "accepted") != 0)
        rc = set_accepted(db, acceptance, stored.id);
    if (rc == 0)
        rc = note_add(db, stored.id, 0, NULL, acceptance->delivery->received_ms,
                      pool_printf(acceptance->pool, "delivered again: %s", story));
    return rc;
}
