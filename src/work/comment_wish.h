/*
 * comment_wish.h - what somebody wants to be said at GitHub, as a job of kind "comment"
 *
 * args: github_place_write()'s, and {"installation","text","reaction","since_ms"}.
 * Pure, so that web programs can wish, too.
 */
#ifndef HOOKLET_WORK_COMMENT_WISH_H
#define HOOKLET_WORK_COMMENT_WISH_H

#include "store/types.h"
#include "wire/github_place.h"

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

#endif
