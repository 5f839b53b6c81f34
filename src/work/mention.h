/*
 * mention.h - people as Slack shows them
 *
 * Pure.
 * memory  the pool
 */
#ifndef HOOKLET_WORK_MENTION_H
#define HOOKLET_WORK_MENTION_H

#include "base/pool.h"
#include "store/people.h"

/* "<@U1>" of a login that somebody in Slack has, else the login, escaped; NULL: "somebody". */
const char *mention(struct pool *pool, const struct people *people, const char *login);
/* "<@U1>" of a member's id; NULL: as the login. */
const char *mention_member(struct pool *pool, const struct people *people, const char *member,
                           const char *login);

#endif
