/* task_target.c - where an item is from now on, and whether its task can go along */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "work/task_sync_parts.h"

/* An event without a URL is none of GitHub's; what it is about has a page all the same. */
static const char *
url_of(struct task_sync *sync, const char *repository, int64_t number, const char *url)
{
    if (url != NULL)
        return url;
    return pool_printf(sync->work->pool, "%s/%s/%s/%" PRId64,
                       sync->work->settings->github.clone_url, repository,
                       sync->event->item.pull_request ? "pull" : "issues", number);
}

void
task_stay(struct task_sync *sync)
{
    const struct github_item *item = &sync->event->item;

    sync->hidden->target = (struct task_target){
        .repository = item->repository,
        .repository_id = item->repository_id,
        .number = item->number,
        .url = url_of(sync, item->repository, item->number, item->url),
    };
    sync->join = NULL;
}

static void
go(struct task_sync *sync)
{
    const struct github_item_event *event = sync->event;

    sync->hidden->target = (struct task_target){
        .repository = event->new_repository,
        .repository_id = event->new_repository_id,
        .number = event->new_number,
        .url = url_of(sync, event->new_repository, event->new_number, event->new_url),
    };
}

/* A row of the new place, made by `opened` there; one that has and awaits no task gives way. */
static int
find_other(struct task_sync *sync)
{
    const struct task_target *target = &sync->hidden->target;
    struct task_row row = { 0 };
    int rc = task_row_find(sync->work->store, target->repository_id, target->number,
                           sync->work->pool, &row);

    if (rc == 0 && (row.gid != NULL || row.state != TASK_CLOSED))
        sync->hidden->moving = "there is a task for it there already";
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Where the new place has no rule, or no project, the task stays in its own. */
static int
find_project(struct task_sync *sync)
{
    const char *repository = sync->hidden->target.repository;
    const struct rule *rule = task_rule(sync->work->settings, repository);
    struct task_place place = { 0 };
    int rc = 0;

    if (rule != NULL)
        rc = task_place_of_rule(&sync->hidden->asana, rule, repository, &place);
    if (rc != 0 || place.project == NULL)
        return rc;
    if (strcmp(place.workspace, sync->place.workspace) != 0)
        sync->hidden->moving = "its tasks are in another workspace";
    else if (strcmp(place.project, sync->place.project) != 0)
        sync->join = place.project;
    return 0;
}

static int
follow(struct task_sync *sync)
{
    int rc;

    sync->facts.moved_to = sync->hidden->target.url;
    if (!task_within_limits(sync, sync->hidden->target.repository)) {
        sync->hidden->moving = "the secret that signed the event is not good for that repository";
        return 0;
    }
    rc = find_other(sync);
    if (rc == 0 && sync->hidden->moving == NULL)
        rc = find_project(sync);
    return rc;
}

/* `opened` came first, and the task is still where it was. */
static void
follow_here(struct task_sync *sync)
{
    const char *project = sync->row.project;

    if (sync->row.repository_id == 0 ||
        (sync->row.repository_id == sync->hidden->target.repository_id &&
         sync->row.number == sync->hidden->target.number))
        return;
    if (project == NULL || strcmp(project, sync->place.project) != 0)
        sync->join = sync->place.project;
}

int
task_target(struct task_sync *sync)
{
    const char *action = sync->event->event.action;
    int rc = 0;

    task_stay(sync);
    if (text_equal(action, "transferred") && sync->event->new_repository != NULL) {
        go(sync);
        rc = follow(sync);
    } else if (sync->facts.moved_here) {
        follow_here(sync);
    }
    sync->facts.there = sync->hidden->moving != NULL;
    if (sync->facts.there)
        task_stay(sync);
    return rc;
}
