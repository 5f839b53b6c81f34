/* plan_made.c - the stock plan first, if wanted, then what the program asks for. */
#include "config.h"

#include <string.h>

#include "library/plan_made.h"
#include "work/decide.h"

/* As decide_*() begin; the key of the body in the ledger is part of it. */
static int
begin(const struct hooklet_plan *made, struct plan *plan)
{
    const struct github_event *event = &made->event->said.event;

    if (made->stock)
        return decide_stock(made->event->delivery, made->app, made->pool, plan);
    *plan = (struct plan){ .status = PLAN_IGNORED,
                           .action = event->action,
                           .repository = event->repository,
                           .subject = event->subject,
                           .pushed_s = event->pushed_s };
    return 0;
}

/* Rule and step tell the jobs of an event apart: the first of its name is step 0. */
static int
step_of(const struct plan *plan, const char *rule)
{
    int step = 0;

    for (size_t i = 0; i < plan->job_count; i++) {
        if (strcmp(plan->jobs[i].rule, rule) == 0 && plan->jobs[i].step >= step)
            step = plan->jobs[i].step + 1;
    }
    return step;
}

static void
add(const struct hooklet_plan *made, struct plan *plan)
{
    for (size_t i = 0; i < made->own.job_count; i++) {
        struct planned_job job = made->own.jobs[i];

        job.step = step_of(plan, job.rule);
        *plan_add_job(plan, made->pool) = job;
    }
    for (size_t i = 0; i < made->own.ignored_count; i++)
        plan_add_ignored(plan, made->pool, made->own.ignored[i].rule, made->own.ignored[i].reason);
}

static void
conclude(const struct hooklet_plan *made, struct plan *plan)
{
    const struct plan *own = &made->own;

    if (own->job_count > 0) {
        plan->status = PLAN_ACCEPTED;
        plan->reason = NULL;
    } else if (plan->status == PLAN_IGNORED && own->ignored_count == 1) {
        plan->reason = own->ignored[0].reason;
    } else if (plan->status == PLAN_IGNORED && own->ignored_count > 1) {
        plan->reason = pool_printf(made->pool, "none of %zu wishes applies", own->ignored_count);
    } else if (plan->status == PLAN_IGNORED && !made->stock) {
        plan->reason = pool_printf(made->pool, "%s asks for nothing", made->program);
    }
}

int
plan_made(const struct hooklet_plan *made, struct plan *plan)
{
    int rc = made->trouble;

    if (rc == 0)
        rc = begin(made, plan);
    if (rc != 0 || plan->status == PLAN_UNREADABLE)
        return rc;
    add(made, plan);
    conclude(made, plan);
    return 0;
}
