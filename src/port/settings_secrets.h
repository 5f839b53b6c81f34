/*
 * settings_secrets.h - the section github: its secrets from files, a systemd credential or the
 * environment
 */
#ifndef HOOKLET_PORT_SETTINGS_SECRETS_H
#define HOOKLET_PORT_SETTINGS_SECRETS_H

#include <stdbool.h>

#include "port/source.h"
#include "port/settings_config.h"

/*
 * Sets `github` but for its secrets, and says what is wrong with the sections github and
 * secret.
 */
void github_source_read(struct config *config, struct source_settings *github);
/*
 * Opens the secrets; those that are good are set in `github`, what is wrong is said.
 * false: there is none at all, good or bad.
 */
bool secrets_read(struct config *config, struct source_settings *github);
/* Says so: a source without a secret refuses every request. */
void secrets_missing(struct config *config);
/* Overwrites all that secrets_read() has set. */
void secrets_wipe(struct source_settings *github);

#endif
