/* task_row_wanted.c - what the row says of an item and its task afterwards */
#include "config.h"

#include <string.h>

#include "work/task_echo.h"
#include "work/task_sync_parts.h"

static void
follow_place(struct task_sync *sync, const char *external)
{
    const struct task_target *target = &sync->hidden->target;

    sync->wanted.external = external;
    sync->wanted.repository = target->repository;
    sync->wanted.repository_id = target->repository_id;
    sync->wanted.number = target->number;
}

/*
 * A new row, one that nobody had numbered, one that moves, and one whose repository has another name
 * now, where the task's own marker follows, too.
 */
static int
follow_name(struct task_sync *sync)
{
    const struct task_row *row = &sync->row;
    const struct task_decision *decision = &sync->decision;
    const char *repository = sync->hidden->target.repository;
    const char *external = row->external;
    int rc;

    if (external != NULL && row->repository_id == 0 && !decision->rekey) {
        follow_place(sync, external);
        return 0;
    }
    if (external != NULL && !decision->rekey && !sync->hidden->taken &&
        (!decision->text || (row->repository != NULL && strcmp(row->repository, repository) == 0)))
        return 0;
    rc = task_find_external(sync, &sync->hidden->target, &external);
    if (rc == 0)
        follow_place(sync, external);
    return rc;
}

/*
 * Task and item agree: there is nothing to tell to either side any more, whoever brought it about.  It
 * may have been us, in an attempt that was cut off before the row said so.
 */
static bool
agrees(const struct task_sync *sync)
{
    const struct task_decision *decision = &sync->decision;

    return sync->task.gid != NULL && decision->newest && !decision->rekey &&
           task_echo_turn(sync->facts.echo) == NULL &&
           sync->task.completed != sync->event->item.open;
}

static void
follow_task(struct task_sync *sync)
{
    const struct task_decision *decision = &sync->decision;
    struct task_row *wanted = &sync->wanted;

    wanted->gid = sync->task.gid;
    wanted->assignee = task_row_left_to(&sync->row, sync->task.assignee);
    wanted->giving = NULL;
    if (sync->hidden->found) {
        wanted->completed = sync->task.completed;
        wanted->assignee = sync->task.assignee;
    }
    if (sync->task.gid == NULL) {
        wanted->completed = false;
        wanted->assignee = wanted->due = NULL;
        wanted->labels = (struct strings){ 0 };
    }
    if (decision->completed != TASK_KEEP)
        wanted->completed = decision->completed == TASK_SET;
    else if (agrees(sync))
        wanted->completed = sync->task.completed;
    if (sync->join != NULL && decision->rekey)
        wanted->project = sync->join;
    else if (wanted->project == NULL || decision->what == TASK_CREATE)
        wanted->project = sync->place.project;
}

static void
follow_item(struct task_sync *sync)
{
    const struct github_item *item = &sync->event->item;
    const struct task_decision *decision = &sync->decision;
    struct task_row *wanted = &sync->wanted;

    wanted->echo = decision->echo;
    if (!decision->newest)
        return;
    wanted->state = decision->state;
    if (decision->rekey)
        wanted->state = item->open ? TASK_OPEN : TASK_CLOSED;
    if (item->updated_ms > wanted->item_ms)
        wanted->item_ms = item->updated_ms;
}

int
task_row_wanted(struct task_sync *sync)
{
    sync->wanted = sync->row;
    if (sync->facts.known && (sync->row.state == TASK_DELETED || sync->row.state == TASK_MOVED))
        return 0;
    follow_task(sync);
    follow_item(sync);
    return follow_name(sync);
}
