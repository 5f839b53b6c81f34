/* test-github_comment.c - the six places where people write, and what may be missing there */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_delivery.h"
#include "a_pool.h"
#include "base/fail.h"
#include "wire/github_comment.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define CREATED 1700000000000
#define WEB "'repository':{'full_name':'acme/web'}"
/* What tells a text, but for its date. */
#define TEXT(login, body)                                                                          \
    "'user':{'login':'" login "','type':'User'},'author_association':'MEMBER','body':'" body       \
    "','html_url':'https://github.com/acme/web/x'"
#define AT(member) "'" member "':'2023-11-14T22:13:20Z'"
#define PULL                                                                                       \
    "'pull_request':{'number':12,'user':{'login':'ann'},'head':{'sha':'" A "','ref':'fix',"        \
    "'repo':{'full_name':'ann/web'}}}"

static int
decode(struct pool *pool, const char *kind, const char *body, struct github_comment *comment)
{
    struct delivery delivery = delivery_of(pool, kind, body);

    return github_comment_decode(&delivery, pool, comment);
}

/* By bob, in acme/web, "/ping", at that time and page. */
static struct github_comment
decode_bob(struct pool *pool, const char *kind, const char *body)
{
    struct github_comment comment;

    assert_int_equal(decode(pool, kind, body, &comment), 0);
    assert_string_equal(comment.event.kind, kind);
    assert_string_equal(comment.event.repository, "acme/web");
    assert_true(comment.fresh);
    assert_string_equal(comment.author, "bob");
    assert_string_equal(comment.author_type, "User");
    assert_false(comment.author_bot);
    assert_string_equal(comment.association, "MEMBER");
    assert_string_equal(comment.body, "/ping");
    assert_int_equal(comment.body_length, 5);
    assert_int_equal(comment.created_ms, CREATED);
    assert_string_equal(comment.url, "https://github.com/acme/web/x");
    return comment;
}

static void
issue_opened(void **state)
{
    struct github_comment comment = decode_bob(
        *state, "issues",
        "{'action':'opened','issue':{'number':7," TEXT("bob", "/ping") "," AT("created_at") "}," WEB
                                                                                            "}");

    assert_int_equal(comment.place, PLACE_ISSUE);
    assert_int_equal(comment.number, 7);
    assert_false(comment.on_pull_request);
    assert_int_equal(comment.id, 0);
    assert_int_equal(comment.thread, 0);
    assert_string_equal(comment.subject_author, "bob");
    assert_null(comment.sha);
    assert_null(comment.head_ref);
    assert_null(comment.head_repository);
    assert_false(comment.from_fork);
}

static void
pull_request_opened(void **state)
{
    struct github_comment comment = decode_bob(
        *state, "pull_request",
        "{'action':'opened','number':12,'pull_request':{'number':12," TEXT("bob", "/ping") "," AT(
            "created_at") ",'head':{'sha':'" A "','ref':'fix',"
                          "'repo':{'full_name':'Acme/Web'}}}," WEB "}");

    assert_int_equal(comment.place, PLACE_PULL_REQUEST);
    assert_int_equal(comment.number, 12);
    assert_true(comment.on_pull_request);
    assert_int_equal(comment.id, 0);
    assert_string_equal(comment.subject_author, "bob");
    assert_string_equal(comment.sha, A);
    assert_string_equal(comment.head_ref, "fix");
    assert_string_equal(comment.head_repository, "Acme/Web");
    assert_false(comment.from_fork);
}

static void
issue_comment_created(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "issue_comment",
                   "{'action':'created','issue':{'number':7,'user':{'login':'ann'}},"
                   "'comment':{'id':31," TEXT("bob", "/ping") "," AT("created_at") "}," WEB "}");

    assert_int_equal(comment.place, PLACE_ISSUE_COMMENT);
    assert_int_equal(comment.number, 7);
    assert_false(comment.on_pull_request);
    assert_int_equal(comment.id, 31);
    assert_int_equal(comment.thread, 0);
    assert_string_equal(comment.subject_author, "ann");
}

