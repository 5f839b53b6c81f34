/* decide_source.c - an event of a sender that the configuration describes */
#include "config.h"

#include "wire/source_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"

int
decide_source(const struct delivery *delivery, const struct app *app, struct pool *pool,
              struct plan *plan)
{
    const struct inbound *inbound = settings_inbound(app->settings, delivery->source);
    struct github_push push = { 0 };
    struct repo repo = { 0 };
    int rc;

    if (inbound == NULL) {
        *plan = (struct plan){ .status = PLAN_IGNORED };
        plan->reason = pool_printf(pool, "hooklet.conf has no source \"%s\"", delivery->source);
        return 0;
    }
    rc = source_event_decode(inbound, delivery, pool, &push);
    if (rc != 0)
        return decided(rc, pool, plan);
    repo_find_of(app->settings, inbound->name, push.event.repository, pool, &repo);
    if (push.ref != NULL)
        plan_push(&push, &repo, plan);
    else
        plan_event(&push.event, &repo, plan);
    if (!repo_heard(app->settings, inbound->name))
        plan->reason = pool_printf(pool, "no rule says source = %s", inbound->name);
    return 0;
}
