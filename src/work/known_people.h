/*
 * known_people.h - those of a message who are linked: what mention() needs, out of the store
 */
#ifndef HOOKLET_WORK_KNOWN_PEOPLE_H
#define HOOKLET_WORK_KNOWN_PEOPLE_H

#include "base/match.h"
#include "store/people.h"

/*
 * logins: any of them may be NULL, as may `member`, a user's id at Slack.  Who isn't linked is left
 * out.  errors  those of the store
 */
int known_people(struct store *store, struct strings logins, const char *member, struct pool *pool,
                 struct people *people) __attribute__((warn_unused_result));

#endif
