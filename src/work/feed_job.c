/* feed_job.c - a schedule and a job for each feed */
#include "config.h"

#include "port/feed.h"
#include "work/feed_job.h"

#define FEED_LANE "feed"

enum { ATTEMPTS = 5 };

/* One that still waits gives way to the next: that one sees all that this one would have. */
static int
plan_look(const struct app *app, const struct schedule *schedule, struct pool *pool,
          struct plan *plan)
{
    const struct rule *rule = schedule->data;

    (void)app;
    *plan_add_job(plan, pool) = (struct planned_job){
        .kind = FEED_KIND,
        .rule = rule->name,
        .key = pool_printf(pool, "feed:%s", rule->name),
        .lane = FEED_LANE,
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = "{}",
    };
    return 0;
}

int
feed_schedules(const struct app *app, struct schedules *schedules)
{
    const struct settings *settings = app->settings;
    size_t i;

    if (!asana_api_configured(&settings->asana_api))
        return 0;
    for (i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_FEED)
            schedules_add(schedules,
                          &(struct schedule){
                              .kind = FEED_KIND,
                              .name = pool_printf(schedules->pool, "feed/%s", rule->name),
                              .every_ms = rule->feed->every_ms,
                              .data = rule,
                              .plan = plan_look,
                          });
    }
    return 0;
}
