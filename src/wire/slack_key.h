/*
 * slack_key.h - the token, or the webhook's URL, unless Slack has let go of us
 *
 * errors  FAIL_CONFIG  there is none, or it can't be read
 *         FAIL_REFUSED Slack has let go of us since; the text says when, and what to do
 *         those of the store
 * memory  the client's pool
 */
#ifndef HOOKLET_WIRE_SLACK_KEY_H
#define HOOKLET_WIRE_SLACK_KEY_H

#include "wire/slack.h"

struct slack_key {
    const char *name; /* what holds it, for texts: "token_file" */
    char *text;       /* the caller wipes it: slack_key_wipe() */
    size_t length;    /* bytes of text */
    const char *hash; /* hex */
};

int slack_key_open(struct slack *slack, const struct key_source *source, struct slack_key *key)
    __attribute__((warn_unused_result));
/* Slack has taken it.  What was asked is done, so trouble with the store is only logged. */
void slack_key_taken(struct slack *slack, const struct slack_key *key);
void slack_key_wipe(struct slack_key *key);

#endif
