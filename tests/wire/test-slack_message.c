/* test-slack_message.c - what tells Slack that a message is the same one */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "wire/slack_message.h"

#include <cmocka.h>

static void
the_same_words_are_the_same_message(void **state)
{
    struct pool *pool = *state;
    const char *one = slack_once(pool, "C1 acme/web#12 1 message 0 ");

    assert_string_equal(one, slack_once(pool, "C1 acme/web#12 1 message 0 "));
    assert_string_not_equal(one, slack_once(pool, "C1 acme/web#12 2 message 0 "));
}

static void
it_is_an_uuid_of_our_own_making(void **state)
{
    const char *once = slack_once(*state, "x");

    assert_int_equal(strlen(once), 36);
    assert_int_equal(strspn(once, "0123456789abcdef-"), 36);
    for (size_t i = 0; i < 36; i++)
        assert_int_equal(once[i] == '-', i == 8 || i == 13 || i == 18 || i == 23);
    assert_int_equal(once[14], '8');
    assert_non_null(strchr("89ab", once[19]));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("the-same-words-are-the-same-message", the_same_words_are_the_same_message),
        TEST("it-is-an-uuid-of-our-own-making", it_is_an_uuid_of_our_own_making),
    };

    return cmocka_run_group_tests_name("slack_message", tests, NULL, NULL);
}
