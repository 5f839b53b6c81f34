/*
 * tracker.h - systems in which people keep their tickets, as a table of functions; Asana is the first
 *
 * A deployment's ticket is "TRACKER:ID", or "issue:12" of its own repository: that is whatever ticket
 * a tracker has for that issue.
 * errors  FAIL_NOT_FOUND there is no such ticket, or not any more · those of the tracker's client
 * memory  the job's pool
 */
#ifndef HOOKLET_WORK_TRACKER_H
#define HOOKLET_WORK_TRACKER_H

#include <stdbool.h>

#include "work/action.h"

/* What is said on a ticket. */
struct tracker_words {
    const char *ticket; /* its id at the tracker */
    const char *text;   /* plain; URLs in it become links */
    const char *mark;   /* words of the text that no other one has */
};

struct tracker {
    const char *name; /* "asana"; what its tickets begin with, and where its messages are */
    bool (*configured)(const struct settings *settings);
    const char *missing; /* what to add to hooklet.conf where it is not */
    /* The ticket for an issue or pull request; FAIL_NOT_FOUND: none. */
    int (*of_issue)(const struct work *work, const char *repository, int64_t number,
                    const char **ticket);
    int (*say)(const struct work *work, const struct tracker_words *words, const char **stamp);
    /* What was said with that mark, if it was; FAIL_NOT_FOUND also: it wasn't. */
    int (*find)(const struct work *work, const struct tracker_words *words, const char **stamp);
};

/* Ended by NULL. */
extern const struct tracker *const trackers[];
/* By the ticket's first word; NULL: there is none of that name. */
const struct tracker *tracker_of(const char *ticket);

#endif
