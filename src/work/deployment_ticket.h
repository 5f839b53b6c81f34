/*
 * deployment_ticket.h - which ticket a pull request belongs to, as a deployment's row has it
 *
 * The Asana task whose link stands in the pull request's text, else the first issue of the same
 * repository that it closes: "asana:GID", "issue:12".  The link goes first, since somebody has put
 * it there by hand, and since a task is what can be told.
 *     https://app.asana.com/0/PROJECT/TASK  /0/search/ID/TASK  /1/WORKSPACE/project/ID/task/TASK
 * Pure.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_TICKET_H
#define HOOKLET_WORK_DEPLOYMENT_TICKET_H

#include "wire/github_linked.h"

#define TICKET_ASANA "asana:"
#define TICKET_ISSUE "issue:"

/* site: Asana's, "https://app.asana.com".  NULL: it belongs to none. */
const char *deployment_ticket(struct pool *pool, const char *site, const char *repository,
                              const struct github_linked *linked);

#endif
