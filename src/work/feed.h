/*
 * feed.h - one look at a feed: its new entries become tasks, its updated ones come up again
 *
 * A row is written before each task is made, and filled in after it; what the look has found is
 * remembered only when all its tasks are there.  So whoever is cut off anywhere is taken up by the
 * next attempt, which looks in Asana for the tasks that were begun.
 *
 *     cut off before, or while, the feed is read      nothing happened
 *     after the row                                   the task is looked for, not found, made
 *     after the task, before its gid is in the row    it is found, by its external id or its marker
 *     between two tasks                               those that are there have rows
 *     before the look is remembered                   the feed is read again: all is there
 *     after an updated task, before its row           it is not completed, and assigned: no change
 */
#ifndef HOOKLET_WORK_FEED_H
#define HOOKLET_WORK_FEED_H

#include "work/action.h"

int feed_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
