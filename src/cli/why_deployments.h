/*
 * why_deployments.h - the deployments of a commit: where they stand, and which events they come from
 *
 * errors  those of the ledger.  memory  the command's pool
 */
#ifndef HOOKLET_CLI_WHY_DEPLOYMENTS_H
#define HOOKLET_CLI_WHY_DEPLOYMENTS_H

#include "cli/cli.h"
#include "store/deployments.h"
#include "store/ledger.h"

/* Oldest first; none where `what` is no commit, or no deployment is known of it. */
int why_deployments(struct cli *cli, const char *what, struct deployments *rows)
    __attribute__((warn_unused_result));
/*
 * Adds, in their order, the events that asked for these or worked at them and do not name the commit
 * themselves: a comment, a command in Slack, a look round.
 */
int why_deployments_events(struct cli *cli, const struct deployments *rows, struct events *events)
    __attribute__((warn_unused_result));
/* A line for each: "Deployment 12, 1a2b3c4d5e to production of acme/web, is live at ..". */
int why_deployments_print(struct cli *cli, const struct deployments *rows)
    __attribute__((warn_unused_result));

#endif
