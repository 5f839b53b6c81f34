/* test-plan_forward.c - what is received goes on to targets, as rules say */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "store/some_jobs.h"
#include "store/target.h"
#include "wire/a_delivery.h"
#include "wire/circleci_event.h"
#include "work/decide.h"
#include "work/hook_message.h"
#include "work/plan_forward.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define WEB "'repository':{'full_name':'acme/web','default_branch':'main'}"
#define PUSH "{'ref':'refs/heads/main','before':'" A "','after':'" A "','commits':[]," WEB "}"
#define ISSUE                                                                                      \
    "{'action':'opened','sender':{'login':'ann'},'issue':{'number':7,'title':'T','user':{'login':" \
    "'bea'}}," WEB "}"
#define STAR "{'action':'created','starred_at':null," WEB "}"
#define HEADERS                                                                                    \
    "{\"X-GitHub-Event\":\"push\",\"X-GitHub-Delivery\":\"d-1\",\"User-Agent\":\"GitHub\"}"

static const struct forward plain = { .owner = "ci", .identifier = "", .event = "" };

static const struct strings any = LIST("*"), star = LIST("star"), push = LIST("push");
static const struct strings push_or_release = LIST("push", "release");

/* All events of GitHub's go to `ci`. */
static struct rule
rule_called(const char *name)
{
    return (struct rule){ .kind = RULE_FORWARD,
                          .name = name,
                          .source = "github",
                          .repositories = any,
                          .events = any,
                          .forward = &plain };
}

static struct rule
rule_with(const struct forward *forward)
{
    struct rule rule = rule_called("on");

    rule.forward = forward;
    return rule;
}

static struct rule
rule_of(const char *source)
{
    struct rule rule = rule_called("on");

    rule.source = source;
    return rule;
}

static struct delivery
delivery_as(struct fixture *f, const char *source, const char *kind, const char *text)
{
    struct delivery delivery = delivery_of(f->pool, kind, text);

    delivery.source = source;
    delivery.id = "d-1";
    delivery.headers = HEADERS;
    delivery.body = delivery.document;
    delivery.length = delivery.document_length;
    assert_int_equal(crypto_sha256(delivery.body, delivery.length, delivery.body_sha), 0);
    return delivery;
}

static int
decide_with(struct fixture *f, const struct rule *rule, const struct delivery *delivery,
            struct plan *plan)
{
    struct settings *settings = pool_alloc(f->pool, sizeof *settings);
    struct app *app = pool_alloc(f->pool, sizeof *app);

    *settings = (struct settings){ .rules = rule, .rule_count = 1 };
    *app = (struct app){ settings, f->store };
    return decide(delivery, app, f->pool, plan);
}

/* What a push comes to by that rule. */
static struct plan
pushed(struct fixture *f, const struct rule *rule)
{
    const struct delivery delivery = delivery_as(f, "github", "push", PUSH);
    struct plan plan = { 0 };

    assert_int_equal(decide_with(f, rule, &delivery, &plan), 0);
    return plan;
}

static struct hook_message
message_of(struct fixture *f, const struct plan *plan)
{
    struct hook_message message = { 0 };

    assert_int_equal(plan->job_count, 1);
    assert_string_equal(plan->jobs[0].kind, JOB_FANOUT);
    assert_int_equal(message_read_args(f->pool, plan->jobs[0].args, &message), 0);
    return message;
}

static void
a_push_as_it_came(void **state)
{
    const struct rule rule = rule_called("pushes");
    struct fixture *f = *state;
    const struct plan plan = pushed(f, &rule);
    const struct hook_message message = message_of(f, &plan);

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_string_equal(plan.repository, "acme/web");
    assert_string_equal(plan.jobs[0].rule, "pushes");
    assert_int_equal(plan.jobs[0].step, 0);
    assert_null(plan.jobs[0].key);
    assert_string_equal(message.event, "push");
    assert_string_equal(message.owner, "ci");
    assert_string_equal(message.identifier, "");
    assert_null(message.data);
    assert_null(message.headers);
    assert_int_equal(message.target, 0);
    assert_int_equal(strlen(message.id), strlen("msg_") + 32);
}

static void
a_name_and_headers_of_its_own(void **state)
{
    const struct forward forward = {
        .owner = "ci",
        .identifier = "stage",
        .event = "code.changed",
        .headers = LIST("x-github-delivery", "X-GitHub-Event", "X-Absent"),
    };
    const struct rule rule = rule_with(&forward);
    struct fixture *f = *state;
    const struct plan plan = pushed(f, &rule);
    const struct hook_message message = message_of(f, &plan);

    assert_string_equal(message.event, "code.changed");
    assert_string_equal(message.identifier, "stage");
    assert_string_equal(message.headers,
                        "{\"X-GitHub-Event\":\"push\",\"X-GitHub-Delivery\":\"d-1\"}");
}

