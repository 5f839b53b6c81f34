/*
 * slack_limit.h - Slack's rate limits, kept by all who ask
 *
 * Slack counts by method, workspace and channel; here one lane sleeps, since its jobs are small
 * and mostly post.
 * source  Slack docs, "Rate limits": 429 with Retry-After
 */
#ifndef HOOKLET_WIRE_SLACK_LIMIT_H
#define HOOKLET_WIRE_SLACK_LIMIT_H

#include "port/http.h"
#include "wire/slack.h"

/* FAIL_BUSY while the lane sleeps.  call: "chat.postMessage", for the text. */
int slack_limit_awake(const struct slack *slack, const char *call)
    __attribute__((warn_unused_result));
/* The answer says that we are at a limit: puts the lane to sleep, FAIL_BUSY. */
int slack_limit_sleep(const struct slack *slack, const char *call, const struct http_answer *answer)
    __attribute__((warn_unused_result));

#endif
