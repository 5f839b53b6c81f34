/*
 * task_scan.h - tasks of ours found again in Asana by the marker in their notes (task_notes.h)
 *
 * With a personal token there are no external ids: a row is all that ties a task to its item, and the
 * marker all that is left when rows are lost.  So a project in which no task was ever made from this
 * database is read once, whole, page by page and with no more memory than a page; each marker becomes
 * a row of external id and task, without number or repository, which whoever knows the item adds.  Of
 * several tasks with one marker, copies that people have made, the oldest counts.
 *
 * How far it came stands in the table `state`, kind "asana_scan", key the project's gid: {"offset"},
 * after the last page {"done":true}.  So a reading that was ended goes on where it was, and of several
 * who want it one reads.
 * errors  FAIL_BUSY another one is at it: again at again_ms; or the worker is to end · those of
 *         asana_call() and the store
 */
#ifndef HOOKLET_WORK_TASK_SCAN_H
#define HOOKLET_WORK_TASK_SCAN_H

#include "wire/asana_task.h"
#include "work/action.h"

#define STATE_ASANA_SCAN "asana_scan"

/* Reads the project, if nobody did; with an OAuth app there is no need. */
int task_scan(const struct work *work, struct asana *asana, const char *project, int64_t *again_ms)
    __attribute__((warn_unused_result));
/*
 * The project's task with this marker, of those changed since then.  FAIL_NOT_FOUND (not logged)
 */
int task_scan_find(struct asana *asana, const char *project, const char *external, int64_t since_ms,
                   struct asana_task *task) __attribute__((warn_unused_result));

#endif
