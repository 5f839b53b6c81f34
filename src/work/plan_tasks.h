/*
 * plan_tasks.h - what happens to an issue or pull request -> a job of kind "asana"
 *
 * The first tasks rule, in the order of the file, that names the repository makes one job; the
 * rules behind it say that they came too late, as an item has one task.  Every action counts, and
 * strictly in order: the serial key is of the item, "asana:REPOSITORY_ID#NUMBER".
 * args: {"event","action","repository","repository_id","number","installation","sender","item"}:
 * the body stays in the ledger, and "item" is where in it the item stands (github_item.h).  Where
 * the secret that signed it is good for some repositories only, args have their patterns, too,
 * "restricted":["acme/web"]: of the event the repository is true then, but neither its id, nor
 * where an item came from or goes to.
 * Pure.
 */
#ifndef HOOKLET_WORK_PLAN_TASKS_H
#define HOOKLET_WORK_PLAN_TASKS_H

#include "store/types.h"
#include "wire/github_item.h"
#include "wire/github_page.h"
#include "work/repo.h"

/* The serial key of an item's jobs. */
const char *plan_tasks_key(struct pool *pool, int64_t repository_id, int64_t number);
/* Is there any such rule? */
bool plan_tasks_wanted(const struct repo *repo);
/*
 * Adds to a plan that plan_event() and its like have made; without such a rule it stays as it is.
 * limits: the repositories of the secret; none: all.
 */
void plan_tasks(const struct github_item_event *event, struct strings limits,
                const struct repo *repo, struct plan *plan);
/*
 * A page of a backfill: a job for each item, under the item's own key, so that it takes its turn
 * among what happens meanwhile.  Nothing happened to it, so the args have no action.
 */
void plan_tasks_page(const struct github_page *page, const struct repo *repo, struct plan *plan);

#endif
