/*
 * ci_circleci.h - what a build at CircleCI is called here
 *
 * A pipeline of v2 has an id of its own; a build of v1.1 only a number within its repository.
 */
#ifndef HOOKLET_WORK_CI_CIRCLECI_H
#define HOOKLET_WORK_CI_CIRCLECI_H

#include <stdint.h>

#include "base/pool.h"

/* "gh/acme/web/54", for row.pipeline. */
const char *ci_circleci_build_id(struct pool *pool, const char *repository, int64_t number);

#endif
