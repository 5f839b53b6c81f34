/*
 * json_path.h - wanted JSON pointers, taken apart once; for json_scan.c alone
 *
 * A set of paths is a mask, one bit each.  Going down one level narrows the mask to those paths
 * whose next token is the key or the index.
 */
#ifndef HOOKLET_BASE_JSON_PATH_H
#define HOOKLET_BASE_JSON_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

enum { JSON_PATHS_MOST = 64 };

struct json_token;

struct json_path {
    const struct json_token *tokens;
    size_t count;
};

/* errors  FAIL_CONFIG  no pointer by RFC 6901 */
int json_path_parse(struct pool *pool, const char *pointer, struct json_path *path)
    __attribute__((warn_unused_result));

/* Those of `mask` whose token at `level` is this key. */
uint64_t json_path_key(const struct json_path *paths, uint64_t mask, size_t level, const char *key,
                       size_t length);
/* Those of `mask` whose token at `level` is this index or '*'. */
uint64_t json_path_index(const struct json_path *paths, uint64_t mask, size_t level, size_t index);
/* Those of `mask` that end before `level`: they want the value itself. */
uint64_t json_path_ending(const struct json_path *paths, uint64_t mask, size_t level);

#endif
