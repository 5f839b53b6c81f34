/* task_do.c - effects, in an order that a crash anywhere leaves one task of */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "store/jobs.h"
#include "wire/api_answer.h"
#include "wire/asana_names.h"
#include "work/task_sync_parts.h"

/* A request that was cut off may still arrive at Asana; external ids keep it from making a second task. */
#define FLIGHT_MS INT64_C(10000)

/* --- Rows ------------------------------------------------------------------------------------ */

static bool
same_list(struct strings one, struct strings other)
{
    if (one.count != other.count)
        return false;
    for (size_t i = 0; i < one.count; i++) {
        if (strcmp(one.items[i], other.items[i]) != 0)
            return false;
    }
    return true;
}

static bool
same_row(const struct task_row *one, const struct task_row *other)
{
    return one->id != 0 && one->repository_id == other->repository_id &&
           one->number == other->number && one->state == other->state &&
           one->completed == other->completed && one->item_ms == other->item_ms &&
           text_equal(one->external, other->external) &&
           text_equal(one->repository, other->repository) && text_equal(one->gid, other->gid) &&
           text_equal(one->project, other->project) && text_equal(one->assignee, other->assignee) &&
           text_equal(one->giving, other->giving) && text_equal(one->due, other->due) &&
           text_equal(one->echo, other->echo) && same_list(one->labels, other->labels);
}

/* A backfill that is done again finds most rows as they should be. */
static int
write_row(struct task_sync *sync)
{
    const struct task_row *row = &sync->row;
    struct task_row *wanted = &sync->wanted;
    bool moves = row->repository_id != 0 &&
                 (row->repository_id != wanted->repository_id || row->number != wanted->number);

    if (same_row(row, wanted))
        return 0;
    if (moves)
        return task_row_move(sync->work->store, wanted, clock_ms());
    return task_row_write(sync->work->store, wanted, clock_ms());
}

/* --- Parts ----------------------------------------------------------------------------------- */

static int
find_tags(struct task_sync *sync, struct strings *gids)
{
    const char **items = pool_array(sync->work->pool, sync->tags.count + 1, sizeof *items);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sync->tags.count; i++)
        rc = asana_tag(&sync->hidden->asana, sync->place.workspace, sync->tags.items[i], true,
                       &items[i]);
    *gids = (struct strings){ items, sync->tags.count };
    return rc;
}

/* The task is worth more than whom it is for: a user who is gone, or may not be assigned. */
static bool
leave_unassigned(struct task_sync *sync, int rc)
{
    const char *said = fail_detail();

    if ((rc != FAIL_REFUSED && rc != FAIL_NOT_FOUND) || sync->change.assignee == NULL)
        return false;
    task_say(sync, "left to nobody: Asana refuses user %s, %s: %s", sync->change.assignee,
             sync->hidden->login,
             rc == FAIL_REFUSED ? api_words(sync->work->pool, said) : "unknown");
    sync->change.assignee = NULL;
    sync->wanted.assignee = sync->facts.exists ? sync->facts.was_assignee : NULL;
    return true;
}

/* --- A new task ------------------------------------------------------------------------------ */

/* Asana was asked for it a moment ago by somebody who died, and does not show it yet. */
static int
wait_for_flight(struct task_sync *sync)
{
    const struct task_row *row = &sync->row;
    int64_t end_ms = row->updated_ms + FLIGHT_MS;

    if (asana_api_oauth(sync->hidden->asana.api) || sync->hidden->answered || !sync->facts.known ||
        row->gid != NULL || row->state != TASK_OPEN || clock_ms() >= end_ms ||
        clock_ms() < row->updated_ms)
        return 0;
    sync->again_ms = end_ms;
    return fail(FAIL_BUSY, "its task may still be on its way to Asana");
}

/* A task is about to be made, says the row: whoever finds it so looks in Asana first. */
static int
announce(struct task_sync *sync)
{
    sync->wanted.gid = NULL;
    return task_row_write(sync->work->store, &sync->wanted, clock_ms());
}

