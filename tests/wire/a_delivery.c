/* a_delivery.c - fixture: a payload as the decoders get it */
#include "config.h"

#include <string.h>

#include "a_delivery.h"

const char *
quoted(struct pool *pool, const char *text)
{
    char *json = pool_string(pool, text);

    for (char *c = json; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';

    return json;
}

struct delivery
delivery_of(struct pool *pool, const char *kind, const char *text)
{
    return (struct delivery){ .source = "github",
                              .kind = kind,
                              .document = quoted(pool, text),
                              .document_length = strlen(text),
                              .received_ms = RECEIVED };
}
