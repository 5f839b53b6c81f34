/*
 * deployment.h - a row of the table `deployment`
 */
#ifndef HOOKLET_STORE_DEPLOYMENT_H
#define HOOKLET_STORE_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum deployment_state {
    DEPLOYMENT_QUEUED,
    DEPLOYMENT_WAITING,     /* for checks that GitHub requires */
    DEPLOYMENT_IN_PROGRESS, /* being built; the last one that is open */
    DEPLOYMENT_SUCCESS,
    DEPLOYMENT_FAILURE,
    DEPLOYMENT_ERROR,      /* nobody knows what became of it */
    DEPLOYMENT_INACTIVE,   /* taken back */
    DEPLOYMENT_SUPERSEDED, /* a newer one came before it was begun */
    DEPLOYMENT_STATES
};

/* NULL: not said, or not known yet. */
struct deployment {
    int64_t id;
    int64_t job; /* that ends it; 0: none */
    const char *repository, *environment, *sha;
    const char *ref, *rule;
    const char *origin; /* "push", "merge", "slack", or the event's name */
    const char *by;     /* login of who asked for it */
    const char *remote; /* GitHub's id of it; unique */
    const char *detail; /* why it is as it is, one line */
    enum deployment_state state;
    int64_t created_ms, updated_ms, ended_ms; /* ended 0: it is open */

    /* Those without a job have these, too. */
    const char *wish;      /* what it was made for: a job's idempotency key; unique */
    const char *author;    /* login of the commit's author */
    const char *by_slack;  /* member of Slack who asked for it */
    int64_t pull_request;  /* number, or 0 */
    int64_t installation;  /* of GitHub's App, or 0 */
    const char *contexts;  /* JSON list of the checks that GitHub is to require; NULL: all */
    const char *pipeline;  /* the CI system's id of what was begun; no two systems share one */
    const char *workflow;  /* the CI system's id of the part that settles */
    const char *build;     /* number, as people see it */
    const char *build_url; /* for people */
    const char *url;       /* of the environment */
    const char *ticket;    /* "asana:GID" or "issue:12" */
    int64_t triggered_ms;  /* when a build was, or was about to be, asked for; 0: never */
    const char *told;      /* what GitHub was told last: the name of a state */
    int64_t version;       /* as read; counts the changes */
};

struct deployments {
    struct deployment *rows;
    size_t count;
};

/* "queued", "waiting", "in_progress", "success", "failure", "error", "inactive", "superseded" */
const char *deployment_state_name(enum deployment_state state);
/* Has it still to end? */
bool deployment_is_open(enum deployment_state state);

#endif
