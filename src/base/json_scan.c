/* json_scan.c - one loop over the members of whatever is open, with a stack of its own */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_keys.h"
#include "base/json_path.h"
#include "base/json_scan.h"
#include "base/json_text.h"

enum { DEPTH_MOST = 64, TOKENS_MOST = 1000000, KEY_MOST = 256 };

/* An object or array that is open. */
struct frame {
    const char *begin;
    uint64_t deeper; /* paths that go on within it */
    uint64_t ending; /* paths that want all of it */
    size_t members;  /* so far */
    size_t keys;     /* of the frames below */
    bool object;
};

struct scan {
    struct json_text json;
    struct pool *pool;
    struct json_want *wants;
    struct json_path *paths;
    struct json_value ***tails; /* where each want's next value goes */
    struct json_keys keys;
    size_t tokens;
    size_t depth; /* frames that are open; the level of tokens that their members are at, too */
    struct frame frames[DEPTH_MOST];
};

static void
found(struct scan *scan, uint64_t ending, enum json_type type, const char *text, size_t length)
{
    struct json_value *value;
    int i;

    for (; ending != 0; ending &= ending - 1) {
        i = __builtin_ctzll(ending);
        value = pool_alloc(scan->pool, sizeof(*value));
        *value = (struct json_value){ .type = type, .text = text, .length = length };
        *scan->tails[i] = value;
        scan->tails[i] = &value->next;
        scan->wants[i].count++;
    }
}

/* What began at `begin` and ends here, as written. */
static void
found_raw(struct scan *scan, uint64_t ending, enum json_type type, const char *begin)
{
    size_t length = (size_t)(scan->json.at - begin);

    if (ending != 0)
        found(scan, ending, type, pool_copy(scan->pool, begin, length), length);
}

static int
scan_string(struct scan *scan, uint64_t ending)
{
    struct json_raw raw;
    const char *text;
    size_t length;
    int rc = json_skip_string(&scan->json, &raw);

    if (rc == 0 && ending != 0) {
        text = json_decode(scan->pool, &raw, &length);
        found(scan, ending, JSON_STRING, text, length);
    }
    return rc;
}

static int
scan_number(struct scan *scan, uint64_t ending)
{
    const char *begin = scan->json.at;
    int rc = json_skip_number(&scan->json);

    if (rc == 0)
        found_raw(scan, ending, JSON_NUMBER, begin);
    return rc;
}

static int
scan_word(struct scan *scan, uint64_t ending, enum json_type type, const char *word)
{
    const char *begin = scan->json.at;
    int rc = json_skip_word(&scan->json, word);

    if (rc == 0)
        found_raw(scan, ending, type, begin);
    return rc;
}

static int
scan_open(struct scan *scan, uint64_t matching, uint64_t ending, bool object)
{
    struct frame *frame = &scan->frames[scan->depth];

    if (scan->depth == DEPTH_MOST)
        return json_fault(&scan->json, FAIL_UNREADABLE, "nested deeper than 64");
    *frame = (struct frame){
        .begin = scan->json.at++,
        .deeper = matching & ~ending,
        .ending = ending,
        .keys = scan->keys.count,
        .object = object,
    };
    scan->depth++;
    return 0;
}

static int
scan_close(struct scan *scan)
{
    const struct frame *frame = &scan->frames[--scan->depth];

    scan->json.at++;
    json_keys_drop(&scan->keys, frame->keys);
    found_raw(scan, frame->ending, frame->object ? JSON_OBJECT : JSON_ARRAY, frame->begin);
    return 0;
}

static int
count_token(struct scan *scan)
{
    if (++scan->tokens > TOKENS_MOST)
        return json_fault(&scan->json, FAIL_UNREADABLE, "more than 1,000,000 tokens");
    return 0;
}

