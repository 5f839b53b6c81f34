/*
 * manifest.h - what a GitHub App for a configuration may do, and what it is told of
 *
 * No more than the rules, the commands in comments, the invitations and the recovery need.  Pure.
 *
 * memory  the pool; names are borrowed from the settings
 * source  GitHub docs, "Webhook events and payloads", "Permissions required for GitHub Apps",
 *         "Registering a GitHub App from a manifest"
 */
#ifndef HOOKLET_WORK_MANIFEST_H
#define HOOKLET_WORK_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "port/settings.h"

#define MANIFEST_NAME_MOST 34 /* characters that GitHub takes */

struct manifest_need {
    const char *permission; /* GitHub's name for it: "pull_requests" */
    const char *title;      /* as its pages call it: "Pull requests" */
    bool write;             /* else to read */
    const char *why;        /* "to hear of merges" */
};

struct manifest {
    struct manifest_need *needs;
    size_t need_count;
    struct strings events;
    struct strings gaps; /* what no App is given although it is configured: a sentence each */
};

/* What GitHub makes the App from, beside its rights. */
struct manifest_app {
    const char *name;
    const char *url; /* of this server, no slash at its end */
    bool public;     /* others may install it, too */
};

void manifest_plan(const struct settings *settings, struct pool *pool, struct manifest *manifest);
/* The JSON that GitHub takes. */
char *manifest_text(struct pool *pool, const struct manifest *manifest,
                    const struct manifest_app *app);
/* "read" or "write" */
const char *manifest_level(const struct manifest_need *need);
/* "hooklet-OWNER", where OWNER is an organization or a host, as a name that GitHub takes. */
char *manifest_name(struct pool *pool, const char *owner);
/*
 * The page at GitHub that takes the manifest, for an organization, or with NULL for whoever looks
 * at it.  GitHub Enterprise Server has its API at https://HOST/api/v3, the others at api.HOST.
 */
char *manifest_target(struct pool *pool, const char *api_url, const char *organization);

#endif
