/* json_path.c - pointers as tokens, compared under a mask */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_path.h"

struct json_token {
    const char *text;
    size_t length;
    size_t index; /* no_index when it can't be one */
    bool any;     /* '*' */
};

static const size_t no_index = SIZE_MAX;

/* RFC 6901, section 4: "0", or digits without a leading zero. */
static size_t
index_of(const char *text, size_t length)
{
    unsigned long long value;

    if (length == 0 || strspn(text, "0123456789") != length || (text[0] == '0' && length > 1))
        return no_index;
    errno = 0;
    value = strtoull(text, NULL, 10);
    return errno == 0 && value < no_index ? (size_t)value : no_index;
}

/* ~1 is '/', ~0 is '~'; any other '~' is a mistake. */
static bool
token_parse(struct pool *pool, const char *text, size_t length, struct json_token *token)
{
    char *to = pool_alloc(pool, length + 1);
    size_t i;

    token->any = length == 1 && *text == '*';
    token->text = to;
    for (i = 0; i < length; i++) {
        if (text[i] != '~')
            *to++ = text[i];
        else if (++i < length && (text[i] == '0' || text[i] == '1'))
            *to++ = text[i] == '0' ? '~' : '/';
        else
            return false;
    }
    token->length = (size_t)(to - token->text);
    token->index = index_of(token->text, token->length);
    return true;
}

int
json_path_parse(struct pool *pool, const char *pointer, struct json_path *path)
{
    struct json_token *tokens = pool_array(pool, strlen(pointer) + 1, sizeof(*tokens));
    const char *at = pointer;
    size_t count = 0;
    size_t length;

    while (*at != '\0') {
        length = *at == '/' ? strcspn(at + 1, "/") : 0;
        if (*at != '/' || !token_parse(pool, at + 1, length, &tokens[count++]))
            return fail(FAIL_CONFIG, "\"%s\" is no JSON pointer (RFC 6901)", pointer);
        at += 1 + length;
    }
    *path = (struct json_path){ .tokens = tokens, .count = count };
    return 0;
}

static uint64_t
lowest_bit(uint64_t mask)
{
    return mask & -mask;
}

uint64_t
json_path_key(const struct json_path *paths, uint64_t mask, size_t level, const char *key,
              size_t length)
{
    const struct json_token *token;
    uint64_t found = 0;

    for (; mask != 0; mask &= mask - 1) {
        token = &paths[__builtin_ctzll(mask)].tokens[level];
        if (token->length == length && !token->any && memcmp(token->text, key, length) == 0)
            found |= lowest_bit(mask);
    }
    return found;
}

uint64_t
json_path_index(const struct json_path *paths, uint64_t mask, size_t level, size_t index)
{
    const struct json_token *token;
    uint64_t found = 0;

    for (; mask != 0; mask &= mask - 1) {
        token = &paths[__builtin_ctzll(mask)].tokens[level];
        if (token->any || token->index == index)
            found |= lowest_bit(mask);
    }
    return found;
}

uint64_t
json_path_ending(const struct json_path *paths, uint64_t mask, size_t level)
{
    uint64_t found = 0;

    for (; mask != 0; mask &= mask - 1)
        if (paths[__builtin_ctzll(mask)].count == level)
            found |= lowest_bit(mask);
    return found;
}
