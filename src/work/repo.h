/*
 * repo.h - what we know and want of one repository, and the app that knows it
 */
#ifndef HOOKLET_WORK_REPO_H
#define HOOKLET_WORK_REPO_H

#include <stddef.h>

#include "port/settings.h"
#include "store/store.h"

/* What a handler, an action or a command has at hand. */
struct app {
    const struct settings *settings;
    struct store *store; /* NULL where the configuration alone decides (explain) */
};

struct repo {
    const char *name;                /* OWNER/NAME, or NULL: an event that is not about one */
    const struct rule *const *rules; /* those that name it, in the order of the file */
    size_t rule_count;
    struct pool *pool; /* where plans are made */
};

/*
 * The configuration's rules for a repository of GitHub's.  An unknown one is no failure: it has no
 * rules.  Without a name: the rules for any repository, "*".
 */
void repo_find(const struct settings *settings, const char *name, struct pool *pool,
               struct repo *repo);
/* The same for events of another source: rules that name this source alone. */
void repo_find_of(const struct settings *settings, const char *source, const char *name,
                  struct pool *pool, struct repo *repo);
/* Does any rule act on events of this source? */
bool repo_heard(const struct settings *settings, const char *source);

#endif
