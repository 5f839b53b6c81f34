/*
 * asana_list.h - Asana's lists of what is called what, kept for an hour; for asana_names.c alone
 *
 * In the store (state "asana_name"), in Asana's order.  One over 1 MiB is not kept.  To keep is a
 * help, not a need: trouble with the store means that Asana is asked.
 * memory  the client's pool.  errors  those of asana_call()
 */
#ifndef HOOKLET_WIRE_ASANA_LIST_H
#define HOOKLET_WIRE_ASANA_LIST_H

#include "wire/asana.h"

struct asana_list {
    const char *key;    /* of the kept row, "projects 12" */
    const char *path;   /* where Asana has it: names, and what the others below need */
    const char *of;     /* gid of what the list is of: no longer there, it is forgotten; or NULL */
    const char *within; /* gid of the workspace that each has to be in; NULL: they are */
    bool one;           /* there is one thing at `path`, if any, and not a list */
    bool only;          /* a name that two have is nobody's */
    bool anew;          /* Asana is asked, whatever is kept */
};

struct asana_entry {
    const char *gid, *name;
    bool archived;
};

/* Is this the one that is called `name`? */
typedef bool asana_fits(struct pool *pool, const struct asana_entry *entry, const char *name);

/* The first one that fits; one that is archived only when there is no other.  FAIL_NOT_FOUND */
int asana_list_find(struct asana *asana, const struct asana_list *list, asana_fits *fit,
                    const char *name, const char **gid) __attribute__((warn_unused_result));
/* We have just made one, which is kept with the others. */
void asana_list_add(struct asana *asana, const struct asana_list *list, const char *gid,
                    const char *name);

/* All that was kept about it, or with it. */
int asana_list_forget(struct asana *asana, const char *gid) __attribute__((warn_unused_result));

#endif