static void
issue_comment_on_a_pull_request(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "issue_comment",
                   "{'action':'created','issue':{'number':12,'user':{'login':'ann'},"
                   "'pull_request':{'url':'x'}},'comment':{'id':31," TEXT("bob", "/ping") "," AT(
                       "created_at") "}," WEB "}");

    assert_true(comment.on_pull_request);
    assert_int_equal(comment.number, 12);
    assert_null(comment.sha);
    assert_null(comment.head_ref);
    assert_null(comment.head_repository);
    assert_false(comment.from_fork);
}

static void
review_submitted(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "pull_request_review",
                   "{'action':'submitted','review':{'id':32,'commit_id':'" B
                   "'," TEXT("bob", "/ping") "," AT("submitted_at") "}," PULL "," WEB "}");

    assert_int_equal(comment.place, PLACE_REVIEW);
    assert_int_equal(comment.number, 12);
    assert_true(comment.on_pull_request);
    assert_int_equal(comment.id, 32);
    assert_int_equal(comment.thread, 0);
    assert_string_equal(comment.subject_author, "ann");
    assert_string_equal(comment.sha, A);
    assert_string_equal(comment.head_repository, "ann/web");
    assert_true(comment.from_fork);
}

static void
review_comment_created(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "pull_request_review_comment",
                   "{'action':'created','comment':{'id':33,'commit_id':'" B
                   "'," TEXT("bob", "/ping") "," AT("created_at") "}," PULL "," WEB "}");

    assert_int_equal(comment.place, PLACE_REVIEW_COMMENT);
    assert_int_equal(comment.number, 12);
    assert_int_equal(comment.id, 33);
    assert_int_equal(comment.thread, 33);
    assert_string_equal(comment.sha, A);
    assert_string_equal(comment.head_ref, "fix");
    assert_true(comment.from_fork);
}

static void
review_comment_in_a_thread(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "pull_request_review_comment",
                   "{'action':'created','comment':{'id':34,'in_reply_to_id':33," TEXT(
                       "bob", "/ping") "," AT("created_at") "}," PULL "," WEB "}");

    assert_int_equal(comment.id, 34);
    assert_int_equal(comment.thread, 33);
}

static void
commit_comment_created(void **state)
{
    struct github_comment comment =
        decode_bob(*state, "commit_comment",
                   "{'action':'created','comment':{'id':35,'commit_id':'" B
                   "'," TEXT("bob", "/ping") "," AT("created_at") "}," WEB "}");

    assert_int_equal(comment.place, PLACE_COMMIT_COMMENT);
    assert_int_equal(comment.number, 0);
    assert_false(comment.on_pull_request);
    assert_int_equal(comment.id, 35);
    assert_string_equal(comment.sha, B);
    assert_null(comment.subject_author);
    assert_false(comment.from_fork);
}

