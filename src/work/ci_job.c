/* ci_job.c - whose turn it is, and in which lane. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "port/json.h"
#include "work/ci_job.h"

/* A command of our own; NULL: CircleCI. */
static const struct rule *
command_of(const struct settings *settings, const char *ci)
{
    return strcmp(ci, CIRCLECI_NAME) == 0 ? NULL : settings_rule(settings, ci);
}

/* It runs where its rule says. */
static const char *
lane_of(const struct settings *settings, const char *ci, struct pool *pool)
{
    const struct rule *rule = command_of(settings, ci);

    return rule == NULL ? circleci_lane() : pool_printf(pool, TRIGGER_KIND "@%s", rule->host);
}

static const char *
args_of(struct pool *pool, const struct deployment *row)
{
    struct json *args = json_object();

    json_set_id(args, "deployment", row->id);
    return json_text(pool, args, JSON_COMPACT);
}

void
trigger_plan(const struct settings *settings, const struct deployment *row, const char *ci,
             int64_t now_ms, struct pool *pool, struct planned_job *job)
{
    const struct rule *rule = command_of(settings, ci);

    *job = (struct planned_job){
        .kind = TRIGGER_KIND,
        .rule = ci,
        .key = pool_printf(pool, TRIGGER_KIND ":%s:%s", name_lower(pool, row->repository),
                           name_lower(pool, row->environment)),
        .lane = lane_of(settings, ci, pool),
        .subject = row->sha,
        .order_ms = now_ms,
        .again = true,
        .crash = rule != NULL ? rule->crash : CRASH_VERIFY,
        .attempts = rule != NULL ? rule->attempts : RETRY_ATTEMPTS,
        .args = args_of(pool, row),
    };
}

void
build_plan(const struct settings *settings, const struct deployment *row, const char *ci,
           struct pool *pool, struct planned_job *job)
{
    *job = (struct planned_job){
        .kind = BUILD_KIND,
        .rule = ci,
        .key = pool_printf(pool, BUILD_KIND ":%" PRId64, row->id),
        .lane = lane_of(settings, ci, pool),
        .subject = row->sha,
        .order_ms = row->created_ms,
        .newest = true,
        .again = true,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = args_of(pool, row),
    };
}
