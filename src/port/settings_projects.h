/*
 * settings_projects.h - the sections project
 */
#ifndef HOOKLET_PORT_SETTINGS_PROJECTS_H
#define HOOKLET_PORT_SETTINGS_PROJECTS_H

#include "port/settings.h"
#include "port/settings_config.h"

/*
 * Sets the projects, and says what is wrong with them.  The rules and `slack_api` are there
 * already.
 */
void projects_read(struct config *config, struct settings *settings);
/* Says which of them nobody can build, and whose channel nobody hears. */
void projects_check(struct config *config, const struct settings *settings);

#endif
