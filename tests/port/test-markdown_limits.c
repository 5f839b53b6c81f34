/* src/port/markdown.c: long, deep and hostile comments, and many at once. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "port/markdown.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST = 10, LONGEST = 65536, THREADS = 8, ROUNDS = 200, STACK_BYTES = 256 * 1024 };

/* "/ping", and behind it as many of `piece` as make `length` bytes. */
static char *
filled(struct pool *pool, const char *piece, size_t length)
{
    static const char start[] = "/ping\n\n";
    size_t size = strlen(piece);
    char *text = pool_alloc(pool, length + 1);
    size_t i;

    for (i = 0; i < length; i++)
        text[i] = i < sizeof(start) - 1 ? start[i] : piece[(i - (sizeof(start) - 1)) % size];
    return text;
}

static int
count_of(struct pool *pool, const char *text, size_t *count)
{
    struct markdown_command *commands = NULL;

    *count = 77;
    return markdown_commands(pool, text, strlen(text), MOST, &commands, count);
}

static void
longest_comments(void **state)
{
    static const char *const pieces[] = {
        "x",
        "some words ",
        "\n",
        "line\n",
        "[",
        "![",
        "[a](b) ",
        "*a ",
        "_a_ ",
        "~a~ ",
        "`a` ",
        "<a> ",
        "&amp;",
        "\\*",
        "@",
        "a@",
        "a@b ",
        "http://a ",
        "# a\n",
        "> a\n",
        "- a\n\n",
        "```\n",
        "| a |\n",
        "a|b\n",
        "|-|\n",
        "<!-- a -->\n",
        "[a]: b\n",
        "[^1] ",
        "[^1]: a\n\n",
        "*a _b ~c `d ",
        "\xf0\x9f\x9a\x80",
    };
    size_t count, i;

    for (i = 0; i < COUNT(pieces); i++) {
        assert_int_equal(count_of(*state, filled(*state, pieces[i], LONGEST), &count), 0);
        assert_int_equal(count, 1);
        pool_reset(*state);
    }
}

static void
shapes_that_take_long_are_refused(void **state)
{
    static const char *const pieces[] = {
        ">",  "> ", "- ",    "1. ",       "> - ", "\t",   " ",
        "a|", "|",  "www._", "http://a<", ")",    "a <?", "a <!A",
    };
    size_t count, i;

    for (i = 0; i < COUNT(pieces); i++) {
        assert_int_equal(count_of(*state, filled(*state, pieces[i], LONGEST), &count),
                         FAIL_UNREADABLE);
        assert_int_equal(count, 77);
        pool_reset(*state);
    }
}

static const char *
repeated(struct pool *pool, const char *piece, size_t count)
{
    size_t size = strlen(piece);
    char *text = pool_alloc(pool, size * count + 1);

    while (count-- > 0)
        memcpy(text + size * count, piece, size);
    return text;
}

/* A table of a million cells in 6 kB, and a link of 20 kB that is used 13,000 times. */
static void
what_takes_much_memory_is_refused_and_the_next_is_read(void **state)
{
    const char *table = pool_printf(*state, "/ping\n\n%s\n%s\n%s", repeated(*state, "a|", 1000),
                                    repeated(*state, "-|", 1000), repeated(*state, "a\n", 1000));
    const char *links = pool_printf(*state, "/ping\n\n[a]: %s\n\n%s", repeated(*state, "u", 20000),
                                    repeated(*state, "[a]", 13000));
    size_t count;

    assert_int_equal(count_of(*state, table, &count), FAIL_UNREADABLE);
    assert_int_equal(count, 77);
    assert_int_equal(count_of(*state, "/ping ~~a~~\n/ping https://a/__b__", &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(count_of(*state, links, &count), FAIL_UNREADABLE);
    assert_int_equal(count_of(*state, "/ping\n/ping", &count), 0);
    assert_int_equal(count, 2);
}

static void
no_more_than_65536_characters(void **state)
{
    const char *rockets = "\xf0\x9f\x9a\x80";
    char *text = filled(*state, "x", LONGEST + 1);
    char *many = filled(*state, rockets, 7 + 4 * (LONGEST - 7) + 4);
    size_t count;

    assert_int_equal(count_of(*state, text, &count), FAIL_UNREADABLE);
    assert_int_equal(count_of(*state, text + 1, &count), 0);
    assert_int_equal(count_of(*state, many, &count), FAIL_UNREADABLE);
    many[strlen(many) - 4] = '\0';
    assert_int_equal(count_of(*state, many, &count), 0);
    assert_int_equal(count, 1);
}

static void
without_a_slash_nothing_is_too_long(void **state)
{
    size_t count;

    assert_int_equal(count_of(*state, filled(*state, "> ", 500000) + 7, &count), 0);
    assert_int_equal(count, 0);
}

static void
only_the_first_are_taken(void **state)
{
    struct markdown_command *commands = NULL;
    char *text = filled(*state, "/pong\n", 7 + 6 * 10000);
    size_t count = 77;

    assert_int_equal(markdown_commands(*state, text, strlen(text), 3, &commands, &count), 0);
    assert_int_equal(count, 3);
    assert_string_equal(commands[0].words.items[0], "ping");
    assert_string_equal(commands[2].words.items[0], "pong");
    assert_int_equal(markdown_commands(*state, text, strlen(text), 0, &commands, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(markdown_commands(*state, text, strlen(text), SIZE_MAX, &commands, &count), 0);
    assert_int_equal(count, 10001);
}

/* Asserting is for the main thread only.  Which characters are special to the library depends on
 * whether it is parsing right now, so threads that didn't wait for each other would see markup as
 * text. */
static void *
read_many(void *data)
{
    struct pool *pool = pool_new();
    size_t *bad = data;
    size_t count, i;

    for (i = 0; i < ROUNDS; i++) {
        const char *text = "/a ~~b~~\n/c https://x/__d__\n/e ~f~\n/g www.h.org/_i_";

        *bad += count_of(pool, text, &count) != 0 || count != 2;
        pool_reset(pool);
    }
    *bad += count_of(pool, filled(pool, "a@b@", 30000), &count) != 0 || count != 1;
    pool_free(pool);
    return NULL;
}

static void
eight_threads_with_small_stacks(void **state)
{
    pthread_t threads[THREADS];
    size_t bad[THREADS] = { 0 };
    pthread_attr_t attributes;

    (void)state;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, STACK_BYTES), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], &attributes, read_many, &bad[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(bad[i], 0);
    }
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("longest-comments", longest_comments),
        TEST("shapes-that-take-long-are-refused", shapes_that_take_long_are_refused),
        TEST("what-takes-much-memory-is-refused-and-the-next-is-read",
             what_takes_much_memory_is_refused_and_the_next_is_read),
        TEST("no-more-than-65536-characters", no_more_than_65536_characters),
        TEST("without-a-slash-nothing-is-too-long", without_a_slash_nothing_is_too_long),
        TEST("only-the-first-are-taken", only_the_first_are_taken),
        { "eight-threads-with-small-stacks", eight_threads_with_small_stacks, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("markdown_limits", tests, NULL, NULL);
}
