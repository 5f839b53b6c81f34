/* test-github_event.c - payloads become structs, or fail with the field that is wrong */
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
#include "wire/github_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccc"
#define ZERO "0000000000000000000000000000000000000000"
#define REPOSITORY "'repository':{'full_name':'acme/web','default_branch':'main'}"

static int
decode(struct pool *pool, const char *kind, const char *document, struct github_event *event)
{
    struct delivery delivery = delivery_of(pool, kind, document);

    return github_event_decode(&delivery, pool, event);
}

static int
decode_push(struct pool *pool, const char *document, struct github_push *push)
{
    struct delivery delivery = delivery_of(pool, "push", document);

    return github_push_decode(&delivery, pool, push);
}

static int
decode_pull(struct pool *pool, const char *document, struct github_pull_request *pull_request)
{
    struct delivery delivery = delivery_of(pool, "pull_request", document);

    return github_pull_request_decode(&delivery, pool, pull_request);
}

static void
common_members(void **state)
{
    static const char body[] =
        "{'action':'completed','check_suite':{'head_sha':'" A "'},"
        "'repository':{'full_name':'Acme/Web.site','default_branch':'trunk','fork':true,"
        "'owner':{'login':'Other','type':'Organization'}},'organization':{'login':'Acme'},"
        "'sender':{'login':'dependabot[bot]','type':'Bot'},'installation':{'id':2311213}}";
    struct github_event event;

    assert_int_equal(decode(*state, "check_suite", body, &event), 0);
    assert_string_equal(event.action, "completed");
    assert_string_equal(event.repository, "Acme/Web.site");
    assert_string_equal(event.default_branch, "trunk");
    assert_true(event.fork);
    assert_string_equal(event.sender, "dependabot[bot]");
    assert_true(event.sender_bot);
    assert_int_equal(event.installation, 2311213);
    assert_string_equal(event.organization, "Acme");
    assert_string_equal(event.owner, "Acme");
    assert_true(event.owner_is_organization);
    assert_string_equal(event.subject, A);
}

static void
common_members_absent(void **state)
{
    static const char *const documents[] = {
        "{'forkee':{}}",
        "{'forkee':{},'action':null,'repository':null,'sender':null,'installation':null}",
        "{'forkee':{},'repository':{'full_name':null},'sender':{'login':null}}",
        "{'forkee':{},'repository':[],'sender':'x','installation':{'id':'7'}}",
    };

    for (size_t i = 0; i < COUNT(documents); i++) {
        struct github_event event;

        assert_int_equal(decode(*state, "fork", documents[i], &event), 0);
        assert_null(event.action);
        assert_null(event.repository);
        assert_null(event.default_branch);
        assert_null(event.sender);
        assert_false(event.fork);
        assert_null(event.owner);
        assert_null(event.organization);
        assert_false(event.owner_is_organization || event.sender_bot);
        assert_int_equal(event.installation, 0);
    }
}

