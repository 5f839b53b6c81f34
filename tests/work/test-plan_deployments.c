/* test-plan_deployments.c - who is a project, by the file or by the store, and what that changes */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "store/project.h"
#include "store/some_jobs.h"
#include "wire/a_delivery.h"
#include "work/decide.h"
#include "work/notify_wish.h"
#include "work/plan.h"
#include "work/wish.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define REPOSITORY(name) "'repository':{'full_name':'" name "','default_branch':'main'}"
#define PUSH(name, ref)                                                                            \
    "{'ref':'" ref "','before':'" A "','after':'" A                                                \
    "','commits':[],'sender':{'login':'ann'}," REPOSITORY(name) "}"
#define PULL(name, action)                                                                          \
    "{'action':'" action "','number':12,'sender':{'login':'ann'},'pull_request':{'number':12,"      \
    "'title':'Fix','html_url':'https://github.com/x','user':{'login':'bea'},'base':{'ref':'main'}," \
    "'head':{'ref':'fix','sha':'" A "','repo':{'full_name':'" name "'}}}," REPOSITORY(name) "}"
#define ISSUE(name, action)                                                                        \
    "{'action':'" action "','sender':{'login':'ann'},'issue':{'number':7,'title':'T','user':"      \
    "{'login':'bea'}}," REPOSITORY(name) "}"
#define RELEASE(name)                                                                                \
    "{'action':'published','sender':{'login':'ann'},'release':{'id':1,'tag_name':'v1'}," REPOSITORY( \
        name) "}"
#define REVIEW(name, state)                                                                        \
    "{'action':'submitted','sender':{'login':'ann'},'review':{'id':1,'state':'" state "','body':"  \
    "'','submitted_at':'2023-11-14T22:13:20Z','commit_id':'" A "'},'pull_request':{'number':12,"   \
    "'title':'Fix','base':{'ref':'main'},'head':{'ref':'fix','sha':'" A                            \
    "','repo':{'full_name':'" name "'}}}," REPOSITORY(name) "}"

static const struct rule deploy_web = { .kind = RULE_DEPLOY,
                                        .name = "web",
                                        .repositories = LIST("acme/both"),
                                        .on = RULE_ON_PUSH,
                                        .host = "web1",
                                        .attempts = 1 };
/* acme/file and acme/both are projects by the file; acme/quiet is one that tells nothing. */
static const struct project_settings sections[] = {
    { .repository = "Acme/File", .channel = "C1", .notices = NOTICE_ALL },
    { .repository = "acme/both", .notices = NOTICE_ALL },
    { .repository = "acme/quiet", .notices = NOTICE_RELEASE },
};
static const struct settings settings = {
    .projects = sections, .project_count = COUNT(sections), .rules = &deploy_web, .rule_count = 1
};
static const struct settings no_deployments = { .rules = &deploy_web, .rule_count = 1 };

/* "deployment:acme/web:preview" for each job, then "rule! reason" for each that doesn't act. */
static const char *
told(struct pool *pool, const struct plan *plan)
{
    const char *text = "";

    for (size_t i = 0; i < plan->job_count; i++)
        text = pool_printf(pool, "%s%s ", text, plan->jobs[i].key);
    for (size_t i = 0; i < plan->ignored_count; i++)
        text = pool_printf(pool, "%s%s! %s ", text, plan->ignored[i].rule, plan->ignored[i].reason);
    return text;
}

/* As it would come from GitHub, with an id of its own. */
static struct delivery
delivery_with(struct fixture *f, const char *kind, const char *text, const char *id)
{
    struct delivery delivery = { .source = "github",
                                 .id = id,
                                 .kind = kind,
                                 .body = quoted(f->pool, text),
                                 .received_ms = NOW };

    delivery.length = strlen(delivery.body);
    assert_int_equal(delivery_own(f->pool, &delivery), 0);
    return delivery;
}

static struct plan
decided(struct fixture *f, const struct settings *with, const char *kind, const char *text)
{
    const struct app app = { .settings = with };
    struct delivery delivery = delivery_of(f->pool, kind, text);
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    return plan;
}

/* What accept would make of it. */
static struct plan
foreseen(struct fixture *f, const char *kind, const char *text)
{
    const struct app app = { .settings = &settings };
    struct delivery delivery = delivery_with(f, kind, text, "one");
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_foresee(f->store, &delivery, &plan, f->pool), 0);
    return plan;
}

static int
tie_work(struct db *db, void *data)
{
    const struct project_wish wish = { "acme/tied", "C2", "web", "T1" };
    struct fixture *f = data;
    struct project_tie tie;

    return project_tie(db, &settings, &wish, NOW, f->pool, &tie);
}

