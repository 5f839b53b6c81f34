/* src/port/compress.c: what goes in comes out, and nothing else does. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "port/compress.h"

enum { LARGE = 3 * 1024 * 1024 };

static int
new_pool(void **state)
{
    *state = pool_new();
    return 0;
}

static int
end_pool(void **state)
{
    pool_free(*state);
    return 0;
}

static void
assert_round_trip(struct pool *pool, const char *bytes, size_t length)
{
    void *packed = NULL;
    char *unpacked = NULL;
    size_t packed_length = 0, unpacked_length = 0;

    assert_int_equal(compress_pack(pool, bytes, length, &packed, &packed_length), 0);
    assert_int_equal(
        compress_unpack(pool, packed, packed_length, length, &unpacked, &unpacked_length), 0);
    assert_int_equal(unpacked_length, length);
    assert_memory_equal(unpacked, bytes, length);
    assert_int_equal(unpacked[length], '\0');
}

static void
bodies_come_back(void **state)
{
    char *large = pool_alloc(*state, LARGE);
    size_t i;

    for (i = 0; i < LARGE; i++)
        large[i] = (char)(i * i >> 3);
    assert_round_trip(*state, "", 0);
    assert_round_trip(*state, "{}", 2);
    assert_round_trip(*state, "a\0b", 3);
    assert_round_trip(*state, large, LARGE);
}

static void
repeated_text_gets_small(void **state)
{
    char *text = pool_alloc(*state, LARGE);
    void *packed = NULL;
    size_t packed_length = 0;

    memset(text, 'x', LARGE);
    assert_int_equal(compress_pack(*state, text, LARGE, &packed, &packed_length), 0);
    assert_true(packed_length < LARGE / 100);
}

static void
ceiling_holds(void **state)
{
    void *packed = NULL;
    char *bytes = NULL;
    size_t packed_length = 0, length = 0;

    assert_int_equal(compress_pack(*state, "0123456789", 10, &packed, &packed_length), 0);
    assert_int_equal(compress_unpack(*state, packed, packed_length, 9, &bytes, &length),
                     FAIL_TOO_LARGE);
    assert_null(bytes);
    assert_int_equal(compress_unpack(*state, packed, packed_length, 10, &bytes, &length), 0);
}

static void
any_flipped_bit_is_found(void **state)
{
    static const char text[] = "{\"ref\":\"refs/heads/main\",\"before\":\"refs/heads/main\"}";
    void *packed = NULL;
    size_t packed_length = 0, length = 0, i;
    char *bytes = NULL;
    unsigned char *flipped;

    assert_int_equal(compress_pack(*state, text, sizeof(text), &packed, &packed_length), 0);
    for (i = 0; i < packed_length; i++) {
        flipped = (unsigned char *)pool_copy(*state, packed, packed_length);
        flipped[i] ^= 0x20;
        if (compress_unpack(*state, flipped, packed_length, sizeof(text), &bytes, &length) == 0)
            assert_memory_equal(bytes, text, sizeof(text));
    }
}

static void
foreign_and_cut_bytes_are_refused(void **state)
{
    void *packed = NULL;
    char *bytes = NULL;
    size_t packed_length = 0, length = 0;

    assert_int_equal(compress_pack(*state, "some text", 9, &packed, &packed_length), 0);
    assert_int_equal(compress_unpack(*state, "plain text", 10, 99, &bytes, &length),
                     FAIL_MALFORMED);
    assert_int_equal(compress_unpack(*state, "", 0, 99, &bytes, &length), FAIL_MALFORMED);
    assert_int_equal(compress_unpack(*state, packed, packed_length - 1, 99, &bytes, &length),
                     FAIL_MALFORMED);
    assert_null(bytes);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "bodies-come-back", bodies_come_back, new_pool, end_pool, NULL },
        { "repeated-text-gets-small", repeated_text_gets_small, new_pool, end_pool, NULL },
        { "ceiling-holds", ceiling_holds, new_pool, end_pool, NULL },
        { "any-flipped-bit-is-found", any_flipped_bit_is_found, new_pool, end_pool, NULL },
        { "foreign-and-cut-bytes-are-refused", foreign_and_cut_bytes_are_refused, new_pool,
          end_pool, NULL },
    };

    return cmocka_run_group_tests_name("compress", tests, NULL, NULL);
}
