/*
 * atom_parts.h - what an entry and a feed are made of (part of atom.c)
 */
#ifndef HOOKLET_PORT_ATOM_PARTS_H
#define HOOKLET_PORT_ATOM_PARTS_H

#include "port/atom_reader.h"

/* An element whose text is wanted. */
struct atom_part {
    const char *name;
    size_t most; /* bytes */
    bool whole;  /* one that is longer is of no use */
    bool formed; /* has a type */
    /* The text is the pool's.  Of two the first counts. */
    void (*take)(struct atom_reader *reader, const struct atom_text *text);
};

/* By the name in Atom's namespace, right below a feed or an entry; NULL: no such. */
const struct atom_part *atom_part_find(const char *name);
/* The name of an author. */
const struct atom_part *atom_part_of_author(void);
/* The entry's link, if this is the one that leads to it. */
void atom_link(struct atom_reader *reader, const char **attributes);

/* The value, or NULL. */
const char *atom_attribute(const char **attributes, const char *name);
/* All that follows is passed over. */
void atom_refuse(struct atom_reader *reader, enum fail code, const char *trouble);

#endif
