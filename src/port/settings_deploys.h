/*
 * settings_deploys.h - what the settings have for deployments: projects, rules, builders
 *
 * memory  all of it lives in the settings
 */
#ifndef HOOKLET_PORT_SETTINGS_DEPLOYS_H
#define HOOKLET_PORT_SETTINGS_DEPLOYS_H

#include <stdbool.h>

#include "port/settings.h"

/*
 * Is there anything of Slack, CircleCI, projects or deployment rules?  If not, no event of GitHub's
 * is looked at for them.  Keys in a credential or the environment are those of one process, so a
 * section slack or circleci counts even when it is empty: it is what all programs see.
 */
bool settings_deploys(const struct settings *settings);
/* The same by hooklet.conf alone, which is what the programs agree on. */
bool settings_deploys_for_all(const struct settings *settings);
/* The section project of that repository, case aside; NULL: hooklet.conf has none. */
const struct project_settings *settings_project(const struct settings *settings,
                                                const char *repository);
/* The deployment rule of that name, or of the built-in workflow; NULL: neither. */
const struct rule *settings_deployment_rule(const struct settings *settings, const char *name);
/*
 * What builds it: CIRCLECI_NAME, or the name of a rule of kind RULE_CI; NULL: nothing does.  Where
 * the project says nothing it is CircleCI if there is a section or a token for it, else the only
 * section ci.
 */
const char *settings_ci(const struct settings *settings, const struct project_settings *project);
/* For people, where that is NULL. */
#define SETTINGS_NO_CI "nothing builds it: there is no token for CircleCI, and no section ci for it"

#endif
