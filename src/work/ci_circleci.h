/*
 * ci_circleci.h - what the functions of ci_circleci have in common; for its own files alone
 */
#ifndef HOOKLET_WORK_CI_CIRCLECI_H
#define HOOKLET_WORK_CI_CIRCLECI_H

#include "wire/circleci_build.h"
#include "wire/circleci_pipeline.h"
#include "work/ci.h"

struct circleci ci_circleci_client(const struct work *work);
/* What CircleCI calls the order's project. */
const char *ci_circleci_slug(struct pool *pool, const struct ci_order *order);
/* Who it is, without how it is. */
struct ci_build ci_circleci_pipeline(const struct work *work, const struct ci_order *order,
                                     const struct circleci_pipeline *pipeline);
struct ci_build ci_circleci_build(const struct work *work, const struct ci_order *order,
                                  const struct circleci_build *theirs);

int ci_circleci_find(const struct work *work, const struct ci_order *order, struct ci_found *found)
    __attribute__((warn_unused_result));

#endif
