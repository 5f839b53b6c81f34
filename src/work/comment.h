/*
 * comment.h - jobs of kind "comment": a reply and a reaction at GitHub
 *
 * Planned by comment_wish.h.  The text ends with a marker that nobody sees and only this job has, so
 * that whoever tries again after a crash, or after an answer that did not come, finds what is there
 * already.  Replies to one text go one after the other, in the order in which they were made.
 */
#ifndef HOOKLET_WORK_COMMENT_H
#define HOOKLET_WORK_COMMENT_H

#include "work/action.h"
#include "work/comment_wish.h"

int comment_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
