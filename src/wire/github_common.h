/*
 * github_common.h - what all decoders of GitHub's events read alike; for them alone
 *
 * The wants of a decoder begin with the common ones, which github_common_read() fills in:
 *
 *     enum push_field { REF = GITHUB_COMMON, BEFORE, PUSH_FIELDS };
 *     struct json_want wants[PUSH_FIELDS] = { [REF].pointer = "/ref", [BEFORE].pointer = ... };
 *     rc = github_common_read(delivery, pool, wants, PUSH_FIELDS, &made.event);
 *
 * errors  those of github_shape_scan() · FAIL_FIELD for a name that is none
 */
#ifndef HOOKLET_WIRE_GITHUB_COMMON_H
#define HOOKLET_WIRE_GITHUB_COMMON_H

#include <stddef.h>

#include "base/json_scan.h"
#include "wire/github_event.h"

enum github_common {
    GITHUB_ACTION,
    GITHUB_REPOSITORY,
    GITHUB_DEFAULT_BRANCH,
    GITHUB_FORK,
    GITHUB_OWNER_TYPE,
    GITHUB_SENDER,
    GITHUB_SENDER_TYPE,
    GITHUB_ORGANIZATION,
    GITHUB_INSTALLATION,
    GITHUB_PUSHED,
    GITHUB_SUBJECT, /* the event's own, see github_shape_subject() */
    GITHUB_COMMON   /* where a decoder's own wants begin: at most 47 of them */
};

/* event->kind names the event, and a body that is not of it fails. */
int github_common_read(const struct delivery *delivery, struct pool *pool, struct json_want *wants,
                       size_t count, struct github_event *event)
    __attribute__((warn_unused_result));

/* For events that always are of a repository.  errors  FAIL_FIELD */
int github_require_repository(const struct github_event *event) __attribute__((warn_unused_result));

#endif
