/* a_sending.c - a turn for each claim, and one for each end. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_sending.h"

#include <cmocka.h>

static const struct settings settings = {
    .host = HOST, .outgoing = { .user_agent = "hooklet/1", .disable_after_ms = 5 * DAY_MS }
};

struct flight
claim_delivery(struct fixture *f, void *send)
{
    return claim_delivery_at(f, send, NOW);
}

struct flight
claim_delivery_at(struct fixture *f, void *send, int64_t now_ms)
{
    static const char *kind = JOB_SEND;
    struct send_turn turn = {
        .claim = { HOST ":1:a", HOST, { &kind, 1 }, "", now_ms },
        .most = 1,
        .prepare = send_prepare_job,
        .data = send,
    };
    struct flight flight = { .work = a_work(f), .order = { .state = send } };

    flight.work.settings = &settings;
    send_begin_turn(send, f->pool);
    assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
    assert_int_equal(turn.count, 1);
    flight.job = turn.jobs[0];
    return flight;
}

int
settle_delivery(struct fixture *f, void *send, struct flight *flight)
{
    struct send_finish finish = { .job = &flight->job, .outcome = &flight->order.outcome };
    struct send_turn turn = { .finishes = &finish, .finish_count = 1, .claim.now_ms = NOW };

    send_begin_turn(send, f->pool);
    assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
    send_settled(&flight->work, &flight->job, &flight->order);
    return finish.rc;
}

struct job_row
deliver(struct fixture *f, const struct http_done *done)
{
    return deliver_at(f, done, NOW);
}

struct job_row
deliver_at(struct fixture *f, const struct http_done *done, int64_t now_ms)
{
    void *send = send_open(f->pool);
    struct flight flight = claim_delivery_at(f, send, now_ms);

    assert_int_equal(send_order(&flight.work, &flight.job, &flight.order), 0);
    if (!flight.order.over)
        send_hear(&flight.work, &flight.job, done, &flight.order);
    assert_int_equal(settle_delivery(f, send, &flight), 0);
    send_close(send);
    return job_row(f, flight.job.id);
}

struct http_done
answer_of(int status)
{
    return (struct http_done){ .detail = "", .answer = { .status = status, .duration_ms = 12 } };
}
