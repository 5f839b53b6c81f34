/* test-slack_blocks.c - what blocks look like, and that no limit of Slack's is passed */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/json_scan.h"
#include "wire/slack_blocks.h"
#include "wire/slack_reply.h"
#include "wire/slack_text.h"

#include <cmocka.h>

#define PARTY "\xf0\x9f\x8e\x89"

static char *
repeated(struct pool *pool, const char *unit, size_t count)
{
    size_t length = strlen(unit);
    char *text = pool_array(pool, count + 1, length);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, unit, length);
    return text;
}

static struct json_want
look(struct pool *pool, const char *text, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    assert_non_null(text);
    assert_int_equal(json_scan(pool, text, strlen(text), &want, 1), 0);
    return want;
}

static void
blocks_look_as_slack_wants_them(void **state)
{
    const struct slack_button buttons[] = {
        { "retry", "Again", "42", NULL, "primary" },
        { "log", "Log", NULL, "https://example.org/", NULL },
    };
    struct slack_blocks blocks;

    slack_blocks_begin(&blocks, *state);
    slack_section(&blocks, "*Live*");
    slack_context(&blocks, "small");
    slack_buttons(&blocks, "deployment:42", buttons, 2);
    assert_string_equal(
        slack_blocks_text(&blocks),
        "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"*Live*\","
        "\"verbatim\":true}},"
        "{\"type\":\"context\",\"elements\":[{\"type\":\"mrkdwn\",\"text\":\"small\","
        "\"verbatim\":true}]},"
        "{\"type\":\"actions\",\"block_id\":\"deployment:42\",\"elements\":["
        "{\"type\":\"button\",\"action_id\":\"retry\",\"text\":{\"type\":\"plain_text\","
        "\"text\":\"Again\"},\"value\":\"42\",\"style\":\"primary\"},"
        "{\"type\":\"button\",\"action_id\":\"log\",\"text\":{\"type\":\"plain_text\","
        "\"text\":\"Log\"},\"url\":\"https://example.org/\"}]}]");
}

static void
what_is_empty_is_left_out(void **state)
{
    const struct slack_button nothing = { "a", "", "1", NULL, NULL };
    const struct slack_choice none = { "", "" };
    struct slack_blocks blocks;

    slack_blocks_begin(&blocks, *state);
    slack_section(&blocks, "");
    slack_section(&blocks, NULL);
    slack_context(&blocks, "");
    slack_buttons(&blocks, NULL, &nothing, 1);
    slack_buttons(&blocks, NULL, NULL, 0);
    slack_select(&blocks, NULL, "a", "?", &none, 1);
    slack_choose(&blocks, NULL, "a", "?", NULL, 0);
    assert_null(slack_blocks_text(&blocks));
}

static void
section_is_cut_at_3000(void **state)
{
    struct slack_blocks blocks;
    struct json_want text;

    slack_blocks_begin(&blocks, *state);
    slack_section(&blocks, repeated(*state, PARTY, 1600));
    text = look(*state, slack_blocks_text(&blocks), "/0/text/text");
    assert_int_equal(slack_length(json_string(&text)), 2999); /* 1499 emoji, and the dots */
}

static void
no_more_than_50_blocks(void **state)
{
    struct slack_blocks blocks;
    struct json_want want;

    slack_blocks_begin(&blocks, *state);
    for (size_t i = 0; i < 60; i++)
        slack_section(&blocks, "x");
    want = look(*state, slack_blocks_text(&blocks), "/*");
    assert_int_equal(want.count, 50);
}

static void
buttons_find_room_behind_long_texts(void **state)
{
    const struct slack_button button = { "a", "Retry", "1", NULL, NULL };
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;
    size_t length = 0;

    slack_blocks_begin(&blocks, *state);
    for (size_t i = 0; i < 10; i++)
        slack_section(&blocks, repeated(*state, "x", 3000));
    slack_buttons(&blocks, NULL, &button, 1);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/*/text/text");
    for (struct json_value *one = want.first; one != NULL; one = one->next)
        length += slack_length(one->text);
    assert_int_equal(length, 10000);
    want = look(*state, text, "/4/elements/0/text/text");
    assert_string_equal(json_string(&want), "Retry");
}

static void
no_more_than_25_buttons_of_75_characters(void **state)
{
    struct slack_button buttons[30];
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;

    for (size_t i = 0; i < 30; i++)
        buttons[i] = (struct slack_button){ .action = pool_printf(*state, "a%zu", i),
                                            .text = repeated(*state, PARTY, 40) };
    slack_blocks_begin(&blocks, *state);
    slack_buttons(&blocks, NULL, buttons, 30);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/0/elements/*");
    assert_int_equal(want.count, 25);
    want = look(*state, text, "/0/elements/0/text/text");
    assert_int_equal(slack_length(json_string(&want)), 75);
}

static void
what_comes_back_is_never_cut(void **state)
{
    const struct slack_button buttons[] = {
        { "a", "value too long", repeated(*state, "v", 2001), NULL, NULL },
        { repeated(*state, "a", 256), "action too long", "1", NULL, NULL },
        { "c", "URL too long", NULL, repeated(*state, "u", 3001), NULL },
        { "d", "good", repeated(*state, "v", 2000), NULL, NULL },
    };
    struct slack_blocks blocks;
    struct json_want want;

    slack_blocks_begin(&blocks, *state);
    slack_buttons(&blocks, repeated(*state, "b", 256), buttons, 4);
    slack_buttons(&blocks, repeated(*state, "b", 255), buttons, 4);
    want = look(*state, slack_blocks_text(&blocks), "/*/elements/*/text/text");
    assert_int_equal(want.count, 1);
    assert_string_equal(want.first->text, "good");
}

static struct slack_choice *
people(struct pool *pool, size_t count)
{
    struct slack_choice *choices = pool_array(pool, count + 1, sizeof *choices);

    for (size_t i = 0; i < count; i++) {
        choices[i].text = pool_printf(pool, "person %05zu", i);
        choices[i].value = pool_printf(pool, "login-%zu", i);
    }
    return choices;
}

static void
up_to_25_choices_are_buttons(void **state)
{
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;

    slack_blocks_begin(&blocks, *state);
    slack_choose(&blocks, "who", "link", "Who are you?", people(*state, 25), 25);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/0/elements/*/action_id");
    assert_int_equal(want.count, 25);
    assert_string_equal(want.first->text, "link/0");
    assert_string_equal(want.first->next->text, "link/1");
    want = look(*state, text, "/0/elements/24/value");
    assert_string_equal(json_string(&want), "login-24");
}

