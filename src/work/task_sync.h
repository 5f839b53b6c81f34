/*
 * task_sync.h - an issue or pull request, as an event or a list tells it, and its task in Asana
 *
 *     struct task_sync sync = { .work = work, .rule = rule, .event = &event };
 *     rc = task_sync_look(&sync);         what would be done; nothing is changed, here or there
 *     rc = task_sync_run(&sync);          looks, and does it
 *     task_sync_words(&sync)              either, in words
 *
 * Crash-safe: a row without gid is written before the task is made, and completed after; who finds
 * one without gid looks in Asana first.  Changes of a task are made before the row tells of them, and
 * made again if that was not reached; only whom it is given to is noted before, as row.giving: a
 * reviewer who has it is not assigned at GitHub, so nothing else would tell that it was us.  So who
 * compares a task with its row (what did people change?) does it by task_row_left_to(), only while no
 * job of the key asana:REPOSITORY_ID#NUMBER is under way (ledger_ahead()), and reads the row's version
 * again afterwards.
 *
 * The event's repository is true, but where `limits` are, it is all that is: repository_id, and where
 * an item came from or goes to, are claims then.  A row of a repository that the limits don't have is
 * not touched (FAIL_REFUSED), and a task is not moved to or from one.
 *
 * errors  FAIL_REFUSED Asana says no for good, or the above · FAIL_BUSY a limit, or a request that was
 *         cut off may still be under way: again at again_ms, if that is not 0 · FAIL_CONFLICT others
 *         change the row all the time · those of asana_call() and the store
 * memory  work->pool
 */
#ifndef HOOKLET_WORK_TASK_SYNC_H
#define HOOKLET_WORK_TASK_SYNC_H

#include "store/task_rows.h"
#include "wire/asana_task.h"
#include "wire/github_item.h"
#include "work/action.h"
#include "work/task_decide.h"
#include "work/task_place.h"

struct task_sync {
    /* in */
    const struct work *work; /* of a command: settings, store, pool; stop_fd -1 */
    const struct rule *rule; /* of tasks */
    /* .event.action NULL: out of a list, of a backfill; then .event.installation may be 0 */
    const struct github_item_event *event;
    int64_t ledger_event; /* its id; 0: out of a list */
    struct strings
        limits; /* patterns of repositories that the event's secret is good for; none: all */

    /* out: what there is */
    const char
        *ignored; /* NULL, or why there is nothing to do: no place, or the decision's reason */
    struct task_place place;
    struct task_row row;    /* id 0: none */
    struct asana_task task; /* gid NULL: none */
    struct task_facts facts;
    struct task_decision decision;

    /* out: what is to be done */
    struct asana_change change;    /* without tags; all zero: the task itself stays as it is */
    struct strings tags;           /* names, to be put on, and made where they lack */
    const struct asana_named *off; /* tags to be taken off */
    size_t off_count;
    const char *section;     /* gid, to be moved to; or NULL */
    const char *join, *part; /* gids of projects to be added to, and taken out of; or NULL */
    struct task_row wanted;  /* the row afterwards */
    const char *words; /* of changes and of what could not be done: "assigned mona; ..." or "" */
    bool done;
    int64_t again_ms;
    struct task_sync_hidden *hidden; /* the module's own */
};

int task_sync_look(struct task_sync *sync) __attribute__((warn_unused_result));
int task_sync_run(struct task_sync *sync) __attribute__((warn_unused_result));

/* Is anything of it different in Asana afterwards? */
bool task_sync_changes(const struct task_sync *sync);
/* By what task_sync_words() has, whoever counts jobs in the ledger knows what came of them. */
#define TASK_WORDS_IGNORED "ignored: "
#define TASK_WORDS_CREATED "created task "
#define TASK_WORDS_SAME " is as it should be"

/* One line: "created task 123; assigned mona", "a new task; no Asana user for octocat",
 * "task 123 is as it should be", "ignored: ..". */
const char *task_sync_words(const struct task_sync *sync);

#endif
