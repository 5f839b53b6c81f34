/*
 * some_sources.h - sections source as people write them for well-known senders, and what these
 * send, signed by another program than ours (Node's crypto)
 */
#ifndef HOOKLET_TESTS_WIRE_SOME_SOURCES_H
#define HOOKLET_TESTS_WIRE_SOME_SOURCES_H

#include "port/settings.h"

#define SOURCES_NOW_S 1700000000 /* when they sign */

enum { SOURCES = 8, LETTER_HEADERS = 4 };

/* Their sections; the name is the sender's. */
extern const struct inbound some_sources[SOURCES];

/* What one of them sends. */
struct letter {
    const char *source;
    struct {
        const char *name, *value; /* the signature or token first */
    } headers[LETTER_HEADERS];
    const char *body;
    const char *kind; /* expected */
    const char *id;   /* expected */
};

extern const struct letter some_letters[SOURCES];

struct settings source_settings(void);

#endif