static void
who_is_a_bot(void **state)
{
    static const struct {
        const char *sender;
        bool bot;
    } rows[] = {
        { "{'login':'ann','type':'User'}", false },
        { "{'login':'bot','type':'User'}", false },
        { "{'login':'bot]'}", false },
        { "{'login':'x[bot]y','type':'User'}", false },
        { "{'login':'acme','type':'Organization'}", false },
        { "{'login':'old','type':'Mannequin'}", false },
        { "{'login':'ann','type':7}", false },
        { "{'login':'ann','type':'Bot'}", true },
        { "{'type':'Bot'}", true },
        { "{'login':'renovate[bot]'}", true },
        { "{'login':'[bot]','type':'User'}", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(*state, "{'forkee':{},'sender':%s}", rows[i].sender);
        struct github_event event;

        assert_int_equal(decode(*state, "fork", body, &event), 0);
        assert_int_equal(event.sender_bot, rows[i].bot);
    }
}

/* What no decision hangs on is left out, not refused. */
static void
odd_members_are_absent(void **state)
{
    static const char body[] =
        "{'forkee':{},'repository':{'full_name':'a/b','default_branch':'\\u0007',"
        "'owner':{'type':['Organization']}},'organization':{'login':''},"
        "'installation':{'id':-7}}";
    struct github_event event;

    assert_int_equal(decode(*state, "fork", body, &event), 0);
    assert_null(event.default_branch);
    assert_null(event.organization);
    assert_false(event.owner_is_organization);
    assert_int_equal(event.installation, 0);
}

static void
names_that_are_refused(void **state)
{
    static const char *const documents[] = {
        "{'forkee':{},'repository':{'full_name':'web'}}",
        "{'forkee':{},'repository':{'full_name':''}}",
        "{'forkee':{},'repository':{'full_name':'a/b/c'}}",
        "{'forkee':{},'repository':{'full_name':'../etc'}}",
        "{'forkee':{},'repository':{'full_name':'a/..'}}",
        "{'forkee':{},'repository':{'full_name':'a/b c'}}",
        "{'forkee':{},'repository':{'full_name':'a/$(id)'}}",
        "{'forkee':{},'repository':{'full_name':'a/b\\n'}}",
        "{'forkee':{},'repository':{'full_name':7}}",
        "{'forkee':{},'action':''}",
        "{'forkee':{},'action':'Opened'}",
        "{'forkee':{},'action':'a b'}",
        "{'forkee':{},'action':[]}",
        "{'forkee':{},'sender':{'login':'a\\nb'}}",
        "{'forkee':{},'sender':{'login':'\\u001b[2J'}}",
        "{'forkee':{},'sender':{'login':{}}}",
    };
    struct github_event event;

    for (size_t i = 0; i < COUNT(documents); i++)
        assert_int_equal(decode(*state, "fork", documents[i], &event), FAIL_FIELD);
}

static void
dispatch_action_is_free(void **state)
{
    struct github_event event;

    assert_int_equal(decode(*state, "repository_dispatch",
                            "{'action':'Deploy v1.2!','branch':'b','client_payload':{}}", &event),
                     0);
    assert_string_equal(event.action, "Deploy v1.2!");
    assert_int_equal(decode(*state, "repository_dispatch",
                            "{'action':'a\\u0007','branch':'b','client_payload':{}}", &event),
                     FAIL_FIELD);
}

static void
not_json_and_not_for_us(void **state)
{
    struct github_event event;

    assert_int_equal(decode(*state, "fork", "", &event), FAIL_MALFORMED);
    assert_int_equal(decode(*state, "fork", "Hello, World!", &event), FAIL_MALFORMED);
    assert_int_equal(decode(*state, "fork", "{'forkee':{}}x", &event), FAIL_MALFORMED);
    assert_int_equal(decode(*state, "fork", "{'forkee':{},'forkee':{}}", &event), FAIL_UNREADABLE);
    assert_int_equal(decode(*state, "fork", "[]", &event), FAIL_FIELD);
}

static void
push_to_a_branch(void **state)
{
    static const char body[] =
        "{'ref':'refs/heads/main','before':'" A "','after':'" B "','created':false,"
        "'deleted':false,'forced':false,'head_commit':{'id':'" B
        "','author':{'username':'bea'}},'commits':["
        "{'id':'" C "','added':['a.c'],'modified':[],'removed':['old/x']},"
        "{'id':'" B "','added':[],'modified':['a.c','doc/b'],'removed':[]}],"
        "'repository':{'full_name':'acme/web','default_branch':'main','pushed_at':1700000000}}";
    struct github_push push;

    assert_int_equal(decode_push(*state, body, &push), 0);
    assert_string_equal(push.event.kind, "push");
    assert_string_equal(push.ref, "refs/heads/main");
    assert_string_equal(push.branch, "main");
    assert_null(push.tag);
    assert_string_equal(push.before, A);
    assert_string_equal(push.after, B);
    assert_string_equal(push.event.subject, B);
    assert_string_equal(push.author, "bea");
    assert_false(push.created || push.deleted || push.forced);
    assert_int_equal(push.pushed_ms, 1700000000000);
    assert_true(push.changed_known);
    assert_int_equal(push.changed.count, 4);
    assert_string_equal(push.changed.items[0], "a.c");
    assert_string_equal(push.changed.items[3], "old/x");
}

static void
push_of_an_annotated_tag(void **state)
{
    static const char body[] =
        "{'ref':'refs/tags/v1.0','before':'" ZERO "','after':'" A "','created':true,"
        "'head_commit':{'id':'" B "'},'commits':[]," REPOSITORY "}";
    struct github_push push;

    assert_int_equal(decode_push(*state, body, &push), 0);
    assert_string_equal(push.tag, "v1.0");
    assert_null(push.branch);
    assert_string_equal(push.after, A);
    assert_string_equal(push.event.subject, B);
    assert_true(push.created);
    assert_false(push.changed_known);
    assert_int_equal(push.pushed_ms, RECEIVED);
}

static void
push_that_deletes(void **state)
{
    static const char *const documents[] = {
        "{'ref':'refs/heads/x','before':'" A "','after':'" ZERO "','deleted':true,"
        "'head_commit':null,'commits':[]," REPOSITORY "}",
        "{'ref':'refs/heads/x','before':'" A "','after':'" ZERO "'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'" A "','deleted':true," REPOSITORY "}",
    };

    for (size_t i = 0; i < COUNT(documents); i++) {
        struct github_push push;

        assert_int_equal(decode_push(*state, documents[i], &push), 0);
        assert_true(push.deleted);
        assert_null(push.event.subject);
    }
}

static void
push_times(void **state)
{
    static const struct {
        const char *pushed_at;
        int64_t ms;
    } rows[] = {
        { "1", 1000 },
        { "1700000000", 1700000000000 },
        { "'2023-11-14T22:13:20Z'", 1700000000000 },
        { "'2023-11-14T23:13:20+01:00'", 1700000000000 },
        { "null", RECEIVED },
        { "'soon'", RECEIVED },
        { "0", RECEIVED },
        { "-5", RECEIVED },
        { "99999999999999", RECEIVED },
        { "99999999999999999999", RECEIVED },
        { "1.5e9", RECEIVED },
        { "{}", RECEIVED },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct github_push push;
        const char *body = pool_printf(*state,
                                       "{'ref':'refs/heads/x','after':'" A "',"
                                       "'repository':{'full_name':'a/b','pushed_at':%s}}",
                                       rows[i].pushed_at);

        assert_int_equal(decode_push(*state, body, &push), 0);
        assert_int_equal(push.pushed_ms, rows[i].ms);
    }
}

#define COMMIT "{'id':'" B "','added':['x'],'modified':[],'removed':[]}"

static void
when_changed_paths_are_known(void **state)
{
    static const struct {
        const char *members;
        bool known;
    } rows[] = {
        { "'commits':[" COMMIT "]", true },
        { "'commits':[" COMMIT "],'before':'" B "','forced':false", true },
        { "'commits':[" COMMIT "],'forced':true", false },
        { "'commits':[" COMMIT "],'created':true", false },
        { "'commits':[" COMMIT "],'before':'" ZERO "'", false },
        { "'commits':[]", false },
        { "'commits':null", false },
        { "'base_ref':null", false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct github_push push;
        const char *body = pool_printf(
            *state, "{'ref':'refs/heads/x','after':'" A "',%s," REPOSITORY "}", rows[i].members);

        assert_int_equal(decode_push(*state, body, &push), 0);
        assert_int_equal(push.changed_known, rows[i].known);
    }
}

/* `count` times `text`, with commas between. */
static const char *
repeat(struct pool *pool, const char *text, size_t count)
{
    size_t length = strlen(text) + 1;
    char *all = pool_alloc(pool, count * length + 1);

    for (size_t i = 0; i < count; i++) {
        memcpy(all + i * length, text, length - 1);
        all[i * length + length - 1] = ',';
    }
    all[count * length - 1] = '\0';

    return all;
}

static void
cut_lists_are_not_known(void **state)
{
    static const struct {
        size_t commits, files;
        bool known;
    } rows[] = { { 2047, 1, true }, { 2048, 1, false }, { 1, 2999, true }, { 1, 3000, false } };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *files = repeat(*state, "'f'", rows[i].files);
        const char *commit = pool_printf(*state, "{'id':'" B "','added':[%s]}", files);
        const char *body = pool_printf(*state,
                                       "{'ref':'refs/heads/x','after':'" A "',"
                                       "'commits':[%s]," REPOSITORY "}",
                                       repeat(*state, commit, rows[i].commits));
        struct github_push push;

        assert_int_equal(decode_push(*state, body, &push), 0);
        assert_int_equal(push.changed.count, rows[i].commits * rows[i].files);
        assert_int_equal(push.changed_known, rows[i].known);
    }
}

static void
pushes_that_are_refused(void **state)
{
    static const char *const documents[] = {
        "{'ref':'refs/heads/x'," REPOSITORY "}",
        "{'after':'" A "'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'" A "'}",
        "{'ref':'','after':'" A "'," REPOSITORY "}",
        "{'ref':null,'after':'" A "'," REPOSITORY "}",
        "{'ref':7,'after':'" A "'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':null," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'main'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'" A "a'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'--upload-pack=x'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'" A "','before':'x'," REPOSITORY "}",
        "{'ref':'refs/heads/x','after':'" A "','cache_location':''," REPOSITORY "}",
    };
    static const struct github_push nothing;

    for (size_t i = 0; i < COUNT(documents); i++) {
        struct github_push push = { 0 };

        assert_int_equal(decode_push(*state, documents[i], &push), FAIL_FIELD);
        assert_memory_equal(&push, &nothing, sizeof push);
    }
}