/* Only what is written for the first time is text to act on. */
static void
actions_that_bring_no_new_text(void **state)
{
    static const struct {
        const char *kind, *action, *rest;
        bool fresh;
    } rows[] = {
        { "issues", "'opened'", "'issue':{'number':1}", true },
        { "issues", "'opened'", "'issue':{'number':1},'changes':{}", true },
        { "issues", "'opened'", "'issue':{'number':1},'changes':{'old_issue':{'number':9}}",
          false },
        { "issues", "'edited'", "'issue':{'number':1}", false },
        { "issues", "'created'", "'issue':{'number':1}", false },
        { "issues", "null", "'issue':{'number':1}", false },
        { "pull_request", "'opened'", "'number':12," PULL, true },
        { "pull_request", "'reopened'", "'number':12," PULL, false },
        { "pull_request", "'synchronize'", "'number':12," PULL, false },
        { "issue_comment", "'created'", "'issue':{'number':1},'comment':{'id':1}", true },
        { "issue_comment", "'edited'", "'issue':{'number':1},'comment':{'id':1}", false },
        { "issue_comment", "'deleted'", "'issue':{'number':1},'comment':{'id':1}", false },
        { "pull_request_review", "'submitted'", "'review':{'id':1}," PULL, true },
        { "pull_request_review", "'edited'", "'review':{'id':1}," PULL, false },
        { "pull_request_review", "'dismissed'", "'review':{'id':1}," PULL, false },
        { "pull_request_review_comment", "'created'", "'comment':{'id':1}," PULL, true },
        { "pull_request_review_comment", "'edited'", "'comment':{'id':1}," PULL, false },
        { "commit_comment", "'created'", "'comment':{'id':1,'commit_id':'" A "'}", true },
        { "commit_comment", "'deleted'", "'comment':{'id':1,'commit_id':'" A "'}", false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body =
            pool_printf(*state, "{'action':%s,%s," WEB "}", rows[i].action, rows[i].rest);
        struct github_comment comment;

        assert_int_equal(decode(*state, rows[i].kind, body, &comment), 0);
        assert_int_equal(comment.fresh, rows[i].fresh);
    }
}

/* A review may be no more than its state; an account may be gone, and is null then. */
static void
what_may_be_missing(void **state)
{
    static const char *const reviews[] = {
        "{'id':1,'state':'approved'}",
        "{'id':1,'state':'approved','body':null,'user':null,'submitted_at':null,'html_url':null,"
        "'author_association':null}",
        "{'id':1,'body':'','user':{'login':null,'type':null}}",
        "{'id':1,'user':{'login':'\\u0007','type':7},'author_association':[],'html_url':'\\n'}",
    };

    for (size_t i = 0; i < COUNT(reviews); i++) {
        const char *body = pool_printf(*state,
                                       "{'action':'submitted','review':%s,'pull_request':"
                                       "{'number':1,'user':null,'head':null}," WEB "}",
                                       reviews[i]);
        struct github_comment comment;

        assert_int_equal(decode(*state, "pull_request_review", body, &comment), 0);
        assert_true(comment.fresh);
        assert_string_equal(comment.body, "");
        assert_int_equal(comment.body_length, 0);
        assert_null(comment.author);
        assert_null(comment.author_type);
        assert_false(comment.author_bot);
        assert_null(comment.association);
        assert_null(comment.subject_author);
        assert_null(comment.sha);
        assert_null(comment.url);
        assert_int_equal(comment.created_ms, RECEIVED);
    }
}

static void
forks(void **state)
{
    static const struct {
        const char *repo;
        const char *name;
        bool fork;
    } rows[] = {
        { "{'full_name':'acme/web'}", "acme/web", false },
        { "{'full_name':'Acme/WEB'}", "Acme/WEB", false },
        { "{'full_name':'ann/web'}", "ann/web", true },
        { "{'full_name':'acme/web2'}", "acme/web2", true },
        { "null", NULL, true },
        { "{}", NULL, true },
        { "{'full_name':null}", NULL, true },
        { "{'full_name':'../etc'}", NULL, true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(
            *state,
            "{'action':'opened','number':12,'pull_request':{'number':12,'head':{'sha':'" A
            "','ref':'fix','repo':%s}}," WEB "}",
            rows[i].repo);
        struct github_comment comment;

        assert_int_equal(decode(*state, "pull_request", body, &comment), 0);
        assert_int_equal(comment.from_fork, rows[i].fork);
        assert_string_equal(comment.sha, A);
        if (rows[i].name == NULL)
            assert_null(comment.head_repository);
        else
            assert_string_equal(comment.head_repository, rows[i].name);
    }
}

static void
bots_are_known_by_type_and_by_name(void **state)
{
    static const struct {
        const char *user;
        bool bot;
    } rows[] = {
        { "{'login':'ann','type':'User'}", false },
        { "{'login':'ann','type':'Mannequin'}", false },
        { "{'login':'acme','type':'Organization'}", false },
        { "{'login':'acme-ci','type':'Bot'}", true },
        { "{'login':'acme-ci[bot]','type':'User'}", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(*state,
                                       "{'action':'created','issue':{'number':1},"
                                       "'comment':{'id':1,'user':%s}," WEB "}",
                                       rows[i].user);
        struct github_comment comment;

        assert_int_equal(decode(*state, "issue_comment", body, &comment), 0);
        assert_int_equal(comment.author_bot, rows[i].bot);
    }
}

/* Any Unicode, line ends as they come, and as long as GitHub allows (65,536 characters). */
static void
bodies_are_handed_on_as_they_are(void **state)
{
    struct github_comment comment;
    char *many = pool_alloc(*state, 65537);
    const char *body;

    assert_int_equal(decode(*state, "issue_comment",
                            "{'action':'created','issue':{'number':1},'comment':{'id':1,"
                            "'body':'a\\r\\n\\u001b \\ud83d\\ude80 \\u2028'}," WEB "}",
                            &comment),
                     0);
    assert_string_equal(comment.body, "a\r\n\x1b \xf0\x9f\x9a\x80 \xe2\x80\xa8");
    assert_int_equal(comment.body_length, strlen(comment.body));

    memset(many, 'x', 65536);
    body =
        pool_printf(*state, "{'issue':{'number':1},'comment':{'id':1,'body':'%s'}," WEB "}", many);
    assert_int_equal(decode(*state, "issue_comment", body, &comment), 0);
    assert_int_equal(comment.body_length, 65536);
    assert_string_equal(comment.body, many);
}

static void
comments_that_are_refused(void **state)
{
    static const struct {
        const char *kind, *body;
    } rows[] = {
        { "issues", "{'issue':{'number':1}}" },
        { "issues", "{'issue':{}," WEB "}" },
        { "issues", "{'issue':{'number':0}," WEB "}" },
        { "issues", "{'issue':{'number':-1}," WEB "}" },
        { "issues", "{'issue':{'number':'1'}," WEB "}" },
        { "issues", "{'issue':{'number':1.5}," WEB "}" },
        { "issues", "{'issue':{'number':1,'body':7}," WEB "}" },
        { "issues", "{'issue':{'number':1},'comment':{'id':1}," WEB "}" },
        { "issue_comment", "{'issue':{'number':1},'comment':{}," WEB "}" },
        { "issue_comment", "{'issue':{'number':1},'comment':{'id':null}," WEB "}" },
        { "issue_comment", "{'issue':{},'comment':{'id':1}," WEB "}" },
        { "issue_comment", "{'issue':{'number':1},'comment':{'id':99999999999999999999}," WEB "}" },
        { "pull_request", "{'number':1,'pull_request':{}," WEB "}" },
        { "pull_request_review", "{'review':{}," PULL "," WEB "}" },
        { "pull_request_review_comment", "{'comment':{'id':1},'pull_request':{}," WEB "}" },
        { "commit_comment", "{'comment':{'commit_id':'" A "'}," WEB "}" },
        { "commit_comment", "{'comment':{'id':1,'commit_id':'" A "'}}" },
        { "push", "{'ref':'refs/heads/x','after':'" A "'," WEB "}" },
        { "discussion_comment", "{'discussion':{},'comment':{'id':1}," WEB "}" },
    };
    static const struct github_comment nothing;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct github_comment comment = { 0 };

        assert_int_equal(decode(*state, rows[i].kind, rows[i].body, &comment), FAIL_FIELD);
        assert_memory_equal(&comment, &nothing, sizeof comment);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("issue-opened", issue_opened),
        TEST("pull-request-opened", pull_request_opened),
        TEST("issue-comment-created", issue_comment_created),
        TEST("issue-comment-on-a-pull-request", issue_comment_on_a_pull_request),
        TEST("review-submitted", review_submitted),
        TEST("review-comment-created", review_comment_created),
        TEST("review-comment-in-a-thread", review_comment_in_a_thread),
        TEST("commit-comment-created", commit_comment_created),
        TEST("actions-that-bring-no-new-text", actions_that_bring_no_new_text),
        TEST("what-may-be-missing", what_may_be_missing),
        TEST("forks", forks),
        TEST("bots-are-known-by-type-and-by-name", bots_are_known_by_type_and_by_name),
        TEST("bodies-are-handed-on-as-they-are", bodies_are_handed_on_as_they_are),
        TEST("comments-that-are-refused", comments_that_are_refused),
    };

    return cmocka_run_group_tests_name("github_comment", tests, NULL, NULL);
}
