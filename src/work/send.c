/* send.c - from a delivery's job to an exchange, and back. */
#include "config.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "work/send.h"
#include "work/send_form.h"
#include "work/send_parcel.h"
#include "work/send_record.h"
#include "work/send_request.h"
#include "work/send_settle.h"

enum { ANSWER_READ_MOST = 1 << 20, LANE_MOST = OUTGOING_TRANSFERS_MOST };

/* Of a loop. */
struct state {
    struct send_cache *cache;
    struct send_targets targets; /* of the turn */
};

/* Of one delivery. */
struct sending {
    struct send_args args;
    const struct send_parcel *parcel; /* NULL: given back */
    const char *request;              /* for the ledger */
    struct send_ending ending;
};

void *
send_open(struct pool *pool)
{
    struct state *state = pool_alloc(pool, sizeof(*state));

    state->cache = send_cache_new(pool);
    return state;
}

void
send_close(void *data)
{
    struct state *state = data;

    send_cache_free(state->cache);
}

void
send_begin_turn(void *data, struct pool *pool)
{
    struct state *state = data;

    send_targets_forget(&state->targets, pool);
}

/* A job that can't be prepared is told why when it comes to its request. */
int
send_prepare_job(struct db *db, struct job *job, struct pool *pool, void *data)
{
    struct state *state = data;
    struct send_args args = { 0 };
    struct target *target = NULL;
    int rc;

    if (send_args_read(pool, job->args, &args) != 0)
        return 0;
    rc = send_targets_find(&state->targets, db, args.target, &target);
    if (rc == 0 && !args.frozen) {
        args.form = (struct send_form){ target->content, target->envelope };
        job->args = send_args_write(pool, args.target, &args.form);
    }
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

bool
send_limits(void *data, const struct job *job, struct lane_limits *limits)
{
    const struct state *state = data;
    const struct target *target = send_targets_known(&state->targets, job->step);
    int64_t most;

    if (target == NULL)
        return false;
    most = target->concurrency > 0 ? target->concurrency : TARGET_CONCURRENCY;
    *limits = (struct lane_limits){ .most = most < LANE_MOST ? (int)most : LANE_MOST,
                                    .rate = target->rate,
                                    .rate_ms = target->rate_ms,
                                    .probe = target->failures >= SEND_BREAKER };
    return true;
}

/* --- The request ------------------------------------------------------------------------------ */

static int
over(struct http_order *order, const char *detail)
{
    order->over = true;
    order->outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = detail };
    return 0;
}

static int
over_by_failure(const struct work *work, struct http_order *order)
{
    return over(order, pool_string(work->pool, fail_detail()));
}

/* The turn has read it, unless that is over. */
static int
find_target(const struct work *work, const struct state *state, int64_t id, struct target *target)
{
    const struct target *known = send_targets_known(&state->targets, id);

    if (known == NULL)
        return target_find(work->store, id, work->pool, target);
    *target = *known;
    return 0;
}

/* Nothing in it is the target's, whose row is forgotten with the turn. */
static int
write_exchange(const struct work *work, const struct target *target, struct sending *sending,
               struct http_exchange *exchange)
{
    const struct send_parcel *parcel = sending->parcel;
    const struct send_letter letter = { .target = target,
                                        .message = &parcel->message,
                                        .body = &parcel->body,
                                        .user_agent = work->settings->outgoing.user_agent,
                                        .now_ms = clock_ms() };
    struct send_request request = { 0 };
    int rc;

    rc = send_request(work->pool, &letter, &request);
    if (rc != 0)
        return rc;

    sending->request = request.record;
    *exchange = (struct http_exchange){ .method = "POST",
                                        .url = pool_string(work->pool, target->url),
                                        .headers = request.headers,
                                        .header_count = request.header_count,
                                        .body = parcel->body.bytes,
                                        .length = parcel->body.length,
                                        .timeout_ms = target->timeout_ms,
                                        .ceiling = ANSWER_READ_MOST,
                                        .wall = &work->settings->outgoing.wall,
                                        .keep = ANSWER_MOST };
    return 0;
}

static void
give_back(struct state *state, struct sending *sending)
{
    if (sending->parcel != NULL)
        send_cache_give(state->cache, sending->parcel);
    sending->parcel = NULL;
}

/* With its message in hand. */
static int
write_order(const struct work *work, struct sending *sending, struct http_order *order)
{
    const struct hook_message *message = &sending->parcel->message;
    struct state *state = order->state;
    struct target target = { 0 };
    const char *shut;
    int rc;

    rc = find_target(work, state, sending->args.target, &target);
    if (rc == FAIL_NOT_FOUND)
        return over(order, "target removed");
    if (rc != 0)
        return rc;

    sending->ending = (struct send_ending){ .targets = &state->targets,
                                            .target = target.id,
                                            .direct = message->target == target.id,
                                            .challenge = send_challenge(work->pool, message) };
    shut = send_target_shut(work->pool, &target, sending->ending.direct);
    if (shut != NULL)
        return over(order, shut);
    rc = write_exchange(work, &target, sending, &order->exchange);
    return rc == FAIL_FIELD || rc == FAIL_CONFIG ? over_by_failure(work, order) : rc;
}

/* Once, however often the job has to wait for room. */
static int
begin(const struct work *work, const struct job *job, struct http_order *order)
{
    struct sending *sending;

    if (order->data != NULL)
        return 0;
    sending = pool_alloc(work->pool, sizeof(*sending));
    order->data = sending;
    return send_args_read(work->pool, job->args, &sending->args);
}

int
send_order(const struct work *work, const struct job *job, struct http_order *order)
{
    struct state *state = order->state;
    struct sending *sending;
    int rc;

    if (begin(work, job, order) != 0)
        return over_by_failure(work, order);
    sending = order->data;
    rc = send_cache_take(state->cache, work->store, job, &sending->args.form, &sending->parcel);
    if (rc != 0)
        return send_parcel_hopeless(rc) ? over_by_failure(work, order) : rc;

    rc = write_order(work, sending, order);
    if (rc != 0 || order->over)
        give_back(state, sending);
    return rc;
}

/* --- The answer ------------------------------------------------------------------------------- */

static void
judge(const struct work *work, const struct http_done *done, struct sending *sending,
      struct http_order *order)
{
    struct send_ending *ending = &sending->ending;

    ending->facts = send_facts_of(work->pool, done, ending->challenge);
    order->outcome = send_outcome(work, ending, send_record(work->pool, done, sending->request));
}

void
send_hear(const struct work *work, const struct job *job, const struct http_done *done,
          struct http_order *order)
{
    struct sending *sending = order->data;

    (void)job;
    if (done->cancelled)
        order->outcome = (struct outcome){ .end = OUTCOME_INTERRUPTED };
    else
        judge(work, done, sending, order);
    give_back(order->state, sending);
}

void
send_settled(const struct work *work, const struct job *job, struct http_order *order)
{
    const struct sending *sending = order->data;
    int64_t moved = 0;

    (void)job;
    if (sending == NULL || !sending->ending.disabled)
        return;
    if (target_clear(work->store, sending->ending.target, clock_ms(), &moved) != 0)
        log_say(LOG_WARNING, "send", "what waits for target %" PRId64 " is not cleared yet",
                sending->ending.target);
}
