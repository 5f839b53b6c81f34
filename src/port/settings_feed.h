/*
 * settings_feed.h - the section feed as a part of its rule
 */
#ifndef HOOKLET_PORT_SETTINGS_FEED_H
#define HOOKLET_PORT_SETTINGS_FEED_H

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->feed. */
void feed_fill(struct config *config, const struct config_section *section, struct rule *rule);

#endif
