/*
 * deploy_wish_find.h - what people want deployed, by what they have typed: asks GitHub
 *
 * The other half of deploy_wish.h, for the worker.
 * errors  those of github_ref.h and github_tags.h; what people can have done wrong (no such branch,
 *         a name of two things) is words
 * memory  the client's pool
 */
#ifndef HOOKLET_WORK_DEPLOY_WISH_FIND_H
#define HOOKLET_WORK_DEPLOY_WISH_FIND_H

#include "wire/github.h"
#include "work/deploy_wish.h"

/*
 * Fills in what `text` means: a branch, a tag, a commit (7 digits or more), a pull request (#12).
 * NULL: what the workflow picks for the place (workflow_pick()); where that is PICK_BUILT,
 * deploy_wish_live() knows it, and nobody is asked here.
 */
int deploy_wish_look_up(struct github *github, const char *text, struct deploy_wish *wish,
                        const char **words) __attribute__((warn_unused_result));

#endif
