/* test-message_deployment.c - a deployment as it is told, in each state */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/json_scan.h"
#include "base/utf8.h"
#include "work/chat_buttons.h"
#include "work/message_deployment.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "abcdef0123456789abcdef0123456789abcdef01"
#define RTL "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"
#define ROCKET "\xf0\x9f\x9a\x80"
#define DOT " \xc2\xb7 "
#define LONG_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"
#define HOUR_GLASS ":hourglass_flowing_sand: "

static struct person persons[] = { { .github = "Ann", .slack = "U1" },
                                   { .github = "cy", .slack = "U3" } };
static const struct people people = { persons, COUNT(persons) };

static struct deployment
row_of(enum deployment_state state)
{
    return (struct deployment){ .id = 12,
                                .repository = "acme/web",
                                .environment = "production",
                                .ref = "refs/tags/v1.2",
                                .sha = A,
                                .origin = "push",
                                .by = "ann",
                                .author = "cy",
                                .detail = "ci/test (failure)",
                                .state = state,
                                .build = "57",
                                .build_url = "https://ci.example.org/57",
                                .url = "https://www.example.org",
                                .created_ms = 1000,
                                .ended_ms = 301000 };
}

#define SMALL                                                                                      \
    "acme/web" DOT "asked for by a push of <@U1>" DOT "written by <@U3>" DOT                       \
    "<https://ci.example.org/57|build 57>"
#define WHAT "`v1.2` (`abcdef0123`) "
#define LOG " (<https://ci.example.org/57|log>)"
#define COMMENT_LOG " ([log](<https://ci.example.org/57>))"

static const struct {
    enum deployment_state state;
    bool current, asked;
    const char *headline, *thread, *comment;
} rows[] = {
    { DEPLOYMENT_QUEUED, false, false, HOUR_GLASS WHAT "is queued for *production*", NULL,
      "`abcdef0123` is queued for `production`. `ci/test (failure)`" COMMENT_LOG },
    { DEPLOYMENT_WAITING, false, false,
      HOUR_GLASS WHAT "waits for its checks, then goes to *production*: ci/test (failure)",
      "Waiting for checks: ci/test (failure)",
      "`abcdef0123` waits for its checks, then goes to `production`. `ci/test "
      "(failure)`" COMMENT_LOG },
    { DEPLOYMENT_IN_PROGRESS, false, true,
      ":hammer_and_wrench: " WHAT "is being built for *production*", "The build has begun" LOG,
      "`abcdef0123` is being built for `production`. `ci/test (failure)`" COMMENT_LOG },
    { DEPLOYMENT_SUCCESS, true, true,
      ":rocket: " WHAT "is live on *production*: <https://www.example.org>",
      "<@U1> <@U3>, it is live on *production* after 5m: <https://www.example.org>",
      "`abcdef0123` is live on `production`: <https://www.example.org>" COMMENT_LOG },
    { DEPLOYMENT_SUCCESS, false, true, ":white_check_mark: " WHAT "was live on *production*",
      "<@U1> <@U3>, it is live on *production* after 5m: <https://www.example.org>",
      "`abcdef0123` is live on `production`: <https://www.example.org>" COMMENT_LOG },
    { DEPLOYMENT_FAILURE, false, true, ":x: " WHAT "did not get to *production*: ci/test (failure)",
      "<@U1> <@U3>, it did not get to *production*: ci/test (failure)" LOG,
      "`abcdef0123` did not get to `production`. `ci/test (failure)`" COMMENT_LOG },
    { DEPLOYMENT_ERROR, false, true,
      ":warning: " WHAT "ended with an error on its way to *production*: ci/test (failure)",
      "<@U1> <@U3>, it ended with an error on its way to *production*: ci/test (failure)" LOG,
      "`abcdef0123` ended with an error on its way to `production`. `ci/test "
      "(failure)`" COMMENT_LOG },
    { DEPLOYMENT_INACTIVE, false, false,
      ":black_square_for_stop: " WHAT
      "was taken back, and did not get to *production*: ci/test (failure)",
      "Taken back: ci/test (failure)",
      "`abcdef0123` was taken back, and did not get to `production`. `ci/test "
      "(failure)`" COMMENT_LOG },
    { DEPLOYMENT_INACTIVE, false, true,
      ":black_square_for_stop: " WHAT "is no longer live on *production*: ci/test (failure)",
      "Taken back: ci/test (failure)",
      "`abcdef0123` is no longer live on `production`. `ci/test (failure)`" COMMENT_LOG },
    { DEPLOYMENT_SUPERSEDED, false, false,
      ":fast_forward: " WHAT "gave way to a newer one for *production*", NULL,
      "`abcdef0123` gave way to a newer one for `production`. `ci/test (failure)`" COMMENT_LOG },
};

