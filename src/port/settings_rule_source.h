/*
 * settings_rule_source.h - whose events a rule of kind deploy, run or forward acts on, and which
 */
#ifndef HOOKLET_PORT_SETTINGS_RULE_SOURCE_H
#define HOOKLET_PORT_SETTINGS_RULE_SOURCE_H

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets the source, and but for deploy repositories, events and actions. */
void rule_source_fill(struct config *config, const struct config_section *section,
                      struct rule *rule);
/* Says what is wrong with them, and what a deploy rule would miss. */
void rule_source_check(struct config *config, struct config_section *section,
                       const struct rule *rule);

#endif
