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
/* Says what is wrong with one of the section; those before it in settings->projects are there. */
void project_check(struct config *config, struct config_section *section,
                   const struct settings *settings, const struct project_settings *project);
/* Says which of them nobody can build, and whose channel nobody hears. */
void projects_check(struct config *config, const struct settings *settings);

#endif
