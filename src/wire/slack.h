/*
 * slack.h - Slack's Web API: one request path for all calls
 *
 * A client belongs to one job or command.  slack_call() does what every call needs: the token,
 * limits, errors.  Slack says most refusals with status 200 and ok false; they are failures here,
 * and the text has Slack's word and what to do about it.  No redirects are followed.
 * errors  FAIL_REFUSED   asking again can't help: not_in_channel, missing_scope, token_revoked;
 *                        or Slack has let go of us (store/slack_stop.h), and nothing was asked
 *         FAIL_NOT_FOUND a message, thread or user that is not there, or a message that is not ours
 *                        to change; not logged, absence is an answer
 *         FAIL_CONFLICT  slack_message.h; not logged
 *         FAIL_BUSY      a limit: slack_lane() sleeps until it is over
 *         FAIL_NETWORK   5xx, or trouble of Slack's own · FAIL_TIMEOUT · FAIL_TOO_LARGE
 *         FAIL_MALFORMED an answer that is not Slack's JSON
 *         FAIL_CONFIG    no token · those of the store
 * memory  the client's pool
 * source  Slack docs, "Using the Slack Web API", "Rate limits"
 */
#ifndef HOOKLET_WIRE_SLACK_H
#define HOOKLET_WIRE_SLACK_H

#include <stddef.h>

#include "base/json_scan.h"
#include "port/slack_api.h"
#include "store/store.h"

struct slack {
    const struct slack_api *api;
    struct store *store;
    struct pool *pool;
};

struct slack_request {
    const char *method; /* "chat.postMessage" */
    const char *query;  /* "user=U123", percent-encoded, of a method that reads; else NULL */
    const char *body;   /* JSON, of a method that writes; without a query NULL is {} */
};

struct slack_answer {
    int status;         /* also when the call fails; 0: there was no answer */
    const char *body;   /* JSON, or "" */
    size_t length;      /* bytes of body */
    const char *error;  /* Slack's word, "channel_not_found"; NULL: it said none */
    const char *scopes; /* of the token, "chat:write,commands"; NULL: not told */
};

int slack_call(struct slack *slack, const struct slack_request *request,
               struct slack_answer *answer) __attribute__((warn_unused_result));
/* The same, and reads `wants` out of the answer; missing values are the caller's matter. */
int slack_read(struct slack *slack, const struct slack_request *request, struct json_want *wants,
               size_t count) __attribute__((warn_unused_result));

#endif
