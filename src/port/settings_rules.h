/*
 * settings_rules.h - the sections deploy, run, command, invite, tasks, feed, deployment and ci as
 * rules
 */
#ifndef HOOKLET_PORT_SETTINGS_RULES_H
#define HOOKLET_PORT_SETTINGS_RULES_H

#include "port/rule.h"
#include "port/settings_config.h"

/*
 * The rules, in the order of the file; says what is wrong with them.  `host`: this machine, for
 * rules that name none.
 */
const struct rule *rules_read(struct config *config, const char *host, size_t *count);
/*
 * Are the directories of this machine's rules there?  `rules`: what rules_read() made of `config`.
 */
void rules_check_directories(struct config *config, const char *host, const struct rule *rules);

/* Makes one rule of a section whose values were checked. */
void rule_fill(struct config *config, struct config_section *section, const char *host,
               struct rule *rule);
/* Says what is wrong with it. */
void rule_check(struct config *config, struct config_section *section, const struct rule *rule);
/* OWNER/NAME, a pattern of that form, or "*". */
bool rule_repository_valid(const char *text);

#endif
