/* test-deployment_state.c - every state and all news of it, and what is never so */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/deployment_state.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "abcdef0123456789abcdef0123456789abcdef01"

/* By a letter each: q w p s f e i u, in the order of the states; . for news that change nothing. */
static const char letters[] = "qwpsfeiu";

/* In the order of the news: created, pending, failed, conflict, refused | started, part, built,
 * build failed, error, other commit, lost | newer, closed, taken back. */
static const struct {
    enum deployment_state state;
    bool asked; /* a build was */
    const char *after;
} table[] = {
    { DEPLOYMENT_QUEUED, false,
      "qwffe"
      "p......"
      "uii" },
    { DEPLOYMENT_QUEUED, true,
      "....e"
      "ppsfefe"
      "..." },
    { DEPLOYMENT_WAITING, false,
      "qwffe"
      "......."
      "uii" },
    { DEPLOYMENT_WAITING, true,
      "qwffe"
      "......."
      "uii" },
    { DEPLOYMENT_IN_PROGRESS, false,
      "....."
      "ppsfefe"
      "..." },
    { DEPLOYMENT_IN_PROGRESS, true,
      "....."
      "ppsfefe"
      "..." },
    { DEPLOYMENT_SUCCESS, false,
      "....."
      "......."
      ".i." },
    { DEPLOYMENT_SUCCESS, true,
      "....."
      "......."
      ".i." },
    { DEPLOYMENT_FAILURE, false,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_FAILURE, true,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_ERROR, false,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_ERROR, true,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_INACTIVE, false,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_INACTIVE, true,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_SUPERSEDED, false,
      "....."
      "......."
      "..." },
    { DEPLOYMENT_SUPERSEDED, true,
      "....."
      "......."
      "..." },
};

static struct deployment
row_of(enum deployment_state state, bool asked)
{
    return (struct deployment){ .state = state, .triggered_ms = asked ? 1 : 0 };
}

static void
every_state_and_all_news(void **state)
{
    (void)state;
    assert_int_equal(COUNT(table), 2 * DEPLOYMENT_STATES);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct deployment row = row_of(table[i].state, table[i].asked);

        assert_int_equal(strlen(table[i].after), NEWS_KINDS);
        for (unsigned news = 0; news < NEWS_KINDS; news++) {
            struct deployment_verdict verdict = deployment_hear(&row, (enum deployment_news)news);
            char after = verdict.ignored != NULL ? '.' : letters[verdict.state];

            assert_int_equal(after, table[i].after[news]);
            if (verdict.ignored != NULL)
                assert_int_equal(verdict.state, row.state);
        }
    }
}

static bool
settles_a_build(enum deployment_news news)
{
    return news == NEWS_BUILT || news == NEWS_BUILD_FAILED || news == NEWS_BUILD_ERROR ||
           news == NEWS_OTHER_COMMIT || news == NEWS_BUILD_LOST;
}

/* What holds for each step of each row, whatever the table says. */
static void
check_step(const struct deployment *row, enum deployment_news news,
           const struct deployment_verdict *verdict)
{
    bool changes = verdict->state != row->state;
    bool asked = row->state == DEPLOYMENT_IN_PROGRESS ||
                 (row->state == DEPLOYMENT_QUEUED && row->triggered_ms > 0);

    /* What has ended stays, but for a success whose pull request is closed. */
    if (!deployment_is_open(row->state) && changes)
        assert_true(row->state == DEPLOYMENT_SUCCESS && news == NEWS_CLOSED &&
                    verdict->state == DEPLOYMENT_INACTIVE);
    /* Only the end of the whole build makes it live. */
    if (verdict->state == DEPLOYMENT_SUCCESS && changes)
        assert_true(news == NEWS_BUILT && asked);
    /* A build that was asked for is settled by nothing but its own end, or by never beginning. */
    if (asked && !deployment_is_open(verdict->state))
        assert_true(settles_a_build(news) ||
                    (news == NEWS_REFUSED && row->state == DEPLOYMENT_QUEUED));
    /* A part of it settles nothing. */
    if (news == NEWS_PART_DONE || news == NEWS_STARTED)
        assert_true(verdict->ignored != NULL || verdict->state == DEPLOYMENT_IN_PROGRESS);
    /* Nothing goes back but to queued, when the checks have passed. */
    if (verdict->state == DEPLOYMENT_QUEUED && changes)
        assert_true(row->state == DEPLOYMENT_WAITING && news == NEWS_CREATED);
    if (verdict->state == DEPLOYMENT_SUPERSEDED && changes)
        assert_true(news == NEWS_NEWER && !asked);
}

