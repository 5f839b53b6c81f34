/* task_scan.c - page by page, each in a pool of its own */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/state.h"
#include "store/task_rows.h"
#include "work/task_notes.h"
#include "work/task_scan.h"

#define SILENT_MS                                                                                  \
    INT64_C(40000) /* beyond what a page may take: whoever read is not there any more */
#define LOOK_AGAIN_MS 1000

/* A reading under way. */
struct scan {
    const struct work *work;
    struct asana *asana;
    const char *project;
    struct asana_pages pages;
    const char *value; /* of its row */
    int64_t version;
};

enum field { OFFSET, DONE, FIELDS };

/* Gids grow; they may have more digits than a number here. */
static bool
is_older(const char *gid, const char *other)
{
    size_t length = strlen(gid), other_length = strlen(other);

    return length != other_length ? length < other_length : strcmp(gid, other) < 0;
}

/* There is a row of this external id, or this task. */
static int
settle(struct asana *page, const struct task_row *found)
{
    struct task_row row = { 0 };
    int rc = task_row_find_external(page->store, found->external, page->pool, &row);
    bool better =
        rc == 0 && (row.gid == NULL || (row.repository_id == 0 && is_older(found->gid, row.gid)));

    if (better) {
        row.gid = found->gid;
        rc = task_row_write(page->store, &row, clock_ms());
    }
    return rc == FAIL_NOT_FOUND || rc == FAIL_CONFLICT ? 0 : rc;
}

static int
keep_task(struct asana *page, const char *project, const struct asana_task *task)
{
    struct task_row row = {
        .external = task_notes_external(page->pool, task->notes),
        .gid = task->gid,
        .project = project,
        .completed = task->completed,
        .assignee = task->assignee,
    };
    int rc;

    if (row.external == NULL)
        return 0;
    rc = task_row_write(page->store, &row, clock_ms());
    return rc == FAIL_CONFLICT ? settle(page, &row) : rc;
}

/* As asana_tasks_next(). */
static int
keep_page(struct scan *scan, struct asana *page)
{
    struct asana_task *tasks = NULL;
    size_t count = 0;
    int rc = asana_tasks_next(page, &scan->pages, &tasks, &count);

    for (size_t i = 0; rc == 1 && i < count; i++) {
        int kept = keep_task(page, scan->project, &tasks[i]);

        rc = kept == 0 ? 1 : kept;
    }
    return rc;
}

static int
write_row(struct scan *scan, int64_t now_ms)
{
    int rc = state_set(scan->asana->store, STATE_ASANA_SCAN, scan->project, scan->value,
                       scan->version, now_ms);

    scan->version++;
    return rc;
}

static int
note(struct scan *scan, bool done)
{
    struct json *value = json_object();

    if (done)
        json_set_bool(value, "done", true);
    else
        json_set_string(value, "offset", scan->pages.offset);
    scan->value = json_text(scan->asana->pool, value, JSON_COMPACT);
    return write_row(scan, clock_ms());
}

/* A large project takes minutes, which nobody wants to wait for who ends a worker. */
static int
go_on(const struct scan *scan)
{
    if (!work_stopping(scan->work))
        return 1;
    return fail(FAIL_BUSY, "the worker stops while project %s is read", scan->project);
}

static int
read_all(struct scan *scan)
{
    int rc;

    do {
        struct asana page = *scan->asana;

        page.pool = pool_new();
        rc = keep_page(scan, &page);
        pool_free(page.pool);
        if (rc == 1) {
            int noted = note(scan, false);

            rc = noted == 0 ? go_on(scan) : noted;
        }
    } while (rc == 1);
    if (rc == 0)
        return note(scan, true);
    /* Whoever comes next need not wait for us: it is as if we had gone long ago. */
    if (rc != FAIL_CONFLICT && write_row(scan, 0) != 0)
        return rc; /* said already */
    return rc;
}

/* Takes the row: 0, FAIL_CONFLICT somebody else has it, or it is done. */
static int
begin(struct scan *scan, bool *done)
{
    struct json_want wants[FIELDS] = { [OFFSET].pointer = "/offset", [DONE].pointer = "/done" };
    struct pool *pool = scan->asana->pool;
    struct state_row row = { 0 };
    int rc = state_get(scan->asana->store, STATE_ASANA_SCAN, scan->project, pool, &row);

    if (rc == FAIL_NOT_FOUND)
        return note(scan, false);
    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc != 0)
        return rc;
    *done = json_true(&wants[DONE]);
    if (*done)
        return 0;
    if (clock_ms() - row.updated_ms < SILENT_MS && clock_ms() >= row.updated_ms)
        return FAIL_CONFLICT;
    scan->version = row.version;
    scan->pages.offset = json_string(&wants[OFFSET]);
    scan->pages.seen = scan->pages.offset != NULL;
    return note(scan, false);
}

int
task_scan(const struct work *work, struct asana *asana, const char *project, int64_t *again_ms)
{
    struct scan scan = {
        .work = work, .asana = asana, .project = project, .pages.pool = asana->pool
    };
    bool done = false;
    int rc;

    if (asana_api_oauth(asana->api))
        return 0;
    asana_tasks_modified(asana, project, 0, &scan.pages);
    rc = begin(&scan, &done);
    if (rc == 0 && !done)
        rc = read_all(&scan);
    if (rc != FAIL_CONFLICT)
        return rc;
    *again_ms = clock_ms() + LOOK_AGAIN_MS;
    return fail(FAIL_BUSY, "the tasks of project %s are being read for the first time", project);
}

/* The oldest one with the marker, in the pool of `asana`; NULL: none of these. */
static const char *
find_marker(struct asana *asana, struct asana *page, const struct asana_task *tasks, size_t count,
            const char *external)
{
    const char *gid = NULL;

    for (size_t i = 0; i < count; i++) {
        const char *marker = task_notes_external(page->pool, tasks[i].notes);

        if (marker != NULL && strcmp(marker, external) == 0 &&
            (gid == NULL || is_older(tasks[i].gid, gid)))
            gid = pool_string(asana->pool, tasks[i].gid);
    }
    return gid;
}

int
task_scan_find(struct asana *asana, const char *project, const char *external, int64_t since_ms,
               struct asana_task *task)
{
    struct asana_pages pages = { .pool = asana->pool };
    const char *gid = NULL;
    int rc;

    asana_tasks_modified(asana, project, since_ms, &pages);
    do {
        struct asana page = *asana;
        struct asana_task *tasks = NULL;
        size_t count = 0;

        page.pool = pool_new();
        rc = asana_tasks_next(&page, &pages, &tasks, &count);
        if (rc == 1)
            gid = find_marker(asana, &page, tasks, count, external);
        pool_free(page.pool);
    } while (rc == 1 && gid == NULL);
    if (rc < 0)
        return rc;
    return gid != NULL ? asana_task_get(asana, gid, task) : FAIL_NOT_FOUND;
}
