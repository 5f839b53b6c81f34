/*
 * invite_text.h - the words of invitations, with names and numbers put in
 *
 * Pure.
 */
#ifndef HOOKLET_WORK_INVITE_TEXT_H
#define HOOKLET_WORK_INVITE_TEXT_H

#include "base/pool.h"
#include "port/invite.h"

struct invite_values {
    const char *username;
    const char *org;
    const char *repository; /* OWNER/NAME */
    int count;              /* of their merged pull requests */
    int remaining;          /* until the invitation */
};

/* What stands in for a name is a login, a repository or a number: nothing that Markdown minds. */
char *invite_expand(struct pool *pool, const char *text, const struct invite_values *values);
/* Does it tell how many pull requests were merged, or are to be?  NULL: no text, no. */
bool invite_tells_count(const char *text);

#endif
