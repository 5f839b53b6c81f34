/* feed_items.c - an entry's name and dates, as feed_decide() wants them */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "work/feed_decide.h"
#include "work/task_external.h"

#define DAY_MS INT64_C(86400000)

enum { DIGEST_BYTES = 8, LONGEST_NUMBER = 18 };

/* What comes behind `start`, or NULL. */
static const char *
behind(const char *text, const char *start)
{
    size_t length = strlen(start);

    return strncmp(text, start, length) == 0 ? text + length : NULL;
}

/* The number of a question at Stack Overflow, or NULL. */
static const char *
question(struct pool *pool, const char *url)
{
    static const char *const places[] = {
        "https://stackoverflow.com/q/",
        "https://stackoverflow.com/questions/",
        "http://stackoverflow.com/q/",
        "http://stackoverflow.com/questions/",
    };
    const char *number = NULL;
    size_t digits;
    size_t i;

    if (url == NULL)
        return NULL;
    for (i = 0; number == NULL && i < sizeof(places) / sizeof(places[0]); i++)
        number = behind(url, places[i]);
    if (number == NULL)
        return NULL;
    number += strspn(number, "0");
    digits = strspn(number, DIGITS);
    if (digits == 0 || digits > LONGEST_NUMBER || strchr("/?#", number[digits]) == NULL)
        return NULL;
    return pool_copy(pool, number, digits);
}

int
feed_external(struct pool *pool, const char *name, const struct atom_entry *entry,
              const char **external)
{
    const char *number = question(pool, entry->id);
    const char *id = entry->id != NULL ? entry->id : entry->link;
    unsigned char digest[CRYPTO_SHA256_SIZE];
    int rc;

    *external = NULL;
    if (number == NULL)
        number = question(pool, entry->link);
    if (number != NULL)
        *external = task_external_feed(pool, "stackoverflow", number);
    if (number != NULL || id == NULL)
        return 0;
    rc = crypto_sha256(id, strlen(id), digest);
    if (rc == 0)
        *external = task_external_feed(pool, pool_printf(pool, "feed-%s", name),
                                       hex_encode(pool, digest, DIGEST_BYTES));
    return rc;
}

/* Zero unless it can be believed. */
static int64_t
believed(int64_t ms, int64_t now_ms)
{
    return ms <= now_ms + DAY_MS ? ms : 0;
}

static int64_t
either(int64_t ms, int64_t instead_ms)
{
    return ms != 0 ? ms : instead_ms;
}

static void
date(struct feed_item *item, int64_t feed_ms, int64_t now_ms)
{
    int64_t published_ms = believed(item->entry->published_ms, now_ms);
    int64_t updated_ms = believed(item->entry->updated_ms, now_ms);

    item->dated = published_ms != 0 || updated_ms != 0;
    item->published_ms = either(either(published_ms, updated_ms), feed_ms);
    item->updated_ms = either(either(updated_ms, published_ms), feed_ms);
}

static struct feed_item *
find(const struct feed_items *items, const char *external)
{
    size_t i;

    for (i = 0; external != NULL && i < items->count; i++)
        if (items->items[i].external != NULL && strcmp(items->items[i].external, external) == 0)
            return &items->items[i];
    return NULL;
}

/* Entries stand in one array, so where they stand there is where they stand in the feed. */
static int
compare(const void *a, const void *b)
{
    const struct feed_item *one = a;
    const struct feed_item *other = b;

    if (one->published_ms != other->published_ms)
        return one->published_ms < other->published_ms ? -1 : 1;
    return one->entry > other->entry ? -1 : one->entry < other->entry;
}

int
feed_items(struct pool *pool, const char *name, const struct atom_feed *feed, int64_t now_ms,
           struct feed_items *items)
{
    size_t i;

    *items = (struct feed_items){
        .items = pool_array(pool, feed->count + 1, sizeof(*items->items)),
        .feed_ms = believed(feed->updated_ms, now_ms),
    };
    for (i = 0; i < feed->count; i++) {
        struct feed_item item = { .entry = &feed->entries[i] };
        struct feed_item *twin;
        int rc = feed_external(pool, name, item.entry, &item.external);

        if (rc != 0)
            return rc;
        date(&item, items->feed_ms, now_ms);
        twin = find(items, item.external);
        if (twin == NULL)
            items->items[items->count++] = item;
        else if (item.updated_ms > twin->updated_ms)
            *twin = item;
    }
    qsort(items->items, items->count, sizeof(*items->items), compare);
    return 0;
}
