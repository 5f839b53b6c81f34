/* feed_decide.c - new, updated, or neither */
#include "config.h"

#include <string.h>

#include "work/feed_decide.h"

static const char no_name[] = "it has neither an id nor a link";
static const char no_date[] = "neither it nor the feed has a date, or one that can be believed";

static bool
was_before(const struct feed_position *position, const char *external)
{
    size_t i;

    for (i = 0; i < position->before.count; i++)
        if (strcmp(position->before.items[i], external) == 0)
            return true;
    return false;
}

static enum feed_verdict
judge_unknown(const struct feed_position *position, const struct feed_item *item,
              const char **reason)
{
    if (was_before(position, item->external))
        return FEED_SEEN;
    if (item->published_ms == 0) {
        *reason = no_date;
        return FEED_IGNORED;
    }
    if (item->published_ms < position->start_ms)
        return FEED_SEEN;
    return FEED_NEW;
}

static enum feed_verdict
judge_made(const struct feed_position *position, const struct feed_item *item)
{
    if (item->known_ms == 0 && item->updated_ms != 0)
        return FEED_NOTED;
    if (!item->dated || item->updated_ms <= item->known_ms)
        return FEED_SEEN;
    return item->updated_ms > position->start_ms ? FEED_UPDATED : FEED_NOTED;
}

static enum feed_verdict
judge(const struct feed_position *position, const struct feed_item *item, const char **reason)
{
    *reason = NULL;
    if (item->external == NULL) {
        *reason = no_name;
        return FEED_IGNORED;
    }
    switch (item->known) {
    case FEED_BEGUN:
        return FEED_NEW;
    case FEED_MADE:
        return judge_made(position, item);
    case FEED_UNKNOWN:
        break;
    }
    return judge_unknown(position, item, reason);
}

/* Would its dates alone say that it is from before `start_ms`, now and later? */
static bool
dates_tell(const struct feed_item *item, int64_t start_ms)
{
    return item->published_ms != 0 && item->published_ms == item->entry->published_ms &&
           item->published_ms < start_ms;
}

static int64_t
newest(const struct feed_items *items)
{
    int64_t newest_ms = 0;
    size_t i;

    for (i = 0; i < items->count; i++)
        if (items->items[i].published_ms > newest_ms)
            newest_ms = items->items[i].published_ms;
    return newest_ms != 0 ? newest_ms : items->feed_ms;
}

static void
begin_here(struct pool *pool, int64_t now_ms, const struct feed_items *items,
           struct feed_position *position)
{
    const char **before = pool_array(pool, items->count + 1, sizeof(*before));
    size_t count = 0;
    size_t i;

    position->start_ms = newest(items);
    if (position->start_ms == 0 || position->start_ms > now_ms)
        position->start_ms = now_ms;
    for (i = 0; i < items->count; i++)
        if (items->items[i].external != NULL && !dates_tell(&items->items[i], position->start_ms))
            before[count++] = items->items[i].external;
    position->before = (struct strings){ before, count };
}

void
feed_decide(struct pool *pool, const struct feed_position *position, int64_t since_ms,
            int64_t now_ms, struct feed_items *items, struct feed_position *next)
{
    struct feed_position from;
    size_t i;

    *next = *position;
    if (!position->begun && since_ms != 0)
        *next = (struct feed_position){ .start_ms = since_ms };
    else if (!position->begun)
        begin_here(pool, now_ms, items, next);
    next->begun = true;

    from = since_ms != 0 ? (struct feed_position){ .start_ms = since_ms } : *next;
    for (i = 0; i < items->count; i++)
        items->items[i].verdict = judge(&from, &items->items[i], &items->items[i].reason);
}
