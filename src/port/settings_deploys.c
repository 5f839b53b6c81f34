/* settings_deploys.c - finds what is for deployments */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "port/settings_deploys.h"

bool
settings_deploys_for_all(const struct settings *settings)
{
    return settings->slack_section || settings->circleci_section || settings->project_count > 0 ||
           settings_has_rule(settings, RULE_DEPLOYMENT);
}

bool
settings_deploys(const struct settings *settings)
{
    return settings_deploys_for_all(settings) || slack_api_configured(&settings->slack_api) ||
           circleci_api_configured(&settings->circleci_api) || source_known(&settings->slack) ||
           source_known(&settings->circleci) || source_known(&settings->circleci_notify);
}

const struct project_settings *
settings_project(const struct settings *settings, const char *repository)
{
    for (size_t i = 0; i < settings->project_count; i++) {
        if (strcasecmp(settings->projects[i].repository, repository) == 0)
            return &settings->projects[i];
    }
    return NULL;
}

const struct rule *
settings_deployment_rule(const struct settings *settings, const char *name)
{
    const struct rule *rule = settings_rule(settings, name);
    size_t count;
    const struct rule *defaults = deployment_defaults(&count);

    if (rule != NULL && rule->kind == RULE_DEPLOYMENT)
        return rule;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(defaults[i].name, name) == 0)
            return &defaults[i];
    }
    return NULL;
}

/* The only one, or NULL. */
static const char *
only_ci(const struct settings *settings)
{
    const char *only = NULL;

    for (size_t i = 0; i < settings->rule_count; i++) {
        if (settings->rules[i].kind != RULE_CI)
            continue;
        if (only != NULL)
            return NULL;
        only = settings->rules[i].name;
    }
    return only;
}

const char *
settings_ci(const struct settings *settings, const struct project_settings *project)
{
    if (project->ci != NULL)
        return project->ci;
    if (settings->circleci_section || circleci_api_configured(&settings->circleci_api))
        return CIRCLECI_NAME;
    return only_ci(settings);
}
