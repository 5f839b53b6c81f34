/*
 * ci_parameters.h - what a build is told about its deployment
 *
 *     ENVIRONMENT  "pr12", "staging", "production"
 *     VERSION      "staging-" and the first ten digits of the commit; of production the tag
 *     SUBDOMAIN    the environment; production has none
 *     URL          of the environment, where it has one
 *     DEPLOYMENT   the id of our row
 *     revision     the commit
 *
 * A project may give them other names, or leave some out; what has no value is not told.  Pure.
 */
#ifndef HOOKLET_WORK_CI_PARAMETERS_H
#define HOOKLET_WORK_CI_PARAMETERS_H

#include "wire/build_parameters.h"
#include "work/ci.h"

/* The environment that is the site itself, in the words of GitHub. */
#define CI_PRODUCTION "production"

/* In the pool. */
struct build_parameters ci_parameters(struct pool *pool, const struct ci_order *order);

#endif