static void
each_state(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct deployment row = row_of(rows[i].state);
        const struct message_about about = { &row, &people, rows[i].current, true, NULL };
        struct message_words words;
        const char *thread;

        row.triggered_ms = rows[i].asked ? 5 : 0;
        words = message_deployment(*state, &about);
        thread = message_deployment_thread(*state, &about);
        assert_string_equal(words.text, pool_printf(*state, "%s (%s)", rows[i].headline, SMALL));
        assert_string_equal(thread == NULL ? "(none)" : thread,
                            rows[i].thread == NULL ? "(none)" : rows[i].thread);
        assert_string_equal(message_deployment_comment(*state, &row), rows[i].comment);
    }
}

/* The blocks say the same, and what can be pressed is understood when it comes back. */
static void
blocks_and_buttons(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct deployment row = row_of(rows[i].state);
        const struct message_about about = { &row, &people, rows[i].current, true, NULL };
        struct json_want wants[] = { { .pointer = "/0/text/text" },
                                     { .pointer = "/1/elements/0/text" },
                                     { .pointer = "/2/elements/0/action_id" },
                                     { .pointer = "/2/elements/0/value" },
                                     { .pointer = "/2/elements/1/value" } };
        bool rollback = row.state == DEPLOYMENT_SUCCESS && about.current;
        bool retry = row.state == DEPLOYMENT_FAILURE || row.state == DEPLOYMENT_ERROR;
        struct chat_button button = { 0 };
        const char *blocks;

        row.triggered_ms = rows[i].asked ? 5 : 0;
        blocks = message_deployment(*state, &about).blocks;
        assert_int_equal(json_scan(*state, blocks, strlen(blocks), wants, COUNT(wants)), 0);
        assert_string_equal(json_string(&wants[0]), rows[i].headline);
        assert_string_equal(json_string(&wants[1]), SMALL);
        assert_null(wants[4].first);
        assert_int_equal(wants[2].first != NULL, rollback || retry);
        if (wants[2].first == NULL)
            continue;
        assert_true(
            chat_button_read(*state, json_string(&wants[2]), json_string(&wants[3]), &button));
        assert_int_equal(button.kind, rollback ? CHAT_ROLLBACK : CHAT_RETRY);
        assert_int_equal(button.deployment, 12);
    }
}

static void
no_way_back_no_button(void **state)
{
    struct deployment row = row_of(DEPLOYMENT_SUCCESS);
    const struct message_about about = { &row, &people, true, false, NULL };

    assert_null(strstr(message_deployment(*state, &about).blocks, "action_id"));
}

