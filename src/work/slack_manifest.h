/*
 * slack_manifest.h - the Slack app that hooklet needs: its commands, rights and events.  Pure.
 *
 * memory  the pool; the JSON belongs to the caller
 * source  Slack docs, "App manifest reference", "Scopes", "Events"; slackapi/manifest-schema, version 1
 */
#ifndef HOOKLET_WORK_SLACK_MANIFEST_H
#define HOOKLET_WORK_SLACK_MANIFEST_H

#include <stdbool.h>

#include "base/match.h"
#include "base/pool.h"
#include "port/json.h"
#include "port/slack_api.h"

#define SLACK_NAME_MOST 35    /* characters of an app's name */
#define SLACK_DEPLOY "deploy" /* a command, too: /deploy X is /hooklet deploy X */

struct slack_manifest {
    const char *name;    /* of the app */
    const char *url;     /* of this server, https, no slash at its end */
    const char *command; /* without the slash: "hooklet" */
    bool groups;         /* something is for members of a user group alone */
};

/* A right of the bot's token, and what it is for. */
struct slack_scope {
    const char *name; /* "chat:write" */
    const char *why;  /* "to post messages ..." */
    bool groups;      /* only where user groups are asked for */
};

extern const struct slack_scope slack_scopes[];
extern const size_t slack_scope_count;

/* Is any command for the members of a user group? */
bool slack_groups_asked(const struct slack_api *api);
/* The scopes that are needed; groups: as above. */
struct strings slack_scopes_needed(struct pool *pool, bool groups);
/* Is it a name that Slack takes: 1 to SLACK_NAME_MOST characters, none of them hidden? */
bool slack_name_valid(const char *name);
struct json *slack_manifest_json(struct pool *pool, const struct slack_manifest *manifest);

#endif