/* A value that the paths of `matching` have led to; of an object or array only its beginning. */
static int
scan_value(struct scan *scan, uint64_t matching)
{
    uint64_t ending = json_path_ending(scan->paths, matching, scan->depth);
    int first = json_peek(&scan->json);
    int rc = count_token(scan);

    if (rc != 0)
        return rc;
    switch (first) {
    case '"':
        return scan_string(scan, ending);
    case '{':
    case '[':
        return scan_open(scan, matching, ending, first == '{');
    case 't':
        return scan_word(scan, ending, JSON_TRUE, "true");
    case 'f':
        return scan_word(scan, ending, JSON_FALSE, "false");
    case 'n':
        return scan_word(scan, ending, JSON_NULL, "null");
    default:
        if (first == '-' || (first >= '0' && first <= '9'))
            return scan_number(scan, ending);
        return json_fault(&scan->json, FAIL_MALFORMED, "no value");
    }
}

/* A key and its colon; *matching: the paths that it leads on. */
static int
scan_key(struct scan *scan, const struct frame *frame, uint64_t *matching)
{
    struct json_raw raw;
    int rc = count_token(scan);

    if (rc == 0 && json_peek(&scan->json) != '"')
        return json_fault(&scan->json, FAIL_MALFORMED, "no key");
    if (rc == 0)
        rc = json_skip_string(&scan->json, &raw);
    if (rc != 0)
        return rc;
    if (raw.escaped)
        raw.text = json_decode(scan->pool, &raw, &raw.length);
    if (raw.length > KEY_MOST)
        return json_fault(&scan->json, FAIL_UNREADABLE, "a key longer than 256 bytes");
    if (!json_keys_add(&scan->keys, scan->depth, raw.text, raw.length))
        return json_fault(&scan->json, FAIL_UNREADABLE, "the same key twice in an object");
    *matching = json_path_key(scan->paths, frame->deeper, scan->depth - 1, raw.text, raw.length);
    if (json_peek(&scan->json) != ':')
        return json_fault(&scan->json, FAIL_MALFORMED, "no colon behind a key");
    scan->json.at++;
    return 0;
}

/* The next member of the innermost object or array, or its end. */
static int
scan_member(struct scan *scan)
{
    struct frame *frame = &scan->frames[scan->depth - 1];
    int next = json_peek(&scan->json);
    uint64_t matching = 0;
    int rc = 0;

    if (next == (frame->object ? '}' : ']'))
        return scan_close(scan);
    if (frame->members > 0) {
        if (next != ',')
            return json_fault(&scan->json, FAIL_MALFORMED, "no comma and no end of the container");
        scan->json.at++;
    }
    if (frame->object)
        rc = scan_key(scan, frame, &matching);
    else
        matching = json_path_index(scan->paths, frame->deeper, scan->depth - 1, frame->members);
    frame->members++;
    return rc == 0 ? scan_value(scan, matching) : rc;
}

static int
scan_text(struct scan *scan, uint64_t all)
{
    int rc = scan_value(scan, all);

    while (rc == 0 && scan->depth > 0)
        rc = scan_member(scan);
    if (rc == 0 && json_peek(&scan->json) != -1)
        return json_fault(&scan->json, FAIL_MALFORMED, "more behind the end of the JSON text");
    return rc;
}

/* What was found must not be taken for good when the rest was not. */
static void
wants_clear(struct json_want *wants, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        wants[i].first = NULL;
        wants[i].count = 0;
    }
}

int
json_scan(struct pool *pool, const char *text, size_t length, struct json_want *wants, size_t count)
{
    struct scan scan;
    size_t i;
    int rc = 0;

    assert(count <= JSON_PATHS_MOST);
    wants_clear(wants, count);
    scan.json = (struct json_text){ .begin = text, .at = text, .end = text + length };
    scan.pool = pool;
    scan.wants = wants;
    scan.paths = pool_array(pool, count, sizeof(*scan.paths));
    scan.tails = pool_array(pool, count, sizeof(*scan.tails));
    scan.tokens = 0;
    scan.depth = 0;
    json_keys_init(&scan.keys, pool);
    for (i = 0; i < count && rc == 0; i++) {
        scan.tails[i] = &wants[i].first;
        rc = json_path_parse(pool, wants[i].pointer, &scan.paths[i]);
    }
    if (rc == 0)
        rc = scan_text(&scan, count == 0 ? 0 : UINT64_MAX >> (JSON_PATHS_MOST - count));
    if (rc != 0)
        wants_clear(wants, count);
    return rc;
}