#define NOT_RELEASE(branch) "default/test! branch " branch " is not release* "
#define NOT_TAGS(branch)                                                                           \
    "default/production! branch " branch ": the rule takes tags only (v*, [0-9]*) "

static const struct {
    const char *kind, *text;
    const char *expected;
    const char *reason; /* of the plan; NULL: it has jobs */
} rows[] = {
    /* by the file */
    { "push", PUSH("acme/file", "refs/heads/main"),
      "deployment:acme/file:preview " NOT_RELEASE("main") NOT_TAGS("main"), NULL },
    { "push", PUSH("acme/file", "refs/tags/v1"),
      "deployment:acme/file:production default/preview! tag v1: the rule takes branches only "
      "default/test! tag v1: the rule takes branches only ",
      NULL },
    { "push", PUSH("acme/file", "refs/heads/dev"),
      "default/preview! branch dev is not the default branch, main " NOT_RELEASE("dev")
          NOT_TAGS("dev"),
      "none of 3 rules applies" },
    { "pull_request", PULL("acme/file", "opened"), "deployment:acme/file:pr12 notify:acme/file#12 ",
      NULL },
    { "pull_request", PULL("acme/file", "synchronize"), "deployment:acme/file:pr12 ", NULL },
    { "pull_request", PULL("acme/file", "closed"), "deployment:acme/file:pr12 notify:acme/file#12 ",
      NULL },
    { "pull_request", PULL("acme/file", "review_requested"), "notify:acme/file#12 ", NULL },
    { "pull_request", PULL("acme/file", "labeled"), "", "no rule for repository acme/file" },
    { "pull_request_review", REVIEW("acme/file", "approved"), "notify:acme/file#12 ", NULL },
    { "pull_request_review", REVIEW("acme/file", "commented"), "", "there is no command in it" },
    { "issues", ISSUE("acme/file", "opened"), "notify:acme/file#7 ", NULL },
    { "issues", ISSUE("acme/file", "labeled"), "", "there is no command in it" },
    { "release", RELEASE("acme/file"), "notify:acme/file@v1 ", NULL },
    /* beside rules of another kind */
    { "push", PUSH("acme/both", "refs/heads/main"),
      "deploy:web deployment:acme/both:preview " NOT_RELEASE("main") NOT_TAGS("main"), NULL },
    { "push", PUSH("acme/both", "refs/heads/dev"),
      "web! branch dev is not the default branch, main "
      "default/preview! branch dev is not the default branch, main " NOT_RELEASE("dev")
          NOT_TAGS("dev"),
      "none of 4 rules applies" },
    /* messages that are off */
    { "issues", ISSUE("acme/quiet", "opened"), "workflow! such messages are turned off ",
      "there is no command in it" },
    { "pull_request", PULL("acme/quiet", "opened"),
      "deployment:acme/quiet:pr12 workflow! such messages are turned off ", NULL },
    { "release", RELEASE("acme/quiet"), "notify:acme/quiet@v1 ", NULL },
    /* by the store */
    { "push", PUSH("acme/tied", "refs/heads/main"),
      "deployment:acme/tied:preview " NOT_RELEASE("main") NOT_TAGS("main"), NULL },
    { "push", PUSH("ACME/Tied", "refs/heads/release"),
      "deployment:acme/tied:test default/preview! branch release is not the default branch, "
      "main " NOT_TAGS("release"),
      NULL },
    { "pull_request", PULL("acme/tied", "opened"), "deployment:acme/tied:pr12 notify:acme/tied#12 ",
      NULL },
    { "issues", ISSUE("acme/tied", "closed"), "notify:acme/tied#7 ", NULL },
    { "release", RELEASE("acme/tied"), "notify:acme/tied@v1 ", NULL },
    /* by nobody */
    { "push", PUSH("acme/other", "refs/heads/main"), "workflow! no project ", "no project" },
    { "push", PUSH("acme/other", "refs/tags/v1"), "workflow! no project ", "no project" },
    { "pull_request", PULL("acme/other", "opened"), "workflow! no project ", "no project" },
    { "pull_request", PULL("acme/other", "closed"), "workflow! no project ", "no project" },
    { "pull_request", PULL("acme/other", "labeled"), "", "no rule for repository acme/other" },
    { "pull_request_review", REVIEW("acme/other", "approved"), "workflow! no project ",
      "there is no command in it; no project" },
    { "issues", ISSUE("acme/other", "opened"), "workflow! no project ",
      "there is no command in it; no project" },
    { "release", RELEASE("acme/other"), "workflow! no project ", "no project" },
    { "star", "{'action':'created','starred_at':null," REPOSITORY("acme/other") "}", "",
      "no rule for repository acme/other" },
};

