/*
 * forward.h - a `forward` rule's own part: received events that go on to targets as messages
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_FORWARD_H
#define HOOKLET_PORT_FORWARD_H

#include <stddef.h>

#include "base/match.h"

/* A member of what is sent in the body's place; one of the two is NULL. */
struct forward_field {
    const char *name;
    const char *pointer; /* JSON pointer into the body: what it finds, with its type, or null */
    const char *text;    /* a text of its own */
};

struct forward {
    const char *owner;      /* of the targets */
    const char *identifier; /* ""; none */
    const char *event;      /* the message's name; "": that of the received event */
    struct strings headers; /* of the received request that go along, as far as they are kept */
    const struct forward_field *fields; /* of the template */
    size_t field_count;                 /* 0: the body goes as it came */
};

#endif
