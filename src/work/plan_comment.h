/*
 * plan_comment.h - commands in what people write -> jobs
 *
 * Each line that is a command (port/markdown.h) and whose name is known gives a job of kind
 * "command", in the order of the lines; their common serial key keeps that order.  Names that are
 * not known are none of our business, since paths begin with a slash, too.  Who may give a command
 * is not decided here but by the action (command.h): it may have to ask.
 * args: those of plan_job.h, and {"argv":[..],"arguments","author","association","subject_author",
 * "owner","owner_is_organization","on_pull_request","from_fork","head_ref","default_branch",
 * "created_ms"}
 * Pure.
 */
#ifndef HOOKLET_WORK_PLAN_COMMENT_H
#define HOOKLET_WORK_PLAN_COMMENT_H

#include "store/types.h"
#include "wire/github_comment.h"
#include "work/repo.h"

#define COMMANDS_MOST 50 /* of one comment; further lines are left out */

/* Adds to a plan that plan_event() and its like have made. */
int plan_comment(const struct github_comment *comment, const struct repo *repo,
                 const struct github_api *api, struct plan *plan)
    __attribute__((warn_unused_result));

#endif