static void
what_is_never_so(void **state)
{
    (void)state;
    for (unsigned from = 0; from < DEPLOYMENT_STATES; from++) {
        for (unsigned news = 0; news < NEWS_KINDS; news++) {
            for (int asked = 0; asked < 2; asked++) {
                struct deployment row = row_of((enum deployment_state)from, asked == 1);
                struct deployment_verdict verdict =
                    deployment_hear(&row, (enum deployment_news)news);

                check_step(&row, (enum deployment_news)news, &verdict);
            }
        }
    }
}

/* The same news twice: the second time they are ignored, or change nothing. */
static void
news_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        for (unsigned news = 0; news < NEWS_KINDS; news++) {
            struct deployment row = row_of(table[i].state, table[i].asked);
            struct deployment_verdict first = deployment_hear(&row, (enum deployment_news)news);
            struct deployment_verdict second;

            row.state = first.state;
            second = deployment_hear(&row, (enum deployment_news)news);
            assert_int_equal(second.state, first.state);
        }
    }
}

static void
who_and_what_asked(void **state)
{
    static const struct {
        const char *origin, *by, *by_slack;
        int64_t pull_request;
        const char *words;
    } rows[] = {
        { "push", "ann", NULL, 0, "a push of ann" },
        { "push", NULL, NULL, 0, "a push" },
        { "pull_request", "ann", NULL, 12, "pull request #12 of ann" },
        { "pull_request", NULL, NULL, 12, "pull request #12" },
        { "pull_request", "ann", NULL, 0, "a pull_request of ann" },
        { "slack", "ann", "U1", 0, "ann in Slack" },
        { "slack", NULL, "U1", 0, "U1 in Slack" },
        { "slack", NULL, NULL, 0, "somebody in Slack" },
        { "rollback", "ann", "U1", 0, "a rollback of ann in Slack" },
        { "rollback", NULL, "U1", 0, "a rollback of U1 in Slack" },
        { "comment", "ann", NULL, 12, "a comment of ann" },
        { "deployment", "renovate[bot]", NULL, 0, "a deployment of renovate[bot]" },
        { "issue_comment", "ann", NULL, 12, "an issue_comment of ann" },
        { NULL, NULL, NULL, 0, "a deployment" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct deployment row = { .origin = rows[i].origin,
                                        .by = rows[i].by,
                                        .by_slack = rows[i].by_slack,
                                        .pull_request = rows[i].pull_request };

        assert_string_equal(deployment_asked(*state, &row), rows[i].words);
    }
}

static void
descriptions(void **state)
{
    struct deployment row = { .environment = "production",
                              .ref = "refs/tags/v1.2",
                              .sha = A,
                              .origin = "slack",
                              .by = "ann",
                              .by_slack = "U1" };

    assert_string_equal(deployment_description(*state, &row),
                        "v1.2 (abcdef0123) to production, asked for by ann in Slack");
    row.ref = A;
    assert_string_equal(deployment_description(*state, &row),
                        "abcdef0123 to production, asked for by ann in Slack");
    row.ref = "refs/heads/\xf0\x9f\x9a\x80";
    assert_string_equal(deployment_description(*state, &row),
                        "abcdef0123 to production, asked for by ann in Slack");
    row.ref = "refs/pull/12/head";
    row.origin = "pull_request";
    row.pull_request = 12;
    row.by_slack = NULL;
    row.environment = "pr12";
    assert_string_equal(deployment_description(*state, &row),
                        "#12 (abcdef0123) to pr12, asked for by pull request #12 of ann");
}

static void
words_for_each_state(void **state)
{
    static const char *const words[] = {
        "Queued", "Waiting for checks",  "Building, number 57", "Deployed",
        "Failed", "Ended with an error", "Taken back",          "Superseded by a newer one"
    };

    assert_int_equal(COUNT(words), DEPLOYMENT_STATES);
    for (unsigned i = 0; i < DEPLOYMENT_STATES; i++) {
        struct deployment row = { .state = (enum deployment_state)i, .build = "57" };

        assert_string_equal(deployment_status_words(*state, &row), words[i]);
        row.detail = "ci/test (failure)";
        assert_string_equal(deployment_status_words(*state, &row),
                            pool_printf(*state, "%s: ci/test (failure)", words[i]));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("every-state-and-all-news", every_state_and_all_news),
        TEST("what-is-never-so", what_is_never_so),
        TEST("news-twice", news_twice),
        TEST("who-and-what-asked", who_and_what_asked),
        TEST("descriptions", descriptions),
        TEST("words-for-each-state", words_for_each_state),
    };

    return cmocka_run_group_tests_name("deployment_state", tests, NULL, NULL);
}
