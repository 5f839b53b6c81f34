/*
 * slack_error.h - what an answer of Slack's means, and what to do about it
 *
 * Pure.
 * source  Slack docs: errors of each method, "Sending messages using incoming webhooks"
 */
#ifndef HOOKLET_WIRE_SLACK_ERROR_H
#define HOOKLET_WIRE_SLACK_ERROR_H

#include "base/fail.h"
#include "port/http.h"

struct slack_failure {
    enum fail code;    /* FAIL_REFUSED, FAIL_NOT_FOUND, FAIL_BUSY, FAIL_NETWORK, FAIL_MALFORMED */
    const char *error; /* Slack's word, or NULL */
    const char *said;  /* what to say; nothing is logged */
};

/*
 * Of a method's answer.  True: it is a failure.  call: "chat.postMessage"; key: what holds the
 * token, "token_file", for the remedy.
 */
bool slack_failed(struct pool *pool, const char *call, const char *key,
                  const struct http_answer *answer, struct slack_failure *failure);
/* Of what was posted to a response_url or a webhook, which answer by status and in plain words. */
bool slack_hook_failed(struct pool *pool, const char *call, const char *key,
                       const struct http_answer *answer, struct slack_failure *failure);

#endif
