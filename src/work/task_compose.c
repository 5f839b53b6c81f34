/* task_compose.c - what is to be different in Asana, and only that */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "work/task_external.h"
#include "work/task_notes.h"
#include "work/task_person.h"
#include "work/task_sync_parts.h"

static void
compose_name(struct task_sync *sync)
{
    const char *name =
        task_title(sync->work->pool, sync->event->item.title, sync->hidden->target.number);

    if (sync->task.gid != NULL && strcmp(name, sync->task.name) == 0)
        return;
    sync->change.name = name;
    if (sync->task.gid != NULL)
        task_say(sync, "title");
}

static void
compose_notes(struct task_sync *sync)
{
    struct pool *pool = sync->work->pool;
    const char *old = sync->task.notes, *external = sync->wanted.external;
    const struct task_text text = { .url = sync->hidden->target.url,
                                    .body = sync->event->item.body,
                                    .note = sync->decision.note,
                                    .external = external };
    const char *notes = old;

    if (sync->decision.text)
        notes = task_notes_compose(pool, &text, old);
    else if (sync->decision.note != NULL)
        notes = task_notes_note(pool, old, sync->decision.note, external);
    if (notes == NULL || task_notes_same(notes, old))
        return;
    sync->change.notes = notes;
    if (old != NULL)
        task_say(sync, sync->decision.note != NULL ? "a note" : "notes");
}

/* A date that people have chosen is left alone, unless the milestone's is another one now. */
static void
compose_due(struct task_sync *sync)
{
    const char *due = sync->event->item.milestone_due, *ours = sync->row.due;

    if (sync->task.gid == NULL)
        ours = NULL;
    sync->wanted.due = due;
    if (due != NULL && !text_equal(due, ours) && !text_equal(due, sync->task.due_on)) {
        sync->change.due_on = due;
        task_say(sync, "due %s", due);
    } else if (due == NULL && ours != NULL && text_equal(ours, sync->task.due_on)) {
        sync->change.due_on = "";
        task_say(sync, "due no more");
    }
}

static void
compose_text(struct task_sync *sync)
{
    if (sync->decision.text)
        compose_name(sync);
    compose_notes(sync);
    if (sync->decision.text)
        compose_due(sync);
    if (sync->decision.text)
        task_labels(sync);
}

static int
compose_assignee(struct task_sync *sync)
{
    const char *login = sync->facts.candidate, *gid = NULL, *reason = NULL;
    int rc;

    if (sync->facts.assigned != NULL && sync->task.assignee != NULL && !sync->decision.assign)
        task_say(sync, "it keeps its assignee");
    if (!sync->decision.assign || login == NULL)
        return 0;
    rc = task_person(&sync->hidden->asana, sync->place.workspace, &sync->hidden->github, login,
                     &gid, &reason);
    sync->again_ms = sync->hidden->github.again_ms;
    if (rc != 0)
        return rc;
    if (gid == NULL) {
        task_say(sync, "%s", reason);
        return 0;
    }
    sync->change.assignee = gid;
    sync->wanted.assignee = gid;
    sync->hidden->login = login;
    return 0;
}

static void
compose_completed(struct task_sync *sync)
{
    if (sync->decision.completed == TASK_SET)
        sync->change.completed = ASANA_COMPLETED;
    else if (sync->decision.completed == TASK_CLEAR)
        sync->change.completed = ASANA_NOT_COMPLETED;
}

/* Asana has the id under which the task is found again when rows are lost. */
static void
compose_external(struct task_sync *sync)
{
    const char *external = sync->wanted.external;

    if (asana_api_oauth(sync->hidden->asana.api) && !text_equal(external, sync->task.external_gid))
        sync->change.external_gid = external;
}

/* A project may have no such section; that is fine. */
static int
find_section(struct task_sync *sync, const char *project, enum task_section where)
{
    struct asana *asana = &sync->hidden->asana;
    int rc;

    if (where == TASK_STAY || project == NULL)
        return 0;
    if (where == TASK_DONE)
        rc = asana_section(asana, project, TASK_SECTION_DONE, &sync->section);
    else
        rc = asana_section_but(asana, project, TASK_SECTION_DONE, &sync->section);
    if (rc == 0)
        task_say(sync, where == TASK_DONE ? "into section Done" : "out of section Done");
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Where it joins a project it comes into the first section, as new tasks do. */
static int
compose_place(struct task_sync *sync)
{
    const char *project = sync->hidden->project;
    enum task_section where = sync->decision.section;

    if (sync->join != NULL) {
        if (project != NULL && strcmp(project, sync->join) != 0)
            sync->part = project;
        project = sync->join;
        where = sync->wanted.completed ? TASK_DONE : TASK_STAY;
        task_say(sync, "into another project");
    }
    return find_section(sync, project, where);
}

static void
compose_new(struct task_sync *sync)
{
    const char **projects = pool_array(sync->work->pool, 1, sizeof *projects);

    projects[0] = sync->place.project;
    sync->change.workspace = sync->place.workspace;
    sync->change.projects = (struct strings){ projects, 1 };
}

int
task_compose(struct task_sync *sync)
{
    int rc;

    if (sync->decision.what == TASK_IGNORE)
        return 0;
    if (sync->decision.what == TASK_CREATE)
        compose_new(sync);
    compose_completed(sync);
    rc = compose_assignee(sync);
    if (rc != 0)
        return rc;
    compose_text(sync);
    compose_external(sync);
    if (sync->hidden->moving != NULL)
        task_say(sync, "it stays here: %s", sync->hidden->moving);
    return sync->decision.what == TASK_UPDATE ? compose_place(sync) : 0;
}
