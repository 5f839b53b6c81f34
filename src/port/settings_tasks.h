/*
 * settings_tasks.h - the section tasks as a part of its rule
 */
#ifndef HOOKLET_PORT_SETTINGS_TASKS_H
#define HOOKLET_PORT_SETTINGS_TASKS_H

#include <stddef.h>

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->tasks, and the repositories. */
void tasks_fill(struct config *config, const struct config_section *section, struct rule *rule);
/* Says what is wrong with it. */
void tasks_check(struct config *config, struct config_section *section);
/*
 * Says which repositories of the rule `rules[at]` an earlier tasks rule has already: each item has
 * one task, so that the later rule would never act for them.
 */
void tasks_check_first(struct config *config, struct config_section *section,
                       const struct rule *rules, size_t at);

#endif