/* What JSON tells apart stays apart: who reads it takes "1" for no number. */
static void
values_of_a_template_have_their_types(void **state)
{
    static const struct forward_field fields[] = {
        { "ref", "/ref", NULL },         { "by", NULL, "it's \"us\"" },
        { "big", "/n/0", NULL },         { "price", "/n/1", NULL },
        { "yes", "/n/2", NULL },         { "nothing", "/n/3", NULL },
        { "missing", "/n/9", NULL },     { "who", "/who", NULL },
        { "names", "/who/names", NULL }, { "digits", "/digits", NULL },
    };
    static const struct forward forward = {
        .owner = "ci", .identifier = "", .event = "", .fields = fields, .field_count = COUNT(fields)
    };
    const struct rule rule = rule_with(&forward);
    static const char text[] =
        "{'action':'created','starred_at':null,'ref':'a\\u00e4/b','n':[123456789012345678901234567890,1.10,true,null],"
        "'who':{'names':['x', 'y']},'digits':'007'," WEB "}";
    struct fixture *f = *state;
    const struct delivery delivery = delivery_as(f, "github", "star", text);
    struct plan plan = { 0 };

    assert_int_equal(decide_with(f, &rule, &delivery, &plan), 0);
    assert_string_equal(
        message_of(f, &plan).data,
        "{\"ref\":\"a\xc3\xa4/b\",\"by\":\"it's \\\"us\\\"\","
        "\"big\":123456789012345678901234567890,\"price\":1.10,\"yes\":true,\"nothing\":null,"
        "\"missing\":null,\"who\":{\"names\":[\"x\", \"y\"]},\"names\":[\"x\", \"y\"],"
        "\"digits\":\"007\"}");
}

static void
a_template_of_more_than_a_message_holds(void **state)
{
    static const struct forward_field field = { "text", "/text", NULL };
    static const struct forward forward = {
        .owner = "ci", .identifier = "", .event = "", .fields = &field, .field_count = 1
    };
    const struct rule rule = rule_with(&forward);
    struct fixture *f = *state;
    char *much = pool_alloc(f->pool, MESSAGE_DATA_MOST + 1);
    struct delivery delivery;
    struct plan plan = { 0 };

    memset(much, 'x', MESSAGE_DATA_MOST);
    delivery = delivery_as(
        f, "github", "star",
        pool_printf(f->pool, "{'action':'x','starred_at':null,'text':'%s'," WEB "}", much));
    assert_int_equal(decide_with(f, &rule, &delivery, &plan), 0);
    assert_int_equal(plan.job_count, 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.ignored[0].reason,
                        "its template makes 1048587 bytes, more than 1048576");
}

static void
why_a_rule_does_not_act(void **state)
{
    struct rule rules[] = { rule_called("events"), rule_called("actions"), rule_called("other"),
                            rule_of("circleci"), rule_of("shop") };
    /* NULL: it is not for this event at all. */
    static const char *const reasons[COUNT(rules)] = {
        "event star is not one of push, release",
        "action created is not deleted",
    };
    static const char *const deleted[] = { "deleted" }, *const api[] = { "acme/api" };
    struct fixture *f = *state;
    const struct delivery delivery = delivery_as(f, "github", "star", STAR);

    rules[0].events = push_or_release;
    rules[1].events = star;
    rules[1].actions = (struct strings){ deleted, 1 };
    rules[2].repositories = (struct strings){ api, 1 };
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct plan plan = { 0 };

        assert_int_equal(decide_with(f, &rules[i], &delivery, &plan), 0);
        assert_int_equal(plan.job_count, 0);
        assert_int_equal(plan.status, PLAN_IGNORED);
        assert_non_null(plan.reason);
        assert_int_equal(plan.ignored_count, reasons[i] == NULL ? 0 : 1);
        if (reasons[i] != NULL)
            assert_string_equal(plan.ignored[0].reason, reasons[i]);
    }
}

static void
an_action_that_is_asked_for(void **state)
{
    static const char *const created[] = { "created" };
    struct rule rule = rule_called("on");
    struct fixture *f = *state;
    const struct delivery delivery = delivery_as(f, "github", "star", STAR);
    struct plan plan = { 0 };

    rule.events = star;
    rule.actions = (struct strings){ created, 1 };
    assert_int_equal(decide_with(f, &rule, &delivery, &plan), 0);
    assert_string_equal(message_of(f, &plan).event, "star");
}

