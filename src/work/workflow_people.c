/* workflow_people.c - what people may send where. */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "work/reason.h"
#include "work/workflow.h"

enum { NAMED_MOST = 100 }; /* bytes of what somebody typed */

/* The number that follows a pull request rule's name, "pr12"; 0: none. */
static int64_t
number_behind(const char *environment, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncmp(environment, prefix, length) != 0 || environment[length] == '0')
        return 0;
    return text_id(environment + length);
}

/* Is the environment one of this rule's?  A rule for pushes as well has the bare name, too. */
static bool
has_place(const struct rule *rule, const char *environment, int64_t *number)
{
    const struct deployment_rule *deployment = rule->deployment;
    bool only_pull_requests = deployment->pull_requests && !deployment->default_branch &&
                              rule->branches.count == 0 && rule->tags.count == 0;

    *number = deployment->pull_requests ? number_behind(environment, deployment->environment) : 0;
    return *number > 0 ||
           (!only_pull_requests && strcmp(environment, deployment->environment) == 0);
}

/* "pr", or "prN" as the list has it: the rule whose environments go by number; or NULL. */
static const struct rule *
without_number(const struct workflow *workflow, const char *environment)
{
    for (size_t i = 0; i < workflow->rule_count; i++) {
        const struct rule *rule = workflow->rules[i];
        const char *name = rule->deployment->environment;
        size_t length = strlen(name);

        if (rule->deployment->pull_requests && strncmp(environment, name, length) == 0 &&
            (environment[length] == '\0' || strcmp(environment + length, "n") == 0))
            return rule;
    }
    return NULL;
}

/* "prod": the only one that begins so, or NULL. */
static const char *
begun(struct strings names, const char *word)
{
    const char *found = NULL;

    for (size_t i = 0; i < names.count; i++) {
        if (strncmp(names.items[i], word, strlen(word)) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = names.items[i];
    }
    return found;
}

static const char *
unknown(const struct workflow *workflow, const char *environment)
{
    struct strings names = workflow_environments(workflow);
    const struct rule *numbered = without_number(workflow, environment);
    const char *near = nearest(names, environment);
    struct pool *pool = workflow->pool;

    if (near == NULL)
        near = begun(names, environment);
    if (numbered != NULL)
        return pool_printf(
            pool, "%s has an environment %s for each pull request; that of #12 is called %s12",
            workflow->repository, numbered->deployment->environment,
            numbered->deployment->environment);
    return pool_printf(
        pool, "%s has no environment %s; there %s %s%s", workflow->repository,
        pool_copy(pool, environment, utf8_cut(environment, strnlen(environment, NAMED_MOST))),
        names.count == 1 ? "is" : "are", reason_list(names, pool),
        near == NULL ? "" : pool_printf(pool, ". Did you mean %s?", near));
}

const char *
workflow_place(const struct workflow *workflow, const char *environment,
               struct workflow_place *place)
{
    const char *name = name_lower(workflow->pool, environment);
    struct workflow_place found = { 0 };

    for (size_t i = 0; i < workflow->rule_count; i++) {
        const struct rule *rule = workflow->rules[i];
        bool better = found.rule == NULL || found.rule->deployment->slack == SLACK_NONE;
        int64_t number = 0;

        if (better && has_place(rule, name, &number) &&
            (found.rule == NULL || rule->deployment->slack != SLACK_NONE))
            found = (struct workflow_place){ rule, name, number };
    }
    if (found.rule == NULL)
        return unknown(workflow, name);
    *place = found;
    return NULL;
}

struct strings
workflow_environments(const struct workflow *workflow)
{
    const char **names = pool_array(workflow->pool, 2 * workflow->rule_count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < workflow->rule_count; i++) {
        const struct rule *rule = workflow->rules[i];
        const char *name = rule->deployment->environment;
        const char *numbered = pool_printf(workflow->pool, "%sN", name);
        int64_t number = 0;

        if (rule->deployment->pull_requests &&
            !name_among((struct strings){ names, count }, numbered))
            names[count++] = numbered;
        if (has_place(rule, name, &number) && !name_among((struct strings){ names, count }, name))
            names[count++] = name;
    }
    return (struct strings){ names, count };
}

bool
workflow_asks_kind(const struct rule *rule)
{
    return rule->deployment->slack == SLACK_TAGS;
}

static const char *
tag_refusal(struct pool *pool, const struct workflow_place *place, const struct deployment_ref *ref)
{
    const struct rule *rule = place->rule;
    const char *which =
        rule->tags.count == 0 ? "" : pool_printf(pool, " (%s)", reason_list(rule->tags, pool));

    if (ref->kind == REF_TAG && (rule->tags.count == 0 || match_any(rule->tags, ref->name)))
        return NULL;
    if (ref->kind == REF_TAG)
        return pool_printf(pool, "%s takes only tags that match %s, which %s does not",
                           place->environment, reason_list(rule->tags, pool), ref->name);
    return pool_printf(pool, "%s takes only tags%s, and %s is %s%s", place->environment, which,
                       deployment_ref_show(pool, ref->name), ref->kind == REF_NAME ? "none" : "a ",
                       ref->kind == REF_NAME ? "" : ref_kind_name(ref->kind));
}

const char *
workflow_refusal(struct pool *pool, const struct workflow_place *place,
                 const struct deployment_ref *ref, bool built)
{
    const struct deployment_rule *deployment = place->rule->deployment;

    if (ref->kind == REF_NONE)
        return "that is no branch, tag, pull request or commit";
    switch (deployment->slack) {
    case SLACK_ANY:
        return NULL;
    case SLACK_TAGS:
        return tag_refusal(pool, place, ref);
    case SLACK_BUILT:
        return built ? NULL
                     : pool_printf(pool, "%s takes only what was built to %s, and %s was not",
                                   place->environment, deployment->after,
                                   deployment_ref_show(pool, ref->name));
    case SLACK_NONE:
        break;
    }
    if (place->pull_request > 0)
        return pool_printf(pool, "%s is deployed by its pull request alone", place->environment);
    return pool_printf(pool, "nobody sends anything to %s by hand", place->environment);
}

enum workflow_pick
workflow_pick(const struct workflow_place *place)
{
    switch (place->rule->deployment->slack) {
    case SLACK_TAGS:
        return PICK_TAG;
    case SLACK_BUILT:
        return PICK_BUILT;
    case SLACK_ANY:
        return place->pull_request > 0 ? PICK_PULL_REQUEST : PICK_DEFAULT_BRANCH;
    case SLACK_NONE:
        break;
    }
    return PICK_NOTHING;
}
