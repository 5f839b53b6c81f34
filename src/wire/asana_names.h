/*
 * asana_names.h - what is called what in Asana: gids by names
 *
 * Asana's lists are kept in the store (state "asana_name") for an hour.  A name that a list lacks
 * is looked for again when the list is older than a minute: so what somebody has just made is
 * found, and a name that is nowhere costs little.  Names compare case aside (ASCII).  A name that
 * is all digits is a gid.
 * errors  FAIL_NOT_FOUND there is none (not logged) · those of asana_call()
 */
#ifndef HOOKLET_WIRE_ASANA_NAMES_H
#define HOOKLET_WIRE_ASANA_NAMES_H

#include "wire/asana.h"

/* Whose token it is. */
struct asana_me {
    const char *gid, *name, *email; /* email may be NULL */
    const struct asana_named *workspaces;
    size_t workspace_count;
};

/* Asked each time. */
int asana_me(struct asana *asana, struct asana_me *me) __attribute__((warn_unused_result));

int asana_workspace(struct asana *asana, const char *name, const char **gid)
    __attribute__((warn_unused_result));
/*
 * Of several of one name the first that is not archived; an archived one when there is no other.
 */
int asana_project(struct asana *asana, const char *workspace, const char *name, const char **gid)
    __attribute__((warn_unused_result));
/*
 * By a repository's name, "web-shop" or "acme/web-shop": that of the project, in lower case and
 * with a hyphen for each blank, equals it.
 */
int asana_project_of(struct asana *asana, const char *workspace, const char *repository,
                     const char **gid) __attribute__((warn_unused_result));
int asana_section(struct asana *asana, const char *project, const char *name, const char **gid)
    __attribute__((warn_unused_result));
/* The first section that is not called so. */
int asana_section_but(struct asana *asana, const char *project, const char *name, const char **gid)
    __attribute__((warn_unused_result));
/* create: it is made when there is none; of several who want it made, one makes it. */
int asana_tag(struct asana *asana, const char *workspace, const char *name, bool create,
              const char **gid) __attribute__((warn_unused_result));
/*
 * who: a gid, an e-mail address, or a real name; whoever is not in the workspace is nobody, and so
 * is a name that two users have.
 */
int asana_user(struct asana *asana, const char *workspace, const char *who, const char **gid)
    __attribute__((warn_unused_result));

/* By an e-mail address, in whatever workspace; asked each time. */
int asana_user_by_mail(struct asana *asana, const char *mail, const char **gid)
    __attribute__((warn_unused_result));

/* This one turned out to be gone: all that was kept with it is asked for again. */
int asana_name_forget(struct asana *asana, const char *gid) __attribute__((warn_unused_result));
/* The same for all: somebody else may be logged in now. */
int asana_names_forget(struct asana *asana) __attribute__((warn_unused_result));

#endif
