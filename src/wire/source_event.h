/*
 * source_event.h - what a sender of a section source tells, in the words that rules understand
 *
 * The section says by pointers where repository, action, ref and commit stand; what is not there,
 * or is no such thing, the event doesn't tell.  Names that end up in keys, environments and logs
 * are checked here; refs are handed on as they are, as those of GitHub are.
 * A push is an event with "push" in its name (push, Push_Hook, repo:push), case aside, and with a
 * repository, a ref and a commit.  A ref without refs/ is a branch.  It is in order by its arrival,
 * since hardly a sender tells the time of a push.
 *
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE of json_scan
 * memory  the delivery's pool as handed in
 */
#ifndef HOOKLET_WIRE_SOURCE_EVENT_H
#define HOOKLET_WIRE_SOURCE_EVENT_H

#include "port/inbound.h"
#include "wire/github_event.h"

/* push->ref NULL: it is no push, and push->event is all that there is. */
int source_event_decode(const struct inbound *inbound, const struct delivery *delivery,
                        struct pool *pool, struct github_push *push)
    __attribute__((warn_unused_result));

#endif
