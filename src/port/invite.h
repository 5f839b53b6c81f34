/*
 * invite.h - an `invite` rule's own part: who is invited to what, and in which words
 *
 * The texts are Markdown with placeholders: {username} {org} {repository} {count} {remaining}.
 * Whatever else stands in braces is text.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_INVITE_H
#define HOOKLET_PORT_INVITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"

struct invite {
    const char *organization;       /* its login */
    int after;                      /* the merged pull request that brings the invitation, from 1 */
    bool admin;                     /* invited as an owner, else as a member */
    const char *message;            /* said with the invitation */
    const char *countdown;          /* said with the merges before it; NULL: nothing */
    const char *greeting;           /* said to a first opened pull request; NULL: nothing */
    const char *welcome;            /* a closed issue when they have joined; NULL: none */
    const char *welcome_repository; /* OWNER/NAME of that issue; NULL: no welcome */
};

/* Names that stand in braces, without them. */
extern const struct strings invite_placeholders;

/*
 * The next {name} at or behind `text`, where a name is lower-case letters and '_', known or not:
 * its brace, and the length of the name; NULL: there is no more.
 */
const char *invite_placeholder(const char *text, size_t *length);

#endif
