/*
 * announce.h - which jobs follow when a deployment's row has changed
 *
 *     status   GitHub is told, where it has the deployment and was told another state last
 *     notify   the message in the project's channel; of an incoming webhook, which can't edit what
 *              it has said, the end alone
 *     notify   the comment at the pull request, once there is an URL or an end to tell
 *     ticket   what it belongs to is told that it is live
 *     trigger  of the builds of its environment the next one, once this one's has ended
 *
 * The one place that knows.  Whoever has written a row announces it as it is then, also when he
 * finds it written already and may have been cut off behind that: a job's step is the version of
 * the row, so within one event each change is announced once.  All these jobs look the row up, and
 * of those that wait the newest one stays.
 * args of status and ticket: {"deployment": the row's id,"repository","installation"}; those of
 * notify: notify_wish.h, of trigger: ci_job.h.
 *
 *     struct announcing announcing = { .settings = .., .pool = .. };
 *     rc = announce(db, &announcing, &row);                  or announce_by_reader(store, ..)
 *     announce_plan(&announcing, plan);                      or announce_follow(&announcing, outcome)
 *
 * memory  the pool
 */
#ifndef HOOKLET_WORK_ANNOUNCE_H
#define HOOKLET_WORK_ANNOUNCE_H

#include "port/settings.h"
#include "store/deployment.h"
#include "store/store.h"

#define STATUS_KIND "status"
#define TICKET_KIND "ticket"

struct announcing {
    const struct settings *settings;
    struct pool *pool;
    struct planned_job *jobs;
    size_t count, room;
};

/* Adds what follows from the row; asks the store for its project, and for what is next. */
int announce(struct db *db, struct announcing *announcing, const struct deployment *row)
    __attribute__((warn_unused_result));
/* The same for actions, outside of a transaction. */
int announce_by_reader(struct store *store, struct announcing *announcing,
                       const struct deployment *row) __attribute__((warn_unused_result));
/* All but what is next.  project: of its repository; NULL: it has none, or none any more.  Pure. */
void announce_row(struct announcing *announcing, const struct project_settings *project,
                  const struct deployment *row);
/* Its build is to be asked for.  Nothing, where nothing builds it. */
void announce_trigger(struct announcing *announcing, const struct project_settings *project,
                      const struct deployment *row);

/* The jobs become those of a plan, or follow a job behind those that do so already. */
void announce_plan(const struct announcing *announcing, struct plan *plan);
void announce_follow(const struct announcing *announcing, struct outcome *outcome);

#endif