static void
events_by_table(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(store_write(f->store, tie_work, f), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan plan = foreseen(f, rows[i].kind, rows[i].text);

        assert_string_equal(told(f->pool, &plan), rows[i].expected);
        assert_string_equal(plan.reason == NULL ? "(jobs)" : plan.reason,
                            rows[i].reason == NULL ? "(jobs)" : rows[i].reason);
        assert_int_equal(plan.status, rows[i].reason == NULL ? PLAN_ACCEPTED : PLAN_IGNORED);
    }
}

/* What the plan is made of reads back, whoever made it. */
static void
jobs_can_be_read_back(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(store_write(f->store, tie_work, f), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan plan = foreseen(f, rows[i].kind, rows[i].text);

        for (size_t j = 0; j < plan.job_count; j++) {
            const struct planned_job *job = &plan.jobs[j];
            struct wish wish;
            struct notify_wish notify;

            if (strcmp(job->kind, WISH_KIND) == 0)
                assert_null(wish_read(f->pool, job->args, &wish));
            else if (strcmp(job->kind, NOTIFY_KIND) == 0)
                assert_null(notify_wish_read(f->pool, job->args, &notify));
        }
    }
}

/* With nothing of it configured, plans are what they were. */
static void
nothing_changes_where_nothing_is_configured(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan plan = decided(f, &no_deployments, rows[i].kind, rows[i].text);

        assert_null(plan.change.apply);
        for (size_t j = 0; j < plan.job_count; j++)
            assert_string_equal(plan.jobs[j].kind, "deploy");
        for (size_t j = 0; j < plan.ignored_count; j++)
            assert_string_equal(plan.ignored[j].rule, "web");
    }
}

static void
what_explain_says(void **state)
{
    struct fixture *f = *state;
    struct plan plan = decided(f, &settings, "pull_request", PULL("acme/x", "opened"));

    assert_non_null(plan.change.apply);
    assert_true(plan.change.repeatable);
    assert_string_equal(
        plan.change.asks,
        "whether acme/x is a project; if so, it is deployed to pr12, its channel is told");
    plan = decided(f, &settings, "pull_request", PULL("acme/x", "closed"));
    assert_string_equal(
        plan.change.asks,
        "whether acme/x is a project; if so, what is live ends in pr12, its channel is told");
    plan = decided(f, &settings, "push", PUSH("acme/x", "refs/heads/dev"));
    assert_string_equal(plan.change.asks, "whether acme/x is a project");
    plan = decided(f, &settings, "pull_request", PULL("acme/x", "labeled"));
    assert_null(plan.change.apply);
    plan = decided(f, &settings, "push", PUSH("acme/file", "refs/heads/main"));
    assert_null(plan.change.apply);
}

static struct receipt
accepted(struct fixture *f, const struct delivery *delivery)
{
    const struct app app = { .settings = &settings };
    struct plan plan = { 0 };
    struct receipt receipt;

    assert_int_equal(decide(delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_accept(f->store, delivery, &plan, f->pool, &receipt), 0);
    return receipt;
}

/* Somebody sets up the channel, and presses Redeliver at GitHub. */
static void
redelivered_once_it_is_tied(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery =
        delivery_with(f, "push", PUSH("acme/tied", "refs/heads/main"), "one");
    struct receipt receipt = accepted(f, &delivery);

    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "no project");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 0);
    assert_int_equal(store_write(f->store, tie_work, f), 0);
    delivery.rearm = true;
    receipt = accepted(f, &delivery);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_int_equal(receipt.job_count, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'deployment'"
                                   " AND serial_key = 'deployment:acme/tied:preview'"),
                     1);
    /* And once more, which makes no second one. */
    (void)accepted(f, &delivery);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

/* The newest of those that wait for one environment stays. */
static void
a_newer_push_takes_the_place_of_one_that_waits(void **state)
{
    struct fixture *f = *state;
    struct delivery first = delivery_with(f, "push", PUSH("acme/file", "refs/heads/main"), "one");
    struct delivery second = delivery_with(f, "push",
                                           "{'ref':'refs/heads/main','before':'" A
                                           "','after':'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
                                           "','commits':[]," REPOSITORY("acme/file") "}",
                                           "two");

    (void)accepted(f, &first);
    (void)accepted(f, &second);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'superseded'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"
                                   " AND subject LIKE 'bbb%%'"),
                     1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("events-by-table", events_by_table),
        TEST("jobs-can-be-read-back", jobs_can_be_read_back),
        TEST("nothing-changes-where-nothing-is-configured",
             nothing_changes_where_nothing_is_configured),
        TEST("what-explain-says", what_explain_says),
        TEST("redelivered-once-it-is-tied", redelivered_once_it_is_tied),
        TEST("a-newer-push-takes-the-place-of-one-that-waits",
             a_newer_push_takes_the_place_of_one_that_waits),
    };

    return cmocka_run_group_tests_name("plan_deployments", tests, NULL, NULL);
}
