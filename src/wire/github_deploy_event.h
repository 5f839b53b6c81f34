/*
 * github_deploy_event.h - GitHub's events that tell of deployments and checks
 *
 * What a secret that is good for some repositories only signs is true of the repository; a payload,
 * a description and a context are what their authors wrote.
 * errors  those of github_event.h
 * memory  the pool
 * source  GitHub docs, "Webhook events and payloads": deployment, deployment_status, status,
 *         check_suite
 */
#ifndef HOOKLET_WIRE_GITHUB_DEPLOY_EVENT_H
#define HOOKLET_WIRE_GITHUB_DEPLOY_EVENT_H

#include "base/match.h"
#include "wire/github_deployment_read.h"
#include "wire/github_event.h"

struct github_deployment_event {
    struct github_event event; /* created; subject: the commit */
    struct github_deployment deployment;
};

struct github_deployment_status_event {
    struct github_event event; /* created */
    struct github_deployment deployment;
    const char *state;           /* "success", "failure", "error", "inactive", ... */
    const char *description;     /* any UTF-8, or NULL */
    const char *log_url;         /* printable; NULL: none */
    const char *environment_url; /* the same */
    const char *environment;     /* of the status, which may rename that of the deployment */
    const char *creator;         /* login of who set it, or NULL */
    bool creator_bot;
    int64_t created_ms; /* by GitHub's clock */
};

struct github_status_event {
    struct github_event event; /* no action; subject: the commit */
    const char *sha;
    const char *context;     /* whose status it is: "ci/circleci: build" */
    const char *state;       /* "success", "pending", "failure", "error" */
    const char *description; /* any UTF-8, or NULL */
    const char *target_url;  /* printable, or NULL */
    struct strings branches; /* whose head the commit is: ten at most */
    int64_t updated_ms;      /* by GitHub's clock */
};

struct github_check_suite_event {
    struct github_event event; /* requested, rerequested, completed; subject: the commit */
    const char *sha;
    const char *branch;     /* or NULL: that of a fork */
    const char *status;     /* "queued", "in_progress", "completed", or NULL */
    const char *conclusion; /* "success", "failure", ..., or NULL: not completed */
    const char *app;        /* whose suite it is: "GitHub Actions"; or NULL */
    int64_t updated_ms;     /* by GitHub's clock */
};

int github_deployment_event_decode(const struct delivery *delivery, struct pool *pool,
                                   struct github_deployment_event *event)
    __attribute__((warn_unused_result));
int github_deployment_status_event_decode(const struct delivery *delivery, struct pool *pool,
                                          struct github_deployment_status_event *event)
    __attribute__((warn_unused_result));
int github_status_event_decode(const struct delivery *delivery, struct pool *pool,
                               struct github_status_event *event)
    __attribute__((warn_unused_result));
int github_check_suite_event_decode(const struct delivery *delivery, struct pool *pool,
                                    struct github_check_suite_event *event)
    __attribute__((warn_unused_result));

#endif
