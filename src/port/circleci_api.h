/*
 * circleci_api.h - how to speak to CircleCI
 *
 * The token is the worker's: nobody opens it before it is needed.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_CIRCLECI_API_H
#define HOOKLET_PORT_CIRCLECI_API_H

#include <stdbool.h>

#include "port/key_source.h"

/* The ci that is CircleCI, and no section ci; in project.ci, and the name of its jobs' rule. */
#define CIRCLECI_NAME "circleci"

struct circleci_api {
    const char *api_url;     /* of v2; http or https, no slash at its end */
    const char *legacy_url;  /* of v1.1, the same */
    const char *app_url;     /* where people look at pipelines, the same */
    struct key_source token; /* a personal one: project tokens are not taken by v2 */
};

/* Is there a token, so that builds can be asked for?  Does not look whether it is any good. */
bool circleci_api_configured(const struct circleci_api *api);
/* The same for those who can't do without.  errors  FAIL_CONFIG none, and how to add one */
int circleci_api_require(const struct circleci_api *api) __attribute__((warn_unused_result));
/* The lane of all jobs that ask CircleCI, and sleep when it is at a limit: one token, one lane. */
const char *circleci_lane(void);

#endif
