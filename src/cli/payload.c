/* Senders post JSON, or a form with the JSON in one field; what is stored is what they posted. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "cli/payload.h"

int
payload_document(struct pool *pool, const char *body, size_t length, char **document,
                 size_t *document_length)
{
    size_t blanks = strspn(body, " \t\r\n");

    if (blanks < length && body[blanks] != '{' && body[blanks] != '['
        && memmem(body, length, "payload=", 8) != NULL)
        return form_field(pool, body, length, "payload", document, document_length);
    *document = pool_copy(pool, body, length);
    *document_length = length;
    return 0;
}

const char *
payload_repository(struct pool *pool, const char *document, size_t length)
{
    struct json_want wants[] = { { .pointer = "/repository/full_name" } };

    if (json_scan(pool, document, length, wants, 1) != 0)
        return NULL;
    return json_string(&wants[0]);
}