static void
more_are_a_menu(void **state)
{
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;

    slack_blocks_begin(&blocks, *state);
    slack_choose(&blocks, "who", "link", "Who are you?", people(*state, 26), 26);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/0/elements/0/type");
    assert_string_equal(json_string(&want), "static_select");
    want = look(*state, text, "/0/elements/0/action_id");
    assert_string_equal(json_string(&want), "link");
    want = look(*state, text, "/0/elements/0/placeholder/text");
    assert_string_equal(json_string(&want), "Who are you?");
    want = look(*state, text, "/0/elements/0/options/*/value");
    assert_int_equal(want.count, 26);
}

static void
over_100_are_groups(void **state)
{
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;

    slack_blocks_begin(&blocks, *state);
    slack_select(&blocks, NULL, "link", "Who?", people(*state, 250), 250);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/0/elements/0/option_groups/*/label/text");
    assert_int_equal(want.count, 3);
    assert_string_equal(want.first->text, "person 00000 - person 00099");
    want = look(*state, text, "/0/elements/0/option_groups/2/options/*/text/text");
    assert_int_equal(want.count, 50);
    want = look(*state, text, "/0/elements/0/options");
    assert_null(want.first);
}

static void
groups_have_an_end(void **state)
{
    struct slack_blocks blocks;
    struct json_want want;
    const char *text;

    slack_blocks_begin(&blocks, *state);
    slack_select(&blocks, NULL, "link", "Who?", people(*state, 10050), 10050);
    text = slack_blocks_text(&blocks);
    want = look(*state, text, "/0/elements/0/option_groups/*/options/*/value");
    assert_int_equal(want.count, 10000);
}

static void
choice_that_would_come_back_as_another_is_none(void **state)
{
    struct slack_choice *choices = people(*state, 3);
    struct slack_blocks blocks;
    struct json_want want;

    choices[0].value = repeated(*state, "v", 151);
    choices[1].value = "";
    slack_blocks_begin(&blocks, *state);
    slack_select(&blocks, NULL, "link", "Who?", choices, 3);
    want = look(*state, slack_blocks_text(&blocks), "/0/elements/0/options/*/value");
    assert_int_equal(want.count, 1);
    assert_string_equal(want.first->text, "login-2");
}

static void
action_is_known_in_both_forms(void **state)
{
    (void)state;
    assert_true(slack_action_is("link", "link"));
    assert_true(slack_action_is("link/12", "link"));
    assert_false(slack_action_is("linked", "link"));
    assert_false(slack_action_is("lin", "link"));
    assert_false(slack_action_is(NULL, "link"));
}

static void
reply_is_for_who_asked(void **state)
{
    const struct slack_reply quiet = { .text = "a" };
    const struct slack_reply loud = {
        .text = "b", .blocks = "[{\"type\":\"divider\"}]", .in_channel = true, .replace = true
    };
    const struct slack_reply gone = { .text = "c", .remove = true };

    assert_string_equal(slack_reply_text(*state, &quiet),
                        "{\"response_type\":\"ephemeral\",\"replace_original\":false,"
                        "\"text\":\"a\"}");
    assert_string_equal(slack_reply_text(*state, &loud),
                        "{\"response_type\":\"in_channel\",\"replace_original\":true,"
                        "\"text\":\"b\",\"blocks\":[{\"type\":\"divider\"}]}");
    assert_string_equal(slack_reply_text(*state, &gone), "{\"delete_original\":true}");
}

static void
reply_is_cut_at_4000(void **state)
{
    const struct slack_reply reply = { .text = repeated(*state, PARTY, 3000) };
    struct json_want want = look(*state, slack_reply_text(*state, &reply), "/text");

    assert_int_equal(slack_length(json_string(&want)), 3999);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("blocks-look-as-slack-wants-them", blocks_look_as_slack_wants_them),
        TEST("what-is-empty-is-left-out", what_is_empty_is_left_out),
        TEST("section-is-cut-at-3000", section_is_cut_at_3000),
        TEST("no-more-than-50-blocks", no_more_than_50_blocks),
        TEST("buttons-find-room-behind-long-texts", buttons_find_room_behind_long_texts),
        TEST("no-more-than-25-buttons-of-75-characters", no_more_than_25_buttons_of_75_characters),
        TEST("what-comes-back-is-never-cut", what_comes_back_is_never_cut),
        TEST("up-to-25-choices-are-buttons", up_to_25_choices_are_buttons),
        TEST("more-are-a-menu", more_are_a_menu),
        TEST("over-100-are-groups", over_100_are_groups),
        TEST("groups-have-an-end", groups_have_an_end),
        TEST("choice-that-would-come-back-as-another-is-none",
             choice_that_would_come_back_as_another_is_none),
        TEST("action-is-known-in-both-forms", action_is_known_in_both_forms),
        TEST("reply-is-for-who-asked", reply_is_for_who_asked),
        TEST("reply-is-cut-at-4000", reply_is_cut_at_4000),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
