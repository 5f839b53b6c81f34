/*
 * atom_reader.h - what the elements of a feed mean (part of atom.c)
 *
 * atom.c hands over what the XML parser finds; names are "NAMESPACE\nLOCAL", or "LOCAL" without a
 * namespace.  Once there is trouble, all else is passed over.
 */
#ifndef HOOKLET_PORT_ATOM_READER_H
#define HOOKLET_PORT_ATOM_READER_H

#include "base/buf.h"
#include "base/fail.h"
#include "port/atom.h"

#define ATOM_SEPARATOR '\n' /* a namespace holds none: the parser refuses it */

struct atom_part;

struct atom_reader {
    struct pool *pool;
    struct atom_feed feed;
    size_t room;              /* entries allocated */
    struct atom_entry *entry; /* inside this one, or NULL */
    size_t depth;             /* the root has 1 */
    size_t author_depth;      /* inside an author that counts, or 0 */
    const char *author;       /* the feed's */

    const struct atom_part *part; /* whose text is gathered, or NULL */
    size_t part_depth;
    bool xhtml; /* elements in it are markup */
    struct atom_text text;
    struct buf gathered;
    struct atom_text content; /* of the entry */
    bool html_link;           /* the entry's link is to a web page */

    enum fail code;
    const char *trouble; /* NULL: none */
};

void atom_reader_open(struct pool *pool, struct atom_reader *reader);
void atom_reader_close(struct atom_reader *reader);

void atom_reader_doctype(struct atom_reader *reader, const char *name);
/* attributes: name, value, name, value .. NULL */
void atom_reader_start(struct atom_reader *reader, const char *name, const char **attributes);
void atom_reader_text(struct atom_reader *reader, const char *text, size_t length);
void atom_reader_end(struct atom_reader *reader, const char *name);

#endif
