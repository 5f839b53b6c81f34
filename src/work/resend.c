/* resend.c - what a target has missed, a batch at a time. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "store/deliveries.h"
#include "store/enlist.h"
#include "store/fanouts.h"
#include "store/jobs.h"
#include "store/targets.h"
#include "work/fanout.h"
#include "work/resend.h"
#include "work/resend_wish.h"

enum { BATCH = 200, BEFORE_ALL = -1 };

struct resending {
    const struct work *work;
    const struct job *job;
    struct resend wish;
    struct target target;
    int64_t after; /* the last job that was looked at */
    int64_t count; /* deliveries that are on their way now */
    bool stopped;
};

/* A batch, in a pool of its own; more: there may be another one. */
typedef int resend_batch(struct resending *resending, struct pool *pool, bool *more);

/* --- Those that failed ------------------------------------------------------------------------ */

/* Somebody else may have been quicker. */
static int
start_again(struct resending *resending, const struct delivery_row *row, const char *by)
{
    int rc;

    if (strcmp(row->state, job_state_name(JOB_DEAD)) != 0)
        return 0;
    rc = jobs_retry(resending->work->store, row->job, by, clock_ms());
    if (rc == 0)
        resending->count++;
    return rc == FAIL_CONFLICT || rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
batch_failed(struct resending *resending, struct pool *pool, bool *more)
{
    const struct delivery_filter filter = { .target = resending->wish.target,
                                            .dead = true,
                                            .since_ms = resending->wish.since_ms,
                                            .after = resending->after,
                                            .most = BATCH };
    const char *by = pool_printf(pool, "job %" PRId64 " (resend)", resending->job->id);
    struct delivery_rows rows = { 0 };
    int rc = deliveries_list(resending->work->store, &filter, pool, &rows);

    for (size_t i = 0; rc == 0 && i < rows.count; i++) {
        rc = start_again(resending, &rows.rows[i], by);
        resending->after = rows.rows[i].job;
    }
    *more = rows.count == BATCH;
    return rc;
}

/* --- All that it never had -------------------------------------------------------------------- */

/* Of one batch of messages. */
struct adding {
    const struct resending *resending;
    const struct message_rows *messages;
    struct pool *pool;
    int64_t now_ms;
    int64_t made; /* out */
};

/* As targets_matching() has it; what was for one target alone is no concern of another. */
static bool
would_get(const struct target *target, const struct hook_message *message)
{
    return message->target == 0 && strcmp(message->owner, target->owner) == 0 &&
           match(target->event, message->event) &&
           (*message->identifier == '\0' || strcmp(message->identifier, target->identifier) == 0);
}

static int
add_delivery(struct db *db, struct adding *adding, const struct message_row *row)
{
    const struct enlisting enlisting = { row->event, adding->now_ms, adding->pool };
    struct planned_job planned;
    struct enlisted enlisted;
    bool known = true;
    int rc;

    delivery_plan(adding->resending->work->settings, &adding->resending->target, row->rule,
                  adding->pool, &planned);
    planned.order_ms = adding->now_ms;
    planned.delay_ms = 0;
    rc = enlist_known(db, row->event, &planned, &known);
    if (rc != 0 || known)
        return rc;
    adding->made++;
    return enlist_job(db, &enlisting, &planned, &enlisted);
}

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    int rc = 0;

    adding->made = 0;
    for (size_t i = 0; rc == 0 && i < adding->messages->count; i++) {
        const struct message_row *row = &adding->messages->rows[i];
        struct hook_message message;

        if (message_read_args(adding->pool, row->args, &message) == 0 &&
            would_get(&adding->resending->target, &message))
            rc = add_delivery(db, adding, row);
    }
    return rc;
}

static int
batch_all(struct resending *resending, struct pool *pool, bool *more)
{
    struct message_rows messages = { 0 };
    struct adding adding = { .resending = resending, .messages = &messages, .pool = pool };
    int rc = messages_since(resending->work->store, resending->wish.since_ms, resending->after,
                            BATCH, pool, &messages);

    *more = messages.count == BATCH;
    if (rc != 0 || messages.count == 0)
        return rc;
    adding.now_ms = clock_ms();
    rc = store_write(resending->work->store, add_work, &adding);
    if (rc != 0)
        return rc;
    if (adding.made > 0)
        store_wake(resending->work->store);
    resending->count += adding.made;
    resending->after = messages.rows[messages.count - 1].job;
    return 0;
}

/* --- The action ------------------------------------------------------------------------------- */

static int
run_batches(struct resending *resending, resend_batch *batch)
{
    bool more = true;
    int rc = 0;

    while (rc == 0 && more && !resending->stopped) {
        struct pool *pool = pool_new();

        rc = batch(resending, pool, &more);
        pool_free(pool);
        resending->stopped = more && work_stopping(resending->work);
    }
    return rc;
}

static int
end(struct outcome *outcome, enum outcome_end end, const char *detail)
{
    *outcome = (struct outcome){ .end = end, .detail = detail };
    return 0;
}

/* Why it can't be done, or NULL. */
static int
find_target(struct resending *resending, const char **trouble)
{
    struct pool *pool = resending->work->pool;
    int64_t id = resending->wish.target;
    int rc = target_find(resending->work->store, id, pool, &resending->target);

    if (rc == FAIL_NOT_FOUND)
        *trouble = pool_printf(pool, "there is no target %" PRId64, id);
    else if (rc == 0 && resending->target.state != TARGET_ENABLED)
        *trouble = pool_printf(pool, "target %" PRId64 " is %s", id,
                               target_state_name(resending->target.state));
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
resend_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct resending resending = { .work = work, .job = job, .after = BEFORE_ALL };
    const char *trouble = NULL;
    int rc;

    if (resend_read(work->pool, job->args, &resending.wish) != 0)
        return end(outcome, OUTCOME_HOPELESS, pool_string(work->pool, fail_detail()));
    rc = find_target(&resending, &trouble);
    if (rc == 0 && trouble != NULL)
        return end(outcome, OUTCOME_HOPELESS, trouble);
    if (rc == 0)
        rc = run_batches(&resending, resending.wish.what == RESEND_ALL ? batch_all : batch_failed);
    if (rc != 0)
        return rc;
    if (resending.stopped)
        return end(outcome, OUTCOME_INTERRUPTED, NULL);
    return end(outcome, OUTCOME_DONE,
               pool_printf(work->pool, "%" PRId64 " deliver%s on %s way", resending.count,
                           resending.count == 1 ? "y" : "ies",
                           resending.count == 1 ? "its" : "their"));
}
