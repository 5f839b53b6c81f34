/*
 * github_page.h - a page of a repository's issues, as a backfill keeps it: an event of our own
 *
 *     {"repository":{"id","full_name"},"items":[{"number","title",..}, ..]}
 *
 * An item has the members that github_item_read() reads, under the names that GitHub's list of
 * issues has; the whole item is read by that, at "/items/N".
 * errors  FAIL_FIELD no such page · those of json_scan()
 * memory  the pool
 */
#ifndef HOOKLET_WIRE_GITHUB_PAGE_H
#define HOOKLET_WIRE_GITHUB_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "store/types.h"

#define GITHUB_PAGE_KIND "sync" /* of the event */

struct github_page_item {
    int64_t number;
    int64_t updated_ms; /* by GitHub's clock */
};

struct github_page {
    const char *repository; /* OWNER/NAME */
    int64_t repository_id;
    struct github_page_item *items;
    size_t count;
};

int github_page_decode(const struct delivery *delivery, struct pool *pool, struct github_page *page)
    __attribute__((warn_unused_result));

#endif
