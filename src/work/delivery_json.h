/*
 * delivery_json.h - a delivery and its attempts as JSON, the same by command and API
 *
 * Ids are strings, times ISO 8601 and, as NAME_ms, Unix milliseconds.  What is not known is left
 * out.  The answer is text where it is UTF-8 ("answer"), else base64 ("answer_base64").
 *
 * memory  JSON belongs to whoever adds it to a parent; texts live in the pool
 */
#ifndef HOOKLET_WORK_DELIVERY_JSON_H
#define HOOKLET_WORK_DELIVERY_JSON_H

#include "port/json.h"
#include "store/deliveries.h"

struct json *delivery_json(struct pool *pool, const struct delivery_row *delivery);
/* An array of what was sent, secrets masked, and what came back. */
struct json *delivery_attempts_json(struct pool *pool, const struct delivery_attempts *attempts);

#endif
