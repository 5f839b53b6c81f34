/*
 * atom_text.h - the texts of a feed, as they are gathered (part of atom.c)
 *
 * What does not fit any more is left out, with all that follows, and `cut` says so.
 */
#ifndef HOOKLET_PORT_ATOM_TEXT_H
#define HOOKLET_PORT_ATOM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/pool.h"

enum atom_type {
    ATOM_TYPE_TEXT,
    ATOM_TYPE_HTML,
    ATOM_TYPE_XHTML,
    ATOM_TYPE_OTHER /* not in the feed, or no text */
};

/* By an element's attributes, each may be NULL.  source  RFC 4287, sections 3.1.1 and 4.1.3.1 */
enum atom_type atom_type(const char *type, const char *src);

struct atom_gathered {
    struct buf *buf;
    size_t most; /* bytes, not above the buffer's ceiling */
    bool cut;
};

/* As much as fits, up to a whole character. */
void atom_gather(struct atom_gathered *into, const char *text, size_t length);
/* The same as HTML, a reference whole or not at all. */
void atom_gather_escaped(struct atom_gathered *into, const char *text, size_t length);
/* The tag of an element of XHTML's as HTML, whole or not at all, nothing for elements of others;
 * attributes NULL: its end. */
void atom_gather_tag(struct atom_gathered *into, const char *name, const char **attributes);

/* Every run of white space as one blank. */
char *atom_one_line(struct pool *pool, const char *text);

#endif
