/* src/base/buf.c: what fits is kept, and a ceiling is a ceiling. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "base/buf.h"
#include "quiet_log.h"

static size_t wiped; /* bytes, by all wiping since a test set it to 0 */

static void
wipe(void *bytes, size_t length)
{
    memset(bytes, 0, length);
    wiped += length;
}

/* In the place of libc's, whichever of the two the headers choose. */
void explicit_bzero(void *bytes, size_t length);
void __explicit_bzero_chk(void *bytes, size_t length, size_t room);

void
explicit_bzero(void *bytes, size_t length)
{
    wipe(bytes, length);
}

void
__explicit_bzero_chk(void *bytes, size_t length, size_t room)
{
    (void)room;
    wipe(bytes, length);
}

static void
empty_is_a_string(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 10);
    assert_string_equal(buf_string(&buf), "");
    assert_int_equal(buf_add(&buf, NULL, 0), 0);
    assert_string_equal(buf_string(&buf), "");
    buf_free(&buf);
    buf_free(&buf);
    assert_string_equal(buf_string(&buf), "");
}

static void
grows_and_ends_with_nul(void **state)
{
    struct buf buf;
    int i;

    (void)state;
    buf_init(&buf, 100000);
    for (i = 0; i < 10000; i++) {
        assert_int_equal(buf_printf(&buf, "%05d,", i), 0);
        assert_int_equal(buf.length, (size_t)(i + 1) * 6);
        assert_int_equal(buf.bytes[buf.length], '\0');
        assert_true(buf.room > buf.length);
    }
    assert_memory_equal(buf.bytes, "00000,00001,", 12);
    assert_string_equal(buf.bytes + buf.length - 6, "09999,");
    buf_free(&buf);
}

static void
the_ceiling_is_reached_but_not_passed(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 10);
    assert_int_equal(buf_text(&buf, "0123456789"), 0);
    assert_int_equal(buf_text(&buf, "x"), FAIL_TOO_LARGE);
    assert_string_equal(buf_string(&buf), "0123456789");
    assert_int_equal(buf_text(&buf, ""), 0);
    buf_free(&buf);

    buf_init(&buf, 0);
    assert_int_equal(buf_text(&buf, "x"), FAIL_TOO_LARGE);
    assert_string_equal(buf_string(&buf), "");
    buf_free(&buf);
}

static void
what_fitted_is_kept(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 10);
    assert_int_equal(buf_text(&buf, "hello "), 0);
    assert_int_equal(buf_printf(&buf, "%s", "world"), FAIL_TOO_LARGE);
    assert_string_equal(buf_string(&buf), "hello worl");
    buf_free(&buf);
}

static void
clear_begins_anew(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 5);
    assert_int_equal(buf_text(&buf, "12345"), 0);
    buf_clear(&buf);
    assert_string_equal(buf_string(&buf), "");
    assert_int_equal(buf_text(&buf, "67890"), 0);
    assert_string_equal(buf_string(&buf), "67890");
    buf_free(&buf);
    assert_int_equal(buf_text(&buf, "after"), 0);
    assert_string_equal(buf_string(&buf), "after");
    buf_free(&buf);
}

/* Pieces of all sizes, shorter and longer than the ceiling, against the plain truth. */
static void
a_tail_keeps_the_newest(void **state)
{
    enum { CEILING = 100, ALL = 9000 };
    char all[ALL];
    struct buf buf;
    size_t length = 0;
    size_t piece;
    size_t i;

    (void)state;
    for (i = 0; i < ALL; i++)
        all[i] = (char)('a' + i % 23);
    buf_init_tail(&buf, CEILING);
    for (piece = 0; length + piece <= ALL; piece = (piece + 7) % 251) {
        assert_int_equal(buf_add(&buf, all + length, piece), 0);
        length += piece;
        assert_int_equal(buf.length, length < CEILING ? length : CEILING);
        assert_int_equal(buf.dropped, length - buf.length);
        assert_memory_equal(buf.bytes, all + length - buf.length, buf.length);
        assert_int_equal(buf.bytes[buf.length], '\0');
    }
    buf_free(&buf);
}

static void
all_that_was_in_it_is_wiped(void **state)
{
    struct buf buf;
    size_t room;

    (void)state;
    buf_init(&buf, 10000);
    assert_int_equal(buf_text(&buf, "a secret"), 0);
    buf_clear(&buf);
    wiped = 0;
    room = buf.room;
    buf_free(&buf);
    assert_int_equal(wiped, room);

    assert_int_equal(buf_text(&buf, "a secret"), 0);
    room = buf.room;
    wiped = 0;
    while (buf.room == room)
        assert_int_equal(buf_text(&buf, "and more "), 0);
    assert_int_equal(wiped, room); /* the place that it grew out of */
    buf_free(&buf);

    wiped = 0;
    assert_int_equal(buf_printf(&buf, "%s", "a secret"), 0);
    assert_int_equal(wiped, strlen("a secret")); /* printf's own copy */
    buf_free(&buf);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "empty-is-a-string", empty_is_a_string, NULL, NULL, NULL },
        { "grows-and-ends-with-nul", grows_and_ends_with_nul, NULL, NULL, NULL },
        { "the-ceiling-is-reached-but-not-passed", the_ceiling_is_reached_but_not_passed, NULL,
          NULL, NULL },
        { "what-fitted-is-kept", what_fitted_is_kept, NULL, NULL, NULL },
        { "clear-begins-anew", clear_begins_anew, NULL, NULL, NULL },
        { "all-that-was-in-it-is-wiped", all_that_was_in_it_is_wiped, NULL, NULL, NULL },
        { "a-tail-keeps-the-newest", a_tail_keeps_the_newest, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("buf", tests, quiet_log, NULL);
}
