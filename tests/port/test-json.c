/* src/port/json.c: what it writes always parses. */
#include "config.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "a_pool.h"
#include "base/json_scan.h"
#include "port/json.h"

/* Writes the tree, and reads it with our own strict reader. */
static const char *
written(struct pool *pool, struct json *top)
{
    const char *text = json_text(pool, top, JSON_COMPACT);

    assert_int_equal(json_scan(pool, text, strlen(text), NULL, 0), 0);
    return text;
}

static void
values_of_every_kind(void **state)
{
    static const char *const texts[] = { "two", "three" };
    struct json *top = json_object(), *list = json_array(), *inner = json_object();

    json_set_string(top, "status", "accepted");
    json_set_integer(top, "least", INT64_MIN);
    json_set_id(top, "id", INT64_MAX);
    json_set_bool(top, "yes", true);
    json_set_bool(top, "no", false);
    json_add_string(list, "one");
    json_add(list, inner);
    json_set(top, "list", list);
    json_set(top, "texts", json_list((struct strings){ texts, 2 }));
    json_set(top, "none", json_list((struct strings){ 0 }));
    assert_string_equal(written(*state, top),
                        "{\"status\":\"accepted\",\"least\":-9223372036854775808,"
                        "\"id\":\"9223372036854775807\",\"yes\":true,\"no\":false,"
                        "\"list\":[\"one\",{}],\"texts\":[\"two\",\"three\"],\"none\":[]}");
}

static void
absent_values_are_left_out(void **state)
{
    struct json *top = json_object(), *list = json_array();

    json_set_string(top, "text", NULL);
    json_set_bytes(top, "bytes", NULL, 0);
    json_set_raw(top, "raw", NULL);
    json_set_exact(top, "exact", NULL);
    json_set(top, "child", NULL);
    json_add(list, NULL);
    json_add_string(list, NULL);
    json_set(top, "list", list);
    assert_string_equal(written(*state, top), "{\"list\":[]}");
}

static void
null_parents_take_nothing(void **state)
{
    (void)state;
    json_set_string(NULL, "key", "text");
    json_set_raw(NULL, "key", "{}");
    json_set_exact(NULL, "key", "{}");
    json_set(NULL, "key", json_object());
    json_add(NULL, json_array());
    json_free(NULL);
}

static void
special_characters_are_escaped(void **state)
{
    struct json *top = json_object();

    json_set_string(top, "text", "a\"b\\c/d\n\t\x1b\x7f");
    assert_string_equal(written(*state, top), "{\"text\":\"a\\\"b\\\\c/d\\n\\t\\u001b\x7f\"}");
}

static void
invalid_bytes_become_replacement_characters(void **state)
{
    struct json *top = json_object();

    json_set_string(top, "text", "\xc3\xa9|\xff|\xc3|\xc0\x80|\xed\xa0\x80|\xf0\x9f\x92\xa9");
    json_set_string(top, "k\xfe", "key");
    assert_string_equal(
        written(*state, top),
        "{\"text\":\"\xc3\xa9|\xef\xbf\xbd|\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd|"
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|\xf0\x9f\x92\xa9\",\"k\xef\xbf\xbd\":\"key\"}");
}

static void
bytes_keep_their_nul(void **state)
{
    struct json *top = json_object();
    const char *text;

    json_set_bytes(top, "output", "a\0b\xff", 4);
    text = json_text(*state, top, JSON_COMPACT);
    assert_string_equal(text, "{\"output\":\"a\\u0000b\xef\xbf\xbd\"}");
}

static void
raw_json_is_taken_as_it_is(void **state)
{
    struct json *top = json_object();

    json_set_raw(top, "args", "{\"sha\":\"1a\", \"n\": 1.50, \"list\":[null,true]}");
    json_set_raw(top, "null", "null");
    json_set_raw(top, "number", "12");
    assert_string_equal(written(*state, top), "{\"args\":{\"sha\":\"1a\",\"n\":1.50,"
                                              "\"list\":[null,true]},\"null\":null,\"number\":12}");
}

