/*
 * slack_people.h - who is who at Slack, and where we are there
 *
 * errors  those of slack_call()
 * memory  the client's pool
 */
#ifndef HOOKLET_WIRE_SLACK_PEOPLE_H
#define HOOKLET_WIRE_SLACK_PEOPLE_H

#include <stdbool.h>

#include "wire/slack.h"

/* The app itself, as its token says. */
struct slack_self {
    const char *team, *team_name; /* of the workspace: "T0123", "Acme" */
    const char *user;             /* the bot's id */
    const char *scopes;           /* "chat:write,commands"; NULL: not told */
};

struct slack_channel {
    const char *name; /* without the # */
    bool archived;
    bool member; /* are we in it? */
};

int slack_self(struct slack *slack, struct slack_self *self) __attribute__((warn_unused_result));
int slack_channel_look(struct slack *slack, const char *channel, struct slack_channel *found)
    __attribute__((warn_unused_result));
/* Is the user in that user group? */
int slack_group_has(struct slack *slack, const char *group, const char *user, bool *is_in)
    __attribute__((warn_unused_result));

#endif
