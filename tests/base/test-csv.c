/* test-csv.c - tables as spreadsheets write them, and as nobody should */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "a_pool.h"
#include "base/csv.h"
#include "base/fail.h"

#include <cmocka.h>

/* All records as "1<a|b> 3<c>"; one that can't be read as "2!problem". */
static const char *
read_bytes(struct pool *pool, const char *text, size_t length)
{
    struct csv csv;
    struct strings fields;
    const char *all = "";
    int rc;

    csv_begin(&csv, text, length);
    while ((rc = csv_next(&csv, pool, &fields)) != 0) {
        all = pool_printf(pool, "%s%s%zu", all, all[0] != '\0' ? " " : "", csv.line);
        if (rc < 0) {
            assert_int_equal(rc, FAIL_MALFORMED);
            assert_int_equal(fields.count, 0);
            all = pool_printf(pool, "%s!%.9s", all, csv.problem);
            continue;
        }
        assert_null(csv.problem);
        assert_true(fields.count > 0);
        for (size_t i = 0; i < fields.count; i++)
            all = pool_printf(pool, "%s%s%s", all, i == 0 ? "<" : "|", fields.items[i]);
        all = pool_printf(pool, "%s>", all);
    }
    return all;
}

static const char *
read_text(struct pool *pool, const char *text)
{
    return read_bytes(pool, text, strlen(text));
}

struct example {
    const char *text, *records;
};

static void
compare(struct pool *pool, const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(read_text(pool, examples[i].text), examples[i].records);
}