static void
behind_another(void **state)
{
    struct deployment row = { .repository = "acme/web",
                              .environment = "test",
                              .ref = "refs/heads/main",
                              .sha = A,
                              .origin = "push",
                              .state = DEPLOYMENT_QUEUED };
    const struct deployment other = { .ref = "refs/tags/v1",
                                      .sha = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" };
    struct message_about about = { .row = &row, .people = &people, .behind = &other };

    assert_string_equal(message_deployment(*state, &about).text,
                        ":hourglass_flowing_sand: `main` (`abcdef0123`) is queued for *test*, "
                        "behind `v1` (`bbbbbbbbbb`), which is being built "
                        "(acme/web" DOT "asked for by a push)");
    row.state = DEPLOYMENT_SUPERSEDED;
    assert_null(strstr(message_deployment(*state, &about).text, "behind"));
}

/* What is not known is left out. */
static void
little_is_known(void **state)
{
    struct deployment row = { .repository = "acme/web",
                              .environment = "pr12",
                              .ref = "refs/pull/12/head",
                              .sha = A,
                              .pull_request = 12,
                              .origin = "pull_request",
                              .state = DEPLOYMENT_SUCCESS };
    const struct message_about about = { &row, &people, true, false, NULL };

    assert_string_equal(message_deployment(*state, &about).text,
                        ":rocket: `#12` (`abcdef0123`) is live on *pr12* "
                        "(acme/web" DOT "asked for by pull request #12)");
    assert_string_equal(message_deployment_thread(*state, &about), "It is live on *pr12*");
    assert_string_equal(message_deployment_comment(*state, &row),
                        "`abcdef0123` is live on `pr12`.");
    row.ref = "refs/heads/fix";
    assert_string_equal(message_deployment(*state, &about).text,
                        ":rocket: `fix` (`abcdef0123`) is live on *pr12* "
                        "(acme/web" DOT "asked for by pull request #12)");
    row.by_slack = "U9";
    row.origin = "slack";
    row.author = "stranger";
    assert_string_equal(message_deployment(*state, &about).text,
                        ":rocket: `fix` (`abcdef0123`) is live on *pr12* "
                        "(acme/web" DOT "asked for by <@U9> in Slack" DOT "written by stranger" DOT
                        "#12)");
    assert_string_equal(message_deployment_thread(*state, &about), "<@U9>, it is live on *pr12*");
    row.by = row.author = "ann";
    row.by_slack = "U1";
    assert_string_equal(message_deployment_thread(*state, &about), "<@U1>, it is live on *pr12*");
    row.ref = NULL;
    row.ticket = "issue:7";
    assert_string_equal(message_deployment(*state, &about).text,
                        ":rocket: `abcdef0123` is live on *pr12* "
                        "(acme/web" DOT "asked for by <@U1> in Slack" DOT "#12" DOT "issue #7)");
    row.ticket = "asana:123";
    assert_non_null(strstr(message_deployment(*state, &about).text,
                           DOT "<https://app.asana.com/0/0/123|task>)"));
}

/* What others wrote wakes nobody and breaks nothing. */
static void
hostile_words(void **state)
{
    static const char *const words[] = {
        "<!channel> <!here> <@U1>",
        "*bold* `code` ~x~",
        RTL " " ROCKET,
        "a\nb\tc",
        "@everyone",
        "</details><script>",
        "[x](javascript:1)",
        "\xff\xfe",
        "```\n<!channel>",
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        for (unsigned s = 0; s < DEPLOYMENT_STATES; s++) {
            struct deployment row = row_of((enum deployment_state)s);
            const struct message_about about = { &row, &people, true, true, NULL };
            struct message_words said;
            const char *comment;

            row.detail = words[i];
            row.url = row.build_url = row.build = words[i];
            row.by = row.author = words[i];
            row.ticket = pool_printf(*state, "issue:%s", words[i]);
            row.environment = LONG_60;
            said = message_deployment(*state, &about);
            comment = message_deployment_comment(*state, &row);
            assert_null(strstr(said.text, "<!"));
            assert_null(strstr(said.blocks, "<!"));
            assert_null(strstr(said.text, "<@"));
            assert_null(strchr(said.text, '\n'));
            assert_non_null(strstr(said.text, LONG_60));
            assert_null(strchr(comment, '\n'));
            assert_null(strstr(comment, "```"));
            assert_null(strstr(comment, "[log]"));
        }
    }
}

static void
long_words_are_cut(void **state)
{
    struct deployment row = row_of(DEPLOYMENT_FAILURE);
    const struct message_about about = { &row, &people, true, true, NULL };
    const char *detail = "";

    for (int i = 0; i < 500; i++)
        detail = pool_printf(*state, "%s<" ROCKET RTL "`", detail);
    row.detail = detail;
    assert_true(strlen(message_deployment(*state, &about).text) < 8000);
    assert_true(strlen(message_deployment_comment(*state, &row)) < 2000);
    assert_true(utf8_valid(message_deployment_comment(*state, &row),
                           strlen(message_deployment_comment(*state, &row))));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("each-state", each_state),
        TEST("blocks-and-buttons", blocks_and_buttons),
        TEST("no-way-back-no-button", no_way_back_no_button),
        TEST("behind-another", behind_another),
        TEST("little-is-known", little_is_known),
        TEST("hostile-words", hostile_words),
        TEST("long-words-are-cut", long_words_are_cut),
    };

    return cmocka_run_group_tests_name("message_deployment", tests, NULL, NULL);
}
