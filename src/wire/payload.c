/* payload.c - both content types that a hook at GitHub can be set to. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/payload.h"

static bool
media_is(const char *content_type, const char *media)
{
    size_t length = strcspn(content_type, ";");

    while (length > 0 && (content_type[length - 1] == ' ' || content_type[length - 1] == '\t'))
        length--;

    return length == strlen(media) && strncasecmp(content_type, media, length) == 0;
}

int
payload_find(const struct request *req, const char **document, size_t *length)
{
    char *payload = NULL;
    int rc;

    if (media_is(req->content_type, "application/json")) {
        *document = req->body;
        *length = req->length;
        return 0;
    }
    if (!media_is(req->content_type, "application/x-www-form-urlencoded"))
        return fail(FAIL_MEDIA, "the content type is neither application/json nor "
                                "application/x-www-form-urlencoded");

    rc = form_field(req->pool, req->body, req->length, "payload", &payload, length);
    *document = payload;

    return rc == FAIL_FIELD ? FAIL_MALFORMED : rc;
}
