/* decide.c - decode, find the repository, plan: one sentence per kind of event. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/github_event.h"
#include "work/decide.h"
#include "work/plan.h"

void
decide_ignore(struct plan *plan, const char *reason)
{
    *plan = (struct plan){ .status = PLAN_IGNORED, .reason = reason };
}

/* A signed body that our reader refuses is kept for people to look at. */
static int
decided(int rc, struct pool *pool, struct plan *plan)
{
    if (rc != FAIL_UNREADABLE)
        return rc;

    *plan = (struct plan){ .status = PLAN_UNREADABLE };
    plan->reason = pool_string(pool, fail_detail());
    return 0;
}

int
decide_push(const struct delivery *delivery, const struct app *app, struct pool *pool,
            struct plan *plan)
{
    struct github_push push = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_push_decode(delivery, pool, &push);
    if (rc == 0) {
        repo_find(app->settings, push.event.repository, pool, &repo);
        plan_push(&push, &repo, plan);
    }

    return decided(rc, pool, plan);
}

int
decide_pull_request(const struct delivery *delivery, const struct app *app, struct pool *pool,
                    struct plan *plan)
{
    struct github_pull_request pull_request = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_pull_request_decode(delivery, pool, &pull_request);
    if (rc == 0) {
        repo_find(app->settings, pull_request.event.repository, pool, &repo);
        plan_pull_request(&pull_request, &repo, plan);
    }

    return decided(rc, pool, plan);
}

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

int
decide_other(const struct delivery *delivery, const struct app *app, struct pool *pool,
             struct plan *plan)
{
    struct github_event event = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_event_decode(delivery, pool, &event);
    if (rc == 0) {
        repo_find(app->settings, event.repository, pool, &repo);
        plan_event(&event, &repo, plan);
    }

    return decided(rc, pool, plan);
}

static const struct {
    const char *kind;
    decide_function *function;
} kinds[] = {
    { "push", decide_push },
    { "pull_request", decide_pull_request },
    { "ping", decide_ping },
};

int
decide(const struct delivery *delivery, const struct app *app, struct pool *pool, struct plan *plan)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, delivery->kind) == 0)
            return kinds[i].function(delivery, app, pool, plan);

    return decide_other(delivery, app, pool, plan);
}
