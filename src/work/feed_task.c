/* feed_task.c - makes a task, or takes it up again; the row before and after */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/html_text.h"
#include "base/text.h"
#include "port/http_url.h"
#include "store/turn.h"
#include "wire/asana_task.h"
#include "work/feed_run.h"
#include "work/task_external.h"
#include "work/task_notes.h"

enum { WRITES_MOST = 5 };

/* Says that others were first, which is no failure before. */
static int
say_conflict(int rc, const struct feed_task *task)
{
    if (rc != FAIL_CONFLICT)
        return rc;
    return fail(FAIL_CONFLICT, "%s: somebody else has written down its task meanwhile",
                task->item->external);
}

static int
read_row(struct feed_run *run, struct feed_task *task)
{
    struct task_row row = { 0 };
    int rc = task_row_find_external(run->work->store, task->item->external, run->work->pool, &row);

    if (rc == 0)
        task->row = row;
    return rc;
}

static int
write_down(struct feed_run *run, struct feed_task *task, const struct asana_task *now)
{
    if (now != NULL) {
        task->row.gid = now->gid;
        task->row.completed = now->completed;
        task->row.assignee = now->assignee;
    }
    task->row.item_ms = task->item->updated_ms;
    return task_row_write(run->work->store, &task->row, run->now_ms);
}

/* In the row, what is so in Asana now; a worker that syncs the same task may write, too. */
static int
remember(struct feed_run *run, struct feed_task *task, const struct asana_task *now)
{
    int rc = write_down(run, task, now);

    for (int i = 1; i < WRITES_MOST && rc == FAIL_CONFLICT; i++) {
        rc = read_row(run, task);
        if (rc == 0)
            rc = write_down(run, task, now);
    }
    return say_conflict(rc, task);
}

static const char *
plain(struct pool *pool, const struct atom_text *text)
{
    if (text->text == NULL || text->form == ATOM_TEXT)
        return text->text;
    return html_text(pool, text->text, strlen(text->text));
}

/* Somebody clicks on it: http or https, or nothing. */
static const char *
web_url(struct feed_run *run, const char *link)
{
    struct pool *pool = run->work->pool;
    const char *url = link != NULL ? http_url_join(pool, run->document.url, link) : NULL;

    return text_is_web(url) ? url : NULL;
}

static const char *
notes_of(struct feed_run *run, const struct feed_task *task)
{
    const struct atom_entry *entry = task->item->entry;
    const char *url = web_url(run, entry->link);
    struct task_text text = {
        .url = url != NULL ? url : web_url(run, entry->id),
        .body = plain(run->work->pool, &entry->summary),
        .external = task->item->external,
    };

    if (text.url == NULL)
        text.url = run->feed->url;
    return task_notes_compose(run->work->pool, &text, NULL);
}

static const char *
title_of(struct feed_run *run, const struct feed_task *task)
{
    const char *title = plain(run->work->pool, &task->item->entry->title);

    title = task_title(run->work->pool, title != NULL ? title : "", 0);
    return title[0] != '\0' ? title : task->item->external;
}

static int
create(struct feed_run *run, const struct feed_task *task, struct asana_task *made)
{
    const struct asana_change wanted = {
        .name = title_of(run, task),
        .notes = notes_of(run, task),
        .assignee = run->assignee,
        .external_gid = task->item->external,
        .workspace = run->workspace,
        .projects = { &run->project, 1 },
        .tags = { &run->tag, run->tag != NULL },
    };
    bool there;
    int rc = asana_task_create(&run->asana, &wanted, made, &there);

    if (rc == 0 && !there)
        run->made++;
    return rc;
}

/* The task that an attempt before this one made, if it did. */
static int
find_begun(struct feed_run *run, struct feed_task *task, struct asana_task *found)
{
    int64_t since_ms = task->row.updated_ms - ASANA_CLOCKS_MS;
    int rc = 0;

    if (asana_api_oauth(run->asana.api))
        return asana_task_external(&run->asana, task->item->external, found);
    if (task->found == NULL && since_ms < run->found_since_ms)
        rc = feed_found(run, since_ms);
    if (rc != 0)
        return rc;
    return task->found != NULL ? asana_task_get(&run->asana, task->found, found) : FAIL_NOT_FOUND;
}

/* Sees who else may have begun it. */
static int
claim(struct feed_run *run, struct feed_task *task, bool *begun)
{
    int rc = read_row(run, task);

    *begun = rc == 0 || task->found != NULL;
    if (rc != FAIL_NOT_FOUND)
        return rc;
    task->row = (struct task_row){
        .external = task->item->external,
        .project = run->project,
        .state = TASK_OPEN,
        .item_ms = task->item->updated_ms,
    };
    return say_conflict(task_row_write(run->work->store, &task->row, run->now_ms), task);
}

static int
make_in_turn(struct feed_run *run, struct feed_task *task)
{
    struct asana_task made = { 0 };
    bool begun;
    int rc = claim(run, task, &begun);

    if (rc != 0 || task->row.gid != NULL)
        return rc;
    rc = begun ? find_begun(run, task, &made) : FAIL_NOT_FOUND;
    if (rc == FAIL_NOT_FOUND)
        rc = create(run, task, &made);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED, "Asana: the project, tag or assignee of feed \"%s\" is gone",
                    run->rule->name);
    return rc == 0 ? remember(run, task, &made) : rc;
}

int
feed_task_make(struct feed_run *run, struct feed_task *task)
{
    int fd = -1;
    int rc = turn_take(run->work->store, TURN_FEED_TASK, &fd);

    if (rc != 0)
        return rc;
    rc = make_in_turn(run, task);
    turn_give(fd);
    return rc;
}

/* One that people have deleted in Asana stays away. */
int
feed_task_update(struct feed_run *run, struct feed_task *task)
{
    struct asana_task is = { 0 };
    struct asana_change change = { .completed = ASANA_AS_IT_IS };
    int rc = asana_task_get(&run->asana, task->row.gid, &is);

    if (rc == FAIL_NOT_FOUND)
        return feed_task_note(run, task);
    if (rc != 0)
        return rc;
    if (is.completed)
        change.completed = ASANA_NOT_COMPLETED;
    if ((is.completed || is.assignee == NULL) && run->assignee != NULL)
        change.assignee = run->assignee;
    if (change.completed != ASANA_AS_IT_IS || change.assignee != NULL)
        rc = asana_task_update(&run->asana, task->row.gid, &change, &is);
    if (rc == FAIL_NOT_FOUND)
        return feed_task_note(run, task);
    if (rc == 0)
        rc = remember(run, task, &is);
    run->updated += rc == 0;
    return rc;
}

int
feed_task_note(struct feed_run *run, struct feed_task *task)
{
    return remember(run, task, NULL);
}