static void
records_and_fields(void **state)
{
    static const struct example examples[] = {
        { "", "" },
        { "a", "1<a>" },
        { "a,b\nc,d\n", "1<a|b> 2<c|d>" },
        { "a,,\n,b,\n,,c", "1<a||> 2<|b|> 3<||c>" },
        { ",", "1<|>" },
        { " a , b", "1< a | b>" },
        { "a,b\nc", "1<a|b> 2<c>" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

static void
every_line_end(void **state)
{
    static const struct example examples[] = {
        { "a\r\nb\r\n", "1<a> 2<b>" },     { "a\rb\r", "1<a> 2<b>" },
        { "\n\na\n\r\n\nb", "3<a> 6<b>" }, { "\r\n\n\r", "" },
        { "a\n\"\"\nb", "1<a> 2<> 3<b>" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

static void
quotes(void **state)
{
    static const struct example examples[] = {
        { "\"a\",\"b\"", "1<a|b>" },
        { "\"a,b\",c", "1<a,b|c>" },
        { "\"say \"\"hi\"\"\"", "1<say \"hi\">" },
        { "\"\"\"\"", "1<\">" },
        { "\"\",\"\"", "1<|>" },
        { "\"a\nb\",c\nd", "1<a\nb|c> 3<d>" },
        { "\"a\r\nb\rc\"\nd", "1<a\r\nb\rc> 4<d>" },
        { "\"a\"\r\nb", "1<a> 2<b>" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

static void
the_first_line_tells_the_separator(void **state)
{
    static const struct example examples[] = {
        { "a;b\nc,d;e", "1<a|b> 2<c,d|e>" },
        { "a\tb\nc,d\te", "1<a|b> 2<c,d|e>" },
        { "\"a,b\";c\nd;e", "1<a,b|c> 2<d|e>" },
        { "a\nb;c", "1<a> 2<b;c>" },
        { "a,b;c", "1<a|b;c>" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

static void
byte_order_mark(void **state)
{
    static const struct example examples[] = {
        { "\xef\xbb\xbfgithub;name", "1<github|name>" },
        { "\xef\xbb\xbf\"github\"", "1<github>" },
        { "\xef\xbb\xbf", "" },
        { "a\n\xef\xbb\xbf"
          "b",
          "1<a> 2<\xef\xbb\xbf"
          "b>" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

/* It is said, and what stands behind that line is read. */
static void
what_is_none_is_said_and_passed_over(void **state)
{
    static const struct example examples[] = {
        { "a\nb\"c\nd", "1<a> 2!a quote w 3<d>" },
        { "a\n\"b\"c\nd", "1<a> 2!text behi 3<d>" },
        { "a\n\"b\nc\nd", "1<a> 2!a quote i 3<c> 4<d>" },
        { "a\nb, \"c,d\"\ne", "1<a> 2!a quote w 3<e>" },
        { "a\n\"b\nc\",\"d\"e\nf", "1<a> 2!text behi 3!a quote w 4<f>" },
        { "a\nJ\xfcrgen\nb", "1<a> 2!this is n 3<b>" },
        { "a\n\"J\xfcrgen\"\nb", "1<a> 2!this is n 3<b>" },
        { "\"", "1!a quote i" },
        { "\"a\"\"", "1!a quote i" },
    };

    compare(*state, examples, sizeof examples / sizeof examples[0]);
}

static void
no_byte_behind_the_end_is_read(void **state)
{
    assert_string_equal(read_bytes(*state, "a,bXX", 3), "1<a|b>");
    assert_string_equal(read_bytes(*state, "a\r\n", 2), "1<a>");
    assert_string_equal(read_bytes(*state, "\"a\"\"", 3), "1<a>");
    assert_string_equal(read_bytes(*state, "\"a\"", 2), "1!a quote i");
    assert_string_equal(read_bytes(*state, "\xef\xbb\xbf", 2), "1!this is n");
}

static void
zero_bytes_are_no_text(void **state)
{
    static const char utf16[] = "\xff\xfeg\0i\0\n\0";

    assert_string_equal(read_bytes(*state, "a\0b\nc", 5), "1!this is n 2<c>");
    assert_string_equal(read_bytes(*state, "\"\0\"", 3), "1!this is n");
    assert_string_equal(read_bytes(*state, utf16, sizeof utf16 - 1), "1!this is n 2!this is n");
}

/* `count` times `piece`, then `end`. */
static const char *
repeat(struct pool *pool, const char *piece, size_t count, const char *end)
{
    size_t length = strlen(piece);
    char *text = pool_alloc(pool, count * length + strlen(end) + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, piece, length);
    memcpy(text + count * length, end, strlen(end));
    return text;
}

static void
as_long_as_allowed_and_one_longer(void **state)
{
    struct pool *pool = *state;
    const char *longest = repeat(pool, "a", CSV_FIELD_MOST, "");
    const char *too_long = repeat(pool, "a", CSV_FIELD_MOST + 1, "");
    const char *quoted = pool_printf(pool, "\"%s\"", longest);

    assert_int_equal(strlen(read_text(pool, longest)), CSV_FIELD_MOST + 3);
    assert_int_equal(strlen(read_text(pool, quoted)), CSV_FIELD_MOST + 3);
    assert_string_equal(read_text(pool, pool_printf(pool, "%s\nb", too_long)), "1!a field i 2<b>");
    assert_string_equal(read_text(pool, pool_printf(pool, "\"%s\"\nb", too_long)),
                        "1!a quote i 2<b>");
    assert_int_equal(strlen(read_text(pool, repeat(pool, ",", CSV_FIELDS_MOST - 1, ""))),
                     CSV_FIELDS_MOST + 2);
    assert_string_equal(read_text(pool, repeat(pool, ",", CSV_FIELDS_MOST, "\nb")),
                        "1!far too m 2<b>");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("records-and-fields", records_and_fields),
        TEST("every-line-end", every_line_end),
        TEST("quotes", quotes),
        TEST("the-first-line-tells-the-separator", the_first_line_tells_the_separator),
        TEST("byte-order-mark", byte_order_mark),
        TEST("what-is-none-is-said-and-passed-over", what_is_none_is_said_and_passed_over),
        TEST("no-byte-behind-the-end-is-read", no_byte_behind_the_end_is_read),
        TEST("zero-bytes-are-no-text", zero_bytes_are_no_text),
        TEST("as-long-as-allowed-and-one-longer", as_long_as_allowed_and_one_longer),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
