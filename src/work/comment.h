/*
 * comment.h - jobs of kind "comment": a reply and a reaction at GitHub
 *
 * args: github_place_write()'s, and {"installation","text","reaction","since_ms"}.  The text ends
 * with a marker that nobody sees and only this job has, so that whoever tries again after a crash,
 * or after an answer that did not come, finds what is there already.
 */
#ifndef HOOKLET_WORK_COMMENT_H
#define HOOKLET_WORK_COMMENT_H

#include "wire/github_place.h"
#include "work/action.h"

struct comment_wish {
    const struct github_place *place;
    int64_t installation; /* of the event, or 0 */
    const char *text;     /* Markdown, or NULL */
    const char *reaction; /* as github_react() has it, or NULL */
    int64_t now_ms;       /* the comment can't be older */
};

/* Fills a job but for rule and step. */
void comment_plan(struct planned_job *job, const struct comment_wish *wish,
                  const struct github_api *api, struct pool *pool);
int comment_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
