/* hook_catch_up.c - which tasks are not as their rows say */
#include "config.h"

#include "base/fail.h"
#include "base/match.h"
#include "store/task_rows.h"
#include "wire/asana_task.h"
#include "work/hooking.h"
#include "work/plan_sync.h"

enum { PAGE_MOST = 100 };

/* What was deleted or transferred at GitHub has nothing to follow any more. */
static int
differs(struct store *store, struct pool *pool, const struct asana_task *task, bool *wanted)
{
    struct task_row row;
    int rc = task_row_find_gid(store, task->gid, pool, &row);

    *wanted = rc == 0 && row.repository_id != 0 &&
              (row.state == TASK_OPEN || row.state == TASK_CLOSED) &&
              (row.completed != task->completed ||
               !text_equal(task_row_left_to(&row, task->assignee), task->assignee));
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static void
add_job(const struct hooking *hooking, const struct asana_task *task, struct caught_up *found)
{
    struct planned_job *job = &found->jobs[found->count++];
    struct pool *pool = hooking->work->pool;
    const struct sync_wish wish = { .task = pool_string(pool, task->gid),
                                    .project = hooking->project,
                                    .order_ms = task->modified_ms };

    plan_sync_task(job, &wish, pool);
    job->rule = hooking->project;
    job->step = hooking->job->step + (int)found->count;
}

static int
take_page(const struct hooking *hooking, struct pool *pool, const struct asana_task *tasks,
          size_t count, struct caught_up *found)
{
    bool wanted;
    int rc = 0;

    found->looked_at += (int64_t)count;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = differs(hooking->work->store, pool, &tasks[i], &wanted);
        if (rc == 0 && wanted && found->count < HOOK_MOST + PAGE_MOST)
            add_job(hooking, &tasks[i], found);
    }
    return rc;
}

/* A page in a pool of its own, since there may be hundreds. */
static int
look_at_page(struct hooking *hooking, struct asana_pages *pages, struct caught_up *found)
{
    struct asana asana = hooking->asana;
    struct asana_task *tasks = NULL;
    size_t count = 0;
    int rc, trouble;

    asana.pool = pool_new();
    rc = asana_tasks_next(&asana, pages, &tasks, &count);
    if (rc == 1) {
        trouble = take_page(hooking, asana.pool, tasks, count, found);
        rc = trouble != 0 ? trouble : rc;
    }
    pool_free(asana.pool);
    return rc;
}

/* Whole pages, until there are enough; Asana hands out a hundred at most in one. */
int
hook_catch_up(struct hooking *hooking, struct caught_up *found)
{
    struct asana_pages pages = { .pool = hooking->work->pool };
    int64_t since_ms = hooking->since_ms - ASANA_CLOCKS_MS;
    int rc = 1;

    *found = (struct caught_up){
        .jobs = pool_array(hooking->work->pool, HOOK_MOST + PAGE_MOST + 1, sizeof *found->jobs),
    };
    asana_tasks_modified(&hooking->asana, hooking->project, since_ms > 0 ? since_ms : 1, &pages);
    pages.offset = hooking->offset;
    while (rc == 1 && found->count < HOOK_MOST && !found->stopped) {
        rc = look_at_page(hooking, &pages, found);
        found->stopped = work_stopping(hooking->work);
    }
    if (rc == 1)
        found->offset = pages.offset;
    return rc == 1 ? 0 : rc;
}
