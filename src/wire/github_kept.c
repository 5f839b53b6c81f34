/* github_kept.c - one row of state for each installation and URL. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "port/json.h"
#include "store/maintain.h"
#include "store/state.h"
#include "wire/github_kept.h"

enum { LENGTH_MOST = 256 * 1024 };
enum field { ETAG, BODY, NEXT, FIELDS };

static const char *
key_of(const struct github *github, const char *path)
{
    return pool_printf(github->pool, "%" PRId64 " %s", github->installation, path);
}

void
github_kept_find(struct github *github, const char *path, struct github_kept *kept)
{
    struct json_want wants[FIELDS] = {
        [ETAG].pointer = "/etag", [BODY].pointer = "/body", [NEXT].pointer = "/next"
    };
    struct state_row row = { 0 };

    *kept = (struct github_kept){ 0 };
    if (state_get(github->store, STATE_ANSWER, key_of(github, path), github->pool, &row) != 0 ||
        json_scan(github->pool, row.value, strlen(row.value), wants, FIELDS) != 0 ||
        json_string(&wants[ETAG]) == NULL || json_string(&wants[BODY]) == NULL)
        return;
    kept->etag = json_string(&wants[ETAG]);
    kept->body = json_string(&wants[BODY]);
    kept->length = strlen(kept->body);
    kept->next = json_string(&wants[NEXT]);
}

void
github_kept_put(struct github *github, const char *path, const struct github_kept *kept)
{
    struct json *value;

    if (kept->length > LENGTH_MOST)
        return;
    value = json_object();
    json_set_string(value, "etag", kept->etag);
    json_set_string(value, "body", kept->body);
    json_set_string(value, "next", kept->next);
    if (state_put(github->store, STATE_ANSWER, key_of(github, path),
                  json_text(github->pool, value, JSON_COMPACT), clock_ms()) != 0)
        return; /* said already; the next one asks for all of it */
}
