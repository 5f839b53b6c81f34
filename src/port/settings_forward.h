/*
 * settings_forward.h - the sections forward and receiver as parts of their rules
 */
#ifndef HOOKLET_PORT_SETTINGS_FORWARD_H
#define HOOKLET_PORT_SETTINGS_FORWARD_H

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->forward, and the rule's repositories, events and actions. */
void forward_fill(struct config *config, const struct config_section *section, struct rule *rule);
/* Says what is wrong with it. */
void forward_check(struct config *config, struct config_section *section, const struct rule *rule);
/* Says it when no target could be told of a receiver, by its name. */
void receiver_check(struct config *config, struct config_section *section, const struct rule *rule);

#endif
