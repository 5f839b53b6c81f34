/*
 * send_body.h - a message and a form make the bytes that are sent
 *
 * Pure.  Values stay as they were written, numbers too: members are cut out of the data, never
 * written anew.
 *
 *     envelope none      the data
 *              fields    an object: its members, then ours, "event", "owner", "hash" (hex SHA-256 of
 *                        the data), which replace its own of these names;
 *                        all else: {"event","owner","hash","data":..}
 *              standard  {"type","timestamp","data":..}, the time at which it was stored, ISO 8601
 *     content  json      that; data that are a string, without an envelope: its text, text/plain
 *              form      a field for each member: a string's text, null empty, all else as written;
 *                        what is no object, and has no envelope: data=..
 *              payload   payload=, that
 */
#ifndef HOOKLET_WORK_SEND_BODY_H
#define HOOKLET_WORK_SEND_BODY_H

#include <stddef.h>

#include "work/hook_message.h"
#include "work/send_form.h"

struct send_body {
    const char *bytes; /* NUL behind them */
    size_t length;
    const char *content_type;
    const char *sha; /* hex SHA-256 of the bytes */
};

/* errors  FAIL_MALFORMED, FAIL_UNREADABLE: the data are no JSON for us · FAIL_SYSTEM */
int send_body(struct pool *pool, const struct send_form *form, const struct hook_message *message,
              struct send_body *body) __attribute__((warn_unused_result));

#endif
