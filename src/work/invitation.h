/*
 * invitation.h - what we remember of a person and an organisation (state "invitation")
 *
 *     {"status","job","count","merged":["acme/web#12",..]}
 *
 * A row changes only from the version that was read: who comes second, by whatever accident, gets
 * FAIL_CONFLICT and looks again.
 * errors  FAIL_CONFLICT (not logged) · those of the store
 */
#ifndef HOOKLET_WORK_INVITATION_H
#define HOOKLET_WORK_INVITATION_H

#include "base/match.h"
#include "store/store.h"

enum invitation_status {
    INVITATION_NONE,     /* no row */
    INVITATION_COUNTING, /* merges are counted; or GitHub refused to invite */
    INVITATION_INVITING, /* `job` may have asked GitHub to invite, or not yet */
    INVITATION_INVITED,  /* by `job` */
    INVITATION_PENDING,  /* invited by somebody else */
    INVITATION_MEMBER    /* was a member when we asked */
};

enum { INVITATION_MERGED_MOST = 100 }; /* no rule counts further */

struct invitation {
    enum invitation_status status;
    const char *job;       /* idempotency key of who wrote it, or NULL */
    int count;             /* merged pull requests when it was decided to invite */
    struct strings merged; /* those that we were told of: search finds new ones late */
    int64_t version;       /* of the row; 0: none */
};

/* A row that is not there is INVITATION_NONE, and no failure. */
int invitation_read(struct store *store, const char *key, struct pool *pool,
                    struct invitation *invitation) __attribute__((warn_unused_result));
/* Writes it, as `version` was read; then `version` is that of the new row. */
int invitation_write(struct store *store, const char *key, struct pool *pool,
                     struct invitation *invitation) __attribute__((warn_unused_result));

#endif
