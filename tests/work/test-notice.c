/* test-notice.c - what is told of pull requests, issues and releases, and in which words */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "store/deployment.h"
#include "wire/a_delivery.h"
#include "wire/slack_text.h"
#include "work/notice.h"
#include "work/notify_wish.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RTL "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"
#define ROCKET "\xf0\x9f\x9a\x80"
#define WEB "'repository':{'full_name':'Acme/Web'},'sender':{'login':'ann'}"
#define TAIL "}," WEB "}"
#define PULL                                                                                       \
    "'pull_request':{'number':12,'title':'Fix','html_url':'https://x/12','base':{'ref':'main'}"
#define ISSUE "'issue':{'number':7,'title':'Lock','html_url':'https://x/7'"
#define ON_12 "pull request <https://x/12|#12 Fix>"
#define ON_7 "issue <https://x/7|#7 Lock>"

/* Ann and Cy are linked, Bea is not in Slack. */
static struct person persons[] = {
    { .github = "Ann", .slack = "U1" },
    { .github = "bea", .asana = "7" },
    { .github = NULL, .slack = "U9" },
    { .github = "cy", .slack = "U3" },
};
static const struct people people = { persons, COUNT(persons) };

static const struct {
    const char *event, *body;
    unsigned kind;
    const char *thing, *text;
} rows[] = {
    { "pull_request", "{'action':'opened'," PULL TAIL, NOTICE_PULL_REQUEST, "Acme/Web#12",
      "<@U1> opened " ON_12 },
    { "pull_request", "{'action':'opened'," PULL ",'draft':true" TAIL, NOTICE_PULL_REQUEST,
      "Acme/Web#12", "<@U1> opened " ON_12 " as a draft" },
    { "pull_request", "{'action':'reopened'," PULL TAIL, NOTICE_PULL_REQUEST, "Acme/Web#12",
      "<@U1> reopened " ON_12 },
    { "pull_request", "{'action':'ready_for_review'," PULL TAIL, NOTICE_PULL_REQUEST, "Acme/Web#12",
      "<@U1> says that " ON_12 " is ready for review" },
    { "pull_request", "{'action':'review_requested','requested_reviewer':{'login':'CY'}," PULL TAIL,
      NOTICE_REVIEW_REQUEST, "Acme/Web#12", "<@U1> asks <@U3> to review " ON_12 },
    { "pull_request",
      "{'action':'review_requested','requested_reviewer':{'login':'bea'}," PULL TAIL,
      NOTICE_REVIEW_REQUEST, "Acme/Web#12", "<@U1> asks bea to review " ON_12 },
    { "pull_request",
      "{'action':'review_requested','requested_team':{'name':'R & <!here>'}," PULL TAIL,
      NOTICE_REVIEW_REQUEST, "Acme/Web#12",
      "<@U1> asks team R &amp; &lt;!here&gt; to review " ON_12 },
    { "pull_request", "{'action':'review_requested'," PULL TAIL, NOTICE_REVIEW_REQUEST,
      "Acme/Web#12", "<@U1> asks somebody to review " ON_12 },
    { "pull_request", "{'action':'closed'," PULL ",'merged':true" TAIL, NOTICE_MERGE, "Acme/Web#12",
      "<@U1> merged " ON_12 " into `main`" },
    { "pull_request", "{'action':'closed'," PULL ",'merged':false" TAIL, NOTICE_MERGE,
      "Acme/Web#12", "<@U1> closed " ON_12 " without merging it" },
    { "pull_request_review",
      "{'action':'submitted','review':{'state':'approved','html_url':'https://x/r'}," PULL TAIL,
      NOTICE_REVIEW, "Acme/Web#12", "<@U1> approved pull request <https://x/r|#12 Fix>" },
    { "pull_request_review",
      "{'action':'submitted','review':{'state':'changes_requested'}," PULL TAIL, NOTICE_REVIEW,
      "Acme/Web#12", "<@U1> wants changes in pull request #12 Fix" },
    { "pull_request_review",
      "{'action':'submitted','review':{'state':'commented','body':'why?'}," PULL TAIL,
      NOTICE_REVIEW, "Acme/Web#12", "<@U1> commented on pull request #12 Fix" },
    { "issues", "{'action':'opened'," ISSUE TAIL, NOTICE_ISSUE_OPENED, "Acme/Web#7",
      "<@U1> opened " ON_7 },
    { "issues", "{'action':'reopened'," ISSUE TAIL, NOTICE_ISSUE_OPENED, "Acme/Web#7",
      "<@U1> reopened " ON_7 },
    { "issues", "{'action':'assigned','assignee':{'login':'cy'}," ISSUE TAIL, NOTICE_ISSUE_ASSIGNED,
      "Acme/Web#7", "<@U1> assigned " ON_7 " to <@U3>" },
    { "issues", "{'action':'assigned','assignee':{'login':'ANN'}," ISSUE TAIL,
      NOTICE_ISSUE_ASSIGNED, "Acme/Web#7", "<@U1> took " ON_7 },
    { "issues", "{'action':'assigned'," ISSUE TAIL, NOTICE_ISSUE_ASSIGNED, "Acme/Web#7",
      "<@U1> assigned " ON_7 " to somebody" },
    { "issues", "{'action':'closed'," ISSUE ",'state_reason':'completed'" TAIL, NOTICE_ISSUE_CLOSED,
      "Acme/Web#7", "<@U1> closed " ON_7 },
    { "issues", "{'action':'closed'," ISSUE ",'state_reason':'not_planned'" TAIL,
      NOTICE_ISSUE_CLOSED, "Acme/Web#7", "<@U1> closed " ON_7 " as not planned" },
    { "release",
      "{'action':'published','release':{'tag_name':'v1.2','name':'Spring','html_url':"
      "'https://x/r'" TAIL,
      NOTICE_RELEASE, "Acme/Web@v1.2", "<@U1> released <https://x/r|Spring> of Acme/Web" },
    { "release", "{'action':'published','release':{'tag_name':'v1.2','prerelease':true" TAIL,
      NOTICE_RELEASE, "Acme/Web@v1.2", "<@U1> released v1.2 of Acme/Web as a prerelease" },
    { "release", "{'action':'published','release':{'tag_name':'v1','name':''" TAIL, NOTICE_RELEASE,
      "Acme/Web@v1", "<@U1> released v1 of Acme/Web" },
    /* what people write is only shown */
    { "issues",
      "{'action':'opened','issue':{'number':7,'title':'<!channel> & <@U1> " ROCKET "\\n" RTL
      "','html_url':'https://x/7'" TAIL,
      NOTICE_ISSUE_OPENED, "Acme/Web#7",
      "<@U1> opened issue <https://x/7|#7 &lt;!channel&gt; &amp; &lt;@U1&gt; " ROCKET " " RTL ">" },
    { "issues",
      "{'action':'opened','issue':{'number':7,'title':'a|b','html_url':'javascript:alert(1)'" TAIL,
      NOTICE_ISSUE_OPENED, "Acme/Web#7",
      "<@U1> opened issue #7 a\xc2\xa6"
      "b" },
    { "issues", "{'action':'opened','issue':{'number':7,'title':''" TAIL, NOTICE_ISSUE_OPENED,
      "Acme/Web#7", "<@U1> opened issue #7 " },
    /* others than ann */
    { "issues",
      "{'action':'closed'," ISSUE "},'repository':{'full_name':'a/b'},'sender':{'login':"
      "'renovate[bot]'}}",
      NOTICE_ISSUE_CLOSED, "a/b#7", "renovate[bot] closed " ON_7 },
    { "issues", "{'action':'closed'," ISSUE "},'repository':{'full_name':'a/b'},'sender':null}",
      NOTICE_ISSUE_CLOSED, "a/b#7", "somebody closed " ON_7 },
    /* nothing is told */
    { "pull_request", "{'action':'labeled'," PULL TAIL, 0, NULL, NULL },
    { "pull_request", "{'action':'synchronize'," PULL TAIL, 0, NULL, NULL },
    { "pull_request", "{" PULL TAIL, 0, NULL, NULL },
    { "pull_request", "{'action':'opened','pull_request':{'number':0" TAIL, 0, NULL, NULL },
    { "pull_request", "{'action':'opened'," PULL "},'repository':{'full_name':'../x'}}", 0, NULL,
      NULL },
    { "pull_request_review",
      "{'action':'submitted','review':{'state':'commented','body':''}," PULL TAIL, 0, NULL, NULL },
    { "pull_request_review",
      "{'action':'submitted','review':{'state':'commented','body':null}," PULL TAIL, 0, NULL,
      NULL },
    { "pull_request_review", "{'action':'dismissed','review':{'state':'approved'}," PULL TAIL, 0,
      NULL, NULL },
    { "issues", "{'action':'milestoned'," ISSUE TAIL, 0, NULL, NULL },
    { "issues", "{'action':'closed'," ISSUE ",'pull_request':{'url':'x'}" TAIL, 0, NULL, NULL },
    { "release", "{'action':'created','release':{'tag_name':'v1'" TAIL, 0, NULL, NULL },
    { "release", "{'action':'published','release':{'name':'no tag'" TAIL, 0, NULL, NULL },
    { "push", "{'action':'opened'," PULL TAIL, 0, NULL, NULL },
};

