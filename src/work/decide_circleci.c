/* decide_circleci.c - a workflow or a job has ended; whose deployment was that? */
#include "config.h"

#include <string.h>

#include "wire/circleci_event.h"
#include "work/decide.h"
#include "work/decided.h"

static const char *
reason_for(const struct delivery *delivery, struct pool *pool, const struct circleci_event *event)
{
    if (strcmp(delivery->kind, CIRCLECI_PING) == 0)
        return "a test of the webhook";
    if (event->pipeline == NULL && event->number == 0)
        return "it names neither a pipeline nor a build";
    return pool_printf(pool, "no deployment of ours");
}

int
decide_circleci(const struct delivery *delivery, const struct app *app, struct pool *pool,
                struct plan *plan)
{
    struct circleci_event event = { 0 };
    int rc = circleci_event_decode(delivery, pool, &event);

    (void)app;
    if (rc == 0) {
        decide_ignore(plan, reason_for(delivery, pool, &event));
        plan->repository = event.repository;
        plan->subject = event.revision;
    }
    return decided(rc, pool, plan);
}
