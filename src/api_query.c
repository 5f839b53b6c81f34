/* api_query.c - parameters, taken apart and checked */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "api_query.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/text.h"

static int
refuse(const char *text)
{
    fail_adopt(text);
    return FAIL_MALFORMED;
}

static int
refuse_name(struct pool *pool, const char *name, struct strings known)
{
    const char *near = nearest(known, name);

    if (known.count == 0)
        return refuse(
            pool_printf(pool, "nothing is asked by ?%s here, nor by any other parameter", name));
    if (near != NULL)
        return refuse(
            pool_printf(pool, "there is no parameter %s here; did you mean %s?", name, near));
    return refuse(pool_printf(pool, "there is no parameter %s here, but these: %s", name,
                              words_join(pool, known, 0)));
}

/* "name=value"; what is known and comes once always has room. */
static int
read_pair(struct pool *pool, const char *pair, size_t length, struct strings known,
          struct api_query *query)
{
    const char *equals = memchr(pair, '=', length);
    const char *name = pool_copy(pool, pair, equals == NULL ? length : (size_t)(equals - pair));
    const char *value;

    if (!text_printable(name))
        return refuse("the query is no text");
    if (!text_among(known, name))
        return refuse_name(pool, name, known);
    if (api_query_text(query, name) != NULL)
        return refuse(pool_printf(pool, "the parameter %s is there twice", name));
    value = form_text(pool, pair, length, name);
    if (value == NULL || !text_printable(value))
        return refuse(pool_printf(pool, "the parameter %s has no value that can be read", name));
    query->items[query->count++] = (struct api_parameter){ name, value };
    return 0;
}

int
api_query_read(struct pool *pool, const char *text, struct strings known, struct api_query *query)
{
    size_t length;
    int rc = 0;

    query->items = pool_array(pool, known.count, sizeof *query->items);
    query->count = 0;
    for (; rc == 0 && text != NULL && text[0] != '\0'; text += length + (text[length] == '&')) {
        length = strcspn(text, "&");
        if (length > 0)
            rc = read_pair(pool, text, length, known, query);
    }
    return rc;
}

const char *
api_query_text(const struct api_query *query, const char *name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (strcmp(query->items[i].name, name) == 0)
            return query->items[i].value;
    }
    return NULL;
}

int
api_query_number(struct pool *pool, const struct api_query *query, const char *name, int64_t most,
                 int64_t otherwise, int64_t *number)
{
    const char *text = api_query_text(query, name);

    *number = text == NULL ? otherwise : text_id(text);
    if (text == NULL || (*number >= 1 && *number <= most))
        return 0;
    *number = otherwise;
    return refuse(pool_printf(pool, "%s is a number from 1 to %" PRId64, name, most));
}

int
api_query_yes(struct pool *pool, const struct api_query *query, const char *name, bool *yes)
{
    const char *text = api_query_text(query, name);

    *yes = text != NULL && strcmp(text, "true") == 0;
    if (text == NULL || *yes || strcmp(text, "false") == 0)
        return 0;
    return refuse(pool_printf(pool, "%s is true or false", name));
}
