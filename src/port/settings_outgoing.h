/*
 * settings_outgoing.h - the section outgoing: which events are sent, and where targets may be
 */
#ifndef HOOKLET_PORT_SETTINGS_OUTGOING_H
#define HOOKLET_PORT_SETTINGS_OUTGOING_H

#include "port/outgoing.h"
#include "port/rule.h"
#include "port/settings_config.h"

/* Sets it, and says what is wrong with its keys; the rules are there already. */
void outgoing_read(struct config *config, const struct rule *rules, size_t count,
                   struct outgoing_settings *outgoing);
/* Says it when the file with CAs can't be used. */
void outgoing_check(struct config *config, const struct outgoing_settings *outgoing);

#endif
