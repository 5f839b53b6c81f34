/*
 * payload.h - the JSON that a sender posted: the body itself, or the field `payload` of a form
 *
 * The content type tells which; a body that begins as JSON does is no form, whatever it says.
 * errors  FAIL_MEDIA the content type is neither · FAIL_MALFORMED a form without that field
 * memory  the document lives in the pool, or is the body itself
 */
#ifndef HOOKLET_WIRE_PAYLOAD_H
#define HOOKLET_WIRE_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/pool.h"

/* A body with its content type. */
struct payload {
    const char *content_type;
    const char *body;
    size_t length;
};

/* Is a content type this one, whatever stands behind a ';'? */
bool payload_media_is(const char *content_type, const char *media);
/* The content type out of the headers of a stored event, a JSON object; without one it is JSON. */
const char *payload_content_type(struct pool *pool, const char *headers);
/* Is it a form, by its content type and its first byte? */
bool payload_is_form(const struct payload *payload);
/* Not parsed yet: it may be no JSON at all. */
int payload_find(struct pool *pool, const struct payload *payload, const char **document,
                 size_t *length) __attribute__((warn_unused_result));
/*
 * When the repository was last pushed to: seconds, Unix; 0: not told.  Every event of a repository
 * tells, whatever its kind is.  It only sorts bodies (sorted.h), so it need not be true.
 */
#define PAYLOAD_PUSHED "/repository/pushed_at"
int64_t payload_pushed_read(const struct json_want *want); /* a number or a date at that pointer */
int64_t payload_pushed(struct pool *pool, const char *document, size_t length);
/* /repository/full_name of a document; NULL when it names none, for whatever reason. */
const char *payload_repository(struct pool *pool, const char *document, size_t length);

#endif
