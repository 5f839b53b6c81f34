/*
 * settings_feed.h - the section feed as a part of its rule
 */
#ifndef HOOKLET_PORT_SETTINGS_FEED_H
#define HOOKLET_PORT_SETTINGS_FEED_H

#include <stddef.h>

#include "port/rule.h"
#include "port/settings_config.h"

/* Sets rule->feed, with the workspace of the section asana when it has none of its own. */
void feed_fill(struct config *config, struct config_section *section, struct rule *rule);
/* Says what is wrong with it. */
void feed_check(struct config *config, struct config_section *section, const struct rule *rule);
/* Says it when a rule before `rules[at]` reads the same feed: its entries have their tasks. */
void feed_check_first(struct config *config, struct config_section *section,
                      const struct rule *rules, size_t at);

#endif