static void
what_no_rule_forwards(void **state)
{
    static const struct {
        const char *source, *kind, *text;
    } cases[] = {
        { "github", "ping", "{'hook_id':1,'zen':'x'}" },
        { "circleci", CIRCLECI_PING, "{}" },
        { "circleci", CIRCLECI_NOTIFY, "{'payload':{'username':'acme','reponame':'web'}}" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct rule rule = rule_of(cases[i].source);
        const struct delivery delivery =
            delivery_as(f, cases[i].source, cases[i].kind, cases[i].text);
        struct plan plan = { 0 };

        assert_int_equal(decide_with(f, &rule, &delivery, &plan), 0);
        assert_int_equal(plan.job_count, 0);
        assert_int_equal(plan.ignored_count, 0);
    }
}

static void
what_can_t_be_read_is_not_forwarded(void **state)
{
    const struct rule rule = rule_called("all");
    struct fixture *f = *state;
    const struct delivery delivery = delivery_as(f, "github", "push", "{'a':1,'a':2}");
    struct plan plan = { 0 };

    assert_int_equal(decide_with(f, &rule, &delivery, &plan), 0);
    assert_int_equal(plan.status, PLAN_UNREADABLE);
    assert_int_equal(plan.job_count, 0);
}

/* A source may call its events as it likes; ours are what a target trusts to be from us. */
static void
events_that_are_ours_to_send(void **state)
{
    const struct rule rule = rule_of("shop");
    struct fixture *f = *state;
    const struct settings settings = { .rules = &rule, .rule_count = 1 };
    const struct delivery delivery = delivery_as(f, "shop", "target.test", "{}");
    struct plan plan = { .status = PLAN_IGNORED };

    assert_int_equal(plan_forward(&delivery, &settings, f->pool, &plan), 0);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.ignored[0].reason,
                        "what begins with target. is hooklet's own to send");
}

static void
events_whose_name_no_message_can_have(void **state)
{
    const struct rule rule = rule_of("shop");
    struct fixture *f = *state;
    const struct settings settings = { .rules = &rule, .rule_count = 1 };
    const struct delivery delivery = delivery_as(f, "shop", "a b", "{}");
    struct plan plan = { .status = PLAN_IGNORED };

    assert_int_equal(plan_forward(&delivery, &settings, f->pool, &plan), 0);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.ignored[0].reason, "its name can't be that of a message");
}

/* (event, rule) is the message, and a program of one's own may name its jobs as it likes. */
static void
a_job_of_the_rules_name(void **state)
{
    const struct rule rule = rule_called("mine");
    const struct settings settings = { .rules = &rule, .rule_count = 1 };
    struct fixture *f = *state;
    const struct delivery delivery = delivery_as(f, "github", "push", PUSH);
    struct plan plan = { .status = PLAN_ACCEPTED, .repository = "acme/web" };

    plan_add_job(&plan, f->pool)->rule = "mine";
    assert_int_equal(plan_forward(&delivery, &settings, f->pool, &plan), 0);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.ignored[0].reason, "a job of this event has the rule's name");
}

static void
the_id_is_that_of_delivery_and_rule(void **state)
{
    const struct rule one = rule_called("one"), two = rule_called("two");
    struct fixture *f = *state;
    struct delivery delivery = delivery_as(f, "github", "push", PUSH);
    struct plan plans[4] = { 0 };
    const char *id;

    assert_int_equal(decide_with(f, &one, &delivery, &plans[0]), 0);
    assert_int_equal(decide_with(f, &one, &delivery, &plans[1]), 0);
    assert_int_equal(decide_with(f, &two, &delivery, &plans[2]), 0);
    delivery.id = "d-2";
    assert_int_equal(decide_with(f, &one, &delivery, &plans[3]), 0);
    id = message_of(f, &plans[0]).id;
    assert_string_equal(id, message_of(f, &plans[1]).id);
    assert_string_not_equal(id, message_of(f, &plans[2]).id);
    assert_string_not_equal(id, message_of(f, &plans[3]).id);
}

static void
programs_have_it_added_by_serve(void **state)
{
    const struct rule rule = rule_called("all");
    const struct settings settings = { .rules = &rule, .rule_count = 1 };
    struct fixture *f = *state;
    const struct app app = { &settings, NULL };
    const struct delivery delivery = delivery_as(f, "github", "push", PUSH);
    struct plan plan = { 0 };

    assert_int_equal(decide_stock(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(plan.job_count, 0);
    assert_int_equal(plan_forward(&delivery, &settings, f->pool, &plan), 0);
    assert_int_equal(plan.job_count, 1);
}

static void
what_else_is_asked_for_stays(void **state)
{
    struct rule rules[] = {
        { .kind = RULE_RUN, .name = "r", .events = star, .host = "here", .attempts = 1 },
        rule_called("f"),
        rule_called("g"),
    };
    const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };
    struct fixture *f = *state;
    const struct app app = { &settings, NULL };
    const struct delivery delivery = delivery_as(f, "github", "star", STAR);
    struct plan plan = { 0 };

    rules[2].events = push;
    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].rule, "r");
    assert_string_equal(plan.jobs[1].rule, "f");
    assert_int_equal(plan.ignored_count, 1);
    assert_string_equal(plan.ignored[0].rule, "g");
}

