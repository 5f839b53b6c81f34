/*
 * github_item_copy.h - an element of GitHub's list of issues, and as much of it as is kept
 *
 * Kept are the members that github_item_read() reads, under the names that the list has, so that
 * a page of a backfill is a fraction of what GitHub sends.
 * errors  FAIL_FIELD no number, or no time · those of json_scan()
 * memory  the pool
 */
#ifndef HOOKLET_WIRE_GITHUB_ITEM_COPY_H
#define HOOKLET_WIRE_GITHUB_ITEM_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "port/json.h"

/* What is looked at, and the rest as it stands in the list. */
enum github_item_member {
    GITHUB_ITEM_NUMBER,
    GITHUB_ITEM_URL,
    GITHUB_ITEM_TITLE,
    GITHUB_ITEM_BODY,
    GITHUB_ITEM_STATE,
    GITHUB_ITEM_CLOSED,
    GITHUB_ITEM_UPDATED,
    GITHUB_ITEM_DRAFT,
    GITHUB_ITEM_PULL,
    GITHUB_ITEM_MERGED,
    GITHUB_ITEM_ASSIGNEES,
    GITHUB_ITEM_LABELS,
    GITHUB_ITEM_DUE,
    GITHUB_ITEM_AUTHOR,
    GITHUB_ITEM_MEMBERS
};

struct github_item_copy {
    int64_t number;
    int64_t updated_ms;
    struct json_want members[GITHUB_ITEM_MEMBERS];
};

int github_item_copy_read(struct pool *pool, const char *element, size_t length,
                          struct github_item_copy *copy) __attribute__((warn_unused_result));
/* An object; the caller's. */
struct json *github_item_copy_json(const struct github_item_copy *copy);

#endif
