/* test-github_item.c - issues and pull requests, whole, and what may be missing of them */
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
#include "wire/github_item.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WEB "'repository':{'id':77,'full_name':'acme/web'}"
#define UPDATED INT64_C(1699999999000)
#define AT "'updated_at':'2023-11-14T22:13:19Z'"
#define ISSUE(members) "{'action':'edited','issue':{'number':7," members "}," WEB "}"
#define PULL(members)                                                                              \
    "{'action':'edited','number':7,'pull_request':{'number':7,'base':{'ref':'main'}," members      \
    "}," WEB "}"

static int
decode(struct pool *pool, const char *kind, const char *body, struct github_item_event *event)
{
    struct delivery delivery = delivery_of(pool, kind, body);

    return github_item_decode(&delivery, pool, event);
}

static struct github_item_event
decode_good(struct pool *pool, const char *kind, const char *body)
{
    struct github_item_event event = { 0 };

    assert_int_equal(decode(pool, kind, body, &event), 0);
    assert_string_equal(event.event.kind, kind);
    assert_int_equal(event.item.number, 7);
    assert_int_equal(event.item.repository_id, 77);
    assert_string_equal(event.item.repository, "acme/web");
    return event;
}

static void
assert_names(struct strings names, const char *const *expected, size_t count)
{
    assert_int_equal(names.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(names.items[i], expected[i]);
}

static void
issue_whole(void **state)
{
    static const char *const assignees[] = { "ann", "bob" }, *const labels[] = { "bug", "ü 🐛" };
    struct github_item_event event = decode_good(
        *state, "issues",
        ISSUE("'html_url':'https://github.com/acme/web/issues/7','title':'A \\'title\\'',"
              "'body':'One\\r\\nTwo','state':'open','draft':false,'assignees':[{'login':'ann'},"
              "{'login':'bob'}],'labels':[{'name':'bug'},{'name':'ü 🐛'}],"
              "'milestone':{'due_on':'2026-12-01T08:00:00Z'},'user':{'login':'cat'}," AT));
    const struct github_item *item = &event.item;

    assert_string_equal(event.event.action, "edited");
    assert_false(item->pull_request);
    assert_string_equal(item->url, "https://github.com/acme/web/issues/7");
    assert_string_equal(item->title, "A \"title\"");
    assert_string_equal(item->body, "One\r\nTwo");
    assert_true(item->open);
    assert_false(item->merged);
    assert_false(item->draft);
    assert_names(item->assignees, assignees, COUNT(assignees));
    assert_names(item->labels, labels, COUNT(labels));
    assert_int_equal(item->reviewers.count, 0);
    assert_string_equal(item->milestone_due, "2026-12-01");
    assert_string_equal(item->author, "cat");
    assert_int_equal(item->updated_ms, UPDATED);
    assert_null(event.new_repository);
    assert_null(event.old_repository);
}

static void
pull_request_whole(void **state)
{
    static const char *const reviewers[] = { "ann", "bob" };
    struct github_item_event event = decode_good(
        *state, "pull_request",
        PULL("'state':'open','draft':true,'merged':false,'requested_reviewers':[{'login':'ann'},"
             "{'slug':'team'},{'login':'bob'}],'requested_teams':[{'slug':'all'}],"
             "'title':'T','user':{'login':'cat'}," AT));

    assert_true(event.item.pull_request);
    assert_true(event.item.draft);
    assert_true(event.item.open);
    assert_names(event.item.reviewers, reviewers, COUNT(reviewers));
    assert_int_equal(event.item.assignees.count, 0);
}

/* A plain update of one without text, milestone, author, or anything else that may be missing. */
static void
what_may_be_missing(void **state)
{
    static const char *const bodies[] = {
        "'id':1",
        "'title':null,'body':null,'state':null,'closed_at':null,'milestone':null,'user':null,"
        "'assignee':null,'assignees':null,'labels':null,'requested_reviewers':null,'draft':null,"
        "'html_url':null,'updated_at':null",
        "'title':1,'body':{},'milestone':{'due_on':null},'user':{'login':null},'assignees':{},"
        "'labels':'x','requested_reviewers':[null,1,{}],'draft':'true','merged':'true',"
        "'html_url':[],'updated_at':'soon'",
        "'milestone':{'due_on':'never'},'user':{'login':'a\\u0007'},'assignees':[{'login':''}],"
        "'labels':[{'name':'a\\nb'},{'name':7}],'html_url':'a\\tb'",
    };

    for (size_t i = 0; i < COUNT(bodies); i++) {
        const char *texts[] = {
            pool_printf(*state, "{'action':'edited','issue':{'number':7,%s}," WEB "}", bodies[i]),
            pool_printf(*state,
                        "{'action':'edited','number':7,'pull_request':{'number':7,%s}," WEB "}",
                        bodies[i]),
        };

        for (size_t j = 0; j < COUNT(texts); j++) {
            const struct github_item item =
                decode_good(*state, j == 0 ? "issues" : "pull_request", texts[j]).item;

            assert_int_equal(item.pull_request, j);
            assert_null(item.url);
            assert_string_equal(item.title, "");
            assert_string_equal(item.body, "");
            assert_true(item.open);
            assert_false(item.merged || item.draft);
            assert_null(item.milestone_due);
            assert_null(item.author);
            assert_int_equal(item.assignees.count + item.labels.count + item.reviewers.count, 0);
            assert_int_equal(item.updated_ms, RECEIVED);
        }
    }
}

static void
which_item_it_is_has_to_be_there(void **state)
{
    static const char *const bodies[] = {
        "{'issue':{'number':7}}",
        "{'issue':{'number':7},'repository':{'full_name':'acme/web'}}",
        "{'issue':{'number':7},'repository':{'id':77}}",
        "{'issue':{'number':7},'repository':{'id':0,'full_name':'acme/web'}}",
        "{'issue':{'number':7},'repository':{'id':'77','full_name':'acme/web'}}",
        "{'issue':{'number':7},'repository':{'id':77,'full_name':'web'}}",
        "{'issue':{}," WEB "}",
        "{'issue':{'number':0}," WEB "}",
        "{'issue':{'number':-7}," WEB "}",
        "{'issue':{'number':7.5}," WEB "}",
        "{'issue':null," WEB "}",
        "{'issue':{'number':7},'comment':{'id':1}," WEB "}",
    };
    struct github_item_event event = { .label = "untouched" };

    for (size_t i = 0; i < COUNT(bodies); i++)
        assert_int_equal(decode(*state, "issues", bodies[i], &event), FAIL_FIELD);
    assert_int_equal(decode(*state, "push", ISSUE("'id':1"), &event), FAIL_FIELD);
    assert_int_equal(decode(*state, "issue_comment", ISSUE("'id':1"), &event), FAIL_FIELD);
    assert_int_equal(decode(*state, "pull_request", ISSUE("'id':1"), &event), FAIL_FIELD);
    assert_int_equal(decode(*state, "issues", "{'issue':", &event), FAIL_MALFORMED);
    assert_string_equal(event.label, "untouched");
}

static void
open_closed_merged(void **state)
{
    static const struct {
        const char *members;
        bool open, merged;
    } rows[] = {
        { "'state':'open'", true, false },
        { "'state':'open','closed_at':'2023-11-14T22:13:19Z'", true, false },
        { "'state':'closed'", false, false },
        { "'state':'closed','merged':true", false, true },
        { "'state':'open','merged':true", false, true },
        { "'state':'all'", false, false },
        { "'closed_at':null", true, false },
        { "'closed_at':'2023-11-14T22:13:19Z'", false, false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(
            *state, "{'number':7,'pull_request':{'number':7,%s}," WEB "}", rows[i].members);
        const struct github_item item = decode_good(*state, "pull_request", body).item;

        assert_int_equal(item.open, rows[i].open);
        assert_int_equal(item.merged, rows[i].merged);
    }
}

/* The day as it is in Greenwich, since GitHub's moment is in its morning. */
static void
day_of_the_milestone(void **state)
{
    static const struct {
        const char *due, *day;
    } rows[] = {
        { "2026-12-01T07:00:00Z", "2026-12-01" },
        { "2026-12-01T00:00:00Z", "2026-12-01" },
        { "2026-12-01T23:59:59.999Z", "2026-12-01" },
        { "2026-12-01T00:30:00+02:00", "2026-11-30" },
        { "2024-02-29T08:00:00Z", "2024-02-29" },
        { "2026-12-01", NULL },
        { "2026-13-01T07:00:00Z", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(
            *state, "{'issue':{'number':7,'milestone':{'due_on':'%s'}}," WEB "}", rows[i].due);
        const struct github_item item = decode_good(*state, "issues", body).item;

        if (rows[i].day == NULL)
            assert_null(item.milestone_due);
        else
            assert_string_equal(item.milestone_due, rows[i].day);
    }
}

static void
time_is_never_far_ahead(void **state)
{
    struct github_item item =
        decode_good(*state, "issues", ISSUE("'updated_at':'2099-01-01T00:00:00Z'")).item;

    assert_int_equal(item.updated_ms, RECEIVED);
}

static void
a_hundred_labels(void **state)
{
    struct strings labels;
    const char *list = "{'name':'label-0'}";

    for (int i = 1; i < 100; i++)
        list = pool_printf(*state, "%s,{'id':%d,'name':'label-%d'}", list, i, i);
    labels = decode_good(*state, "issues",
                         pool_printf(*state, "{'issue':{'number':7,'labels':[%s]}," WEB "}", list))
                 .item.labels;
    assert_int_equal(labels.count, 100);
    assert_string_equal(labels.items[0], "label-0");
    assert_string_equal(labels.items[99], "label-99");
}

static void
who_and_what_an_action_is_about(void **state)
{
    struct github_item_event event =
        decode_good(*state, "issues",
                    "{'action':'labeled','issue':{'number':7},'label':{'name':'bug'}," WEB "}");

    assert_string_equal(event.label, "bug");
    assert_null(event.assignee);
    event = decode_good(*state, "issues",
                        "{'action':'unassigned','issue':{'number':7,'assignees':[]},"
                        "'assignee':{'login':'ann'}," WEB "}");
    assert_null(event.label);
    assert_string_equal(event.assignee, "ann");
    event = decode_good(*state, "issues",
                        "{'action':'deleted','issue':{'number':7,'state':'open'},"
                        "'assignee':{'login':null},'label':{'name':null}," WEB "}");
    assert_string_equal(event.event.action, "deleted");
    assert_null(event.label);
    assert_null(event.assignee);
}

#define MOVED(how, number, id, name)                                                               \
    "'changes':{'" how "_issue':{'number':" number ",'html_url':'https://x.org/1'},'" how          \
    "_repository':{'id':" id ",'full_name':" name "}}"
#define TRANSFER(action, changes) "{'action':'" action "','issue':{'number':7}," changes "," WEB "}"

static void
transferred(void **state)
{
    struct github_item_event event = decode_good(
        *state, "issues", TRANSFER("transferred", MOVED("new", "3", "78", "'acme/api'")));

    assert_string_equal(event.new_repository, "acme/api");
    assert_int_equal(event.new_repository_id, 78);
    assert_int_equal(event.new_number, 3);
    assert_string_equal(event.new_url, "https://x.org/1");
    assert_null(event.old_repository);

    event =
        decode_good(*state, "issues", TRANSFER("opened", MOVED("old", "3", "78", "'acme/api'")));
    assert_null(event.new_repository);
    assert_string_equal(event.old_repository, "acme/api");
    assert_int_equal(event.old_repository_id, 78);
    assert_int_equal(event.old_number, 3);
}

static void
transferred_who_knows_where(void **state)
{
    static const char *const moves[] = {
        MOVED("new", "3", "78", "null"),
        MOVED("new", "3", "78", "'api'"),
        MOVED("new", "3", "null", "'acme/api'"),
        MOVED("new", "0", "78", "'acme/api'"),
        MOVED("new", "'3'", "78", "'acme/api'"),
        "'changes':{}",
        "'changes':null",
    };

    for (size_t i = 0; i < COUNT(moves); i++) {
        const char *body = pool_printf(
            *state, "{'action':'transferred','issue':{'number':7},%s," WEB "}", moves[i]);
        struct github_item_event event = decode_good(*state, "issues", body);

        assert_null(event.new_repository);
        assert_null(event.new_url);
        assert_int_equal(event.new_repository_id, 0);
        assert_int_equal(event.new_number, 0);
    }
}

static int
read(struct pool *pool, const char *document, const char *root, struct github_item *item)
{
    return github_item_read(pool, quoted(pool, document), strlen(document), root, item);
}

static void
elements_of_a_list(void **state)
{
    static const char page[] =
        "{" WEB ",'items':["
        "{'number':1,'state':'open','title':'One'," AT "},"
        "{'number':2,'state':'closed','draft':false,'pull_request':{'merged_at':null}},"
        "{'number':3,'state':'closed','pull_request':{'merged_at':'2023-11-14T22:13:19Z'}},"
        "{'state':'closed'}]}";
    struct github_item item = { 0 };

    assert_int_equal(read(*state, page, "/items/0", &item), 0);
    assert_int_equal(item.number, 1);
    assert_int_equal(item.repository_id, 77);
    assert_string_equal(item.repository, "acme/web");
    assert_string_equal(item.title, "One");
    assert_false(item.pull_request);
    assert_true(item.open);
    assert_int_equal(item.updated_ms, UPDATED);

    assert_int_equal(read(*state, page, "/items/1", &item), 0);
    assert_true(item.pull_request);
    assert_false(item.open || item.merged);
    assert_int_equal(item.updated_ms, 0);

    assert_int_equal(read(*state, page, "/items/2", &item), 0);
    assert_int_equal(item.number, 3);
    assert_true(item.merged);
    assert_false(item.open);

    assert_int_equal(read(*state, page, "/items/3", &item), FAIL_FIELD);
    assert_int_equal(read(*state, page, "/items/4", &item), FAIL_FIELD);
    assert_int_equal(read(*state, page, "/items", &item), FAIL_FIELD);
    assert_int_equal(item.number, 3);
}

/* What the worker reads out of a stored body is what was read out of the delivery. */
static void
item_of_an_event_by_its_root(void **state)
{
    static const char body[] = PULL("'state':'open','title':'T','body':'B'," AT);
    struct github_item item = { 0 };

    assert_string_equal(github_item_root("issues"), "/issue");
    assert_string_equal(github_item_root("pull_request"), "/pull_request");
    assert_null(github_item_root("push"));
    assert_int_equal(read(*state, body, github_item_root("pull_request"), &item), 0);
    assert_true(item.pull_request);
    assert_int_equal(item.number, 7);
    assert_string_equal(item.body, "B");
    assert_int_equal(item.updated_ms, UPDATED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("issue-whole", issue_whole),
        TEST("pull-request-whole", pull_request_whole),
        TEST("what-may-be-missing", what_may_be_missing),
        TEST("which-item-it-is-has-to-be-there", which_item_it_is_has_to_be_there),
        TEST("open-closed-merged", open_closed_merged),
        TEST("day-of-the-milestone", day_of_the_milestone),
        TEST("time-is-never-far-ahead", time_is_never_far_ahead),
        TEST("a-hundred-labels", a_hundred_labels),
        TEST("who-and-what-an-action-is-about", who_and_what_an_action_is_about),
        TEST("transferred", transferred),
        TEST("transferred-who-knows-where", transferred_who_knows_where),
        TEST("elements-of-a-list", elements_of_a_list),
        TEST("item-of-an-event-by-its-root", item_of_an_event_by_its_root),
    };

    return cmocka_run_group_tests_name("github_item", tests, NULL, NULL);
}
