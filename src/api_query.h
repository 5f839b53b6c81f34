/*
 * api_query.h - the parameters behind the `?` of a request to the API
 *
 * Strict, so that a filter that is misspelt does not give everything: unknown names, with the
 * nearest one, names that come twice, and values that are no text are FAIL_MALFORMED (not logged).
 *
 * memory  the pool's
 */
#ifndef HOOKLET_API_QUERY_H
#define HOOKLET_API_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

struct api_parameter {
    const char *name;
    const char *value; /* decoded */
};

struct api_query {
    struct api_parameter *items;
    size_t count;
};

/* text: "limit=10&after=12", or NULL. */
int api_query_read(struct pool *pool, const char *text, struct strings known,
                   struct api_query *query) __attribute__((warn_unused_result));
/* NULL: it is not there. */
const char *api_query_text(const struct api_query *query, const char *name);
/* A number from 1 to `most`; `otherwise` when it is not there. */
int api_query_number(struct pool *pool, const struct api_query *query, const char *name,
                     int64_t most, int64_t otherwise, int64_t *number)
    __attribute__((warn_unused_result));
/* true or false; false when it is not there. */
int api_query_yes(struct pool *pool, const struct api_query *query, const char *name, bool *yes)
    __attribute__((warn_unused_result));

#endif