/* --- In the store ----------------------------------------------------------------------------- */

static struct receipt
accept_as(struct fixture *f, const struct settings *settings, const struct delivery *delivery)
{
    const struct app app = { settings, f->store };
    struct plan plan = { 0 };
    struct receipt receipt = { 0 };

    assert_int_equal(decide(delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_accept(f->store, delivery, &plan, f->pool, &receipt), 0);
    return receipt;
}

/* What the store has to be asked may come to nothing; the message goes all the same. */
static void
what_the_store_decides_loses_none(void **state)
{
    const struct rule rules[] = { rule_called("all"), rule_of("circleci") };
    const struct settings settings = { .rules = rules, .rule_count = 2, .slack_section = true };
    static const struct {
        const char *source, *kind, *text;
    } cases[] = {
        { "github", "push", PUSH },
        { "github", "issues", ISSUE },
        { "github", "status", "{'id':1,'sha':'" A "','state':'success','context':'ci'," WEB "}" },
        { "circleci", CIRCLECI_WORKFLOW,
          "{'type':'workflow-completed','id':'x','happened_at':'2023-11-14T22:13:20Z',"
          "'pipeline':{'id':'5034460f-c7c4-4c43-9457-de07e2029e7b','number':1,"
          "'vcs':{'revision':'" A "'}},'project':{'slug':'gh/acme/web'},"
          "'workflow':{'id':'fda08377-fe7e-46b1-8992-3a7aaecac9c3','status':'success'}}" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct app app = { &settings, f->store };
        const struct delivery delivery =
            delivery_as(f, cases[i].source, cases[i].kind, cases[i].text);
        struct plan plan = { 0 };
        struct receipt receipt;

        assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
        assert_non_null(plan.change.apply);
        receipt = accept_as(f, &settings, &delivery);
        assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
        assert_null(receipt.reason);
        assert_int_equal(receipt.job_count, 1);
        assert_string_equal(receipt.jobs[0].kind, JOB_FANOUT);
        sql(f, "DELETE FROM note; DELETE FROM job; DELETE FROM event");
    }
}

static void
once_however_often_it_is_delivered(void **state)
{
    const struct rule rule = rule_called("all");
    const struct settings settings = { .rules = &rule, .rule_count = 1 };
    struct fixture *f = *state;
    struct delivery delivery = delivery_as(f, "github", "push", PUSH);

    delivery.replay_guard = true;
    assert_int_equal(accept_as(f, &settings, &delivery).status, ACCEPT_ACCEPTED);
    assert_int_equal(accept_as(f, &settings, &delivery).status, ACCEPT_DUPLICATE);
    delivery.id = "d-2";
    assert_int_equal(accept_as(f, &settings, &delivery).status, ACCEPT_SUSPECT);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-push-as-it-came", a_push_as_it_came),
        TEST("a-name-and-headers-of-its-own", a_name_and_headers_of_its_own),
        TEST("values-of-a-template-have-their-types", values_of_a_template_have_their_types),
        TEST("a-template-of-more-than-a-message-holds", a_template_of_more_than_a_message_holds),
        TEST("why-a-rule-does-not-act", why_a_rule_does_not_act),
        TEST("an-action-that-is-asked-for", an_action_that_is_asked_for),
        TEST("what-no-rule-forwards", what_no_rule_forwards),
        TEST("what-can-t-be-read-is-not-forwarded", what_can_t_be_read_is_not_forwarded),
        TEST("events-that-are-ours-to-send", events_that_are_ours_to_send),
        TEST("events-whose-name-no-message-can-have", events_whose_name_no_message_can_have),
        TEST("a-job-of-the-rules-name", a_job_of_the_rules_name),
        TEST("the-id-is-that-of-delivery-and-rule", the_id_is_that_of_delivery_and_rule),
        TEST("programs-have-it-added-by-serve", programs_have_it_added_by_serve),
        TEST("what-else-is-asked-for-stays", what_else_is_asked_for_stays),
        TEST("what-the-store-decides-loses-none", what_the_store_decides_loses_none),
        TEST("once-however-often-it-is-delivered", once_however_often_it_is_delivered),
    };

    return cmocka_run_group_tests_name("plan_forward", tests, NULL, NULL);
}
