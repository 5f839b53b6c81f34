/* task_labels.c - labels become tags, and go with them; tags that people have put on stay */
#include "config.h"

#include <strings.h>

#include "wire/api_answer.h"
#include "work/task_sync_parts.h"

/* A list that is being made. */
struct list {
    const char **items;
    size_t count;
};

static const struct asana_named *
tag_of(const struct asana_task *task, const char *name)
{
    for (size_t i = 0; i < task->tag_count; i++) {
        if (strcasecmp(task->tags[i].name, name) == 0)
            return &task->tags[i];
    }
    return NULL;
}

/* Each once, without the rule's own tag. */
static struct strings
labels_of(const struct task_sync *sync)
{
    struct strings labels = sync->event->item.labels;
    struct list list = { pool_array(sync->work->pool, labels.count + 1, sizeof *list.items), 0 };

    for (size_t i = 0; i < labels.count; i++) {
        const char *name = labels.items[i];
        struct strings so_far = { list.items, list.count };

        if (name[0] != '\0' && strcasecmp(name, sync->rule->tasks->tag) != 0 &&
            !name_among(so_far, name))
            list.items[list.count++] = name;
    }
    return (struct strings){ list.items, list.count };
}

/*
 * The rule's own is put on once: who takes it off means it.  Of a task that we have found, and know
 * nothing of, the tags that labels are called as were put on for them, for all that one can tell.
 */
static void
put_on(struct task_sync *sync, struct strings labels)
{
    struct pool *pool = sync->work->pool;
    struct list on = { pool_array(pool, labels.count + 1, sizeof *on.items), 0 };
    struct list ours = { pool_array(pool, labels.count + 1, sizeof *ours.items), 0 };
    const char *tag = sync->rule->tasks->tag;
    bool found = sync->hidden->found;

    if ((found || sync->task.gid == NULL) && tag_of(&sync->task, tag) == NULL)
        on.items[on.count++] = tag;
    for (size_t i = 0; i < labels.count; i++) {
        const char *name = labels.items[i];
        bool there = tag_of(&sync->task, name) != NULL;

        if (!there)
            on.items[on.count++] = name;
        if (!there || found || name_among(sync->row.labels, name))
            ours.items[ours.count++] = name;
    }
    sync->tags = (struct strings){ on.items, on.count };
    sync->wanted.labels = (struct strings){ ours.items, ours.count };
}

static void
take_off(struct task_sync *sync, struct strings labels)
{
    struct strings ours = sync->row.labels;
    struct asana_named *off = pool_array(sync->work->pool, ours.count + 1, sizeof *off);

    sync->off = off;
    for (size_t i = 0; i < ours.count; i++) {
        const struct asana_named *tag = tag_of(&sync->task, ours.items[i]);

        if (tag != NULL && !name_among(labels, ours.items[i]) &&
            strcasecmp(ours.items[i], sync->rule->tasks->tag) != 0)
            off[sync->off_count++] = *tag;
    }
}

static void
say(struct task_sync *sync)
{
    struct pool *pool = sync->work->pool;

    for (size_t i = 0; i < sync->tags.count; i++)
        task_say(sync, "tag %s", api_words(pool, sync->tags.items[i]));
    for (size_t i = 0; i < sync->off_count; i++)
        task_say(sync, "without tag %s", api_words(pool, sync->off[i].name));
}

void
task_labels(struct task_sync *sync)
{
    struct strings labels = labels_of(sync);

    put_on(sync, labels);
    if (sync->task.gid != NULL)
        take_off(sync, labels);
    say(sync);
}
