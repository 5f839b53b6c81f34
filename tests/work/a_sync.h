/*
 * a_sync.h - an item with a row and a task, as task_sync_look() would have found them, for tests of
 * what is made of it
 */
#ifndef HOOKLET_TESTS_WORK_A_SYNC_H
#define HOOKLET_TESTS_WORK_A_SYNC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/task_notes.h"
#include "work/task_sync_parts.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    ((struct strings){ (const char *const[]){ __VA_ARGS__ },                                       \
                       COUNT(((const char *const[]){ __VA_ARGS__ })) })

struct a_sync {
    struct settings settings;
    struct tasks tasks;
    struct rule rule;
    struct work work;
    struct github_item_event event;
    struct task_sync_hidden hidden;
    struct task_sync sync;
};

/* A task that is as it should be, apart from what the test changes. */
static inline struct a_sync *
a_sync(struct pool *pool)
{
    struct a_sync *all = pool_alloc(pool, sizeof *all);
    struct task_sync *sync = &all->sync;
    const struct task_text text = { .url = "https://github.com/acme/web/issues/12",
                                    .body = "Often.",
                                    .external = "acme-web-12" };

    all->settings.github.clone_url = "https://github.com";
    all->tasks.tag = "GitHub";
    all->rule = (struct rule){ .kind = RULE_TASKS, .name = "web", .tasks = &all->tasks };
    all->work = (struct work){ .settings = &all->settings, .pool = pool, .stop_fd = -1 };
    all->event.item = (struct github_item){ .number = 12,
                                            .repository_id = 77,
                                            .repository = "acme/web",
                                            .url = text.url,
                                            .title = "It breaks",
                                            .body = text.body,
                                            .open = true,
                                            .updated_ms = 5000 };
    all->hidden.asana.api = &all->settings.asana_api;
    all->hidden.asana.pool = pool;
    *sync = (struct task_sync){ .work = &all->work,
                                .rule = &all->rule,
                                .event = &all->event,
                                .words = "",
                                .hidden = &all->hidden };
    sync->place = (struct task_place){ .workspace = "1", .project = "2" };
    sync->row = (struct task_row){ .id = 9,
                                   .external = text.external,
                                   .repository_id = 77,
                                   .number = 12,
                                   .repository = "acme/web",
                                   .gid = "33",
                                   .project = "2",
                                   .item_ms = 4000,
                                   .version = 3 };
    sync->task = (struct asana_task){ .gid = "33",
                                      .name = "It breaks (#12)",
                                      .notes = task_notes_compose(pool, &text, NULL) };
    sync->facts.known = true;
    sync->facts.exists = true;
    sync->decision = (struct task_decision){
        .what = TASK_UPDATE, .text = true, .newest = true, .reason = "updated"
    };
    task_stay(sync);
    return all;
}

/* What is to be done, in words. */
static inline const char *
composed(struct a_sync *all)
{
    assert_int_equal(task_row_wanted(&all->sync), 0);
    assert_int_equal(task_compose(&all->sync), 0);
    return task_sync_words(&all->sync);
}

#endif
