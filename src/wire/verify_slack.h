/*
 * verify_slack.h - is this request from Slack?
 *
 * X-Slack-Signature is "v0=" and the HMAC-SHA256 of "v0:TIMESTAMP:BODY" in lower-case hex; the key
 * is the signing secret as text, though it looks like hex.  TIMESTAMP is X-Slack-Request-Timestamp,
 * Unix seconds, at most 300 from now, before or after.
 *
 * in      struct request: headers and raw body, exactly as received
 * out     struct delivery: trusted; source "slack", the kind as told; its id is the trigger_id or
 *         event_id, which Slack repeats when it sends again; without one the hash of the body
 * errors  FAIL_SIGNATURE  missing or wrong signature, no secret configured, or another workspace
 *                         than slack.team: the answer is the same for all, the log line tells which
 *         FAIL_STALE      signed, but too long ago, or the clocks differ
 *         FAIL_MEDIA, FAIL_MALFORMED  signed, but not of that kind
 * memory  all of a delivery lives in request->pool, or is borrowed from the request
 * source  Slack docs, "Verifying requests from Slack"
 */
#ifndef HOOKLET_WIRE_VERIFY_SLACK_H
#define HOOKLET_WIRE_VERIFY_SLACK_H

#include "port/cgi.h"
#include "port/settings.h"
#include "store/types.h"
#include "wire/slack_body.h"

#define SLACK_TIMESTAMP "X-Slack-Request-Timestamp"
#define SLACK_SIGNATURE "X-Slack-Signature"
#define SLACK_CLOCK_S 300 /* how far its clock may be from ours */

/* All live secrets are tried, without early exit.  kind: one of slack_body.h. */
int verify_slack(const struct request *req, const struct settings *settings, const char *kind,
                 struct delivery *delivery) __attribute__((warn_unused_result));

/* A body and when it is signed, Unix seconds in digits. */
struct slack_signed {
    const char *timestamp;
    const char *body;
    size_t length;
};

/* Signs as Slack would: "v0=" and 64 hex digits.  For hooklet doctor and tests. */
int sign_slack(struct pool *pool, const struct secret *secret, const struct slack_signed *text,
               const char **signature) __attribute__((warn_unused_result));

#endif
