/* src/base/log.c: a line is a line, whatever is in it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/pool.h"

enum { LINE_MOST = 4096 };

/* Standard error goes into a pipe while a test runs, so that one write(2) is one read(2). */
struct capture {
    struct pool *pool;
    int terminal;
    int pipe[2];
};

static int
begin(void **state)
{
    static struct capture capture;

    capture.pool = pool_new();
    capture.terminal = dup(STDERR_FILENO);
    if (capture.terminal < 0 || pipe2(capture.pipe, O_DIRECT | O_NONBLOCK) != 0)
        return -1;
    (void)dup2(capture.pipe[1], STDERR_FILENO);
    *state = &capture;
    return 0;
}

static int
end(void **state)
{
    struct capture *capture = *state;

    (void)dup2(capture->terminal, STDERR_FILENO);
    (void)close(capture->terminal);
    (void)close(capture->pipe[0]);
    (void)close(capture->pipe[1]);
    pool_free(capture->pool);
    log_open("hooklet", LOG_FORMAT_PLAIN, LOG_INFO);
    log_delivery(NULL);
    return 0;
}

/* What the newest write(2) wrote, without its newline; NULL when there was none. */
static char *
captured(struct capture *capture)
{
    char *line = pool_alloc(capture->pool, 2 * LINE_MOST);
    ssize_t length = read(capture->pipe[0], line, 2 * LINE_MOST);

    if (length <= 0)
        return NULL;
    assert_true(length <= LINE_MOST);
    assert_int_equal(line[length - 1], '\n');
    line[length - 1] = '\0';
    assert_null(strchr(line, '\n'));
    return line;
}

/* The same from the first field that does not change with the time. */
static const char *
captured_from_level(struct capture *capture)
{
    const char *line = captured(capture);

    assert_non_null(line);
    line = strstr(line, "level");
    assert_non_null(line);
    return line;
}

static void
plain_by_default(void **state)
{
    log_say(LOG_INFO, "accept", "event %d, \"%s\"", 12, "quoted");
    assert_string_equal(captured(*state), "hooklet: event 12, \"quoted\"");
    log_say(LOG_INFO, "reload", NULL);
    assert_string_equal(captured(*state), "hooklet: reload");
}

static void
fields(void **state)
{
    log_open("github-push", LOG_FORMAT_FIELDS, LOG_INFO);
    log_delivery("72d3162e-cc78");
    log_say(LOG_WARNING, "accept", "event %d, 1 job", 12);
    assert_string_equal(captured_from_level(*state),
                        "level=warning program=github-push delivery=72d3162e-cc78 what=accept"
                        " text=\"event 12, 1 job\"");
    log_delivery("");
    log_say(LOG_ERROR, "claim", "%s", "");
    assert_string_equal(captured_from_level(*state),
                        "level=error program=github-push what=claim text=\"\"");
}

static void
json(void **state)
{
    const char *line;

    log_open("work", LOG_FORMAT_JSON, LOG_INFO);
    log_delivery("a\"b");
    log_say(LOG_INFO, "claim", "a\\b");
    line = captured(*state);
    assert_memory_equal(line, "{\"time\":\"20", 11);
    assert_string_equal(
        strstr(line, "\"level\""),
        "\"level\":\"info\",\"program\":\"work\",\"delivery\":\"a\\\"b\",\"what\":\"claim\","
        "\"text\":\"a\\\\b\"}");
}

static void
nothing_breaks_or_forges_a_line(void **state)
{
    log_open("w", LOG_FORMAT_FIELDS, LOG_INFO);
    log_say(LOG_INFO, "x",
            "a\r\nlevel=error b\t\x1b[2J\x7f\xc2\x9b"
            "31m\xe2\x80\xa8\xe2\x80\xa9\xff\xe2\x80\xae\xc3\xbc");
    assert_string_equal(
        captured_from_level(*state),
        "level=info program=w what=x text=\"a\\u000d\\nlevel=error b\\t\\u001b[2J\\u007f\\u009b31m"
        "\\u2028\\u2029\\u00ff\\u202e\xc3\xbc\"");
    log_delivery("1 what=forged\n");
    log_say(LOG_INFO, "x", NULL);
    assert_string_equal(captured_from_level(*state),
                        "level=info program=w delivery=\"1 what=forged\\n\" what=x");
    log_open("w", LOG_FORMAT_PLAIN, LOG_INFO);
    log_say(LOG_INFO, "x", "a\n\x1b[2J");
    assert_string_equal(captured(*state), "w: a\\n\\u001b[2J");
}

/* Whatever stands where the line is cut, it ends as a line must. */
static void
long_lines_are_cut(void **state)
{
    struct capture *capture = *state;
    static const char *const units[] = {
        "a", "\"", "\\", "\n", "\x01", "\xc3\xbc", "\xf0\x9f\x98\x80",
    };
    size_t unit, shift;
    const char *line;
    char *text;

    log_open("w", LOG_FORMAT_JSON, LOG_INFO);
    for (unit = 0; unit < sizeof(units) / sizeof(units[0]); unit++)
        for (shift = 0; shift < 8; shift++) {
            text = pool_printf(capture->pool, "%.*s", (int)shift, "12345678");
            while (strlen(text) < 3 * LINE_MOST)
                text = pool_printf(capture->pool, "%s%s%s%s%s", text, text, units[unit],
                                   units[unit], units[unit]);
            log_say(LOG_INFO, "x", "%s", text);
            line = captured(capture);
            assert_true(strlen(line) > LINE_MOST - 16);
            assert_string_equal(line + strlen(line) - 2, "\"}");
            log_say(LOG_INFO, text, "%s", text);
            assert_non_null(captured(capture));
        }
}

static void
levels_drop_lines(void **state)
{
    log_open("w", LOG_FORMAT_PLAIN, LOG_WARNING);
    log_say(LOG_INFO, "x", "not this");
    assert_null(captured(*state));
    log_say(LOG_WARNING, "x", "this");
    assert_string_equal(captured(*state), "w: this");
}

static void
errno_is_kept_and_can_be_told(void **state)
{
    errno = ENOENT;
    log_say(LOG_INFO, "x", "%m");
    assert_int_equal(errno, ENOENT);
    assert_string_equal(captured(*state), "hooklet: No such file or directory");
}

static void
delivery_is_cut(void **state)
{
    struct capture *capture = *state;
    const char *line;

    log_open("w", LOG_FORMAT_FIELDS, LOG_INFO);
    log_delivery(pool_printf(capture->pool, "%0500d", 7));
    log_say(LOG_INFO, "x", NULL);
    line = strstr(captured(capture), "delivery=");
    assert_int_equal(strspn(line + strlen("delivery="), "0"), 128);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "plain-by-default", plain_by_default, begin, end, NULL },
        { "fields", fields, begin, end, NULL },
        { "json", json, begin, end, NULL },
        { "nothing-breaks-or-forges-a-line", nothing_breaks_or_forges_a_line, begin, end, NULL },
        { "long-lines-are-cut", long_lines_are_cut, begin, end, NULL },
        { "levels-drop-lines", levels_drop_lines, begin, end, NULL },
        { "errno-is-kept-and-can-be-told", errno_is_kept_and_can_be_told, begin, end, NULL },
        { "delivery-is-cut", delivery_is_cut, begin, end, NULL },
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
