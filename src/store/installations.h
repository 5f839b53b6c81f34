/*
 * installations.h - where our GitHub App is installed, as far as events have told
 *
 * Facts that work/plan_installation.h makes.  An App that was installed before we listened, or a
 * repository of which no event has told, is not here: then only GitHub knows.  And it knows better:
 * two of its events may be the same, byte for byte (a repository is taken out a second time), and
 * then the second counts as a copy.  So ask it once before giving up for an obstacle.
 * errors  FAIL_NOT_FOUND nothing is known (not logged)
 * memory  the pool
 */
#ifndef HOOKLET_STORE_INSTALLATIONS_H
#define HOOKLET_STORE_INSTALLATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* Kinds of the facts. */
#define INSTALLATION_FACT "installation"                     /* by id */
#define INSTALLATION_OF_REPOSITORY "repository_installation" /* by owner/name, in lower case */

struct installation {
    int64_t id;
    const char *account;   /* login of the user or organisation, or NULL */
    const char *type;      /* "User", "Organization", "Enterprise", or NULL */
    const char *selection; /* of repositories: "all", "selected", or NULL */
    bool suspended;
    bool deleted;
};

/* The installation that reaches a repository; FAIL_NOT_FOUND, too, when it was taken out. */
int installation_of(struct store *store, const char *repository, struct pool *pool, int64_t *id)
    __attribute__((warn_unused_result));
int installation_find(struct store *store, int64_t id, struct pool *pool,
                      struct installation *installation) __attribute__((warn_unused_result));
/*
 * Why we can do nothing there, in plain words: "installation 42 of acme is suspended".  NULL: we
 * know of nothing that is in the way, which is also so when we know nothing.
 */
int installation_obstacle(struct store *store, const char *repository, struct pool *pool,
                          const char **obstacle) __attribute__((warn_unused_result));

#endif
