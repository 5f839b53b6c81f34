/* settings_deployment.c - reads what is deployed where, and what can't be meant */
#include "config.h"

#include <string.h>

#include "port/circleci_api.h"
#include "port/project.h"
#include "port/settings_deployment.h"
#include "port/settings_value.h"

static enum contexts
contexts_of(struct strings names)
{
    if (names.count == 1 && strcmp(names.items[0], "all") == 0)
        return CONTEXTS_ALL;
    if (names.count == 1 && strcmp(names.items[0], "none") == 0)
        return CONTEXTS_NONE;
    return CONTEXTS_LIST;
}

void
deployment_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct deployment_rule *deployment = pool_alloc(config->pool, sizeof(*deployment));

    deployment->environment = value_text(section, "environment");
    deployment->pull_requests = value_flag(section, "pull_requests");
    deployment->drafts = value_flag(section, "drafts");
    deployment->forks = value_flag(section, "forks");
    deployment->default_branch = value_flag(section, "default_branch");
    deployment->slack = (enum slack_refs)value_word(section, "slack");
    deployment->after = value_text(section, "after");
    deployment->confirm = value_flag(section, "confirm");
    deployment->contexts = contexts_of(value_list(section, "contexts"));
    if (deployment->contexts == CONTEXTS_LIST)
        deployment->context_names = value_list(section, "contexts");
    rule->deployment = deployment;
    rule->repositories = value_list(section, "repositories");
    rule->branches = value_list(section, "branches");
    rule->tags = value_list(section, "tags");
}

/* It becomes a part of host names, versions and URLs. */
static void
check_environment(struct config *config, struct config_section *section, const char *key)
{
    const char *name = value_text(section, key);

    if (name != NULL && !environment_name_valid(name))
        value_wrong(config, section, key,
                    "%s: %s can't be a part of a host's name; write " ENVIRONMENT_FORM, key, name);
}

static void
check_slack(struct config *config, struct config_section *section,
            const struct deployment_rule *deployment)
{
    if (deployment->slack == SLACK_BUILT && !value_written(section, "after"))
        value_wrong(config, section, "slack",
                    "slack = built needs the environment that it was built to before; add after = "
                    "test");
    else if (deployment->slack != SLACK_BUILT && value_written(section, "after"))
        value_wrong(config, section, "after",
                    "after needs slack = built; add that, or remove after");
    else if (deployment->slack == SLACK_NONE && deployment->confirm)
        value_wrong(config, section, "confirm",
                    "confirm: nobody is asked, since nobody may deploy there; set slack, or remove "
                    "confirm");
}

static void
check_contexts(struct config *config, struct config_section *section, struct strings names)
{
    for (size_t i = 0; i < names.count; i++) {
        if (strcmp(names.items[i], "all") == 0 || strcmp(names.items[i], "none") == 0)
            value_wrong(config, section, "contexts",
                        "contexts: %s stands alone; remove it, or the names beside it",
                        names.items[i]);
    }
}

static void
check_pull_requests(struct config *config, struct config_section *section,
                    const struct deployment_rule *deployment)
{
    static const char *const keys[] = { "drafts", "forks" };

    for (size_t i = 0; i < 2 && !deployment->pull_requests; i++) {
        if (value_flag(section, keys[i]))
            value_wrong(config, section, keys[i],
                        "%s are pull requests; add pull_requests = true, or remove %s", keys[i],
                        keys[i]);
    }
}

void
deployment_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    const struct deployment_rule *deployment = rule->deployment;

    if (strncmp(rule->name, DEPLOYMENT_DEFAULT, strlen(DEPLOYMENT_DEFAULT)) == 0)
        value_wrong(config, section, NULL,
                    "names that begin with " DEPLOYMENT_DEFAULT " are those of the built-in "
                    "workflow; choose another one");
    if (deployment->environment == NULL && !section->flawed)
        value_wrong(config, section, NULL, "environment is missing; add environment = production");
    check_environment(config, section, "environment");
    check_environment(config, section, "after");
    check_pull_requests(config, section, deployment);
    check_slack(config, section, deployment);
    check_contexts(config, section, deployment->context_names);
    if (!deployment->pull_requests && !deployment->default_branch && rule->branches.count == 0 &&
        rule->tags.count == 0 && deployment->slack == SLACK_NONE && !section->flawed)
        value_wrong(config, section, NULL,
                    "nothing ever goes there; add pull_requests = true, default_branch = true, "
                    "branches, tags, or slack = any");
}

static bool
goes_to(const struct rule *rules, size_t count, const char *environment)
{
    for (size_t i = 0; i < count; i++) {
        if (rules[i].kind == RULE_DEPLOYMENT &&
            text_equal(rules[i].deployment->environment, environment))
            return true;
    }
    return false;
}

void
deployment_check_after(struct config *config, const struct rule *rules, size_t count)
{
    size_t at = 0;

    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];
        const struct rule *rule = &rules[at];
        const char *after;

        if (!section_is_rule(section->kind))
            continue;
        at++;
        after = rule->kind == RULE_DEPLOYMENT ? rule->deployment->after : NULL;
        if (after == NULL || section->flawed || goes_to(rules, count, after))
            continue;
        value_wrong(config, section, "after",
                    "after: no deployment rule goes to %s; add one with environment = %s, or "
                    "name another environment",
                    after, after);
    }
}

void
ci_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (strcmp(rule->name, CIRCLECI_NAME) == 0)
        value_wrong(config, section, NULL,
                    CIRCLECI_NAME " is CircleCI itself, which has a section of its own; choose "
                                  "another name");
}
