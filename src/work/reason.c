/* reason.c - the questions that a rule asks of an event, the most telling one first. */
#include "config.h"

#include <string.h>

#include "base/match.h"
#include "work/reason.h"

const char reason_bad_name[] = "the name of the branch or tag has characters that no command gets";

const char *
reason_list(struct strings strings, struct pool *pool)
{
    const char *text = strings.count == 0 ? "" : strings.items[0];

    for (size_t i = 1; i < strings.count; i++)
        text = pool_printf(pool, "%s, %s", text, strings.items[i]);

    return text;
}

const char *
reason_none_of(const char *what, const char *name, struct strings patterns, struct pool *pool)
{
    return pool_printf(pool, "%s %s is not %s%s", what, name, patterns.count > 1 ? "one of " : "",
                       reason_list(patterns, pool));
}

static const char *
reason_branch(const struct github_event *event, const char *branch, const struct rule *rule,
              struct pool *pool)
{
    if (rule->branches.count == 0 && rule->tags.count > 0)
        return pool_printf(pool, "branch %s: the rule takes tags only (%s)", branch,
                           reason_list(rule->tags, pool));
    if (rule->branches.count > 0 && match_any(rule->branches, branch))
        return NULL;
    if (rule->branches.count > 0)
        return reason_none_of("branch", branch, rule->branches, pool);
    if (event->default_branch == NULL)
        return "the rule is for the default branch, which the event does not tell";
    if (strcmp(branch, event->default_branch) != 0)
        return pool_printf(pool, "branch %s is not the default branch, %s", branch,
                           event->default_branch);

    return NULL;
}

static const char *
reason_tag(const char *tag, const struct rule *rule, struct pool *pool)
{
    if (rule->tags.count == 0)
        return pool_printf(pool, "tag %s: the rule takes branches only", tag);
    if (!match_any(rule->tags, tag))
        return reason_none_of("tag", tag, rule->tags, pool);

    return NULL;
}

static bool
paths_touched(const struct github_push *push, const struct rule *rule)
{
    if (rule->paths.count == 0 || !push->changed_known)
        return true;
    for (size_t i = 0; i < push->changed.count; i++)
        if (match_any(rule->paths, push->changed.items[i]))
            return true;

    return false;
}

const char *
reason_pushed_ref(const struct github_push *push)
{
    if (push->branch == NULL && push->tag == NULL)
        return "the ref is neither a branch nor a tag";
    if (push->deleted)
        return push->branch != NULL ? "the branch was deleted" : "the tag was deleted";
    return ref_valid(push->ref) ? NULL : reason_bad_name;
}

const char *
reason_push(const struct github_push *push, const struct rule *rule, struct pool *pool)
{
    const char *reason;

    if ((rule->on & RULE_ON_PUSH) == 0)
        return "a push: the rule acts on merges only";
    if (push->event.fork && !rule->forks)
        return "a push in a fork";
    reason = reason_pushed_ref(push);
    if (reason != NULL)
        return reason;

    if (push->branch != NULL)
        reason = reason_branch(&push->event, push->branch, rule, pool);
    else
        reason = reason_tag(push->tag, rule, pool);
    if (reason == NULL && !paths_touched(push, rule))
        reason = pool_printf(pool, "no changed path matches %s", reason_list(rule->paths, pool));

    return reason;
}

const char *
reason_merge(const struct github_pull_request *pull_request, const struct rule *rule,
             struct pool *pool)
{
    const struct github_event *event = &pull_request->event;

    if ((rule->on & RULE_ON_MERGE) == 0)
        return "a pull request: the rule acts on pushes only";
    if (event->fork && !rule->forks)
        return "a pull request in a fork";
    if (event->action == NULL || strcmp(event->action, "closed") != 0)
        return pool_printf(pool, "action %s is not closed",
                           event->action == NULL ? "(none)" : event->action);
    if (!pull_request->merged)
        return "closed without a merge";
    if (pull_request->draft)
        return "a draft";
    if (pull_request->merge_sha == NULL)
        return "the pull request tells no merge commit";
    if (rule->paths.count > 0)
        return "the rule has paths, which a pull request does not list: the push decides";
    if (!ref_valid(pool_printf(pool, "refs/heads/%s", pull_request->base_branch)))
        return reason_bad_name;

    return reason_branch(event, pull_request->base_branch, rule, pool);
}

const char *
reason_run(const struct github_event *event, const char *ref, const struct rule *rule,
           struct pool *pool)
{
    if (!match_any(rule->events, event->kind))
        return reason_none_of("event", event->kind, rule->events, pool);
    if (rule->actions.count > 0 && event->action == NULL)
        return pool_printf(pool, "event %s has no action, and the rule asks for %s", event->kind,
                           reason_list(rule->actions, pool));
    if (rule->actions.count > 0 && !match_any(rule->actions, event->action))
        return reason_none_of("action", event->action, rule->actions, pool);
    if (ref != NULL && !ref_valid(ref))
        return reason_bad_name;

    return NULL;
}
