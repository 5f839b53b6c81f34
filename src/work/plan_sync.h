/*
 * plan_sync.h - what Asana tells of tasks -> jobs of kind "sync"
 *
 * Each task gives one job, however many of the notes are about it; steps count the tasks.  Its jobs
 * run in order, by the key "sync:GID".
 * args: {"task","hook","user","changes":["completed",..],"said"}: hook is the project whose hook told it,
 * absent where that is not known (replay, explain); user the gid of who did the last of it, or
 * absent; changes are the fields that were changed, and what else was done ("deleted"); said: true in a
 * job that follows another one, which has said at GitHub who completed the task.
 * Pure.
 */
#ifndef HOOKLET_WORK_PLAN_SYNC_H
#define HOOKLET_WORK_PLAN_SYNC_H

#include "port/settings.h"
#include "store/types.h"
#include "wire/asana_event.h"

#define SYNC_KIND "sync"
/* The rule of these jobs, which no rule of the configuration asks for alone. */
#define SYNC_RULE "asana"
/* Tasks of one delivery; what more there are is found by the hourly look at the project. */
#define SYNC_TASKS_MOST 1000

/* project: gid, or NULL; the plan is made anew. */
void plan_sync(const struct asana_events *events, const char *project,
               const struct settings *settings, struct pool *pool, struct plan *plan);

/* A task that is to be looked at, though nothing was told of it. */
struct sync_wish {
    const char *task;
    const char *project; /* or NULL */
    int64_t order_ms;
    bool said; /* who completed it is said at GitHub already */
};

/* Fills a job but for its rule and step. */
void plan_sync_task(struct planned_job *job, const struct sync_wish *wish, struct pool *pool);

#endif
