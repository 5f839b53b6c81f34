/* payload.c - both content types that a hook at GitHub can be set to. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "wire/payload.h"

#define MEDIA_JSON "application/json"
#define MEDIA_FORM "application/x-www-form-urlencoded"

bool
payload_media_is(const char *content_type, const char *media)
{
    size_t length = strcspn(content_type, ";");

    while (length > 0 && (content_type[length - 1] == ' ' || content_type[length - 1] == '\t'))
        length--;

    return length == strlen(media) && strncasecmp(content_type, media, length) == 0;
}

/*
 * The content type is not signed.  If a body could be read as either, somebody who has one with its
 * signature, and may write text in it, could hide another document there.  No form begins so.
 */
static bool
begins_as_json(const struct payload *payload)
{
    static const char first[] = { ' ', '\t', '\r', '\n', '{', '[', '"' };

    return payload->length > 0 && memchr(first, payload->body[0], sizeof first) != NULL;
}

bool
payload_is_form(const struct payload *payload)
{
    return payload_media_is(payload->content_type, MEDIA_FORM) && !begins_as_json(payload);
}

/* The text at a pointer, or NULL. */
static const char *
text_at(struct pool *pool, const char *pointer, const char *json, size_t length)
{
    struct json_want want = { .pointer = pointer };

    return json_scan(pool, json, length, &want, 1) == 0 ? json_string(&want) : NULL;
}

/* What we make ourselves, a replay, has no headers. */
const char *
payload_content_type(struct pool *pool, const char *headers)
{
    const char *type = NULL;

    if (headers != NULL)
        type = text_at(pool, "/Content-Type", headers, strlen(headers));

    return type == NULL ? MEDIA_JSON : type;
}

int
payload_find(struct pool *pool, const struct payload *payload, const char **document,
             size_t *length)
{
    char *field = NULL;
    int rc;

    if (payload_media_is(payload->content_type, MEDIA_JSON)) {
        *document = payload->body;
        *length = payload->length;
        return 0;
    }
    if (!payload_media_is(payload->content_type, MEDIA_FORM))
        return fail(FAIL_MEDIA, "the content type is neither " MEDIA_JSON " nor " MEDIA_FORM);

    if (begins_as_json(payload))
        return fail(FAIL_MALFORMED, "a form that begins as JSON does");
    rc = form_field(pool, payload->body, payload->length, "payload", &field, length);
    *document = field;

    return rc == FAIL_FIELD ? FAIL_MALFORMED : rc;
}

int64_t
payload_pushed_read(const struct json_want *want)
{
    const char *text = json_string(want);
    int64_t ms = 0;

    if (text != NULL)
        return clock_parse(text, &ms) && ms > 0 ? ms / 1000 : 0;
    return json_integer(want, 0) > 0 ? json_integer(want, 0) : 0;
}

int64_t
payload_pushed(struct pool *pool, const char *document, size_t length)
{
    struct json_want want = { .pointer = PAYLOAD_PUSHED };

    return json_scan(pool, document, length, &want, 1) == 0 ? payload_pushed_read(&want) : 0;
}

const char *
payload_repository(struct pool *pool, const char *document, size_t length)
{
    return text_at(pool, "/repository/full_name", document, length);
}
