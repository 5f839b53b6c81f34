/* task_words.c - what is done, for people who read the ledger */
#include "config.h"

#include <string.h>

#include "work/task_sync_parts.h"

static const char *
joined(struct pool *pool, const char *words, const char *more)
{
    if (words == NULL || words[0] == '\0')
        return more;
    return pool_printf(pool, "%s; %s", words, more);
}

void
task_say(struct task_sync *sync, const char *format, ...)
{
    struct pool *pool = sync->work->pool;
    va_list args;

    va_start(args, format);
    sync->words = joined(pool, sync->words, pool_vprintf(pool, format, args));
    va_end(args);
}

bool
task_changes_itself(const struct asana_change *change)
{
    return change->name != NULL || change->notes != NULL || change->completed != ASANA_AS_IT_IS ||
           change->assignee != NULL || change->due_on != NULL || change->external_gid != NULL;
}

bool
task_sync_changes(const struct task_sync *sync)
{
    if (sync->decision.what != TASK_UPDATE)
        return sync->decision.what == TASK_CREATE;
    return task_changes_itself(&sync->change) || sync->tags.count > 0 || sync->off_count > 0 ||
           sync->section != NULL || sync->join != NULL;
}

static const char *
head_of(const struct task_sync *sync, bool changes)
{
    struct pool *pool = sync->work->pool;

    if (sync->decision.what == TASK_CREATE)
        return sync->done ? pool_printf(pool, TASK_WORDS_CREATED "%s", sync->wanted.gid)
                          : "a new task";
    if (!changes)
        return pool_printf(pool, "task %s" TASK_WORDS_SAME, sync->task.gid);
    return pool_printf(pool, "%s %s", sync->done ? "updated task" : "task", sync->task.gid);
}

/* The decision's reason, as far as it says more than the head. */
static const char *
reason_of(const struct task_sync *sync, bool changes)
{
    static const char plain[] = "updated";
    const char *reason = sync->decision.reason;

    if (sync->decision.what == TASK_CREATE || !changes || strcmp(reason, plain) == 0)
        return NULL;
    return strncmp(reason, "updated; ", strlen("updated; ")) == 0 ? reason + strlen("updated; ")
                                                                  : reason;
}

const char *
task_sync_words(const struct task_sync *sync)
{
    struct pool *pool = sync->work->pool;
    const char *words, *reason;
    bool changes = task_sync_changes(sync);

    if (sync->ignored != NULL)
        return pool_printf(pool, TASK_WORDS_IGNORED "%s", sync->ignored);
    words = head_of(sync, changes);
    reason = reason_of(sync, changes);
    if (reason != NULL)
        words = joined(pool, words, reason);
    if (sync->change.assignee != NULL)
        words = joined(pool, words, pool_printf(pool, "assigned %s", sync->hidden->login));
    if (sync->words != NULL && sync->words[0] != '\0')
        words = joined(pool, words, sync->words);
    return words;
}
