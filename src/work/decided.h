/*
 * decided.h - how every decision ends; for decide_*() alone
 */
#ifndef HOOKLET_WORK_DECIDED_H
#define HOOKLET_WORK_DECIDED_H

#include "store/types.h"

/*
 * Returns rc; but a signed body that our reader refuses is no failure: it is kept for people to look
 * at, by a plan of status unreadable.
 */
int decided(int rc, struct pool *pool, struct plan *plan) __attribute__((warn_unused_result));

#endif
