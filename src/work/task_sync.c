/* task_sync.c - looks, decides, does */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/match.h"
#include "wire/asana_names.h"
#include "wire/github_repository.h"
#include "work/task_scan.h"
#include "work/task_sync_parts.h"

enum { TRIES = 5 };

static void
begin(struct task_sync *sync)
{
    const struct task_sync fresh = {
        .work = sync->work,
        .rule = sync->rule,
        .event = sync->event,
        .ledger_event = sync->ledger_event,
        .limits = sync->limits,
    };
    const struct github_item_event *event = sync->event;
    const struct work *work = sync->work;
    struct task_sync_hidden *hidden = pool_alloc(work->pool, sizeof *hidden);
    bool answered = sync->hidden != NULL && sync->hidden->answered;

    *sync = fresh;
    sync->words = "";
    sync->hidden = hidden;
    *hidden = (struct task_sync_hidden){
        .asana = { &work->settings->asana_api, work->store, work->pool },
        .github = { .work = work,
                    .repository = event->item.repository,
                    .installation = event->event.installation },
        .answered = answered,
    };
}

/* Lists of issues, and events "issues", don't tell who is to review a pull request. */
static int
find_reviewers(struct task_sync *sync, struct strings *reviewers)
{
    const struct github_item_event *event = sync->event;
    const struct github_item *item = &event->item;
    const char *trouble = NULL;
    int rc;

    *reviewers = item->reviewers;
    if (!item->pull_request || text_equal(event->event.kind, "pull_request") ||
        item->assignees.count > 0 || !item->open || sync->task.assignee != NULL ||
        item->reviewers.count > 0 || !github_api_configured(&sync->work->settings->github_api))
        return 0;
    rc = task_github_reviewers(&sync->hidden->github, item->number, reviewers, &trouble);
    sync->again_ms = sync->hidden->github.again_ms;
    if (rc == 0 && trouble != NULL)
        task_say(sync, "reviewers are not known: %s", trouble);
    return rc;
}

/* The project that we look after: the repository's, else the one where the row has it. */
static const struct asana_place *
place_of(const struct task_sync *sync)
{
    const char *const projects[] = { sync->place.project, sync->row.project };

    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; projects[i] != NULL && j < sync->task.place_count; j++) {
            if (strcmp(sync->task.places[j].project, projects[i]) == 0)
                return &sync->task.places[j];
        }
    }
    return NULL;
}

/*
 * Times are whole seconds, and of one second the event that came last counts.  But nothing happens to an
 * item before it is opened: what closed it within its first second may have come first, or `opened`
 * comes again (hooklet replay).
 */
static bool
is_stale(const struct task_sync *sync)
{
    int64_t item_ms = sync->event->item.updated_ms, known_ms = sync->row.item_ms;

    if (item_ms <= 0 || item_ms > known_ms)
        return false;
    return item_ms < known_ms || (text_equal(sync->event->event.action, "opened") &&
                                  !sync->facts.moved_here && sync->row.state == TASK_CLOSED);
}

static void
gather_row(struct task_sync *sync)
{
    const struct task_row *row = &sync->row;
    struct task_facts *facts = &sync->facts;

    if (!facts->known)
        return;
    facts->stale = is_stale(sync);
    facts->state = row->state;
    facts->echo = row->echo;
    facts->was_completed = sync->hidden->found ? sync->task.completed : row->completed;
    facts->was_assignee =
        sync->hidden->found ? sync->task.assignee : task_row_left_to(row, sync->task.assignee);
}

static void
gather_task(struct task_sync *sync)
{
    const struct asana_place *place = place_of(sync);
    struct task_facts *facts = &sync->facts;

    facts->exists = sync->task.gid != NULL;
    facts->completed = sync->task.completed;
    facts->assignee = sync->task.assignee;
    if (place == NULL)
        return;
    sync->hidden->project = place->project;
    facts->in_done =
        place->section_name != NULL && strcasecmp(place->section_name, TASK_SECTION_DONE) == 0;
}

static int
gather(struct task_sync *sync)
{
    const struct github_item_event *event = sync->event;
    const struct github_item *item = &event->item;
    struct task_facts *facts = &sync->facts;
    struct strings reviewers = { 0 };
    int rc = find_reviewers(sync, &reviewers);

    if (rc != 0)
        return rc;
    facts->action = event->event.action;
    facts->event = sync->ledger_event;
    facts->pull_request = item->pull_request;
    facts->open = item->open;
    facts->merged = item->merged;
    facts->assigned = event->assignee;
    facts->candidate = task_assignee(item->assignees, item->pull_request, reviewers, item->number);
    facts->both_ways = sync->rule->tasks->both_ways;
    sync->hidden->found = sync->task.gid != NULL && (!facts->known || sync->row.gid == NULL ||
                                                     strcmp(sync->row.gid, sync->task.gid) != 0);
    gather_row(sync);
    gather_task(sync);
    return 0;
}

static int
look_at_place(struct task_sync *sync)
{
    struct asana *asana = &sync->hidden->asana;
    int rc = task_place_of_rule(asana, sync->rule, sync->event->item.repository, &sync->place);

    sync->ignored = sync->place.missing;
    if (rc == 0 && sync->ignored == NULL)
        rc = task_scan(sync->work, asana, sync->place.project, &sync->again_ms);
    return rc;
}

int
task_sync_look(struct task_sync *sync)
{
    int rc;

    begin(sync);
    rc = look_at_place(sync);
    if (rc != 0 || sync->ignored != NULL)
        return rc;
    rc = task_find(sync);
    if (rc == 0)
        rc = task_target(sync);
    if (rc == 0)
        rc = gather(sync);
    if (rc != 0)
        return rc;
    sync->decision = task_decide(sync->work->pool, &sync->facts);
    if (!sync->decision.rekey)
        task_stay(sync);
    if (sync->decision.what == TASK_IGNORE)
        sync->ignored = sync->decision.reason;
    rc = task_row_wanted(sync);
    return rc == 0 ? task_compose(sync) : rc;
}

/* What we remembered of the place may be gone by now: renamed, deleted, closed to us. */
static int
forget_place(struct task_sync *sync)
{
    const char *const gids[] = { sync->place.workspace, sync->place.project, sync->join };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < 3; i++) {
        if (gids[i] != NULL)
            rc = asana_name_forget(&sync->hidden->asana, gids[i]);
    }
    return rc;
}

static int
look_and_do(struct task_sync *sync)
{
    int rc = task_sync_look(sync);

    /* Without a place there is not even a row. */
    if (rc != 0 || sync->place.project == NULL)
        return rc;
    return task_do(sync);
}

/* A 404 has no words. */
static int
say_gone(const struct task_sync *sync)
{
    return fail(FAIL_REFUSED,
                "Asana: what task %s is to be put into is gone, or not for us: workspace %s, "
                "project %s",
                sync->task.gid == NULL ? "(new)" : sync->task.gid, sync->place.workspace,
                sync->place.project);
}

int
task_sync_run(struct task_sync *sync)
{
    bool again = true;
    int rc = FAIL_CONFLICT;

    for (int i = 0; rc == FAIL_CONFLICT && i < TRIES; i++) {
        rc = look_and_do(sync);
        if ((rc != FAIL_NOT_FOUND && rc != FAIL_REFUSED) || !again ||
            sync->place.workspace == NULL || sync->hidden->against_limits)
            continue;
        again = false;
        rc = forget_place(sync);
        rc = rc == 0 ? FAIL_CONFLICT : rc;
    }
    return rc == FAIL_NOT_FOUND ? say_gone(sync) : rc;
}
