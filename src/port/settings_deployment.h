/*
 * settings_deployment.h - the sections deployment and ci as parts of their rules
 */
#ifndef HOOKLET_PORT_SETTINGS_DEPLOYMENT_H
#define HOOKLET_PORT_SETTINGS_DEPLOYMENT_H

#include <stddef.h>

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->deployment, and the rule's repositories, branches and tags. */
void deployment_fill(struct config *config, const struct config_section *section,
                     struct rule *rule);
/* Says what is wrong with it. */
void deployment_check(struct config *config, struct config_section *section,
                      const struct rule *rule);
/* Says which environment `after` no rule goes to: `rules` are all there are. */
void deployment_check_after(struct config *config, const struct rule *rules, size_t count);
/* Says it when a section ci has the name of what is no section. */
void ci_check(struct config *config, struct config_section *section, const struct rule *rule);

#endif
