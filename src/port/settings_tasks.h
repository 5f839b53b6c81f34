/*
 * settings_tasks.h - the section tasks as a part of its rule
 */
#ifndef HOOKLET_PORT_SETTINGS_TASKS_H
#define HOOKLET_PORT_SETTINGS_TASKS_H

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->tasks, and the repositories. */
void tasks_fill(struct config *config, const struct config_section *section, struct rule *rule);

#endif