static void
exact_json_is_written_byte_for_byte(void **state)
{
    struct json *top = json_object();

    json_set_exact(top, "big", "123456789012345678901234567890");
    json_set_exact(top, "small", "1.50e400");
    json_set_exact(top, "list", "[1 , {\"a\":null}]");
    assert_string_equal(written(*state, top),
                        "{\"big\":123456789012345678901234567890,\"small\":1.50e400,"
                        "\"list\":[1 , {\"a\":null}]}");
}

static void
raw_text_that_does_not_parse_is_a_string(void **state)
{
    static const char *const texts[] = {
        "",     "{",    "{} x",     "nul",          "NaN",     "[Infinity]", "{\"a\":-Infinity}",
        "'a'}", "[1,]", "\"\xff\"", "\"\xc0\x80\"", "{\"a\"}", "-",
    };
    struct json_want want = { .pointer = "/raw" };
    const char *text;
    struct json *top;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        top = json_object();
        json_set_raw(top, "raw", texts[i]);
        text = written(*state, top);
        assert_int_equal(json_scan(*state, text, strlen(text), &want, 1), 0);
        assert_non_null(want.first);
        assert_int_equal(want.first->type, JSON_STRING);
    }
}

static void
pretty_is_for_people(void **state)
{
    struct json *top = json_object();
    const char *text;

    json_set_string(top, "a", "b");
    text = json_text(*state, top, JSON_PRETTY);
    assert_string_equal(text, "{\n  \"a\": \"b\"\n}");
}

#ifndef __SANITIZE_ADDRESS__ /* which needs memory of its own */
/* Half a document must not go anywhere; ended as by the pool, not with a core. */
static void
no_memory_ends_the_process(void **state)
{
    enum { LARGE = 64 * 1024 * 1024 };
    struct rlimit limit = { LARGE, LARGE };
    char *text = malloc(LARGE);
    pid_t child;
    int status = -1;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', LARGE - 1);
    text[LARGE - 1] = '\0';
    child = fork();
    if (child == 0) {
        (void)close(STDERR_FILENO);
        if (setrlimit(RLIMIT_AS, &limit) == 0) /* what is there stays, no more is given */
            json_set_string(json_object(), "a", text);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    free(text);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
}
#endif

static void
times_are_told_twice(void **state)
{
    struct json *top = json_object();

    json_set_time(*state, top, "created", INT64_C(1763805600123));
    json_set_time(*state, top, "ended", 0);
    assert_string_equal(json_text(*state, top, JSON_COMPACT),
                        "{\"created\":\"2025-11-22T10:00:00.123Z\",\"created_ms\":1763805600123}");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "values-of-every-kind", values_of_every_kind, new_pool, end_pool, NULL },
        { "absent-values-are-left-out", absent_values_are_left_out, new_pool, end_pool, NULL },
        { "null-parents-take-nothing", null_parents_take_nothing, new_pool, end_pool, NULL },
        { "special-characters-are-escaped", special_characters_are_escaped, new_pool, end_pool,
          NULL },
        { "invalid-bytes-become-replacement-characters",
          invalid_bytes_become_replacement_characters, new_pool, end_pool, NULL },
        { "bytes-keep-their-nul", bytes_keep_their_nul, new_pool, end_pool, NULL },
        { "raw-json-is-taken-as-it-is", raw_json_is_taken_as_it_is, new_pool, end_pool, NULL },
        { "exact-json-is-written-byte-for-byte", exact_json_is_written_byte_for_byte, new_pool,
          end_pool, NULL },
        { "raw-text-that-does-not-parse-is-a-string", raw_text_that_does_not_parse_is_a_string,
          new_pool, end_pool, NULL },
#ifndef __SANITIZE_ADDRESS__
        { "no-memory-ends-the-process", no_memory_ends_the_process, NULL, NULL, NULL },
#endif
        { "times-are-told-twice", times_are_told_twice, new_pool, end_pool, NULL },
        { "pretty-is-for-people", pretty_is_for_people, new_pool, end_pool, NULL },
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
