/*
 * fuzz-json-scan: any bytes at all through json_scan()
 *
 * What it checks beside the sanitizers: a text that is accepted is accepted again, alone, for every
 * value that was found in it, and has no NUL inside; a text that is refused has nothing found.
 * Build: clang -g -O1 -fsanitize=fuzzer,address,undefined -I. -Isrc this file and src/base/ *.c
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/log.h"
#include "base/utf8.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { WANTS = 6 };

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_open("fuzz-json-scan", LOG_FORMAT_PLAIN, LOG_ERROR);
    return 0;
}

static void
expect(int truth)
{
    if (!truth)
        abort();
}

static void
check_value(struct pool *pool, const struct json_value *value)
{
    struct json_want whole = { .pointer = "" };

    expect(strlen(value->text) == value->length);
    expect(utf8_valid(value->text, value->length));
    if (value->type == JSON_STRING)
        return;
    expect(json_scan(pool, value->text, value->length, &whole, 1) == 0);
    expect(whole.count == 1 && whole.first->type == value->type);
    expect(strcmp(whole.first->text, value->text) == 0);
}

static void
check_want(struct pool *pool, const struct json_want *want, int rc)
{
    const struct json_value *value;
    size_t count = 0;

    for (value = want->first; value != NULL; value = value->next, count++)
        if (count < 8)
            check_value(pool, value);
    expect(count == want->count);
    expect(rc == 0 || count == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct json_want wants[WANTS] = {
        { .pointer = "" },     { .pointer = "/*" },     { .pointer = "/a" },
        { .pointer = "/*/*" }, { .pointer = "/a/*/b" }, { .pointer = "/a~1b/0" },
    };
    struct pool *pool = pool_new();
    int rc = json_scan(pool, (const char *)bytes, length, wants, WANTS);
    size_t i;

    expect(rc == 0 || rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE);
    expect((rc == 0) == (wants[0].count == 1));
    for (i = 0; i < WANTS; i++)
        check_want(pool, &wants[i], rc);
    pool_free(pool);
    return 0;
}