static void
pull_request_merged(void **state)
{
    static const char body[] =
        "{'action':'closed','number':12,'pull_request':{'state':'closed','title':'Fix',"
        "'user':{'login':'ann','type':'User'},'author_association':'CONTRIBUTOR','base':{'ref':'main'},'head':{'ref':'fix','sha':'" A
        "','repo':{'full_name':'ann/web'}},'draft':false,'merged':true,"
        "'merge_commit_sha':'" B "','merged_at':'2023-11-14T22:13:20Z'}," REPOSITORY "}";
    struct github_pull_request pull;

    assert_int_equal(decode_pull(*state, body, &pull), 0);
    assert_string_equal(pull.event.kind, "pull_request");
    assert_string_equal(pull.event.action, "closed");
    assert_int_equal(pull.number, 12);
    assert_string_equal(pull.author, "ann");
    assert_string_equal(pull.author_type, "User");
    assert_false(pull.author_bot);
    assert_string_equal(pull.association, "CONTRIBUTOR");
    assert_string_equal(pull.base_branch, "main");
    assert_string_equal(pull.head_sha, A);
    assert_string_equal(pull.head_branch, "fix");
    assert_true(pull.from_fork);
    assert_int_equal(pull.updated_ms, RECEIVED);
    assert_true(pull.merged);
    assert_false(pull.draft);
    assert_string_equal(pull.merge_sha, B);
    assert_string_equal(pull.event.subject, B);
    assert_int_equal(pull.merged_ms, 1700000000000);
}

