/*
 * slack_api.h - how to speak to Slack, in whose name, and who may do what there
 *
 * A bot's token, or for those who only want to be told an incoming webhook's URL.  Both are the
 * worker's: nobody opens them before they are needed.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_SLACK_API_H
#define HOOKLET_PORT_SLACK_API_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"
#include "port/key_source.h"

/* Who may give a command in a channel. */
enum permit_who {
    PERMIT_CHANNEL, /* everyone in it */
    PERMIT_WRITE,   /* those whose login at GitHub we know, and who may write to the repository */
    PERMIT_GROUP    /* the members of a user group */
};

struct permit {
    const char *command; /* one of slack_commands */
    enum permit_who who;
    const char *group; /* its id, "S0123", with PERMIT_GROUP; else NULL */
};

struct slack_api {
    const char *api_url;       /* http or https, no slash at its end; "/chat.postMessage" follows */
    const char *response_url;  /* the same; the origin that response URLs must have */
    const char *command;       /* the slash command's name, without the slash */
    const char *team;          /* the only workspace that is heard, its id; NULL: any */
    const char *channel;       /* of the project that names none; NULL: there is none */
    struct key_source token;   /* the bot's */
    struct key_source webhook; /* URL of an incoming webhook; never both */
    const struct permit *permits;
    size_t permit_count;
};

/* The subcommands of the slash command that `permit` can name; an alias is what it stands for. */
extern const struct strings slack_commands;

/* Is there a token or a webhook, so that we can say anything?  Does not look whether it is any
 * good. */
bool slack_api_configured(const struct slack_api *api);
/* Who may give that command: never NULL, the channel where hooklet.conf says nothing. */
const struct permit *slack_permit(const struct slack_api *api, const char *command)
    __attribute__((returns_nonnull));
/*
 * An id by which Slack knows a thing: one of the letters `first`, then capital letters and digits,
 * 32 at most.  NULL is none.
 */
bool slack_id_valid(const char *id, const char *first);
bool slack_channel_valid(const char *id); /* "C0123", "G0123" */
/* The lane of all jobs that ask Slack, and sleep when it is at a limit: one token, one lane. */
const char *slack_lane(void);

#endif
