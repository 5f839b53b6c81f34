/* src/base/json_scan.c, json_keys.c: as far as the limits, and no further. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/buf.h"
#include "base/json_scan.h"
#include "quiet_log.h"

enum { MIB = 1024 * 1024, LARGE = 25 * MIB };

/* `before` as often as `times`, then `middle`, then `after` as often. */
static int
scan_nested(struct pool *pool, const char *before, const char *middle, const char *after, int times)
{
    struct buf buf;
    int rc = 0;
    int i;

    buf_init(&buf, MIB);
    for (i = 0; i < times && rc == 0; i++)
        rc = buf_text(&buf, before);
    if (rc == 0)
        rc = buf_text(&buf, middle);
    for (i = 0; i < times && rc == 0; i++)
        rc = buf_text(&buf, after);
    assert_int_equal(rc, 0);
    rc = json_scan(pool, buf.bytes, buf.length, NULL, 0);
    buf_free(&buf);
    return rc;
}

static void
nesting_ends_at_64(void **state)
{
    assert_int_equal(scan_nested(*state, "[", "", "]", 64), 0);
    assert_int_equal(scan_nested(*state, "[", "", "]", 65), FAIL_UNREADABLE);
    assert_int_equal(scan_nested(*state, "{\"a\":", "1", "}", 64), 0);
    assert_int_equal(scan_nested(*state, "{\"a\":", "1", "}", 65), FAIL_UNREADABLE);
    assert_int_equal(scan_nested(*state, "[{\"a\":", "1", "}]", 32), 0);
    assert_int_equal(scan_nested(*state, "[{\"a\":", "[]", "}]", 32), FAIL_UNREADABLE);
    assert_int_equal(scan_nested(*state, "[", "", "", 100000), FAIL_UNREADABLE);
}

/* An object with one key in two parts. */
static int
scan_key(struct pool *pool, const char *key, const char *more)
{
    const char *text = pool_printf(pool, "{\"%s%s\":1}", key, more);

    return json_scan(pool, text, strlen(text), NULL, 0);
}

static void
keys_end_at_256_bytes(void **state)
{
    char *key = pool_printf(*state, "%0256d", 0);

    assert_int_equal(scan_key(*state, key, ""), 0);
    assert_int_equal(scan_key(*state, key, "x"), FAIL_UNREADABLE);
    assert_int_equal(scan_key(*state, key + 1, "\\u0041"), 0);
    assert_int_equal(scan_key(*state, key, "\\u0041"), FAIL_UNREADABLE);
}

/* An array of `count` times "1", an element of which is wanted. */
static int
scan_ones(struct pool *pool, size_t count)
{
    struct json_want want = { .pointer = "/*" };
    char *text = pool_alloc(pool, 2 * count + 1);
    size_t i;
    int rc;

    for (i = 0; i < count; i++)
        memcpy(text + 2 * i, ",1", 2);
    text[0] = '[';
    text[2 * count] = ']';
    rc = json_scan(pool, text, 2 * count + 1, &want, 1);
    assert_int_equal(want.count, rc == 0 ? count : 0);
    return rc;
}

static void
tokens_end_at_a_million(void **state)
{
    assert_int_equal(scan_ones(*state, 999999), 0);
    assert_int_equal(scan_ones(*state, 1000000), FAIL_UNREADABLE);
}

/* Objects within objects, so that keys come and go between those that stay. */
static int
scan_many_keys(struct pool *pool, int count, const char *last)
{
    struct buf buf;
    int rc = 0;
    int i;

    buf_init(&buf, LARGE);
    rc = buf_text(&buf, "{");
    for (i = 0; i < count && rc == 0; i++)
        rc = buf_printf(&buf, "\"key %d\":{\"key %d\":0,\"x\":0},", i, i % 7);
    if (rc == 0)
        rc = buf_printf(&buf, "\"%s\":0}", last);
    assert_int_equal(rc, 0);
    rc = json_scan(pool, buf.bytes, buf.length, NULL, 0);
    buf_free(&buf);
    return rc;
}

static void
a_hundred_thousand_keys(void **state)
{
    assert_int_equal(scan_many_keys(*state, 100000, "key 100000"), 0);
    assert_int_equal(scan_many_keys(*state, 100000, "key 0"), FAIL_UNREADABLE);
    assert_int_equal(scan_many_keys(*state, 100000, "key 65535"), FAIL_UNREADABLE);
    assert_int_equal(scan_many_keys(*state, 100000, "key 99999"), FAIL_UNREADABLE);
}

static void
a_body_of_25_mib(void **state)
{
    struct json_want wants[] = { { .pointer = "/text" }, { .pointer = "/end" } };
    char *text = pool_alloc(*state, LARGE);

    memset(text, 'x', LARGE);
    memcpy(text, "{\"text\":\"", 9);
    memcpy(text + LARGE - 11, "\",\"end\":42}", 11);
    assert_int_equal(json_scan(*state, text, LARGE, wants, 2), 0);
    assert_int_equal(wants[0].first->length, LARGE - 9 - 11);
    assert_int_equal(json_integer(&wants[1], 0), 42);
    text[LARGE - 12] = '\n';
    assert_int_equal(json_scan(*state, text, LARGE, wants, 2), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "nesting-ends-at-64", nesting_ends_at_64, new_pool, end_pool, NULL },
        { "keys-end-at-256-bytes", keys_end_at_256_bytes, new_pool, end_pool, NULL },
        { "tokens-end-at-a-million", tokens_end_at_a_million, new_pool, end_pool, NULL },
        { "a-hundred-thousand-keys", a_hundred_thousand_keys, new_pool, end_pool, NULL },
        { "a-body-of-25-mib", a_body_of_25_mib, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("json-scan-limits", tests, quiet_log, NULL);
}
