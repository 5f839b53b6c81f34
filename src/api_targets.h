/*
 * api_targets.h - what the routes of targets share
 */
#ifndef HOOKLET_API_TARGETS_H
#define HOOKLET_API_TARGETS_H

#include "api_call.h"
#include "store/target.h"

/* The target that {id} means; somebody else's is FAIL_NOT_FOUND, too. */
int api_target_find(const struct api_call *call, struct target *target)
    __attribute__((warn_unused_result));
/* A new one as the body has it, checked, with its secrets, not stored yet. */
int api_target_read(const struct api_call *call, struct target *target)
    __attribute__((warn_unused_result));
/*
 * Stores it and answers 201 with its secrets, which nobody gets to see again.
 * errors  FAIL_CONFLICT its owner has one of this event and identifier
 */
int api_target_make(const struct api_call *call, struct target *target, struct response *res)
    __attribute__((warn_unused_result));
/*
 * Writes it over its row.  errors  FAIL_CONFLICT the row has changed meanwhile, or another one is in
 * the way
 */
int api_target_write(const struct api_call *call, struct target *target)
    __attribute__((warn_unused_result));
/* Asks its URL by a message whether it wants this. */
int api_target_ask(const struct api_call *call, const struct target *target)
    __attribute__((warn_unused_result));
/*
 * It is to work: enabled, or, while its URL has not said that it wants this, pending, and asked
 * anew.  Stores that and answers 200.
 */
int api_target_wake(const struct api_call *call, struct target *target, struct response *res)
    __attribute__((warn_unused_result));

#endif
