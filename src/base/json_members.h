/*
 * json_members.h - the members of a JSON object, whatever their names
 *
 * errors  FAIL_MALFORMED, FAIL_UNREADABLE as json_scan() has them · FAIL_FIELD (not logged): it is
 *         JSON, but no object
 * memory  keys and values live in the pool
 */
#ifndef HOOKLET_BASE_JSON_MEMBERS_H
#define HOOKLET_BASE_JSON_MEMBERS_H

#include "base/json_scan.h"

struct json_member {
    const char *key; /* decoded, with a NUL */
    struct json_value value;
    const char *written; /* "key": value, borrowed: as it stands in the text that was read */
    size_t written_length;
};

/* In the order of the text. */
struct json_members {
    const struct json_member *items;
    size_t count;
};

int json_members(struct pool *pool, const char *text, size_t length, struct json_members *members)
    __attribute__((warn_unused_result));

#endif
