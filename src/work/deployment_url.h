/*
 * deployment_url.h - where an environment can be seen
 *
 * Its own host ("url ENV HOST") gives "https://HOST"; else the project's pattern is filled in, if
 * there is a basedomain; else it has no URL.  What the project has is taken as it is:
 * project_value_trouble() has judged it when it was written.
 * Pure.
 */
#ifndef HOOKLET_WORK_DEPLOYMENT_URL_H
#define HOOKLET_WORK_DEPLOYMENT_URL_H

#include "base/pool.h"
#include "port/project.h"

/* NULL: there is none. */
const char *deployment_url(struct pool *pool, const struct project_settings *project,
                           const char *environment);
/*
 * Any name as one that environment_name_valid() takes, what a host can be called by: lower case,
 * each run of other characters one '-', cut to 60; NULL where nothing is left.
 */
const char *environment_slug(struct pool *pool, const char *name);

#endif