/* Before the merge merge_commit_sha is a trial merge that nobody must deploy. */
static void
pull_request_open(void **state)
{
    static const char body[] =
        "{'action':'opened','number':1,'pull_request':{'base':{'ref':'main'},'head':"
        "{'sha':'" A "','repo':null},'merged':false,'draft':true,'merge_commit_sha':'" B
        "','merged_at':null}," REPOSITORY "}";
    struct github_pull_request pull;

    assert_int_equal(decode_pull(*state, body, &pull), 0);
    assert_null(pull.merge_sha);
    assert_true(pull.draft);
    assert_int_equal(pull.merged_ms, 0);
    assert_string_equal(pull.event.subject, A);
}

/* A repository that is gone was a fork: its branch can't be fetched here. */
static void
pull_requests_from_here_and_from_forks(void **state)
{
    static const struct {
        const char *home;
        bool fork;
    } rows[] = {
        { "{'full_name':'acme/web'}", false },
        { "{'full_name':'Acme/WEB'}", false },
        { "{'full_name':'ann/web'}", true },
        { "{'full_name':'acme/web2'}", true },
        { "{'full_name':'../web'}", true },
        { "{'full_name':7}", true },
        { "{}", true },
        { "null", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(
            *state,
            "{'number':1,'pull_request':{'updated_at':'2023-11-14T22:13:10Z','base':{'ref':'m'},"
            "'head':{'ref':'\\u202efix','sha':'" A "','repo':%s}}," REPOSITORY "}",
            rows[i].home);
        struct github_pull_request pull;

        assert_int_equal(decode_pull(*state, body, &pull), 0);
        assert_int_equal(pull.from_fork, rows[i].fork);
        assert_string_equal(pull.head_branch, "\xe2\x80\xae"
                                              "fix");
        assert_int_equal(pull.updated_ms, 1699999990000);
    }
}

/* What no rule asks for is no reason to refuse an event. */
static void
pull_request_of_an_odd_author(void **state)
{
    static const char body[] =
        "{'number':1,'pull_request':{'user':{'login':'\\u0007'},'base':{'ref':'m'},'head':{'sha':'" A
        "','repo':{'full_name':'x'}}}," REPOSITORY "}";
    struct github_pull_request pull;

    assert_int_equal(decode_pull(*state, body, &pull), 0);
    assert_string_equal(pull.base_branch, "m");
    assert_null(pull.author);
}

static void
pull_requests_by_ghosts_and_bots(void **state)
{
    static const struct {
        const char *user;
        bool bot;
    } rows[] = {
        { "null", false },
        { "{'login':'ann'}", false },
        { "{'login':'dependabot[bot]','type':'Bot'}", true },
        { "{'login':'renovate','type':'Bot'}", true },
        { "{'login':'renovate[bot]','type':'User'}", true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(*state,
                                       "{'number':1,'pull_request':{'user':%s,'base':{'ref':'m'},"
                                       "'head':{'sha':'" A "'}}," REPOSITORY "}",
                                       rows[i].user);
        struct github_pull_request pull;

        assert_int_equal(decode_pull(*state, body, &pull), 0);
        assert_int_equal(pull.author == NULL, i == 0);
        assert_int_equal(pull.author_bot, rows[i].bot);
        assert_null(pull.association);
    }
}

static void
pull_requests_that_are_refused(void **state)
{
    static const char *const documents[] = {
        "{'number':1,'pull_request':{'base':{'ref':'m'},'head':{'sha':'" A "'}}}",
        "{'number':1,'pull_request':{'head':{'sha':'" A "'}}," REPOSITORY "}",
        "{'number':1,'pull_request':{'base':{'ref':'m'}}," REPOSITORY "}",
        "{'number':1,'pull_request':{'base':{'ref':'m'},'head':{'sha':'x'}}," REPOSITORY "}",
        "{'pull_request':{'base':{'ref':'m'},'head':{'sha':'" A "'}}," REPOSITORY "}",
    };
    struct github_pull_request pull;

    for (size_t i = 0; i < COUNT(documents); i++)
        assert_int_equal(decode_pull(*state, documents[i], &pull), FAIL_FIELD);
}

static void
ping_of_a_hook(void **state)
{
    struct delivery delivery =
        delivery_of(*state, "ping", "{'zen':'Z','hook_id':109948940,'hook':{}}");
    struct github_ping ping;

    assert_int_equal(github_ping_decode(&delivery, *state, &ping), 0);
    assert_int_equal(ping.hook, 109948940);
    assert_null(ping.event.repository);
}

static void
subjects(void **state)
{
    static const struct {
        const char *event, *body;
    } rows[] = {
        { "status", "{'sha':'" A "','context':''}" },
        { "deployment", "{'deployment':{'sha':'" A "'}}" },
        { "deployment_status", "{'deployment_status':{},'deployment':{'sha':'" A "'}}" },
        { "check_run", "{'check_run':{'head_sha':'" A "'}}" },
        { "workflow_run", "{'workflow':{},'workflow_run':{'head_sha':'" A "'}}" },
        { "commit_comment", "{'comment':{'commit_id':'" A "'}}" },
        { "pull_request_review", "{'review':{},'pull_request':{'head':{'sha':'" A "'}}}" },
    };
    struct github_event event;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(decode(*state, rows[i].event, rows[i].body, &event), 0);
        assert_string_equal(event.subject, A);
    }
    assert_int_equal(decode(*state, "deployment", "{'deployment':{'sha':'main'}}", &event), 0);
    assert_null(event.subject);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("common-members", common_members),
        TEST("common-members-absent", common_members_absent),
        TEST("who-is-a-bot", who_is_a_bot),
        TEST("odd-members-are-absent", odd_members_are_absent),
        TEST("names-that-are-refused", names_that_are_refused),
        TEST("dispatch-action-is-free", dispatch_action_is_free),
        TEST("not-json-and-not-for-us", not_json_and_not_for_us),
        TEST("push-to-a-branch", push_to_a_branch),
        TEST("push-of-an-annotated-tag", push_of_an_annotated_tag),
        TEST("push-that-deletes", push_that_deletes),
        TEST("push-times", push_times),
        TEST("when-changed-paths-are-known", when_changed_paths_are_known),
        TEST("cut-lists-are-not-known", cut_lists_are_not_known),
        TEST("pushes-that-are-refused", pushes_that_are_refused),
        TEST("pull-request-merged", pull_request_merged),
        TEST("pull-request-open", pull_request_open),
        TEST("pull-request-of-an-odd-author", pull_request_of_an_odd_author),
        TEST("pull-requests-from-here-and-from-forks", pull_requests_from_here_and_from_forks),
        TEST("pull-requests-by-ghosts-and-bots", pull_requests_by_ghosts_and_bots),
        TEST("pull-requests-that-are-refused", pull_requests_that_are_refused),
        TEST("ping-of-a-hook", ping_of_a_hook),
        TEST("subjects", subjects),
    };

    return cmocka_run_group_tests_name("github_event", tests, NULL, NULL);
}
