/* some_pushes.c - fixture: deliveries of pushes and what they ask for */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <string.h>

#include "some_pushes.h"

#include <cmocka.h>

struct delivery
delivery_make(struct fixture *fixture, const char *id, const char *body)
{
    struct delivery delivery = { .source = "github",
                                 .id = id,
                                 .kind = "push",
                                 .body = body,
                                 .length = strlen(body),
                                 .received_ms = NOW };

    assert_int_equal(delivery_own(fixture->pool, &delivery), 0);
    delivery.secret = "main";
    delivery.replay_guard = true;
    delivery.rearm = true;
    return delivery;
}

struct planned_job *
add_deploy(struct fixture *fixture, struct plan *plan, const char *subject, int64_t order_ms)
{
    struct planned_job *job = plan_add_job(plan, fixture->pool);

    *job = (struct planned_job){
        .kind = "deploy",
        .rule = "web",
        .key = "deploy:web",
        .lane = "deploy@here",
        .subject = subject,
        .order_ms = order_ms,
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = 1,
        .args = "{}",
    };
    return job;
}

struct receipt
accept_plan(struct fixture *fixture, const struct delivery *delivery, const struct plan *plan)
{
    struct receipt receipt = { 0 };

    assert_int_equal(store_accept(fixture->store, delivery, plan, fixture->pool, &receipt), 0);
    return receipt;
}

struct receipt
push(struct fixture *fixture, const char *id, const char *subject, int64_t order_ms)
{
    struct delivery delivery =
        delivery_make(fixture, id, pool_printf(fixture->pool, "{\"id\":\"%s\"}", id));
    struct plan plan = { .repository = "acme/web", .subject = subject };

    add_deploy(fixture, &plan, subject, order_ms);
    return accept_plan(fixture, &delivery, &plan);
}

struct receipt
push_all(struct fixture *fixture, const char *id, const char *subject, int64_t order_ms)
{
    struct delivery delivery =
        delivery_make(fixture, id, pool_printf(fixture->pool, "{\"id\":\"%s\"}", id));
    struct plan plan = { .subject = subject };

    add_deploy(fixture, &plan, subject, order_ms)->newest = false;
    return accept_plan(fixture, &delivery, &plan);
}

void
set_state(struct fixture *fixture, int64_t job, const char *state)
{
    sql(fixture, "UPDATE job SET state = '%s', blocked = 0 WHERE id = %" PRId64, state, job);
}
