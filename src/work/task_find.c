/* task_find.c - what is known of an item's task: the row first, then Asana */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "work/task_external.h"
#include "work/task_scan.h"
#include "work/task_sync_parts.h"

bool
task_within_limits(const struct task_sync *sync, const char *repository)
{
    return sync->limits.count == 0 ||
           (repository != NULL && match_any_name(sync->limits, repository));
}

static int
refuse(struct task_sync *sync, const struct task_row *row)
{
    sync->hidden->against_limits = true;
    return fail(FAIL_REFUSED,
                "the task of %s#%" PRId64
                " is left alone: the secret that signed an event of %s is "
                "not good for that repository",
                row->repository == NULL ? row->external : row->repository, row->number,
                sync->event->item.repository);
}

int
task_find_external(struct task_sync *sync, const struct task_target *target, const char **external)
{
    struct pool *pool = sync->work->pool;
    const char *plain = task_external(pool, target->repository, target->number);
    struct task_row row = { 0 };
    bool other = false;
    int rc = task_row_find_external(sync->work->store, plain, pool, &row);

    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    *external = plain;
    /* A row of that very item gives way (task_row_move()), or is written over. */
    if (rc == 0 && row.id != sync->row.id &&
        (row.repository_id != target->repository_id || row.number != target->number))
        other = true;
    if (other || sync->hidden->taken)
        *external =
            task_external_apart(pool, target->repository, target->number, target->repository_id);
    return 0;
}

/* --- The row -------------------------------------------------------------------------------- */

static bool
is_tombstone(const struct task_row *row)
{
    return row->state == TASK_DELETED || row->state == TASK_MOVED;
}

static bool
has_name(const struct task_row *row, const char *repository)
{
    return row->repository != NULL && strcasecmp(row->repository, repository) == 0;
}

/*
 * Under another name the repository was renamed, as far as the event may say so.  Nothing is heard any
 * more of what was deleted or transferred before a rename: a tombstone of another name is what somebody
 * made who claimed the id.
 */
static int
take_row(struct task_sync *sync, const struct task_row *row)
{
    const char *repository = sync->event->item.repository;
    bool same = has_name(row, repository);

    if (!same && !task_within_limits(sync, row->repository))
        return refuse(sync, row);
    sync->row = *row;
    sync->facts.known = same || !is_tombstone(row);
    if (!sync->facts.known)
        sync->row = (struct task_row){ .id = row->id, .version = row->version };
    return 0;
}

