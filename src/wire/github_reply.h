/*
 * github_reply.h - answers where a text stands at GitHub
 *
 * Six kinds of place; each has its own endpoint for replies and reactions.  A review takes no
 * reaction at GitHub: there the reply has to do.
 * errors  those of github_call(); FAIL_NOT_FOUND: the place is gone, or the App may not see it
 */
#ifndef HOOKLET_WIRE_GITHUB_REPLY_H
#define HOOKLET_WIRE_GITHUB_REPLY_H

#include "wire/github.h"
#include "wire/github_place.h"

/* Posts Markdown there: behind a comment, in a review's thread. */
int github_reply(struct github *github, const struct github_place *place, const char *text)
    __attribute__((warn_unused_result));
/* Does a comment since then hold these words?  (For markers that only we write.) */
int github_reply_find(struct github *github, const struct github_place *place, const char *words,
                      int64_t since_ms, bool *found) __attribute__((warn_unused_result));
/* Adds one of "+1", "-1", "confused", "heart", "rocket", "eyes"; it is there already: fine. */
int github_react(struct github *github, const struct github_place *place, const char *content)
    __attribute__((warn_unused_result));

#endif
