/* workflow.c - each rule that has a say in an event gives a wish, or a reason why not. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "port/project.h"
#include "work/reason.h"
#include "work/workflow.h"

static void
use_defaults(struct workflow *workflow)
{
    size_t count = 0;
    const struct rule *defaults = deployment_defaults(&count);
    const struct rule **rules = pool_array(workflow->pool, count, sizeof *rules);

    for (size_t i = 0; i < count; i++)
        rules[i] = &defaults[i];
    workflow->rules = rules;
    workflow->rule_count = count;
}

void
workflow_find(const struct settings *settings, const char *repository, struct pool *pool,
              struct workflow *workflow)
{
    const struct rule **rules = pool_array(pool, settings->rule_count + 1, sizeof *rules);
    size_t count = 0;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_DEPLOYMENT && match_any_name(rule->repositories, repository))
            rules[count++] = rule;
    }
    *workflow = (struct workflow){ repository, rules, count, pool };
    if (count == 0)
        use_defaults(workflow);
}

static const char *
branch_reason(const struct github_push *push, const struct rule *rule, struct pool *pool)
{
    const char *standard = push->event.default_branch;

    if (match_any(rule->branches, push->branch))
        return NULL;
    if (rule->deployment->default_branch && standard != NULL && strcmp(push->branch, standard) == 0)
        return NULL;
    if (rule->branches.count > 0)
        return reason_none_of("branch", push->branch, rule->branches, pool);
    if (!rule->deployment->default_branch)
        return pool_printf(pool, "branch %s: the rule takes tags only (%s)", push->branch,
                           reason_list(rule->tags, pool));
    if (standard == NULL)
        return "the rule is for the default branch, which the event does not tell";
    return pool_printf(pool, "branch %s is not the default branch, %s", push->branch, standard);
}

static const char *
push_reason(const struct github_push *push, const struct rule *rule, struct pool *pool)
{
    const char *reason = reason_pushed_ref(push);

    if (reason != NULL)
        return reason;
    if (push->event.subject == NULL)
        return "the push tells no commit";
    if (push->branch != NULL)
        return branch_reason(push, rule, pool);
    if (rule->tags.count == 0)
        return pool_printf(pool, "tag %s: the rule takes branches only", push->tag);
    if (!match_any(rule->tags, push->tag))
        return reason_none_of("tag", push->tag, rule->tags, pool);
    return NULL;
}

static struct workflow_answer *
add_answer(struct workflow_answers *answers, const struct workflow *workflow,
           const struct rule *rule, const char *reason)
{
    struct workflow_answer *answer;

    if (answers->items == NULL)
        answers->items = pool_array(workflow->pool, workflow->rule_count, sizeof *answers->items);
    answer = &answers->items[answers->count++];
    *answer = (struct workflow_answer){ .rule = rule, .reason = reason };
    return answer;
}

/* The answer before this one that has the environment already; or NULL. */
static const struct workflow_answer *
rival(const struct workflow_answers *answers, const char *environment)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct workflow_answer *answer = &answers->items[i];

        if (answer->reason == NULL && strcmp(answer->wish.environment, environment) == 0)
            return answer;
    }
    return NULL;
}

/* Adds the wish, or why not: reason NULL asks no more than whether another rule was first. */
static void
answer_with(struct workflow_answers *answers, const struct workflow *workflow,
            const struct rule *rule, const char *reason, const struct wish *wish)
{
    const struct workflow_answer *first = rival(answers, wish->environment);

    if (reason == NULL && first != NULL)
        reason = pool_printf(workflow->pool, "rule %s has environment %s already",
                             first->rule->name, wish->environment);
    add_answer(answers, workflow, rule, reason)->wish = reason == NULL ? *wish : (struct wish){ 0 };
}

static bool
takes_pushes(const struct rule *rule)
{
    return rule->branches.count > 0 || rule->tags.count > 0 || rule->deployment->default_branch;
}

