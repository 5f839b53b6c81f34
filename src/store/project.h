/*
 * project.h - which repository belongs to which channel, and what people have set there
 *
 * A repository is a project when a channel is tied to it, one to one, or when hooklet.conf has a
 * section `project` for it; its members count before those of the row, one by one.  Repositories
 * compare case aside.  The functions by `db` run inside a commit_work, but for project_look*(),
 * which any connection will do for.
 *
 * errors  FAIL_NOT_FOUND (not logged) there is none · FAIL_CONFLICT (not logged) somebody was first
 *         FAIL_BUSY, FAIL_STORE · FAIL_MALFORMED, FAIL_UNREADABLE what stands in a row is no JSON
 * memory  texts live in the pool, or in the settings
 */
#ifndef HOOKLET_STORE_PROJECT_H
#define HOOKLET_STORE_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/project.h"
#include "store/store.h"

struct project {
    struct project_settings settings; /* what holds: hooklet.conf's, else people's, else defaults */
    struct project_settings said;     /* what people have set, whether it holds or not: project_keys
                                         and channel_name; all else is NULL */
    bool configured;                  /* hooklet.conf has a section for it */
    bool pinned;                      /* and names its channel there: chat can't change that */
    const char *team;                 /* Slack's id of the workspace, or NULL */
    int64_t version;                  /* of its row, as read; 0: there is none */
    int64_t updated_ms;
};

struct projects {
    struct project *rows;
    size_t count;
};

int project_look(struct db *db, const struct settings *settings, const char *repository,
                 struct pool *pool, struct project *project) __attribute__((warn_unused_result));
int project_look_channel(struct db *db, const struct settings *settings, const char *channel,
                         struct pool *pool, struct project *project)
    __attribute__((warn_unused_result));
/*
 * Is that how they say that it is none?  For whoever goes on without one, as with an event that is
 * to be taken: what stands in a row that can't be read was logged, and makes no project.
 */
bool project_is_none(int rc);
/* As project_look(), for readers. */
int project_find(struct store *store, const struct settings *settings, const char *repository,
                 struct pool *pool, struct project *project) __attribute__((warn_unused_result));
int project_find_channel(struct store *store, const struct settings *settings, const char *channel,
                         struct pool *pool, struct project *project)
    __attribute__((warn_unused_result));
/* Those of hooklet.conf, in its order, then the others by their names. */
int project_list(struct store *store, const struct settings *settings, struct pool *pool,
                 struct projects *projects) __attribute__((warn_unused_result));

struct project_wish {
    const char *repository;   /* OWNER/NAME */
    const char *channel;      /* Slack's id of it */
    const char *channel_name; /* or NULL */
    const char *team;         /* or NULL */
};

enum project_outcome {
    PROJECT_TIED,      /* now */
    PROJECT_HERE,      /* these two were tied before */
    PROJECT_ELSEWHERE, /* the repository is another channel's */
    PROJECT_TAKEN      /* the channel is another repository's */
};

struct project_tie {
    enum project_outcome outcome;
    struct project project; /* as it is now; or the one that is in the way */
};

/* Ties the two; of several that want the same repository or channel one gets it. */
int project_tie(struct db *db, const struct settings *settings, const struct project_wish *wish,
                int64_t now_ms, struct pool *pool, struct project_tie *tie)
    __attribute__((warn_unused_result));
/* Forgets the row, with what was set; FAIL_NOT_FOUND: it has none, FAIL_CONFLICT: another version */
int project_untie(struct db *db, const struct project *project) __attribute__((warn_unused_result));
/*
 * Writes `said` and the team over the row, if it still has this version; version and updated_ms are
 * the row's then.  What holds now: look again.  FAIL_NOT_FOUND: it has no row · FAIL_CONFLICT
 */
int project_set(struct db *db, struct project *project, int64_t now_ms)
    __attribute__((warn_unused_result));

#endif
