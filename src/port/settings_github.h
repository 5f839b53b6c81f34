/*
 * settings_github.h - the section github: its API, and the App or the token that speaks to it
 */
#ifndef HOOKLET_PORT_SETTINGS_GITHUB_H
#define HOOKLET_PORT_SETTINGS_GITHUB_H

#include "port/github_api.h"
#include "port/settings_config.h"

/*
 * Sets `api`, and says what is wrong with its keys.  Opens neither the private key nor the token,
 * and does not miss them: they are the worker's, whose environment may have what others' has not.
 */
void github_api_read(struct config *config, struct github_api *api);
/*
 * Says what is missing in it, and what is wrong with the private key and the token, where this user
 * may look at them.
 */
void github_api_check(struct config *config, const struct github_api *api);
/* Overwrites what came from the environment. */
void github_api_wipe(struct github_api *api);

#endif
