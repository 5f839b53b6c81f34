/* settings_tasks.c - reads where issues and pull requests become tasks, and what can't be meant */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "port/settings_asana.h"
#include "port/settings_tasks.h"
#include "port/settings_value.h"

void
tasks_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct tasks *tasks = pool_alloc(config->pool, sizeof(*tasks));

    tasks->workspace = value_text(section, "workspace");
    tasks->project = value_text(section, "project");
    tasks->tag = value_text(section, "tag");
    tasks->both_ways = value_flag(section, "both_ways");
    rule->tasks = tasks;
    rule->repositories = value_list(section, "repositories");
}

void
tasks_check(struct config *config, struct config_section *section)
{
    asana_name_check(config, section, "workspace");
    asana_name_check(config, section, "project");
    asana_name_check(config, section, "tag");
}

/*
 * Does `first` match all that `then` does?  Between two patterns their texts tell, as long as
 * nothing but a star stands for what may be a wildcard of the other: better say nothing than
 * something wrong.
 */
static bool
covers(const char *first, const char *then)
{
    if (strcasecmp(first, then) == 0)
        return true;
    if (strpbrk(then, "*?[") != NULL && (strpbrk(first, "?[") != NULL || strchr(then, '[') != NULL))
        return false;
    return match_name(first, then);
}

/* The pattern of the rule that covers this one, or NULL. */
static const char *
covering(const struct rule *rule, const char *name)
{
    for (size_t i = 0; rule->kind == RULE_TASKS && i < rule->repositories.count; i++) {
        if (covers(rule->repositories.items[i], name))
            return rule->repositories.items[i];
    }
    return NULL;
}

/* One mistake at most for each name of the later rule. */
static void
check_name(struct config *config, struct config_section *section, const struct rule *rules,
           size_t at, const char *name)
{
    for (size_t i = 0; i < at; i++) {
        const char *other = covering(&rules[i], name);

        if (other == NULL)
            continue;
        value_wrong(config, section, "repositories",
                    "repositories: %s never comes here, tasks \"%s\" (%s:%d) has %s already; put "
                    "this rule before that one, or remove %s",
                    name, rules[i].name, rules[i].file, rules[i].line,
                    strcasecmp(other, name) == 0 ? "it" : other, name);
        return;
    }
}

void
tasks_check_first(struct config *config, struct config_section *section, const struct rule *rules,
                  size_t at)
{
    for (size_t i = 0; i < rules[at].repositories.count; i++)
        check_name(config, section, rules, at, rules[at].repositories.items[i]);
}