void
workflow_push(const struct workflow *workflow, const struct github_push *push,
              struct workflow_answers *answers)
{
    *answers = (struct workflow_answers){ 0 };
    for (size_t i = 0; i < workflow->rule_count; i++) {
        const struct rule *rule = workflow->rules[i];
        const struct wish wish = {
            .what = WISH_DEPLOY,
            .rule = rule->name,
            .repository = workflow->repository,
            .environment = rule->deployment->environment,
            .ref = push->ref,
            .sha = push->event.subject,
            .origin = "push",
            .by = push->event.sender,
            .author = push->author,
            .installation = push->event.installation,
            .order_ms = push->pushed_ms,
        };

        if (takes_pushes(rule))
            answer_with(answers, workflow, rule, push_reason(push, rule, workflow->pool), &wish);
    }
}

/* What an action of a pull request's does; false: nothing. */
static bool
action_means(const char *action, enum wish_what *what)
{
    static const struct {
        const char *action;
        enum wish_what what;
    } meanings[] = {
        { "opened", WISH_DEPLOY },      { "reopened", WISH_DEPLOY },
        { "synchronize", WISH_DEPLOY }, { "ready_for_review", WISH_DEPLOY },
        { "closed", WISH_END },
    };

    for (size_t i = 0; action != NULL && i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].action, action) == 0) {
            *what = meanings[i].what;
            return true;
        }
    }
    return false;
}

static const char *
pull_request_reason(const struct github_pull_request *pull_request, const struct rule *rule,
                    const struct wish *wish)
{
    const struct deployment_rule *deployment = rule->deployment;

    if (!environment_name_valid(wish->environment))
        return "the environment's name would be too long";
    /* What was there ends, whatever the rule says today. */
    if (wish->what == WISH_END)
        return NULL;
    if (pull_request->from_fork && !deployment->forks)
        return "a pull request from a fork";
    if (pull_request->draft && !deployment->drafts)
        return "a draft";
    if (deployment->drafts && strcmp(pull_request->event.action, "ready_for_review") == 0)
        return "it was deployed as a draft";
    return NULL;
}

/* By its branch; or by its number, where that is in a fork or has no name that can be sent. */
static const char *
head_of(const struct github_pull_request *pull_request, struct pool *pool)
{
    const char *branch = pull_request->head_branch;
    const char *ref = branch == NULL ? NULL : pool_printf(pool, "refs/heads/%s", branch);

    if (!pull_request->from_fork && ref_valid(ref))
        return ref;
    return pool_printf(pool, "refs/pull/%" PRId64 "/head", pull_request->number);
}

void
workflow_pull_request(const struct workflow *workflow,
                      const struct github_pull_request *pull_request,
                      struct workflow_answers *answers)
{
    const struct github_event *event = &pull_request->event;
    struct wish wish = {
        .repository = workflow->repository,
        .origin = "pull_request",
        .by = event->sender,
        .author = pull_request->author,
        .pull_request = pull_request->number,
        .installation = event->installation,
        .order_ms = pull_request->updated_ms,
    };

    *answers = (struct workflow_answers){ 0 };
    if (pull_request->number <= 0 || !action_means(event->action, &wish.what))
        return;
    wish.ref = wish.what == WISH_END ? NULL : head_of(pull_request, workflow->pool);
    wish.sha = wish.what == WISH_END ? NULL : pull_request->head_sha;
    for (size_t i = 0; i < workflow->rule_count; i++) {
        const struct rule *rule = workflow->rules[i];

        if (!rule->deployment->pull_requests)
            continue;
        wish.rule = rule->name;
        wish.environment = pool_printf(workflow->pool, "%s%" PRId64, rule->deployment->environment,
                                       pull_request->number);
        answer_with(answers, workflow, rule, pull_request_reason(pull_request, rule, &wish), &wish);
    }
}
