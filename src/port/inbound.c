/* inbound.c - the names of others' events */
#include "config.h"

#include "port/inbound.h"
#include "port/outgoing.h"

const char *
inbound_event_name(struct pool *pool, const char *text)
{
    char *name = pool_string(pool, text);

    for (char *at = name; at != NULL && *at != '\0'; at++) {
        if (*at == ' ')
            *at = '_';
    }
    return outgoing_event_valid(name) ? name : NULL;
}
