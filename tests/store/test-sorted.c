/* test-sorted.c - keys follow time, and no two ids share one */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "store/sorted.h"

#include <cmocka.h>

static int
compare(const char *first, const char *second)
{
    struct delivery_key a, b;
    int order;

    delivery_key(first, &a);
    delivery_key(second, &b);
    order = memcmp(a.bytes, b.bytes, a.length < b.length ? a.length : b.length);
    return order != 0 ? order : (int)a.length - (int)b.length;
}

static void
uuids_sort_by_their_time(void **state)
{
    (void)state;
    /* The low part of the time stands first in the text, and starts again every 7 minutes. */
    assert_true(compare("ffffffff-cc78-11e3-81ab-4c9367dc0958",
                        "00000000-cc79-11e3-81ab-4c9367dc0958") < 0);
    assert_true(compare("00000000-ffff-11e3-81ab-4c9367dc0958",
                        "00000000-0000-11e4-81ab-4c9367dc0958") < 0);
    assert_true(compare("00000001-cc78-11e3-81ab-4c9367dc0958",
                        "00000002-cc78-11e3-81ab-4c9367dc0958") < 0);
    assert_true(compare("00000001-cc78-11e3-81ab-4c9367dc0958",
                        "00000001-cc78-11e3-81ab-4c9367dc0959") < 0);
}

static void
key_of_a_uuid_has_16_bytes(void **state)
{
    static const unsigned char expected[] = { 0x11, 0xe3, 0xcc, 0x78, 0x72, 0xd3, 0x16, 0x2e,
                                              0x81, 0xab, 0x4c, 0x93, 0x67, 0xdc, 0x09, 0x58 };
    struct delivery_key key;

    (void)state;
    delivery_key("72d3162e-cc78-11e3-81ab-4c9367dc0958", &key);
    assert_int_equal(key.length, sizeof expected);
    assert_memory_equal(key.bytes, expected, sizeof expected);
}

static void
all_other_ids_are_their_own_key(void **state)
{
    static const char *const ids[] = {
        "d1",
        "72D3162E-CC78-11E3-81AB-4C9367DC0958", /* not how it is sent, so another id */
        "72d3162e-cc78-41e3-81ab-4c9367dc0958", /* of version 4: random */
        "72d3162e-cc78-11e3-81ab-4c9367dc095",
        "72d3162e-cc78-11e3-81ab-4c9367dc09580",
        "72d3162e-cc78-11e3-81ab-4c9367dc095g",
        "72d3162ecc78-11e3--81ab-4c9367dc0958",
        "Ev0123456789ABCD",
    };
    struct delivery_key key;

    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        delivery_key(ids[i], &key);
        assert_int_equal(key.length, strlen(ids[i]));
        assert_memory_equal(key.bytes, ids[i], key.length);
    }
}

static void
body_key_is_clock_then_hash(void **state)
{
    const unsigned char sha[CRYPTO_SHA256_SIZE] = { 0xff, 0x02, 0x03, 0x04, 0x05 };

    (void)state;
    assert_true(body_key(0, sha) == 0xff020304);
    assert_true(body_key(1, sha) == 0x1ff020304);
    assert_true(body_key(1557933657, sha) > body_key(1557933656, sha));
    assert_true(body_key(INT64_MAX, sha) > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "uuids-sort-by-their-time", uuids_sort_by_their_time, NULL, NULL, NULL },
        { "key-of-a-uuid-has-16-bytes", key_of_a_uuid_has_16_bytes, NULL, NULL, NULL },
        { "all-other-ids-are-their-own-key", all_other_ids_are_their_own_key, NULL, NULL, NULL },
        { "body-key-is-clock-then-hash", body_key_is_clock_then_hash, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("sorted", tests, NULL, NULL);
}
