/* fanout.c - the targets of a message, a batch at a time. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/sends.h"
#include "store/targets.h"
#include "work/exec_act.h"
#include "work/fanout.h"
#include "work/job_event.h"
#include "work/send_form.h"
#include "work/send_judge.h"

enum { BATCH = 500 };

struct fanning {
    const struct work *work;
    const struct job *job;
    struct hook_message message;
    const char *hash; /* of what is sent, once somebody has asked; "": it can't be read any more */
    int64_t now_ms;
    int64_t targets; /* so far */
    struct planned_job *planned;
    size_t count;
};

/* A receiver that is not in hooklet.conf any more is nobody's: any worker can say so. */
static const char *
lane_of(const struct settings *settings, const struct target *target, struct pool *pool)
{
    const char *lane = target_lane(pool, target_kind(target->url), target->id);
    const struct rule *receiver = exec_receiver(settings, target);

    return receiver == NULL ? lane : pool_printf(pool, "%s@%s", lane, receiver->host);
}

void
delivery_plan(const struct settings *settings, const struct target *target, const char *rule,
              struct pool *pool, struct planned_job *job)
{
    *job = (struct planned_job){
        .kind = target_kind(target->url),
        .rule = rule,
        .step = (int)target->id,
        .lane = lane_of(settings, target, pool),
        .crash = CRASH_RERUN,
        .attempts = send_attempts(target),
        .delay_ms = send_first_delay_ms(target),
        .args = send_args_write(pool, target->id, NULL),
    };
}

/* A delivery of the same, by its hash, that has not begun makes this one needless. */
static void
merge(const struct target *target, const char *hash, struct pool *pool, struct planned_job *job)
{
    job->key = pool_printf(pool, "%s:%s", job->lane, hash);
    job->merge = true;
    if (job->delay_ms < target->coalesce_ms)
        job->delay_ms = target->coalesce_ms;
}

/* --- What is equal ---------------------------------------------------------------------------- */

/* The data, out of the args or the event; none when retention took them. */
static int
find_data(struct fanning *fanning, const char **data, size_t *length)
{
    struct delivery delivery = { 0 };
    const char *trouble = NULL;
    int rc;

    *data = fanning->message.data;
    *length = fanning->message.length;
    if (*data != NULL)
        return 0;
    rc = job_event_read(fanning->work, fanning->job, fanning->job->event_kind, &delivery, &trouble);
    if (rc != 0)
        return job_event_unreadable(rc) ? 0 : rc;
    *data = delivery.document;
    *length = delivery.document_length;
    return 0;
}

/* Of event and data: messages of one hash say the same to one target. */
static int
find_hash(struct fanning *fanning)
{
    struct pool *pool = fanning->work->pool;
    const char *data = NULL, *digits = NULL;
    size_t length = 0;
    int rc = find_data(fanning, &data, &length);

    if (rc != 0)
        return rc;
    fanning->hash = "";
    if (data == NULL)
        return 0;
    rc = crypto_sha256_hex(pool, data, length, &digits);
    if (rc == 0)
        fanning->hash = pool_printf(pool, "%s:%s", fanning->message.event, digits);
    return rc;
}

/* --- Batches ---------------------------------------------------------------------------------- */

static int
plan(struct fanning *fanning, const struct targets *targets, struct pool *pool)
{
    int rc = 0;

    fanning->planned = pool_array(pool, targets->count + 1, sizeof *fanning->planned);
    fanning->count = 0;
    for (size_t i = 0; rc == 0 && i < targets->count; i++) {
        const struct target *target = &targets->rows[i];
        struct planned_job *job = &fanning->planned[fanning->count++];

        delivery_plan(fanning->work->settings, target, fanning->job->rule, pool, job);
        job->order_ms = fanning->now_ms;
        if (target->coalesce_ms > 0 && fanning->hash == NULL)
            rc = find_hash(fanning);
        if (target->coalesce_ms > 0 && rc == 0 && *fanning->hash != '\0')
            merge(target, fanning->hash, pool, job);
    }
    fanning->targets += (int64_t)targets->count;
    return rc;
}

static int
plan_one(struct fanning *fanning)
{
    struct pool *pool = fanning->work->pool;
    struct target target;
    int rc = target_find(fanning->work->store, fanning->message.target, pool, &target);

    if (rc == 0)
        rc = plan(fanning, &(struct targets){ &target, 1 }, pool);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* after: the last one of it; more: it was full. */
static int
plan_batch(struct fanning *fanning, struct pool *pool, int64_t *after, bool *more)
{
    const struct target_wanted wanted = { .owner = fanning->message.owner,
                                          .event = fanning->message.event,
                                          .identifier = fanning->message.identifier,
                                          .after = *after,
                                          .most = BATCH };
    struct targets targets = { 0 };
    int rc = targets_matching(fanning->work->store, &wanted, pool, &targets);

    if (rc == 0)
        rc = plan(fanning, &targets, pool);
    *more = rc == 0 && targets.count == BATCH;
    if (*more)
        *after = targets.rows[BATCH - 1].id;
    return rc;
}

static int
make_batch(struct fanning *fanning)
{
    size_t made = 0, count = fanning->count;

    fanning->count = 0;
    if (count == 0)
        return 0;
    return jobs_add(fanning->work->store, fanning->job, fanning->planned, count, clock_ms(), &made);
}

/*
 * One batch is the usual case: its jobs follow this one, in the transaction that ends it.  Of many
 * each has a pool and a transaction of its own.
 */
static int
plan_all(struct fanning *fanning)
{
    int64_t after = 0;
    bool more = false;
    int rc = plan_batch(fanning, fanning->work->pool, &after, &more);

    if (rc != 0 || !more)
        return rc;
    rc = make_batch(fanning);
    while (rc == 0 && more) {
        struct pool *pool = pool_new();

        rc = plan_batch(fanning, pool, &after, &more);
        if (rc == 0)
            rc = make_batch(fanning);
        pool_free(pool);
    }
    return rc;
}

static const char *
told(const struct fanning *fanning)
{
    struct pool *pool = fanning->work->pool;

    if (fanning->targets == 0)
        return fanning->message.target != 0
                   ? pool_printf(pool, "there is no target %" PRId64, fanning->message.target)
                   : "no target takes it";
    return pool_printf(pool, "%" PRId64 " target%s", fanning->targets,
                       fanning->targets == 1 ? "" : "s");
}

int
fanout_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct fanning fanning = { .work = work, .job = job, .now_ms = clock_ms() };
    int rc = message_read_args(work->pool, job->args, &fanning.message);

    if (rc != 0) {
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS,
                                     .detail = pool_string(work->pool, fail_detail()) };
        return 0;
    }
    rc = fanning.message.target != 0 ? plan_one(&fanning) : plan_all(&fanning);
    if (rc != 0)
        return rc;
    *outcome = (struct outcome){ .end = OUTCOME_DONE,
                                 .detail = told(&fanning),
                                 .follow = fanning.planned,
                                 .follow_count = fanning.count };
    return 0;
}