/* Where the event may not speak for all: is the id, as far as we know, that of another repository? */
static int
check_claim(struct task_sync *sync)
{
    struct task_row row = { 0 };
    int rc;

    if (sync->limits.count == 0)
        return 0;
    rc = task_row_find_repository(sync->work->store, sync->event->item.repository_id,
                                  sync->work->pool, &row);
    if (rc == 0 && !task_within_limits(sync, row.repository))
        return refuse(sync, &row);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Made by task_scan(), and by nobody known yet. */
static int
take_unnumbered(struct task_sync *sync, const char *external, bool *taken)
{
    struct task_row row = { 0 };
    int rc = task_row_find_external(sync->work->store, external, sync->work->pool, &row);

    *taken = rc == 0 && row.repository_id == 0;
    if (*taken)
        sync->row = row;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
find_unnumbered(struct task_sync *sync)
{
    const struct github_item *item = &sync->event->item;
    struct pool *pool = sync->work->pool;
    bool taken = false;
    int rc = take_unnumbered(sync, task_external(pool, item->repository, item->number), &taken);

    if (rc == 0 && !taken)
        rc = take_unnumbered(
            sync, task_external_apart(pool, item->repository, item->number, item->repository_id),
            &taken);
    return rc;
}

/* Tasks don't go from one workspace to another. */
static int
is_in_workspace(struct task_sync *sync, const struct task_row *row, bool *is_in)
{
    const struct rule *rule = task_rule(sync->work->settings, row->repository);
    struct task_place place = { 0 };
    int rc = 0;

    if (rule != NULL)
        rc = task_place_of_rule(&sync->hidden->asana, rule, row->repository, &place);
    *is_in = place.workspace == NULL || strcmp(place.workspace, sync->place.workspace) == 0;
    return rc;
}

/* Of what GitHub sends of a transfer, `opened` at the new place may come first. */
static int
find_moved(struct task_sync *sync)
{
    const struct github_item_event *event = sync->event;
    struct task_row row = { 0 };
    bool is_in = false;
    int rc;

    if (event->old_repository == NULL || (sync->facts.known && sync->row.state != TASK_CLOSED))
        return 0;
    rc = task_row_find(sync->work->store, event->old_repository_id, event->old_number,
                       sync->work->pool, &row);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    if (row.gid == NULL || row.repository == NULL || is_tombstone(&row) ||
        !task_within_limits(sync, row.repository))
        return 0;
    rc = is_in_workspace(sync, &row, &is_in);
    if (rc != 0 || !is_in)
        return rc;
    sync->row = row;
    sync->facts.known = true;
    return 0;
}

static int
find_row(struct task_sync *sync)
{
    const struct github_item *item = &sync->event->item;
    struct task_row row = { 0 };
    int rc =
        task_row_find(sync->work->store, item->repository_id, item->number, sync->work->pool, &row);

    if (rc == 0)
        rc = take_row(sync, &row);
    else if (rc == FAIL_NOT_FOUND)
        rc = check_claim(sync);
    sync->facts.moved_here = sync->event->old_repository != NULL;
    if (rc == 0 && sync->row.gid == NULL)
        rc = find_moved(sync);
    if (rc == 0 && sync->row.id == 0)
        rc = find_unnumbered(sync);
    return rc;
}

/* --- The task -------------------------------------------------------------------------------- */

/* Absence is an answer. */
static int
found_or_not(struct task_sync *sync, int rc)
{
    if (rc == 0)
        return 0;
    sync->task = (struct asana_task){ 0 };
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* What Asana has under our external id may be what another row stands for. */
static int
find_by_external(struct task_sync *sync)
{
    const struct task_target here = { .repository = sync->event->item.repository,
                                      .repository_id = sync->event->item.repository_id,
                                      .number = sync->event->item.number };
    const char *external = sync->row.external;
    struct task_row owner = { 0 };
    int rc = external == NULL ? task_find_external(sync, &here, &external) : 0;

    if (rc == 0)
        rc = asana_task_external(&sync->hidden->asana, external, &sync->task);
    if (rc != 0)
        return found_or_not(sync, rc);
    rc = task_row_find_gid(sync->work->store, sync->task.gid, sync->work->pool, &owner);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    sync->hidden->taken = owner.id != sync->row.id;
    return sync->hidden->taken ? found_or_not(sync, FAIL_NOT_FOUND) : 0;
}

/* The row says that it was about to be made. */
static int
find_by_marker(struct task_sync *sync)
{
    const struct task_row *row = &sync->row;

    if (!sync->facts.known || row->gid != NULL || row->state != TASK_OPEN || row->project == NULL)
        return 0;
    return found_or_not(sync, task_scan_find(&sync->hidden->asana, row->project, row->external,
                                             row->updated_ms - ASANA_CLOCKS_MS, &sync->task));
}

static int
find_task(struct task_sync *sync)
{
    struct asana *asana = &sync->hidden->asana;
    int rc = 0;

    if (sync->facts.known && is_tombstone(&sync->row))
        return 0;
    if (sync->row.gid != NULL)
        rc = found_or_not(sync, asana_task_get(asana, sync->row.gid, &sync->task));
    if (rc != 0 || sync->task.gid != NULL)
        return rc;
    return asana_api_oauth(asana->api) ? find_by_external(sync) : find_by_marker(sync);
}

int
task_find(struct task_sync *sync)
{
    int rc = find_row(sync);

    return rc == 0 ? find_task(sync) : rc;
}
