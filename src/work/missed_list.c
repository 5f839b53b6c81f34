/* missed_list.c - kept in order, so that looking one up among many is cheap. */
#include "config.h"

#include <string.h>

#include "store/maintain.h"
#include "work/missed_list.h"

/* Where the guid is, or would be. */
static size_t
place_of(const struct missed_list *list, const char *guid)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(list->items[middle]->guid, guid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct missed *
missed_list_find(const struct missed_list *list, const char *guid)
{
    size_t at = place_of(list, guid);

    return at < list->count && strcmp(list->items[at]->guid, guid) == 0 ? list->items[at] : NULL;
}

struct missed *
missed_list_add(struct missed_list *list, const struct missed *missed)
{
    size_t at = place_of(list, missed->guid);
    struct missed *added = pool_alloc(list->pool, sizeof *added);

    *added = *missed;
    list->items =
        pool_grow(list->pool, list->items, list->count, &list->room, sizeof list->items[0]);
    memmove(&list->items[at + 1], &list->items[at], (list->count - at) * sizeof list->items[0]);
    list->items[at] = added;
    list->count++;
    return added;
}

int
missed_list_load(struct missed_list *list)
{
    struct state_row *rows = NULL;
    struct missed missed;
    size_t count = 0;
    int rc = state_list(list->store, STATE_REDELIVERY, list->pool, &rows, &count);

    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = missed_read(list->pool, &rows[i], &missed);
        if (rc == 0)
            missed_list_add(list, &missed);
    }
    return rc;
}

int
missed_save(const struct missed_list *list, struct missed *missed, int64_t now_ms)
{
    int rc = state_set(list->store, STATE_REDELIVERY, missed->guid,
                       missed_write(list->pool, missed), missed->version, now_ms);

    if (rc == 0)
        missed->version++;
    return rc;
}

static struct state_change *
changes_of(const struct missed_list *list, struct missed *const *items, size_t count)
{
    struct state_change *changes = pool_array(list->pool, count + 1, sizeof changes[0]);

    for (size_t i = 0; i < count; i++)
        changes[i] = (struct state_change){ .key = items[i]->guid, .version = items[i]->version };
    return changes;
}

/* What another run has changed has a version that no row has: it can't be stored any more. */
int
missed_save_all(const struct missed_list *list, struct missed *const *items, size_t count,
                int64_t now_ms)
{
    struct state_change *changes = changes_of(list, items, count);
    int rc;

    for (size_t i = 0; i < count; i++)
        changes[i].value = missed_write(list->pool, items[i]);
    rc = state_set_all(list->store, STATE_REDELIVERY, changes, count, now_ms);
    for (size_t i = 0; i < count && rc == 0; i++)
        items[i]->version = changes[i].refused ? -1 : items[i]->version + 1;
    return rc;
}

int
missed_forget(const struct missed_list *list, struct missed *const *items, size_t count)
{
    return state_set_all(list->store, STATE_REDELIVERY, changes_of(list, items, count), count, 0);
}
