/* delivery_json.c - rows of deliveries as JSON */
#include "config.h"

#include "base/base64.h"
#include "base/encode.h"
#include "base/text.h"
#include "work/delivery_json.h"

static void
set_known(struct json *object, const char *name, int64_t number)
{
    if (number >= 0)
        json_set_integer(object, name, number);
}

static const char *
known(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

struct json *
delivery_json(struct pool *pool, const struct delivery_row *delivery)
{
    struct json *top = json_object();

    json_set_id(top, "id", delivery->job);
    json_set_string(top, "kind", delivery->kind);
    json_set_id(top, "target", delivery->target);
    json_set_string(top, "url", delivery->url);
    json_set_string(top, "message", known(delivery->message));
    json_set_string(top, "event", known(delivery->event_name));
    json_set_string(top, "owner", known(delivery->owner));
    json_set_id(top, "ledger_event", delivery->event);
    json_set_string(top, "rule", delivery->rule);
    json_set_string(top, "state", delivery->state);
    json_set_string(top, "reason", delivery->reason);
    json_set_integer(top, "attempt", delivery->attempt);
    json_set_integer(top, "failed", delivery->failed);
    json_set_integer(top, "attempts_allowed", delivery->attempts);
    set_known(top, "status", delivery->last_status);
    set_known(top, "duration_ms", delivery->last_duration_ms);
    json_set_time(pool, top, "created", delivery->created_ms);
    json_set_time(pool, top, "updated", delivery->updated_ms);
    if (text_equal(delivery->state, "waiting"))
        json_set_time(pool, top, "next", delivery->run_at_ms);
    return top;
}

static void
set_answer(struct pool *pool, struct json *item, const struct delivery_attempt *attempt)
{
    if (attempt->answer == NULL)
        return;
    if (utf8_valid(attempt->answer, attempt->answer_length))
        json_set_bytes(item, "answer", attempt->answer, attempt->answer_length);
    else
        json_set_string(item, "answer_base64",
                        base64_encode(pool, attempt->answer, attempt->answer_length));
}

static struct json *
attempt_json(struct pool *pool, const struct delivery_attempt *attempt)
{
    struct json *item = json_object();

    json_set_integer(item, "n", attempt->n);
    json_set_string(item, "outcome", attempt->outcome);
    json_set_bool(item, "success", text_equal(attempt->outcome, "done"));
    json_set_string(item, "detail", attempt->detail);
    json_set_time(pool, item, "start", attempt->start_ms);
    json_set_time(pool, item, "end", attempt->end_ms);
    set_known(item, "duration_ms", attempt->duration_ms);
    set_known(item, "status", attempt->status);
    if (attempt->request != NULL)
        json_set_raw(item, "request", attempt->request);
    if (attempt->headers != NULL)
        json_set_raw(item, "headers", attempt->headers);
    set_answer(pool, item, attempt);
    return item;
}

struct json *
delivery_attempts_json(struct pool *pool, const struct delivery_attempts *attempts)
{
    struct json *list = json_array();

    for (size_t i = 0; i < attempts->count; i++)
        json_add(list, attempt_json(pool, &attempts->rows[i]));
    return list;
}
