/*
 * api_lane.h - a limit of somebody's API, kept by all who ask in one name
 *
 * All jobs of a lane wait: each of them would only make it worse.
 * source  GitHub docs, "Rate limits for the REST API": at least a minute, then exponentially longer
 * errors  FAIL_BUSY the lane sleeps · those of jobs.h
 */
#ifndef HOOKLET_WIRE_API_LANE_H
#define HOOKLET_WIRE_API_LANE_H

#include <stdint.h>

#include "store/store.h"

struct api_lane {
    struct store *store;
    struct pool *pool;
    const char *service; /* "GitHub", for texts */
    const char *name;    /* "github:42" */
};

/* May it be called now?  call: "GET /repos/acme/web", for the text. */
int api_lane_awake(const struct api_lane *lane, const char *call)
    __attribute__((warn_unused_result));
/*
 * Puts it to sleep, and says so: FAIL_BUSY.  what: was asked, for the text.  until_ms: or
 * API_LIMIT_UNTOLD, for a minute, and longer and longer when that does not help.
 */
int api_lane_sleep(const struct api_lane *lane, const char *what, int64_t until_ms)
    __attribute__((warn_unused_result));

#endif
