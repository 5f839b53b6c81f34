/*
 * deployment_show.h - rows of the table of deployments for people and as JSON
 *
 * memory  texts live in the pool; JSON belongs to whoever adds it to a parent
 */
#ifndef HOOKLET_CLI_DEPLOYMENT_SHOW_H
#define HOOKLET_CLI_DEPLOYMENT_SHOW_H

#include "cli/table.h"
#include "port/json.h"
#include "store/deployments.h"

/* The names of all states. */
struct strings deployment_state_names(struct pool *pool);
enum table_colour deployment_colour(enum deployment_state state);
/* "main" of refs/heads/main, "v1.2" of refs/tags/v1.2; others as they are. */
const char *deployment_ref(const char *ref);
/* A login, else a member's id at Slack, or NULL. */
const char *deployment_who(const struct deployment *deployment);
struct json *deployment_json(struct pool *pool, const struct deployment *deployment);

#endif
