/*
 * event_made.h - a delivery as others see it; for the library's own files
 */
#ifndef HOOKLET_LIBRARY_EVENT_MADE_H
#define HOOKLET_LIBRARY_EVENT_MADE_H

#include "store/types.h"
#include "wire/github_comment.h"

#include <hooklet/event.h>

struct hooklet_event {
    const struct delivery *delivery;
    struct pool *pool;
    struct github_comment said; /* said.event is there always, the rest where people write */
    bool written;               /* people write in events of this kind */
};

/* The delivery is borrowed.  errors  those of github_event.h */
int event_made(const struct delivery *delivery, struct pool *pool, struct hooklet_event *event)
    __attribute__((warn_unused_result));

#endif
