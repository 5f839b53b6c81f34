/* src/cli/render.c: words for outcomes, and foreign bytes on a terminal and in a pipe. */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "a_pool.h"
#include "cli/render.h"

#define READ_MOST 256 /* bytes */

typedef void printer(struct pool *pool, const char *bytes, size_t length);

/* What the printer puts on `fd`, read from `reader`; the terminal makes CR LF of each LF. */
static const char *
printed(struct pool *pool, printer *print, const char *text, int fd, int reader)
{
    char *bytes = pool_alloc(pool, READ_MOST);
    int standard = dup(STDOUT_FILENO);
    ssize_t got;

    fflush(stdout);
    assert_true(standard >= 0 && dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
    print(pool, text, strlen(text));
    fflush(stdout);
    assert_true(dup2(standard, STDOUT_FILENO) == STDOUT_FILENO);
    close(standard);
    close(fd);
    got = read(reader, bytes, READ_MOST);
    close(reader);
    assert_true(got >= 0);
    return pool_copy(pool, bytes, (size_t)got);
}

static const char *
on_a_terminal(struct pool *pool, printer *print, const char *text)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    int terminal = -1;

    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    return printed(pool, print, text, terminal, master);
}

static const char *
in_a_pipe(struct pool *pool, printer *print, const char *text)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    return printed(pool, print, text, ends[1], ends[0]);
}

static void
last_line_on_a_terminal_ends_once(void **state)
{
    assert_string_equal(on_a_terminal(*state, render_bytes, "{\"a\":1}"), "{\"a\":1}\r\n");
    assert_string_equal(on_a_terminal(*state, render_lines, "{\"a\":1}"), "{\"a\":1}\r\n");
    assert_string_equal(on_a_terminal(*state, render_lines, "{\"a\":1}\n"), "{\"a\":1}\r\n");
}

static void
bytes_in_a_pipe_are_as_they_are_lines_end(void **state)
{
    assert_string_equal(in_a_pipe(*state, render_bytes, "x\033[2J"), "x\033[2J");
    assert_string_equal(in_a_pipe(*state, render_lines, "x"), "x\n");
    assert_string_equal(in_a_pipe(*state, render_lines, "x\n"), "x\n");
}

static void
escapes_never_reach_a_terminal(void **state)
{
    assert_string_equal(on_a_terminal(*state, render_bytes, "a\033[2J\u202eb\n"),
                        "a\ufffd[2J\ufffdb\r\n");
}

static void
a_sentence_ends_once(void **state)
{
    assert_string_equal(render_sentence(*state, "Job 1 is done: pong!."), "Job 1 is done: pong!");
    assert_string_equal(render_sentence(*state, "It is open.."), "It is open.");
    assert_string_equal(render_sentence(*state, "It is open."), "It is open.");
    assert_string_equal(render_sentence(*state, "."), ".");
}

static void
attempt_that_was_cut_off_says_so(void **state)
{
    (void)state;
    assert_string_equal(render_outcome("cut off"), "was cut off");
    assert_string_equal(render_outcome("done"), "succeeded");
    assert_string_equal(render_outcome("failed"), "failed");
}

static void
a_bar_is_full_at_the_end_alone(void **state)
{
    assert_string_equal(render_bar(*state, 0, 10000), "[..........]");
    assert_string_equal(render_bar(*state, 999, 10000), "[..........]");
    assert_string_equal(render_bar(*state, 1000, 10000), "[#.........]");
    assert_string_equal(render_bar(*state, 5000, 10000), "[#####.....]");
    assert_string_equal(render_bar(*state, 9999, 10000), "[#########.]");
    assert_string_equal(render_bar(*state, 10000, 10000), "[##########]");
    assert_string_equal(render_bar(*state, 10001, 10000), "[##########]");
    assert_string_equal(render_bar(*state, 0, 0), "[..........]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("last-line-on-a-terminal-ends-once", last_line_on_a_terminal_ends_once),
        TEST("bytes-in-a-pipe-are-as-they-are-lines-end",
             bytes_in_a_pipe_are_as_they_are_lines_end),
        TEST("escapes-never-reach-a-terminal", escapes_never_reach_a_terminal),
        TEST("a-sentence-ends-once", a_sentence_ends_once),
        TEST("a-bar-is-full-at-the-end-alone", a_bar_is_full_at_the_end_alone),
        TEST("attempt-that-was-cut-off-says-so", attempt_that_was_cut_off_says_so),
    };

    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
