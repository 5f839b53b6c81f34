/* command_environment.c - which environments there are, and whether one is locked. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "work/command_environment.h"

/* The next deploy rule from `*at` on, or NULL. */
static const struct rule *
next_deploy(const struct repo *repo, size_t *at)
{
    while (*at < repo->rule_count) {
        const struct rule *rule = repo->rules[(*at)++];

        if (rule->kind == RULE_DEPLOY)
            return rule;
    }
    return NULL;
}

/* NULL: no deploy rule is for it, and no rule of the workflow. */
static const char *
find(const struct command *command, const char *name)
{
    struct workflow_place place;
    const struct rule *rule;
    size_t at = 0;

    while ((rule = next_deploy(&command->repo, &at)) != NULL) {
        if (strcasecmp(rule_environment_name(rule), name) == 0)
            return rule_environment_name(rule);
    }
    if (command->tied && workflow_place(&command->workflow, name, &place) == NULL)
        return place.environment;
    return NULL;
}

/* The only one of deploy rules, or NULL. */
static const char *
find_only(const struct repo *repo)
{
    const struct rule *rule;
    const char *only = NULL;
    size_t at = 0;

    while ((rule = next_deploy(repo, &at)) != NULL) {
        const char *name = rule_environment_name(rule);

        if (only != NULL && strcasecmp(only, name) != 0)
            return NULL;
        only = name;
    }
    return only;
}

/* That of the pull request where the command stands, "pr12", or NULL. */
static const char *
find_own(const struct command *command)
{
    const struct workflow *workflow = &command->workflow;

    for (size_t i = 0; command->on_pull_request && i < workflow->rule_count; i++) {
        const struct deployment_rule *rule = workflow->rules[i]->deployment;
        const char *name =
            pool_printf(workflow->pool, "%s%" PRId64, rule->environment, command->place.number);

        if (rule->pull_requests && environment_name_valid(name))
            return name;
    }
    return NULL;
}

/* What is meant where none is named; NULL: nobody can tell.  What deploy rules had they keep. */
static const char *
find_meant(const struct command *command)
{
    const char *only = find_only(&command->repo);
    struct strings names;
    size_t at = 0;

    if (only != NULL || !command->tied)
        return only;
    only = find_own(command);
    if (only != NULL || next_deploy(&command->repo, &at) != NULL)
        return only;
    names = workflow_environments(&command->workflow);
    return names.count == 1 ? find(command, names.items[0]) : NULL;
}

static const char *
with_name(struct pool *pool, const char *text, const char *name)
{
    name = pool_printf(pool, "`%s`", name);
    if (strcasestr(text, name) != NULL)
        return text;
    return pool_printf(pool, "%s%s%s", text, text[0] == '\0' ? "" : ", ", name);
}

/* "`production`, `staging`", each once. */
static const char *
list(const struct command *command)
{
    struct pool *pool = command->work->pool;
    struct strings names = { 0 };
    const struct rule *rule;
    const char *text = "";
    size_t at = 0;

    while ((rule = next_deploy(&command->repo, &at)) != NULL)
        text = with_name(pool, text, rule_environment_name(rule));
    if (command->tied)
        names = workflow_environments(&command->workflow);
    for (size_t i = 0; i < names.count; i++)
        text = with_name(pool, text, names.items[i]);
    return text;
}

const char *
command_environment(struct command *command, bool required)
{
    const char *all = list(command), *found = NULL;
    const char *name = command->words.count > 1 ? command->words.items[1] : NULL;

    if (all[0] == '\0')
        command_reply(command, "confused", "No deploy rule is for this repository.");
    else if (name == NULL && required)
        command_reply(command, "confused", "Which environment? There is %s.", all);
    else if (name == NULL && (found = find_meant(command)) == NULL)
        command_reply(command, "confused", "Which environment? There is %s.", all);
    else if (name != NULL && (found = find(command, name)) == NULL)
        command_reply(command, "confused", "I know no such environment. There is %s.", all);
    return found;
}

void
command_refuse(struct command *command, const char *environment,
               const struct environment_lock *lock)
{
    command_reply(command, "confused", "%s",
                  environment_lock_words(command->work->pool, environment, lock));
}

int
command_refuse_locked(struct command *command, const char *environment, bool *locked)
{
    struct environment_lock lock = { 0 };
    int rc = environment_find(command->work->store, command->place.repository, environment,
                              command->work->pool, &lock);

    *locked = rc == 0;
    if (*locked)
        command_refuse(command, environment, &lock);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}
