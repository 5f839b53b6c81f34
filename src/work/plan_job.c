/* plan_job.c - from a happening and a rule to a job. */
#include "config.h"

#include "base/match.h"
#include "work/plan_job.h"

struct json *
plan_args(const struct happening *happening)
{
    const struct github_event *event = happening->event;
    struct json *args = json_object();

    json_set_string(args, "event", event->kind);
    json_set_string(args, "action", event->action);
    json_set_string(args, "repository", event->repository);
    json_set_string(args, "ref", happening->ref);
    json_set_string(args, "branch", happening->branch);
    json_set_string(args, "tag", happening->tag);
    json_set_string(args, "sha", event->subject);
    json_set_string(args, "before", happening->before);
    if (happening->pull_request > 0)
        json_set_id(args, "pull_request", happening->pull_request);
    json_set_string(args, "sender", event->sender);
    if (event->installation > 0)
        json_set_id(args, "installation", event->installation);
    if (happening->place != NULL)
        github_place_write(happening->place, args);

    return args;
}

static const char *
job_key(const struct github_event *event, const struct rule *rule, struct pool *pool)
{
    if (rule->kind == RULE_DEPLOY)
        return pool_printf(pool, "deploy:%s", rule->name);
    return pool_printf(pool, "run:%s:%s", rule->name,
                       name_lower(pool, event->repository == NULL ? "" : event->repository));
}

void
plan_rule_job(struct planned_job *job, const struct happening *happening, const struct rule *rule,
              struct pool *pool)
{
    bool deploy = rule->kind == RULE_DEPLOY;
    struct json *args = plan_args(happening);

    json_set_string(args, "environment", rule->environment);
    job->kind = rule_kind_name(rule->kind);
    job->rule = rule->name;
    job->key = job_key(happening->event, rule, pool);
    job->lane = pool_printf(pool, "%s@%s", job->kind, rule->host);
    job->subject = deploy ? happening->event->subject : NULL;
    job->order_ms = deploy ? happening->deploy_order_ms : happening->run_order_ms;
    job->newest = rule->newest;
    job->crash = rule->crash;
    job->attempts = rule->attempts;
    job->args = json_text(pool, args, JSON_COMPACT);
}
