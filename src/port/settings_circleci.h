/*
 * settings_circleci.h - the section circleci: its API, and the token that speaks to it
 */
#ifndef HOOKLET_PORT_SETTINGS_CIRCLECI_H
#define HOOKLET_PORT_SETTINGS_CIRCLECI_H

#include "port/circleci_api.h"
#include "port/settings_config.h"

/*
 * Sets `api`, and says what is wrong with its keys.  Does not open the token, and does not miss it:
 * it is the worker's, whose environment may have what others' has not.
 */
void circleci_api_read(struct config *config, struct circleci_api *api);
/* Says what is wrong with the token, where this user may look at it. */
void circleci_api_check(struct config *config, const struct circleci_api *api);
/* Overwrites what came from the environment. */
void circleci_api_wipe(struct circleci_api *api);

#endif
