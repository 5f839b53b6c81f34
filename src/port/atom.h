/*
 * atom.h - an Atom 1.0 feed, read (libexpat)
 *
 * Elements are told by their namespaces, whatever prefixes they have; what is not Atom's is passed
 * over, and so is an entry's `source`.  Of an element that stands twice the first counts.  Links
 * are as they are written: an xml:base is not applied.  The encoding is the one that the document
 * names, or shows by its first bytes: UTF-8, UTF-16, ISO-8859-1 or US-ASCII.
 *
 * No DTD is read, hence no entities but XML's own five: a document with one is refused before its
 * first declaration.  Nothing is fetched.
 *
 * errors  FAIL_MALFORMED   not well-formed (a feed that was cut off, too, and one that is not in
 *                          its encoding), or no Atom feed: RSS, Atom 0.3, a web page, a single
 *                          entry
 *         FAIL_UNREADABLE  a DTD; more than ATOM_ENTRIES_MOST entries; ids or links beyond
 *                          ATOM_NAME_MOST, elements deeper than ATOM_DEPTH_MOST
 *         FAIL_TOO_LARGE   more than ATOM_BYTES_MOST
 *         Each says the line.  A failure gives no entry at all.
 * memory  all of it lives in the pool: valid UTF-8, NUL behind it
 * source  RFC 4287, RFC 3023
 */
#ifndef HOOKLET_PORT_ATOM_H
#define HOOKLET_PORT_ATOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Bytes, but for the entries and the depth. */
#define ATOM_BYTES_MOST ((size_t)8 << 20)
#define ATOM_ENTRIES_MOST ((size_t)1000)
#define ATOM_DEPTH_MOST ((size_t)100)
#define ATOM_NAME_MOST ((size_t)2048)      /* an id, a link */
#define ATOM_TITLE_MOST ((size_t)4096)     /* what is longer is cut; an author's name, too */
#define ATOM_SUMMARY_MOST ((size_t)131072) /* what is longer is cut; as it would be as HTML */

enum atom_form {
    ATOM_TEXT, /* plain */
    ATOM_HTML  /* markup, not to be trusted: type="html" as it is, type="xhtml" written as HTML */
};

struct atom_text {
    const char *text; /* NULL: none */
    enum atom_form form;
    bool cut; /* there was more; HTML may end in the middle of anything but a tag that we wrote */
};

struct atom_entry {
    const char *id;           /* or NULL, which RFC 4287 forbids and some do */
    struct atom_text title;   /* in one line */
    const char *link;         /* rel="alternate", rather text/html than other types; or NULL */
    int64_t published_ms;     /* Unix, milliseconds; 0: none that can be read */
    int64_t updated_ms;       /* the same */
    struct atom_text summary; /* or the content, where it is text and there is no summary */
    const char *author;       /* first author's name, else the feed's; or NULL */
};

struct atom_feed {
    struct atom_text title;
    int64_t updated_ms;         /* as an entry's */
    struct atom_entry *entries; /* in their order */
    size_t count;
};

int atom_parse(struct pool *pool, const char *bytes, size_t length, struct atom_feed *feed)
    __attribute__((warn_unused_result));

#endif
