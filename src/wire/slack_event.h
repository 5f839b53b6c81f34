/*
 * slack_event.h - what Slack tells: a slash command, a button that was pressed, something that
 * happened
 *
 * Ids are checked: they can stand in keys and mentions.  All other texts are people's, as they
 * wrote them: whoever shows one escapes it (slack_text.h).
 *
 * errors  FAIL_MALFORMED no JSON · FAIL_UNREADABLE beyond our reader · FAIL_FIELD it lacks what all
 *         of its kind have
 * memory  the pool
 * source  Slack docs, "Implementing slash commands", "Interaction payloads", "Events API"; shapes
 *         by slackapi/bolt-js, src/types
 */
#ifndef HOOKLET_WIRE_SLACK_EVENT_H
#define HOOKLET_WIRE_SLACK_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/types.h"

/* Who did it, and where. */
struct slack_place {
    const char *team;         /* "T0001", or NULL */
    const char *channel;      /* "C0123", "D.." of a talk between two; NULL: none, or odd */
    const char *channel_name; /* without #; NULL: not told, as of private channels */
    const char *user;         /* "U0123"; NULL: nobody, or odd */
    const char *user_name;    /* "ann", or NULL */
};

/* "/hooklet deploy main to staging"; channel and user are never NULL. */
struct slack_command {
    struct slack_place place;
    const char *name; /* without the slash: "hooklet" */
    const char *text; /* behind it, "" for none, as Slack writes it: with &amp;, <@U1|ann> */
    const char *response_url; /* NULL: none; its origin is the worker's to check */
};

int slack_command_decode(const struct delivery *delivery, struct pool *pool,
                         struct slack_command *command) __attribute__((warn_unused_result));

/* Somebody pressed a button, or picked from a list; the user is never NULL but with `other`. */
struct slack_action {
    struct slack_place place;
    const char *type;         /* "block_actions", "interactive_message", .. */
    bool other;               /* it is neither of these two, and the rest is not told */
    bool legacy;              /* interactive_message: what is answered replaces the message */
    const char *id;           /* action_id, or the button's name; NULL: none */
    const char *value;        /* of the button, or what was picked; NULL: none */
    const char *stamp;        /* of the message, "1548261231.000200"; NULL: it has none */
    const char *response_url; /* or NULL */
    bool ephemeral;           /* only this user sees the message */
};

int slack_action_decode(const struct delivery *delivery, struct pool *pool,
                        struct slack_action *action) __attribute__((warn_unused_result));

/* What the Events API tells. */
struct slack_happening {
    struct slack_place place;
    const char *type;      /* of the event in it, "app_mention"; without one of the body */
    const char *challenge; /* of url_verification, or NULL */
    const char *text;      /* of a message, or NULL */
    const char *stamp;     /* the same */
    const char *thread;    /* stamp of the message that it answers, or NULL */
    bool by_us;            /* our own bot, or another one, did it */
    bool bot_revoked;      /* of tokens_revoked: the bot's is among them */
    int64_t happened_ms;   /* by Slack's clock; when it came, where that isn't told */
};

int slack_happening_decode(const struct delivery *delivery, struct pool *pool,
                           struct slack_happening *happening) __attribute__((warn_unused_result));

#endif
