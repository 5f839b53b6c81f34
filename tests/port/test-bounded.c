/* src/port/bounded.c: memory that has an end, and what happens there. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "port/bounded.h"

enum { MOST = 100000 };

struct taking {
    size_t count, size;
    size_t taken;
    bool bad;
};

static void
take(void *data)
{
    struct taking *taking = data;
    char *bytes;

    for (taking->taken = 0; taking->taken < taking->count; taking->taken++) {
        bytes = bounded_calloc(1, taking->size);
        taking->bad |= (uintptr_t)bytes % alignof(max_align_t) != 0;
        for (size_t i = 0; i < taking->size; i++)
            taking->bad |= bytes[i] != 0;
        memset(bytes, 'x', taking->size);
        bounded_free(bytes);
    }
}

static void
zeroed_and_aligned(void **state)
{
    struct taking taking = { .count = 100, .size = 33 };

    (void)state;
    assert_true(bounded_run(MOST, take, &taking));
    assert_int_equal(taking.taken, 100);
    assert_false(taking.bad);
}

static void
too_much_ends_the_run_and_not_the_next(void **state)
{
    struct taking taking = { .count = MOST, .size = 100 };

    (void)state;
    assert_false(bounded_run(MOST, take, &taking));
    assert_in_range(taking.taken, MOST / 200, MOST / 100);
    taking.count = MOST / 200;
    assert_true(bounded_run(MOST, take, &taking));
    assert_false(taking.bad);
}

static void
take_overflowing(void *data)
{
    *(void **)data = bounded_calloc(SIZE_MAX / 2, 3);
}

static void
take_everything(void *data)
{
    *(void **)data = bounded_calloc(1, SIZE_MAX);
}

static void
sizes_that_overflow(void **state)
{
    void *bytes = NULL;

    (void)state;
    assert_false(bounded_run(SIZE_MAX, take_overflowing, &bytes));
    assert_false(bounded_run(SIZE_MAX, take_everything, &bytes));
    assert_null(bytes);
}

/* Into *data: do contents come along? */
static void
grow(void *data)
{
    char *bytes = bounded_realloc(NULL, 3);
    char *larger;

    memcpy(bytes, "ab", 3);
    larger = bounded_realloc(bytes, 5000);
    bounded_free(NULL);
    *(bool *)data = larger != bytes && strcmp(larger, "ab") == 0 && larger[4999] == 0 &&
                    bounded_realloc(larger, 4000) == larger;
}

static void
contents_come_along(void **state)
{
    bool same = false;

    (void)state;
    assert_true(bounded_run(MOST, grow, &same));
    assert_true(same);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "zeroed-and-aligned", zeroed_and_aligned, NULL, NULL, NULL },
        { "too-much-ends-the-run-and-not-the-next", too_much_ends_the_run_and_not_the_next, NULL,
          NULL, NULL },
        { "sizes-that-overflow", sizes_that_overflow, NULL, NULL, NULL },
        { "contents-come-along", contents_come_along, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("bounded", tests, NULL, NULL);
}
