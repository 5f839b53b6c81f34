/* test-api_query.c - parameters of the API: what is read, and what is refused */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "a_pool.h"
#include "api_query.h"
#include "base/fail.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static const char *const names[] = { "owner", "limit", "failed" };
static const struct strings known = { names, 3 };

static struct api_query
read_good(struct pool *pool, const char *text)
{
    struct api_query query = { 0 };

    assert_int_equal(api_query_read(pool, text, known, &query), 0);
    return query;
}

static void
values_are_decoded(void **state)
{
    struct api_query query = read_good(*state, "owner=ac%6De+%40x&limit=10&");

    assert_int_equal(query.count, 2);
    assert_string_equal(api_query_text(&query, "owner"), "acme @x");
    assert_string_equal(api_query_text(&query, "limit"), "10");
    assert_null(api_query_text(&query, "failed"));
}

static void
nothing_is_fine(void **state)
{
    assert_int_equal(read_good(*state, NULL).count, 0);
    assert_int_equal(read_good(*state, "").count, 0);
    assert_int_equal(read_good(*state, "&&").count, 0);
}

static void
what_is_refused_says_why(void **state)
{
    static const struct {
        const char *text, *detail;
    } table[] = {
        { "ownr=a", "there is no parameter ownr here; did you mean owner?" },
        { "page=2", "there is no parameter page here, but these: owner limit failed" },
        { "owner=a&owner=b", "the parameter owner is there twice" },
        { "owner", "the parameter owner has no value that can be read" },
        { "owner=%zz", "the parameter owner has no value that can be read" },
        { "owner=%ff", "the parameter owner has no value that can be read" },
        { "owner=%00", "the parameter owner has no value that can be read" },
        { "owner=a%0d%0aX: y", "the parameter owner has no value that can be read" },
        { "%ff=a", "there is no parameter %ff here, but these: owner limit failed" },
        { "\xff=a", "the query is no text" },
        { "=a", "there is no parameter  here, but these: owner limit failed" },
    };
    struct api_query query;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(api_query_read(*state, table[i].text, known, &query), FAIL_MALFORMED);
        assert_string_equal(fail_detail(), table[i].detail);
    }
    assert_int_equal(api_query_read(*state, "a=b", (struct strings){ 0 }, &query), FAIL_MALFORMED);
    assert_non_null(strstr(fail_detail(), "?a"));
}

static void
numbers_have_a_range(void **state)
{
    static const char *const bad[] = { "limit=0",
                                       "limit=-1",
                                       "limit=1001",
                                       "limit=1e2",
                                       "limit=0x10",
                                       "limit=",
                                       "limit=9999999999999999999" };
    struct api_query query = { 0 };
    int64_t number = 0;

    assert_int_equal(api_query_number(*state, &query, "limit", 1000, 100, &number), 0);
    assert_int_equal(number, 100);
    query = read_good(*state, "limit=1000");
    assert_int_equal(api_query_number(*state, &query, "limit", 1000, 100, &number), 0);
    assert_int_equal(number, 1000);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        query = read_good(*state, bad[i]);
        assert_int_equal(api_query_number(*state, &query, "limit", 1000, 100, &number),
                         FAIL_MALFORMED);
        assert_string_equal(fail_detail(), "limit is a number from 1 to 1000");
    }
}

static void
yes_and_no_are_true_and_false(void **state)
{
    struct api_query query = { 0 };
    bool yes = true;

    assert_int_equal(api_query_yes(*state, &query, "failed", &yes), 0);
    assert_false(yes);
    query = read_good(*state, "failed=true");
    assert_int_equal(api_query_yes(*state, &query, "failed", &yes), 0);
    assert_true(yes);
    query = read_good(*state, "failed=false");
    assert_int_equal(api_query_yes(*state, &query, "failed", &yes), 0);
    assert_false(yes);
    query = read_good(*state, "failed=1");
    assert_int_equal(api_query_yes(*state, &query, "failed", &yes), FAIL_MALFORMED);
    assert_string_equal(fail_detail(), "failed is true or false");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("values-are-decoded", values_are_decoded),
        TEST("nothing-is-fine", nothing_is_fine),
        TEST("what-is-refused-says-why", what_is_refused_says_why),
        TEST("numbers-have-a-range", numbers_have_a_range),
        TEST("yes-and-no-are-true-and-false", yes_and_no_are_true_and_false),
    };

    return cmocka_run_group_tests_name("api_query", tests, NULL, NULL);
}
