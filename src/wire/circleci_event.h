/*
 * circleci_event.h - what CircleCI tells of a workflow, of a job, or in the old way of a build
 *
 * A webhook of v2 tells of a pipeline's workflow; the old notify of a v1.1 build, which nobody has
 * signed: what it says is a hint, to be asked about before anything is done.  Whatever is missing
 * or odd is NULL or 0: a test ping has next to nothing, a project of the GitHub App has no "vcs".
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE of json_scan
 * memory  the pool
 * source  CircleCI docs, "Outbound webhooks reference"; API v1.1, "Single Job"
 */
#ifndef HOOKLET_WIRE_CIRCLECI_EVENT_H
#define HOOKLET_WIRE_CIRCLECI_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/types.h"

/* Kinds, delivery.kind: those of CircleCI that are acted on, and that of the old notify. */
#define CIRCLECI_WORKFLOW "workflow-completed"
#define CIRCLECI_JOB "job-completed"
#define CIRCLECI_PING "ping"
#define CIRCLECI_NOTIFY "notify"

struct circleci_event {
    const char *slug;       /* "gh/acme/web", see circleci_slug.h */
    const char *repository; /* OWNER/NAME at GitHub */
    const char *revision;   /* commit */
    const char *pipeline;   /* UUID */
    int64_t number;         /* of the pipeline; of a build in the old way */
    const char *workflow;   /* UUID */
    const char *workflow_name;
    const char *url;     /* of the workflow, or the build */
    const char *job;     /* name, of a job alone */
    const char *status;  /* of what it is about: "success"; of a build its outcome */
    int64_t happened_ms; /* by CircleCI's clock, not in our future */
};

int circleci_event_decode(const struct delivery *delivery, struct pool *pool,
                          struct circleci_event *event) __attribute__((warn_unused_result));

/* An event's name: 1 to 64 of a-z 0-9 _ -; NULL is none. */
bool circleci_kind_valid(const char *text);

#endif
