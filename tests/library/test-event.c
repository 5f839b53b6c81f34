/* test-event.c - what others can read of an event */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "an_event.h"
#include "base/fail.h"

#include <cmocka.h>

static void
an_issue(void **state)
{
    const struct hooklet_event *event = event_of(*state, "issues", AN_ISSUE);

    assert_string_equal(hooklet_event_kind(event), "issues");
    assert_string_equal(hooklet_event_action(event), "opened");
    assert_string_equal(hooklet_event_repository(event), "acme/web");
    assert_string_equal(hooklet_event_sender(event), "hubot[bot]");
    assert_true(hooklet_event_sender_is_bot(event));
    assert_int_equal(hooklet_event_installation(event), 42);
    assert_string_equal(hooklet_event_source(event), "github");
    assert_string_equal(hooklet_event_delivery(event), "72d3162e");
    assert_int_equal(hooklet_event_received_ms(event), RECEIVED);
    assert_null(hooklet_event_commit(event));
    assert_true(hooklet_event_is_new(event));
    assert_int_equal(hooklet_event_number(event), 12);
    assert_string_equal(hooklet_event_author(event), "octocat");
    assert_false(hooklet_event_author_is_bot(event));
    assert_string_equal(hooklet_event_association(event), "NONE");
    assert_string_equal(hooklet_event_markdown(event), "It is *broken*.");
}

static void
an_event_in_which_nobody_writes(void **state)
{
    const struct hooklet_event *event = event_of(*state, "star", A_STAR);

    assert_string_equal(hooklet_event_repository(event), "acme/web");
    assert_string_equal(hooklet_event_sender(event), "octocat");
    assert_int_equal(hooklet_event_installation(event), 0);
    assert_false(hooklet_event_is_new(event));
    assert_int_equal(hooklet_event_number(event), 0);
    assert_null(hooklet_event_author(event));
    assert_false(hooklet_event_author_is_bot(event));
    assert_null(hooklet_event_association(event));
    assert_null(hooklet_event_markdown(event));
}

static void
kind_and_action(void **state)
{
    const struct hooklet_event *event = event_of(*state, "issues", AN_ISSUE);
    const struct hooklet_event *push =
        event_of(*state, "push",
                 "{'ref':'refs/heads/main','after':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}");

    assert_true(hooklet_event_is(event, "issues", "opened"));
    assert_true(hooklet_event_is(event, "issues", NULL));
    assert_true(hooklet_event_is(event, NULL, "opened"));
    assert_false(hooklet_event_is(event, "issues", "closed"));
    assert_false(hooklet_event_is(event, "push", NULL));
    assert_true(hooklet_event_is(push, "push", NULL));
    assert_false(hooklet_event_is(push, "push", "opened"));
    assert_string_equal(hooklet_event_commit(push), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void
members_by_pointer(void **state)
{
    const struct hooklet_event *event = event_of(*state, "issues", AN_ISSUE);

    assert_string_equal(hooklet_event_text(event, "/issue/title"), "Broken");
    assert_string_equal(hooklet_event_text(event, "/issue/labels/2/name"), "old");
    assert_int_equal(hooklet_event_integer(event, "/issue/number", -1), 12);
    assert_true(hooklet_event_true(event, "/issue/locked"));

    assert_null(hooklet_event_text(event, "/issue/nothing"));
    assert_null(hooklet_event_text(event, "/issue/number"));
    assert_null(hooklet_event_text(event, "/issue"));
    assert_int_equal(hooklet_event_integer(event, "/issue/title", -1), -1);
    assert_false(hooklet_event_true(event, "/issue/number"));
    assert_null(hooklet_event_text(event, "no pointer"));
}

static void
every_text_of_an_array(void **state)
{
    const struct hooklet_event *event = event_of(*state, "issues", AN_ISSUE);
    size_t count = 9;
    const char *const *names = hooklet_event_texts(event,
                                                   "/issue/labels/"
                                                   "*"
                                                   "/name",
                                                   &count);

    assert_int_equal(count, 2);
    assert_string_equal(names[0], "bug");
    assert_string_equal(names[1], "old");
    assert_null(names[2]);
    assert_null(hooklet_event_texts(event,
                                    "/issue/nothing/"
                                    "*",
                                    NULL)[0]);
}

static void
the_whole_document(void **state)
{
    const struct hooklet_event *event = event_of(*state, "star", A_STAR);
    size_t length = 0;
    const char *document = hooklet_event_document(event, &length);

    assert_int_equal(length, strlen(A_STAR));
    assert_string_equal(document, quoted(*state, A_STAR));
    assert_ptr_equal(hooklet_event_document(event, NULL), document);
}

static void
a_body_of_another_event_is_none(void **state)
{
    struct delivery delivery = delivery_of(*state, "issues", A_STAR);
    struct hooklet_event event;

    assert_int_equal(event_made(&delivery, *state, &event), FAIL_FIELD);
    delivery = delivery_of(*state, "push", AN_ISSUE);
    assert_int_equal(event_made(&delivery, *state, &event), FAIL_FIELD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-issue", an_issue),
        TEST("an-event-in-which-nobody-writes", an_event_in_which_nobody_writes),
        TEST("kind-and-action", kind_and_action),
        TEST("members-by-pointer", members_by_pointer),
        TEST("every-text-of-an-array", every_text_of_an_array),
        TEST("the-whole-document", the_whole_document),
        TEST("a-body-of-another-event-is-none", a_body_of_another_event_is_none),
    };

    return cmocka_run_group_tests_name("library/event", tests, NULL, NULL);
}
