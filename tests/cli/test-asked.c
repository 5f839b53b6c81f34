/* src/cli/asked.c: what a job is about, out of its args */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_pool.h"
#include "cli/asked.h"

static const char item[] =
    "{\"event\":\"issues\",\"action\":\"opened\",\"repository\":\"acme/web\","
    "\"repository_id\":\"77\",\"number\":\"12\",\"item\":\"/issue\"}";
static const char comment[] =
    "{\"repository\":\"acme/api\",\"place\":\"issue\",\"number\":\"7\",\"argv\":[\"ping\"]}";

static void
at_an_item_or_a_comment(void **state)
{
    assert_string_equal(asked_at(*state, item), "acme/web#12");
    assert_string_equal(asked_at(*state, comment), "acme/api#7");
}

static void
at_no_place(void **state)
{
    assert_null(asked_at(*state, NULL));
    assert_null(asked_at(*state, "{}"));
    assert_null(asked_at(*state, "{\"repository\":\"acme/web\",\"number\":\"12\"}"));
    assert_null(asked_at(*state, "{\"item\":\"/issue\",\"number\":\"12\"}"));
    assert_null(asked_at(*state, "{\"item\":\"/issue\",\"repository\":\"acme/web\"}"));
}

static void
would_in_words(void **state)
{
    assert_string_equal(asked_would(*state, "deploy", NULL), "deploy");
    assert_string_equal(asked_would(*state, "command", comment), "do /ping");
    assert_string_equal(asked_would(*state, "asana", item), "bring its task into step");
    assert_string_equal(asked_would(*state, "fanout", "{\"event\":\"push\",\"owner\":\"ci\"}"),
                        "send push to the targets of ci");
    assert_string_equal(asked_would(*state, "fanout", "{}"), "fanout");
}

static const char wish[] =
    "{\"what\":\"deploy\",\"rule\":\"default/test\",\"repository\":\"acme/web\",\"environment\":"
    "\"test\",\"ref\":\"refs/tags/v1\",\"origin\":\"slack\"}";
static const char end[] =
    "{\"what\":\"end\",\"rule\":\"default/pr\",\"repository\":\"acme/web\",\"environment\":"
    "\"pr12\",\"origin\":\"pull_request\"}";

static void
of_a_deployment(void **state)
{
    assert_string_equal(asked_wish(*state, "deployment", wish), "deploy v1 to test");
    assert_string_equal(asked_wish(*state, "deployment", end), "end pr12");
    assert_string_equal(asked_would(*state, "deployment", wish), "deploy v1 to test");
    assert_null(asked_wish(*state, "deploy", wish));
    assert_null(asked_wish(*state, "deployment", "{}"));
    assert_null(asked_wish(*state, "deployment", NULL));
}

static void
for_a_deployment(void **state)
{
    static const char row[] = "{\"deployment\":\"12\",\"repository\":\"acme/web\"}";
    static const char notice[] = "{\"what\":\"notice\",\"thing\":\"acme/web#7\"}";

    assert_string_equal(asked_row(*state, row), "deployment 12");
    assert_null(asked_row(*state, notice));
    assert_string_equal(asked_row(*state, "{\"target\":\"3\"}"), "target 3");
    assert_null(asked_row(*state, NULL));
    assert_string_equal(asked_at(*state, notice), "acme/web#7");
    assert_string_equal(asked_would(*state, "notify", notice), "tell of acme/web#7");
    assert_string_equal(asked_would(*state, "notify", row), "notify");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("at-an-item-or-a-comment", at_an_item_or_a_comment),
        TEST("at-no-place", at_no_place),
        TEST("would-in-words", would_in_words),
        TEST("of-a-deployment", of_a_deployment),
        TEST("for-a-deployment", for_a_deployment),
    };

    return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
