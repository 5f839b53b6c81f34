/*
 * settings_slack.h - the section slack: its API, what speaks to it, and who may command there
 */
#ifndef HOOKLET_PORT_SETTINGS_SLACK_H
#define HOOKLET_PORT_SETTINGS_SLACK_H

#include "port/settings_config.h"
#include "port/slack_api.h"

/*
 * Sets `api`, and says what is wrong with its keys and with the sections permit.  Opens neither the
 * token nor the webhook's URL, and does not miss them: they are the worker's, whose environment may
 * have what others' has not.
 */
void slack_api_read(struct config *config, struct slack_api *api);
/* Says what is wrong with them, where this user may look, and who can't be let in. */
void slack_api_check(struct config *config, const struct slack_api *api);
/* Overwrites what came from the environment. */
void slack_api_wipe(struct slack_api *api);

#endif
