/* decide_ping.c - a hook asks whether it reaches us */
#include "config.h"

#include "wire/github_event.h"
#include "work/decide.h"
#include "work/decided.h"

int
decide_ping(const struct delivery *delivery, const struct app *app, struct pool *pool,
            struct plan *plan)
{
    struct github_ping ping = { 0 };
    int rc;

    (void)app;
    rc = github_ping_decode(delivery, pool, &ping);
    if (rc == 0) {
        plan->status = PLAN_ACCEPTED;
        plan->reason =
            pool_printf(pool, "a ping: hook %lld reaches this server", (long long)ping.hook);
        plan->repository = ping.event.repository;
        plan->pushed_s = ping.event.pushed_s;
        plan->hook = ping.hook;
    }

    return decided(rc, pool, plan);
}
