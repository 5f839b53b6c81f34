/*
 * circleci_build.h - builds of CircleCI's API v1.1, which take a commit or a tag
 *
 * errors  those of circleci_read() · FAIL_REFUSED also: no such project (circleci_no_project())
 *         FAIL_FIELD an answer that lacks what it must have
 * memory  the client's pool
 * source  CircleCI API v1.1: "Trigger a new Job", "Single Job", "Recent Jobs For A Single Project"
 */
#ifndef HOOKLET_WIRE_CIRCLECI_BUILD_H
#define HOOKLET_WIRE_CIRCLECI_BUILD_H

#include <stdint.h>

#include "wire/build_parameters.h"
#include "wire/circleci.h"

struct circleci_build_start {
    const char *repository;     /* OWNER/NAME */
    const char *revision, *tag; /* one of them, the other NULL */
    const char *job;
    struct build_parameters parameters; /* become variables */
};

struct circleci_build {
    int64_t number;
    const char *url;
    const char *revision; /* or NULL */
    const char *lifecycle;
    const char *outcome; /* NULL: it has not ended */
    const char *value;   /* of the variable that was asked for, or NULL */
    bool told;           /* it says with which variables it was made */
    int64_t queued_ms;   /* by CircleCI's clock; 0: not told */
};

struct circleci_builds {
    const struct circleci_build *items;
    size_t count;
    bool more; /* older ones were left out */
    struct circleci_clocks clocks;
};

int circleci_build_start(struct circleci *circleci, const struct circleci_build_start *start,
                         struct circleci_build *build) __attribute__((warn_unused_result));
int circleci_build_get(struct circleci *circleci, const char *repository, int64_t number,
                       struct circleci_build *build) __attribute__((warn_unused_result));
/*
 * The newest hundred, newest first, each with its value of the variable `name` (NULL: of none).
 */
int circleci_builds_recent(struct circleci *circleci, const char *repository, const char *name,
                           struct circleci_builds *builds) __attribute__((warn_unused_result));

#endif
