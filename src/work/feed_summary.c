/* feed_summary.c - what a look tells of itself, in the ledger */
#include "config.h"

#include "base/clock.h"
#include "work/feed_run.h"

size_t
feed_count(const struct feed_run *run, enum feed_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < run->items.count; i++)
        count += run->items.items[i].verdict == verdict;
    return count;
}

static const char *
first_reason(const struct feed_run *run)
{
    for (size_t i = 0; i < run->items.count; i++)
        if (run->items.items[i].verdict == FEED_IGNORED)
            return run->items.items[i].reason;
    return "";
}

const char *
feed_wait(const struct feed_run *run, const char *text)
{
    if (run->feed->since_ms <= run->now_ms)
        return text;
    return pool_printf(run->work->pool, "%s; entries count from %s on, which is to come", text,
                       clock_format(run->work->pool, run->feed->since_ms));
}

const char *
feed_summary(const struct feed_run *run, bool first)
{
    struct pool *pool = run->work->pool;
    size_t ignored = feed_count(run, FEED_IGNORED);
    const char *text = pool_printf(pool, "%zu entr%s, %d new task%s, %d updated", run->items.count,
                                   run->items.count == 1 ? "y" : "ies", run->made,
                                   run->made == 1 ? "" : "s", run->updated);

    if (first && run->feed->since_ms == 0)
        text = pool_printf(pool, "%s; the feed begins now", text);
    text = feed_wait(run, text);
    if (ignored > 0)
        text = pool_printf(pool, "%s; %zu ignored: %s", text, ignored, first_reason(run));
    if (run->remark != NULL)
        text = pool_printf(pool, "%s; %s", text, run->remark);
    return text;
}
