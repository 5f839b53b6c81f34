/*
 * github_deployment_read.h - a deployment at GitHub, as its API and its events have it
 *
 * Whoever makes one may put what they like into its payload, as an object or as a text that holds
 * one.  Ours is {"hooklet":"ROW","number":PULL_REQUEST,"url":URL}; a payload says no more than who
 * made the deployment claims.
 * errors  FAIL_FIELD its id or commit is missing · those of json_scan()
 * memory  the pool
 * source  GitHub REST, "Deployments"; GitHub docs, "Webhook events and payloads": deployment
 */
#ifndef HOOKLET_WIRE_GITHUB_DEPLOYMENT_READ_H
#define HOOKLET_WIRE_GITHUB_DEPLOYMENT_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct github_deployment {
    const char *remote;      /* GitHub's id of it, decimal digits */
    const char *sha;         /* the commit */
    const char *ref;         /* as it was asked for: branch, tag or commit; never NULL, maybe "" */
    const char *environment; /* printable, 255 bytes at most; "": it has another name, or none */
    const char *task;        /* "deploy" unless somebody wants something else; NULL: not told */
    const char *description; /* any UTF-8, or NULL */
    const char *creator;     /* login, or NULL */
    bool creator_bot;
    bool transient, production; /* what kind of environment it is said to be */
    int64_t created_ms;         /* by GitHub's clock; 0: not told */
    /* Of the payload: */
    int64_t row;          /* our row's id; 0: it has none, so it is not ours */
    int64_t pull_request; /* number, or 0 */
    const char *url;      /* of the environment, printable; or NULL */
};

/* The one at `root` ("": all of it) of a document.  kind: for the failure's text. */
int github_deployment_read(struct pool *pool, const char *document, size_t length, const char *root,
                           const char *kind, struct github_deployment *deployment)
    __attribute__((warn_unused_result));

#endif
