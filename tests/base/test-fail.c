/* src/base/fail.c: each code has words and a text that is kept per thread. */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which would change the prototype */

#include <cmocka.h>

#include "quiet_log.h"

static int
fail_with(enum fail code, const char *text)
{
    return (fail)(code, "%s", text); /* in brackets: cmocka has a macro of that name */
}

static void
every_code_has_its_words(void **state)
{
    int code, other;

    (void)state;
    for (code = FAIL_REFUSED; code < 0; code++) {
        assert_true(strlen(fail_text(code)) > 3);
        for (other = FAIL_REFUSED; other < code; other++)
            assert_string_not_equal(fail_text(code), fail_text(other));
    }
    assert_string_equal(fail_text(FAIL_NOT_FOUND), "not found");
    assert_string_equal(fail_text(1), "unknown failure");
    assert_string_equal(fail_text(FAIL_REFUSED - 1), "unknown failure");
    assert_string_equal(fail_text(INT32_MIN), "unknown failure");
}

static void
the_code_comes_back_and_the_text_stays(void **state)
{
    (void)state;
    assert_int_equal(fail_with(FAIL_FIELD, "/ref: missing"), FAIL_FIELD);
    assert_string_equal(fail_detail(), "/ref: missing");
    fail_adopt("from elsewhere");
    assert_string_equal(fail_detail(), "from elsewhere");
    fail_adopt(NULL);
    assert_string_equal(fail_detail(), "");
}

static void
a_failure_may_quote_the_one_before(void **state)
{
    (void)state;
    (void)!fail_with(FAIL_FIELD, "inner");
    (void)!fail_with(FAIL_CONFLICT, fail_detail());
    assert_string_equal(fail_detail(), "inner");
}

static void
long_texts_are_cut_between_characters(void **state)
{
    char text[3000];
    size_t shift;

    (void)state;
    for (shift = 0; shift < 2; shift++) {
        memset(text, 'a', sizeof(text));
        for (size_t at = shift; at + 2 < sizeof(text); at += 2)
            memcpy(text + at, "\xc3\xbc", 2);
        text[sizeof(text) - 1] = '\0';
        (void)!fail_with(FAIL_FIELD, text);
        assert_in_range(strlen(fail_detail()), 1022, 1023);
        assert_int_equal(strlen(fail_detail()) % 2, shift);
    }
}

static void *
other_thread(void *detail)
{
    (void)!fail_with(FAIL_STALE, "theirs");
    *(int *)detail = strcmp(fail_detail(), "theirs");
    return NULL;
}

static void
each_thread_has_its_own(void **state)
{
    pthread_t thread;
    int differs = -1;

    (void)state;
    (void)!fail_with(FAIL_STALE, "mine");
    assert_int_equal(pthread_create(&thread, NULL, other_thread, &differs), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(differs, 0);
    assert_string_equal(fail_detail(), "mine");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "every-code-has-its-words", every_code_has_its_words, NULL, NULL, NULL },
        { "the-code-comes-back-and-the-text-stays", the_code_comes_back_and_the_text_stays, NULL,
          NULL, NULL },
        { "a-failure-may-quote-the-one-before", a_failure_may_quote_the_one_before, NULL, NULL,
          NULL },
        { "long-texts-are-cut-between-characters", long_texts_are_cut_between_characters, NULL,
          NULL, NULL },
        { "each-thread-has-its-own", each_thread_has_its_own, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("fail", tests, quiet_log, NULL);
}
