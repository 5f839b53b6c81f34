/*
 * settings_invite.h - the section invite as a part of its rule
 */
#ifndef HOOKLET_PORT_SETTINGS_INVITE_H
#define HOOKLET_PORT_SETTINGS_INVITE_H

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->invite, and the repositories where none are written: all of the organization. */
void invite_fill(struct config *config, const struct config_section *section, struct rule *rule);
/* Says what is wrong with it. */
void invite_check(struct config *config, struct config_section *section, const struct rule *rule);

#endif
