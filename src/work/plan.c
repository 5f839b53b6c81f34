/* plan.c - each rule of the repository gives one job, or one reason why not. */
#include "config.h"

#include "base/match.h"
#include "work/plan.h"
#include "work/plan_job.h"
#include "work/reason.h"

static void
add_rule(const struct happening *happening, const struct rule *rule, const char *reason,
         struct pool *pool, struct plan *plan)
{
    if (reason == NULL)
        plan_rule_job(plan_add_job(plan, pool), happening, rule, pool);
    else
        plan_add_ignored(plan, pool, rule->name, reason);
}

/* Commands and invitations are planned from comments and merges on their own. */
static bool
fires(const struct rule *rule)
{
    return rule->kind == RULE_DEPLOY || rule->kind == RULE_RUN;
}

static void
begin(struct plan *plan, const struct github_event *event)
{
    *plan = (struct plan){ .action = event->action,
                           .repository = event->repository,
                           .subject = event->subject,
                           .pushed_s = event->pushed_s };
}

void
plan_conclude(struct plan *plan, const struct repo *repo)
{
    plan->status = plan->job_count > 0 ? PLAN_ACCEPTED : PLAN_IGNORED;
    plan->reason = NULL;
    if (plan->job_count > 0)
        return;

    if (plan->ignored_count == 1)
        plan->reason = plan->ignored[0].reason;
    else if (plan->ignored_count > 1)
        plan->reason = pool_printf(repo->pool, "none of %zu rules applies", plan->ignored_count);
    else if (repo->rule_count > 0)
        plan->reason = "no deploy or run rule is for it";
    else if (repo->name != NULL)
        plan->reason = pool_printf(repo->pool, "no rule for repository %s", repo->name);
    else
        plan->reason = "no rule for events without a repository";
}

void
plan_push(const struct github_push *push, const struct repo *repo, struct plan *plan)
{
    struct happening happening = {
        .event = &push->event,
        .ref = push->ref,
        .branch = push->branch,
        .tag = push->tag,
        .before = push->before,
        .deploy_order_ms = push->pushed_ms,
        .run_order_ms = push->pushed_ms,
    };

    begin(plan, &push->event);
    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];
        const char *reason;

        if (!fires(rule))
            continue;
        if (rule->kind == RULE_DEPLOY)
            reason = reason_push(push, rule, repo->pool);
        else
            reason = reason_run(&push->event, push->ref, rule, repo->pool);
        add_rule(&happening, rule, reason, repo->pool, plan);
    }

    plan_conclude(plan, repo);
}

/* A run rule sees every action, not merges alone: those are in order as they arrive. */
void
plan_pull_request(const struct github_pull_request *pull_request, const struct repo *repo,
                  struct plan *plan)
{
    const struct github_event *event = &pull_request->event;
    struct happening happening = {
        .event = event,
        .ref = pool_printf(repo->pool, "refs/heads/%s", pull_request->base_branch),
        .branch = pull_request->base_branch,
        .pull_request = pull_request->number,
        .deploy_order_ms =
            pull_request->merged_ms > 0 ? pull_request->merged_ms : event->received_ms,
        .run_order_ms = event->received_ms,
    };

    begin(plan, event);
    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];
        const char *reason;

        if (!fires(rule))
            continue;
        if (rule->kind == RULE_DEPLOY)
            reason = reason_merge(pull_request, rule, repo->pool);
        else
            reason = reason_run(event, happening.ref, rule, repo->pool);
        add_rule(&happening, rule, reason, repo->pool, plan);
    }

    plan_conclude(plan, repo);
}

void
plan_event(const struct github_event *event, const struct repo *repo, struct plan *plan)
{
    struct happening happening = { .event = event, .run_order_ms = event->received_ms };

    begin(plan, event);
    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];
        const char *reason;

        if (!fires(rule))
            continue;
        if (rule->kind == RULE_DEPLOY)
            reason =
                pool_printf(repo->pool, "event %s is neither push nor pull_request", event->kind);
        else
            reason = reason_run(event, NULL, rule, repo->pool);
        add_rule(&happening, rule, reason, repo->pool, plan);
    }

    plan_conclude(plan, repo);
}
