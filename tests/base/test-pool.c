/* src/base/pool.c: pieces don't overlap, are zeroed and aligned, and a reset leaves nothing. */
#include "config.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "a_pool.h"
#include "base/pool.h"

static size_t
bytes_other_than(const char *bytes, size_t size, char expected)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < size; i++)
        count += bytes[i] != expected;
    return count;
}

static void
pieces_of_all_sizes_keep_apart(void **state)
{
    enum { PIECES = 600 };
    char *pieces[PIECES];
    size_t size;
    int i;

    for (i = 0; i < PIECES; i++) {
        size = (size_t)i * 37;
        pieces[i] = pool_alloc(*state, size);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        assert_int_equal(bytes_other_than(pieces[i], size, 0), 0);
        memset(pieces[i], i & 0x7f, size);
    }
    for (i = 0; i < PIECES; i++)
        assert_int_equal(bytes_other_than(pieces[i], (size_t)i * 37, (char)(i & 0x7f)), 0);
}

static void
zeroed_again_after_reset(void **state)
{
    int round;

    for (round = 0; round < 3; round++) {
        char *small = pool_alloc(*state, 8000);
        char *large = pool_alloc(*state, 3000000);

        assert_int_equal(bytes_other_than(small, 8000, 0), 0);
        assert_int_equal(bytes_other_than(large, 3000000, 0), 0);
        memset(small, 'x', 8000);
        memset(large, 'x', 3000000);
        pool_reset(*state);
    }
}

/* The first block stays, so what stood in it can be looked at. */
static void
reset_wipes(void **state)
{
    const char *secret = pool_string(*state, "correct horse battery staple");
    size_t length = strlen(secret);

    pool_reset(*state);
    assert_int_equal(bytes_other_than(secret, length, 0), 0);
}

/* A text that is too long for the rest of a block must not leave its beginning behind. */
static void
reset_wipes_a_printf_that_moved(void **state)
{
    int used = 64 * 1024 - 64;
    const char *rest = pool_printf(*state, "%0*d", used - 1, 0) + used;
    const char *text = pool_printf(*state, "%0200d", 7);

    assert_ptr_not_equal(text, rest);
    assert_int_equal(bytes_other_than(rest, 64, 0), 0);
}

static void
copies_end_with_nul(void **state)
{
    const char *copy = pool_copy(*state, "ab\0cd", 5);

    assert_memory_equal(copy, "ab\0cd", 6);
    assert_string_equal(pool_copy(*state, NULL, 0), "");
    assert_string_equal(pool_string(*state, "text"), "text");
    assert_null(pool_string(*state, NULL));
}

static void
printf_of_any_length(void **state)
{
    int length;

    for (length = 1; length < 60000; length += 997) {
        const char *text = pool_printf(*state, "%0*d|%s", length, 5, "end");

        assert_int_equal(strlen(text), (size_t)length + 4);
        assert_string_equal(text + length - 1, "5|end");
    }
    assert_string_equal(pool_printf(*state, "%s", ""), "");
}

/* The status of a child that asks for `count` elements of `size` bytes, its log line dropped. */
static int
status_of_asking(struct pool *pool, size_t count, size_t size)
{
    volatile size_t elements = count; /* hides the madness from the compiler */
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        (void)close(STDERR_FILENO);
        (void)pool_array(pool, elements, size);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
overflow_ends_the_process(void **state)
{
    assert_int_equal(status_of_asking(*state, 3, 8), 0);
    assert_int_equal(status_of_asking(*state, SIZE_MAX / 2, 4), 70);
    assert_int_equal(status_of_asking(*state, SIZE_MAX / 4 + 2, 4), 70);
    assert_int_equal(status_of_asking(*state, SIZE_MAX, 1), 70);
}

static void
a_growing_array_keeps_what_is_in_it(void **state)
{
    size_t *items = NULL, count = 0, room = 0;

    while (count < 1000) {
        size_t *before = items;
        bool full = count == room;

        items = pool_grow(*state, items, count, &room, sizeof *items);
        assert_int_equal(items != before, full);
        assert_true(room > count);
        assert_int_equal(items[count], 0);
        items[count] = count + 1;
        count++;
    }
    for (size_t i = 0; i < count; i++)
        assert_int_equal(items[i], i + 1);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "pieces-of-all-sizes-keep-apart", pieces_of_all_sizes_keep_apart, new_pool, end_pool,
          NULL },
        { "zeroed-again-after-reset", zeroed_again_after_reset, new_pool, end_pool, NULL },
        { "reset-wipes", reset_wipes, new_pool, end_pool, NULL },
        { "reset-wipes-a-printf-that-moved", reset_wipes_a_printf_that_moved, new_pool, end_pool,
          NULL },
        { "copies-end-with-nul", copies_end_with_nul, new_pool, end_pool, NULL },
        { "printf-of-any-length", printf_of_any_length, new_pool, end_pool, NULL },
        { "a-growing-array-keeps-what-is-in-it", a_growing_array_keeps_what_is_in_it, new_pool,
          end_pool, NULL },
        { "overflow-ends-the-process", overflow_ends_the_process, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
