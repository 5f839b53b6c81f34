/* src/port/compress.c: what goes in comes out, and nothing else does. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "port/compress.h"

enum { LARGE = 3 * 1024 * 1024, LARGEST = 25 * 1024 * 1024, THREADS = 8 };

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

/* Text that is neither all alike nor random, another one for each seed. */
static char *
some_text(struct pool *pool, size_t length, uint32_t seed)
{
    static const char words[] = "{\"ref\":\"refs/heads/main\",\"id\":1234567890,\"login\":null}";
    char *text = pool_alloc(pool, length + 1);

    for (size_t i = 0; i < length; i++) {
        if (i % 16 == 0)
            seed = seed * 1664525 + 1013904223;
        text[i] = words[((seed >> 16) + i) % (sizeof words - 1)];
    }
    return text;
}

static void
packed_bytes_depend_on_nothing_that_came_before(void **state)
{
    static const size_t between[] = { 0, 2, 14000, LARGE, LARGEST, 100 };
    char *text = some_text(*state, 14000, 1);
    void *first = NULL, *packed = NULL;
    size_t first_length = 0, packed_length = 0;

    assert_int_equal(compress_pack(*state, text, 14000, &first, &first_length), 0);
    assert_in_range(first_length, 1, 14000 - 1);
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        struct pool *pool = pool_new();

        assert_round_trip(pool, some_text(pool, between[i], 2), between[i]);
        assert_int_equal(compress_pack(pool, text, 14000, &packed, &packed_length), 0);
        assert_int_equal(packed_length, first_length);
        assert_memory_equal(packed, first, first_length);
        pool_free(pool);
    }
}

static size_t
heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static void
large_body_leaves_no_memory_behind(void **state)
{
    struct pool *pool = pool_new();
    size_t before;

    assert_round_trip(pool, some_text(pool, 14000, 1), 14000);
    pool_free(pool);
    before = heap_bytes();
    pool = pool_new();
    assert_round_trip(pool, some_text(pool, LARGEST, 1), LARGEST);
    pool_free(pool);
    assert_true(heap_bytes() <= before + (1 << 20));
    (void)state;
}

struct packer {
    uint32_t seed;
    int bad;
};

/* Asserting is for the main thread only. */
static bool
comes_back(struct pool *pool, size_t length, uint32_t seed)
{
    char *text = some_text(pool, length, seed), *unpacked = NULL;
    size_t packed_length = 0, unpacked_length = 0;
    void *packed = NULL;

    return compress_pack(pool, text, length, &packed, &packed_length) == 0 &&
           compress_unpack(pool, packed, packed_length, length, &unpacked, &unpacked_length) == 0 &&
           unpacked_length == length && memcmp(unpacked, text, length) == 0;
}

/* One body is the largest that GitHub sends, in another round for each thread. */
static void *
pack_many(void *data)
{
    struct packer *packer = data;
    struct pool *pool = pool_new();

    for (uint32_t i = 0; i < 50; i++) {
        size_t length = i == packer->seed * 5 ? LARGEST : 1000 * (i + packer->seed);

        packer->bad += !comes_back(pool, length, packer->seed * 1000 + i);
        pool_reset(pool);
    }
    pool_free(pool);
    return NULL;
}

static void
bodies_come_back_from_8_threads_at_once(void **state)
{
    struct packer packers[THREADS];
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        packers[i] = (struct packer){ .seed = (uint32_t)i };
        assert_int_equal(pthread_create(&threads[i], NULL, pack_many, &packers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(packers[i].bad, 0);
    }
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
        { "packed-bytes-depend-on-nothing-that-came-before",
          packed_bytes_depend_on_nothing_that_came_before, new_pool, end_pool, NULL },
        { "large-body-leaves-no-memory-behind", large_body_leaves_no_memory_behind, NULL, NULL,
          NULL },
        { "bodies-come-back-from-8-threads-at-once", bodies_come_back_from_8_threads_at_once, NULL,
          NULL, NULL },
    };

    return cmocka_run_group_tests_name("compress", tests, NULL, NULL);
}
