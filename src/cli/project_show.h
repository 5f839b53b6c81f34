/*
 * project_show.h - a project with what holds for it, and where that comes from
 *
 * memory  texts live in the command's pool; JSON belongs to whoever adds it to a parent
 */
#ifndef HOOKLET_CLI_PROJECT_SHOW_H
#define HOOKLET_CLI_PROJECT_SHOW_H

#include "cli/cli.h"
#include "store/project.h"

/* "hooklet.conf" or "Slack"; NULL: it has no channel. */
const char *project_tied_by(const struct project *project);
/* "#web (C0123)", as far as it is known; NULL: it has no channel. */
const char *project_channel(struct pool *pool, const struct project *project);
void project_print(struct cli *cli, const struct project *project);
struct json *project_json(struct cli *cli, const struct project *project);

#endif
