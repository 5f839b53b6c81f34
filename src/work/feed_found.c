/* feed_found.c - tasks of ours that are there already, by the marker in their notes */
#include "config.h"

#include <string.h>

#include "wire/asana_task.h"
#include "work/feed_run.h"
#include "work/task_notes.h"

/* Of several with one marker the first: somebody has copied the task. */
static void
match_task(struct feed_run *run, struct pool *pool, const struct asana_task *found)
{
    const char *external = task_notes_external(pool, found->notes);
    size_t i;

    for (i = 0; external != NULL && i < run->items.count; i++) {
        struct feed_task *task = &run->tasks[i];

        if (task->found == NULL && task->item->external != NULL &&
            strcmp(task->item->external, external) == 0)
            task->found = pool_string(run->work->pool, found->gid);
    }
}

/* A page at a time is held in memory. */
int
feed_found(struct feed_run *run, int64_t since_ms)
{
    struct pool *pool = pool_new();
    struct asana asana = run->asana;
    struct asana_pages pages = { .pool = run->work->pool };
    struct asana_task *tasks;
    size_t count, i;
    int rc;

    asana.pool = pool;
    asana_tasks_modified(&asana, run->project, since_ms, &pages);
    while ((rc = asana_tasks_next(&asana, &pages, &tasks, &count)) == 1) {
        for (i = 0; i < count; i++)
            match_task(run, pool, &tasks[i]);
        pool_reset(pool);
    }
    if (rc == 0)
        run->found_since_ms = since_ms;
    pool_free(pool);
    return rc;
}