static struct notice
read_row(struct pool *pool, size_t row)
{
    const char *body = quoted(pool, rows[row].body);
    struct notice notice;

    assert_int_equal(notice_read(pool, rows[row].event, body, strlen(body), &notice), 0);
    return notice;
}

static void
notices_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct notice notice = read_row(*state, i);

        assert_int_equal(notice.kind, rows[i].kind);
        if (rows[i].kind == 0)
            continue;
        assert_string_equal(notice.thing, rows[i].thing);
        assert_string_equal(notice_text(*state, &notice, &people), rows[i].text);
    }
}

static void
each_becomes_a_job_and_comes_back(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct notice notice = read_row(*state, i);
        const struct notify_wish wish = { .repository = notice.repository,
                                          .thing = notice.thing,
                                          .event = notice.event };
        struct planned_job job;
        struct notify_wish back;

        if (notice.kind == 0)
            continue;
        notify_wish_notice(&wish, 5, *state, &job);
        assert_string_equal(job.kind, "notify");
        assert_string_equal(job.rule, "default/notice");
        assert_string_equal(job.lane, "slack");
        assert_string_equal(job.key,
                            pool_printf(*state, "notify:%s", name_lower(*state, wish.thing)));
        assert_false(job.newest);
        assert_null(notify_wish_read(*state, job.args, &back));
        assert_int_equal(back.what, NOTIFY_NOTICE);
        assert_string_equal(back.thing, wish.thing);
        assert_string_equal(back.repository, wish.repository);
        assert_string_equal(back.event, rows[i].event);
    }
}

