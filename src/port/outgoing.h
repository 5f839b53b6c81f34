/*
 * outgoing.h - what we send as webhooks of our own: the section outgoing, and names of events and
 * owners
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_OUTGOING_H
#define HOOKLET_PORT_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "port/http_wall.h"

#define OUTGOING_TRANSFERS_MOST 256

/* Messages that we send ourselves: every catalogue has them, nobody else may send them. */
#define OUTGOING_TEST "target.test"
#define OUTGOING_CONFIRM "target.confirm"
#define OUTGOING_DISABLED "target.disabled"
#define OUTGOING_OWN "target." /* all of theirs begin with it */

struct outgoing_settings {
    bool limited;             /* `events` is written: what is not in the catalogue is refused */
    struct strings catalogue; /* names, and patterns with `*`: those of `events`, then those of
                                 forward rules, then our own; each once */
    bool forwards_any;        /* a forward rule sends events of whatever name */
    struct http_wall wall;    /* where targets may be */
    const char *user_agent;
    int transfers;            /* at once, 1..OUTGOING_TRANSFERS_MOST */
    int64_t disable_after_ms; /* of nothing but failure */
    bool confirm;             /* targets made by the API answer a handshake first */
};

/*
 * What a name looks like; NULL is none.
 * event       [A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}
 * pattern     the same with `*` anywhere, which is any run of characters
 * owner       [A-Za-z0-9][A-Za-z0-9._@+-]{0,63}; an identifier is like it
 */
#define OUTGOING_EVENT_FORM "1 to 128 letters, digits and _.:/-, the first a letter, digit or _"
#define OUTGOING_OWNER_FORM "1 to 64 letters, digits and ._@+-, the first a letter or digit"
bool outgoing_event_valid(const char *text);
bool outgoing_pattern_valid(const char *text);
bool outgoing_owner_valid(const char *text);

/* Is it called as one of our own messages is, OUTGOING_OWN?  NULL is not. */
bool outgoing_is_own(const char *event);
/* Is there a name that both match?  Each is a name or a pattern, valid as above. */
bool outgoing_overlap(const char *one, const char *other);

#endif
