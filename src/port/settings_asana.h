/*
 * settings_asana.h - the section asana: its API, and the token or the OAuth app that speaks to it
 */
#ifndef HOOKLET_PORT_SETTINGS_ASANA_H
#define HOOKLET_PORT_SETTINGS_ASANA_H

#include "port/asana_api.h"
#include "port/settings_config.h"

/*
 * Sets `api`, and says what is wrong with its keys.  Opens neither the token nor the client secret,
 * and does not miss them: they are the worker's, whose environment may have what others' has not.
 */
void asana_api_read(struct config *config, struct asana_api *api);
/*
 * Says what is missing in it, what is wrong with the token and the client secret, where this user
 * may look at them, and which rules nobody can follow.
 */
void asana_api_check(struct config *config, const struct asana_api *api);
/* Overwrites what came from the environment. */
void asana_api_wipe(struct asana_api *api);

/* Says what is wrong with the key of any section as the name of something in Asana. */
void asana_name_check(struct config *config, struct config_section *section, const char *key);

#endif
