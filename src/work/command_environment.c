/* command_environment.c - which environments there are, and whether one is locked. */
#include "config.h"

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

/* NULL: no deploy rule is for it. */
static const char *
find(const struct repo *repo, const char *name)
{
    const struct rule *rule;
    size_t at = 0;

    while ((rule = next_deploy(repo, &at)) != NULL) {
        if (strcasecmp(rule_environment_name(rule), name) == 0)
            return rule_environment_name(rule);
    }
    return NULL;
}

/* The only one, or NULL. */
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

/* "`production`, `staging`", each once. */
static const char *
list(const struct repo *repo)
{
    const struct rule *rule;
    const char *text = "";
    size_t at = 0;

    while ((rule = next_deploy(repo, &at)) != NULL) {
        const char *name = pool_printf(repo->pool, "`%s`", rule_environment_name(rule));

        if (strcasestr(text, name) == NULL)
            text = pool_printf(repo->pool, "%s%s%s", text, text[0] == '\0' ? "" : ", ", name);
    }
    return text;
}

const char *
command_environment(struct command *command, bool required)
{
    const char *all = list(&command->repo), *found = NULL;
    const char *name = command->words.count > 1 ? command->words.items[1] : NULL;

    if (all[0] == '\0')
        command_reply(command, "confused", "No deploy rule is for this repository.");
    else if (name == NULL && required)
        command_reply(command, "confused", "Which environment? There is %s.", all);
    else if (name == NULL && (found = find_only(&command->repo)) == NULL)
        command_reply(command, "confused", "Which environment? There is %s.", all);
    else if (name != NULL && (found = find(&command->repo, name)) == NULL)
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