static void
a_row_is_told_by_each_version(void **state)
{
    const struct deployment row = {
        .id = 12, .repository = "Acme/Web", .version = 3, .updated_ms = 77
    };
    struct planned_job job;
    struct notify_wish back;

    notify_wish_deployment(&row, *state, &job);
    assert_string_equal(job.key, "notify:deployment:12");
    assert_string_equal(job.rule, "default/deployment:12");
    assert_int_equal(job.step, 3);
    assert_int_equal(job.order_ms, 0); /* arrival decides */
    assert_true(job.newest);
    assert_null(notify_wish_read(*state, job.args, &back));
    assert_int_equal(back.what, NOTIFY_DEPLOYMENT);
    assert_int_equal(back.deployment, 12);
    assert_string_equal(back.repository, "Acme/Web");
}

static void
hostile_args(void **state)
{
    static const struct {
        const char *args, *reason;
    } bad[] = {
        { "{", "its args are no JSON" },
        { "{}", "its args don't say what to tell" },
        { "{'what':'all','repository':'a/b'}", "its args don't say what to tell" },
        { "{'what':'deployment','deployment':'1'}", "its args name no repository" },
        { "{'what':'deployment','repository':'a/..','deployment':'1'}",
          "its args name no repository" },
        { "{'what':'deployment','repository':'a/b'}", "its args name no deployment" },
        { "{'what':'deployment','repository':'a/b','deployment':'x'}",
          "its args name no deployment" },
        { "{'what':'notice','repository':'a/b','event':'issues'}",
          "its args don't say what it is about" },
        { "{'what':'notice','repository':'a/b','thing':'a/c#1','event':'issues'}",
          "its args don't say what it is about" },
        { "{'what':'notice','repository':'a/b','thing':'a/b','event':'issues'}",
          "its args don't say what it is about" },
        { "{'what':'notice','repository':'a/b','thing':'a/b#','event':'issues'}",
          "its args don't say what it is about" },
        { "{'what':'notice','repository':'a/b','thing':'a/b@x\\n','event':'issues'}",
          "its args don't say what it is about" },
        { "{'what':'notice','repository':'a/b','thing':'a/b#1'}", "its args name no event" },
        { "{'what':'notice','repository':'a/b','thing':'a/b#1','event':'../x'}",
          "its args name no event" },
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct notify_wish wish;

        assert_string_equal(notify_wish_read(*state, quoted(*state, bad[i].args), &wish),
                            bad[i].reason);
    }
}

/* A title of any length is one line that Slack takes. */
static void
long_titles_are_cut(void **state)
{
    const char *title = "";
    struct notice notice = { .kind = NOTICE_ISSUE_OPENED,
                             .what = NOTICE_IS_OPENED,
                             .event = "issues",
                             .repository = "a/b",
                             .number = 1,
                             .url = "https://x/1",
                             .by = "ann" };

    for (int i = 0; i < 300; i++)
        title = pool_printf(*state, "%s<" ROCKET "&", title);
    notice.title = title;
    assert_true(slack_length(notice_text(*state, &notice, &people)) < 3000);
    assert_null(strstr(notice_text(*state, &notice, &people), ">&"));
}

static void
bodies_that_are_none(void **state)
{
    struct notice notice;

    assert_int_equal(notice_read(*state, "issues", "{", 1, &notice), FAIL_MALFORMED);
    assert_int_equal(notice.kind, 0);
    assert_int_equal(notice_read(*state, "star", "{", 1, &notice), 0);
    assert_true(notice_event("release"));
    assert_false(notice_event("issue_comment"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("notices-by-table", notices_by_table),
        TEST("each-becomes-a-job-and-comes-back", each_becomes_a_job_and_comes_back),
        TEST("a-row-is-told-by-each-version", a_row_is_told_by_each_version),
        TEST("hostile-args", hostile_args),
        TEST("long-titles-are-cut", long_titles_are_cut),
        TEST("bodies-that-are-none", bodies_that_are_none),
    };

    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