static int
ask_for_task(struct task_sync *sync, struct asana_task *task, bool *there)
{
    struct asana *asana = &sync->hidden->asana;
    int rc = asana_task_create(asana, &sync->change, task, there);

    if (leave_unassigned(sync, rc))
        rc = asana_task_create(asana, &sync->change, task, there);
    sync->hidden->answered = rc == 0 || rc == FAIL_REFUSED || rc == FAIL_NOT_FOUND;
    return rc;
}

/* there: it was in Asana already, so what to do with it is to be decided anew. */
static int
create(struct task_sync *sync)
{
    struct asana_task task = { 0 };
    bool there = false;
    int rc = wait_for_flight(sync);

    if (rc == 0)
        rc = find_tags(sync, &sync->change.tags);
    if (rc == 0)
        rc = announce(sync);
    if (rc == 0)
        rc = ask_for_task(sync, &task, &there);
    if (rc != 0)
        return rc;
    if (there)
        return FAIL_CONFLICT;
    sync->wanted.gid = task.gid;
    return task_row_write(sync->work->store, &sync->wanted, clock_ms());
}

/* --- A task that is there -------------------------------------------------------------------- */

/*
 * Should nobody be left to say so: it was us.  A task that the row did not tell of is taken as it is
 * found, anyway.
 */
static int
note_giving(struct task_sync *sync)
{
    int rc;

    if (sync->change.assignee == NULL || sync->hidden->found)
        return 0;
    sync->row.giving = sync->change.assignee;
    rc = task_row_write(sync->work->store, &sync->row, clock_ms());
    sync->wanted.version = sync->row.version;
    return rc;
}

static int
change_task(struct task_sync *sync)
{
    struct asana *asana = &sync->hidden->asana;
    struct asana_task after = { 0 };
    int rc = note_giving(sync);

    if (rc != 0 || !task_changes_itself(&sync->change))
        return rc;
    rc = asana_task_update(asana, sync->task.gid, &sync->change, &after);
    if (leave_unassigned(sync, rc))
        rc = task_changes_itself(&sync->change)
                 ? asana_task_update(asana, sync->task.gid, &sync->change, &after)
                 : 0;
    return rc;
}

static int
change_tags(struct task_sync *sync)
{
    struct asana *asana = &sync->hidden->asana;
    struct strings gids = { 0 };
    int rc = find_tags(sync, &gids);

    for (size_t i = 0; rc == 0 && i < gids.count; i++)
        rc = asana_task_tag(asana, sync->task.gid, gids.items[i]);
    for (size_t i = 0; rc == 0 && i < sync->off_count; i++)
        rc = asana_task_untag(asana, sync->task.gid, sync->off[i].gid);
    return rc;
}

/* Into the new project before it leaves the old one, so that it is always in one. */
static int
change_place(struct task_sync *sync)
{
    struct asana *asana = &sync->hidden->asana;
    int rc = 0;

    if (sync->join != NULL)
        rc = asana_task_project(asana, sync->task.gid, sync->join);
    if (rc == 0 && sync->section != NULL)
        rc = asana_task_place(asana, sync->task.gid, sync->section);
    if (rc == 0 && sync->part != NULL)
        rc = asana_task_unproject(asana, sync->task.gid, sync->part);
    return rc;
}

static int
update(struct task_sync *sync)
{
    int rc = change_task(sync);

    if (rc == 0)
        rc = change_tags(sync);
    if (rc == 0)
        rc = change_place(sync);
    return rc == 0 ? write_row(sync) : rc;
}

int
task_do(struct task_sync *sync)
{
    int rc;

    switch (sync->decision.what) {
    case TASK_CREATE:
        rc = create(sync);
        break;
    case TASK_UPDATE:
        rc = update(sync);
        break;
    default:
        rc = write_row(sync);
    }
    sync->done = rc == 0;
    return rc;
}
