/* delivery_outcome.c - one delivery as JSON: in full, or what came of its newest attempt */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/json_scan.h"
#include "cli/delivery_show.h"
#include "work/delivery_json.h"

static void
set_body(struct pool *pool, struct json *top, const struct delivery_whole *whole)
{
    if (whole->body != NULL)
        json_set_string(top, "body", utf8_clean(pool, whole->body, whole->length));
    json_set_string(top, "content_type", whole->content_type);
}

struct json *
delivery_whole_json(struct pool *pool, const struct delivery_whole *whole)
{
    struct json *top = delivery_json(pool, &whole->row);

    set_body(pool, top, whole);
    json_set(top, "attempts", delivery_attempts_json(pool, &whole->attempts));
    return top;
}

/* What was sent; secrets are masked in the record. */
static void
set_request(struct pool *pool, struct json *top, const char *record)
{
    struct json_want wants[] = { { .pointer = "/url" }, { .pointer = "/headers" } };

    if (record == NULL || json_scan(pool, record, strlen(record), wants, 2) != 0)
        return;
    json_set_string(top, "url", json_string(&wants[0]));
    json_set_raw(top, "headers", wants[1].first != NULL ? wants[1].first->text : NULL);
}

struct json *
delivery_outcome_json(struct pool *pool, const struct delivery_whole *whole)
{
    const struct delivery_attempt *attempt = delivery_newest(whole);
    struct json *top = delivery_json(pool, &whole->row);
    bool good = delivery_good(&whole->row);

    json_set_bool(top, "success", good);
    json_set_string(top, "url", delivery_url(pool, &whole->row));
    set_body(pool, top, whole);
    if (attempt == NULL)
        return top;
    json_set_integer(top, "attempt", attempt->n);
    set_request(pool, top, attempt->request);
    if (!good)
        json_set_string(top, "error", attempt->detail);
    json_set_raw(top, "answer_headers", attempt->headers);
    if (attempt->answer != NULL)
        json_set_string(top, "answer", utf8_clean(pool, attempt->answer, attempt->answer_length));
    return top;
}
