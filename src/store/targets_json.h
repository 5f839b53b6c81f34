/*
 * targets_json.h - the columns of a target that are JSON; for targets.c and targets_write.c alone
 *
 * errors  FAIL_STORE what stands there was not written by us
 */
#ifndef HOOKLET_STORE_TARGETS_JSON_H
#define HOOKLET_STORE_TARGETS_JSON_H

#include "store/target.h"

/* [{"kind":"v1","key":"whsec_..","made_ms":1,"until_ms":null}] */
char *target_secrets_encode(struct pool *pool, const struct target *target);
int target_secrets_decode(struct pool *pool, const char *text, struct target *target)
    __attribute__((warn_unused_result));
/* [0,15,30], or NULL for the usual schedule. */
char *target_schedule_encode(struct pool *pool, const struct target *target);
int target_schedule_decode(struct pool *pool, const char *text, struct target *target)
    __attribute__((warn_unused_result));

#endif
