/*
 * inbound.h - a section source: a sender of webhooks that hooklet has no program of its own for,
 * at /hooks/in/NAME
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_INBOUND_H
#define HOOKLET_PORT_INBOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "port/source.h"

enum inbound_scheme { INBOUND_STANDARD, INBOUND_HMAC, INBOUND_TOKEN };
enum inbound_encoding { INBOUND_HEX, INBOUND_BASE64 };
enum inbound_algorithm { INBOUND_SHA256, INBOUND_SHA1, INBOUND_SHA512 };

enum inbound_from {
    INBOUND_NOWHERE,
    INBOUND_HEADER,  /* text: a header's name */
    INBOUND_ITEM,    /* text: NAME of an item NAME=... of the signature's header */
    INBOUND_POINTER, /* text: a JSON pointer into the body, "/data/id" */
    INBOUND_LITERAL  /* text: the value itself */
};

struct inbound_value {
    enum inbound_from from;
    const char *text; /* NULL with INBOUND_NOWHERE */
};

struct inbound {
    const char *name; /* [a-z0-9-]{1,32}; the source of its events */
    const char *file;
    int line;
    enum inbound_scheme scheme;
    const char *header; /* of the signature, or the token */
    const char *prefix; /* before a signature or a token, "sha256=", "v1="; "": nothing.  With items
                           in the header ("t=1,v1=ab,v1=cd") each that begins so is one */
    enum inbound_encoding encoding;
    enum inbound_algorithm algorithm;
    struct inbound_value timestamp; /* a header, an item, or nowhere: nothing is ever stale */
    const char *signed_form;    /* hmac: "{timestamp}.{body}"; braces hold body, timestamp and id */
    int64_t tolerance_ms;       /* of the timestamp, to both sides */
    struct inbound_value id;    /* a header, a pointer, or nowhere: sha256(timestamp + body) */
    bool replay_guard;          /* the id is not signed: the same body with another id is suspect */
    struct inbound_value event; /* a header, a pointer or a literal; never nowhere */
    const char *action;         /* JSON pointers; NULL: none */
    const char *repository;
    const char *ref;
    const char *commit;
    bool form; /* the body is application/x-www-form-urlencoded; its field payload is meant */
    size_t body_most;              /* bytes */
    struct source_settings source; /* its secrets */
};

/* May a section be called so?  [a-z0-9-]{1,32}, and not what the ledger calls another source. */
bool inbound_name_valid(const char *name);

/*
 * The name of an event as rules and the ledger have it: blanks are '_', so that "Push Hook" is
 * Push_Hook; what is valid then is what outgoing_event_valid() says.  NULL: it is no name.
 */
const char *inbound_event_name(struct pool *pool, const char *text);

#endif
