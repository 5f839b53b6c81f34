/* test-plan_deployed.c - whose deployment GitHub tells of, and who waits for a check */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_deployment.h"
#include "base/fail.h"
#include "port/settings_deploys.h"
#include "wire/a_delivery.h"
#include "work/decide.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define REST "'sender':{'login':'zoe'},'repository':{'full_name':'acme/web'}}"
#define DEPLOYMENT(id, environment, payload)                                                       \
    "'deployment':{'id':" id ",'sha':'" COMMIT_A "','ref':'main','environment':'" environment      \
    "','task':'deploy','payload':" payload                                                         \
    ",'creator':{'login':'zoe'},'created_at':'2027-01-15T08:00:00Z'},"
#define CREATED(id, environment, payload)                                                          \
    "{'action':'created','workflow_run':null," DEPLOYMENT(id, environment, payload) REST
#define STATUS_OF(id, said)                                                                        \
    "{'action':'created','deployment_status':{'state':'" said "','creator':{'login':'zoe'},"       \
    "'created_at':'2027-01-15T08:00:00Z'}," DEPLOYMENT(id, "test", "{}") REST
#define CHECK(sha, said)                                                                           \
    "{'id':1,'sha':'" sha "','context':'ci','state':'" said                                        \
    "','branches':[],'updated_at':'2027-01-15T08:00:00Z'," REST
#define SUITE(sha, action)                                                                         \
    "{'action':'" action "','check_suite':{'head_sha':'" sha "','head_branch':'main','status':"    \
    "'completed','conclusion':'success','app':{'name':'A'},'updated_at':'2027-01-15T08:00:00Z'}," REST

static struct delivery
delivery_as(struct fixture *f, const char *kind, const char *text)
{
    struct delivery delivery = delivery_of(f->pool, kind, text);

    delivery.id = pool_printf(f->pool, "d%d", ++f->events);
    delivery.received_ms = NOW + 1;
    return delivery;
}

static struct plan
foreseen_by(struct fixture *f, const struct settings *settings, const char *kind, const char *text)
{
    const struct app app = { .settings = settings };
    struct delivery delivery = delivery_as(f, kind, text);
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_foresee(f->store, &delivery, &plan, f->pool), 0);
    return plan;
}

static void
assert_told(struct fixture *f, const char *kind, const char *text, const char *told)
{
    struct plan plan = foreseen_by(f, &deployment_settings, kind, text);

    assert_string_equal(plan_told(f->pool, &plan), told);
    assert_int_equal(plan.status, plan.job_count > 0 ? PLAN_ACCEPTED : PLAN_IGNORED);
}

/* As it is stored. */
static struct receipt
accepted(struct fixture *f, const struct settings *settings, const char *kind, const char *text)
{
    const struct app app = { .settings = settings };
    struct delivery delivery = delivery_as(f, kind, text);
    struct plan plan = { 0 };
    struct receipt receipt = { 0 };

    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
    return receipt;
}

/* Without a store `explain` names what it would be asked. */
static void
what_explain_says(void **state)
{
    static const struct {
        const char *kind, *text, *asks;
    } cases[] = {
        { "deployment", CREATED("7", "test", "{}"),
          "whether deployment 7 is ours; if so, its build is asked for" },
        { "deployment_status", STATUS_OF("7", "inactive"),
          "whether deployment 7 is ours, and live" },
        { "status", CHECK(COMMIT_A, "success"),
          "whether a deployment waits for checks of " COMMIT_A },
        { "check_suite", SUITE(COMMIT_A, "completed"),
          "whether a deployment waits for checks of " COMMIT_A },
    };
    struct fixture *f = *state;
    const struct app app = { .settings = &deployment_settings };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct delivery delivery = delivery_as(f, cases[i].kind, cases[i].text);
        struct plan plan = { 0 };

        assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
        assert_string_equal(plan.change.asks, cases[i].asks);
        assert_true(plan.change.repeatable);
    }
}

/* --- Ours */

static void
ours_by_its_id(void **state)
{
    struct fixture *f = *state;

    (void)add_deployment(f, &(struct deployment){ .remote = "7" }, NOW);
    assert_told(f, "deployment", CREATED("7", "test", "{'hooklet':'1'}"), "trigger:acme/web:test ");
    assert_told(f, "deployment", CREATED("7", "test", "{}"), "trigger:acme/web:test ");
}

/* GitHub's event is faster than the answer to whoever asked. */
static void
ours_before_its_id_is_noted(void **state)
{
    struct fixture *f = *state;
    struct deployment row = add_deployment(f, &(struct deployment){ 0 }, NOW);
    struct receipt receipt =
        accepted(f, &deployment_settings, "deployment", CREATED("7", "Test", "{'hooklet':'1'}"));

    assert_int_equal(receipt.job_count, 1);
    row = deployment_now(f, row.id);
    assert_string_equal(row.remote, "7");
    assert_int_equal(row.state, DEPLOYMENT_QUEUED);
    assert_int_equal(row.version, 2);
}

static void
one_that_waits_for_checks_was_made(void **state)
{
    struct fixture *f = *state;
    const struct deployment waits = { .state = DEPLOYMENT_WAITING };
    struct deployment row = add_deployment(f, &waits, NOW);

    (void)accepted(f, &deployment_settings, "deployment", CREATED("7", "test", "{'hooklet':'1'}"));
    assert_int_equal(deployment_now(f, row.id).state, DEPLOYMENT_QUEUED);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'trigger'"), 1);
}

static void
what_only_says_that_it_is_ours(void **state)
{
    struct fixture *f = *state;
    static const char *const claims[] = {
        CREATED("7", "preview", "{'hooklet':'1'}"), /* another environment */
        CREATED("7", "test", "{'hooklet':'2'}"),    /* another commit */
        CREATED("7", "test", "{'hooklet':'3'}"),    /* another id */
        CREATED("7", "test", "{'hooklet':'4'}"),    /* another repository */
        CREATED("7", "test", "{'hooklet':'5'}"),    /* it was never made, and has ended */
    };
    const struct deployment ended = { .state = DEPLOYMENT_FAILURE, .detail = "ci (failure)" };

    (void)add_deployment(f, &(struct deployment){ 0 }, NOW);
    (void)add_deployment(f, &(struct deployment){ .environment = "x", .sha = COMMIT_B }, NOW);
    (void)add_deployment(f, &(struct deployment){ .environment = "y", .remote = "8" }, NOW);
    (void)add_deployment(f, &(struct deployment){ .repository = "acme/other" }, NOW);
    (void)add_deployment(f, &ended, NOW);
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        const char *reason =
            pool_printf(f->pool, "!its payload names deployment %zu, which is none of ours", i + 1);

        assert_told(f, "deployment", claims[i], reason);
    }
}

static void
ours_that_is_built_or_over(void **state)
{
    struct fixture *f = *state;
    const struct deployment asked = { .remote = "7", .triggered_ms = NOW };
    const struct deployment over = { .remote = "8", .state = DEPLOYMENT_SUPERSEDED };

    (void)add_deployment(f, &asked, NOW);
    (void)add_deployment(f, &over, NOW);
    assert_told(f, "deployment", CREATED("7", "test", "{}"),
                "!deployment 1: its build goes on, and only the end of that settles it");
    assert_told(f, "deployment", CREATED("8", "test", "{}"),
                "!deployment 2: a newer one has taken its place");
}

static void
nothing_builds_ours(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct deployment row = add_deployment(f, &(struct deployment){ .remote = "7" }, NOW);

    settings.circleci_api.token.name = NULL;
    (void)accepted(f, &settings, "deployment", CREATED("7", "test", "{}"));
    row = deployment_now(f, row.id);
    assert_int_equal(row.state, DEPLOYMENT_ERROR);
    assert_string_equal(row.detail, SETTINGS_NO_CI);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'status'"), 1);
}

/* --- Somebody else's */

static void
somebody_elses_becomes_a_row(void **state)
{
    struct fixture *f = *state;
    struct deployment older = add_deployment(f, &(struct deployment){ .remote = "5" }, NOW);
    struct deployment row;

    assert_told(f, "deployment", CREATED("7", "test", "{}"),
                "deployment:acme/web:test status:1 notify:deployment:1 status:2 "
                "notify:deployment:2 ");
    (void)accepted(f, &deployment_settings, "deployment", CREATED("7", "test", "{}"));
    row = deployment_now(f, 2);
    assert_string_equal(row.remote, "7");
    assert_string_equal(row.by, "zoe");
    assert_string_equal(row.origin, "deployment");
    assert_string_equal(row.rule, "default/test");
    assert_string_equal(row.url, "https://test.example.org/");
    assert_string_equal(row.ref, "main");
    assert_int_equal(deployment_now(f, older.id).state, DEPLOYMENT_SUPERSEDED);
    /* Once more, it is known. */
    assert_told(f, "deployment", CREATED("7", "test", "{}"), "trigger:acme/web:test ");
}

static void
somebody_elses_for_a_pull_request(void **state)
{
    struct fixture *f = *state;

    (void)accepted(f, &deployment_settings, "deployment", CREATED("7", "PR12", "{}"));
    assert_string_equal(deployment_now(f, 1).environment, "pr12");
    assert_int_equal(deployment_now(f, 1).pull_request, 12);
}

static void
somebody_elses_that_is_not_ours_to_build(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct plan plan;

    assert_told(f, "deployment", CREATED("7", "two words", "{}"),
                "!its environment has a name that is none of ours");
    plan = foreseen_by(f, &settings, "deployment", CREATED("7", "moon", "{}"));
    assert_non_null(strstr(plan.reason, "acme/web has no environment moon"));
    assert_told(f, "deployment",
                "{'action':'created','workflow_run':{'id':5}," DEPLOYMENT("7", "test", "{}") REST,
                "!a workflow of GitHub Actions has made it, and does it");
    assert_told(f, "deployment",
                "{'action':'created','deployment':{'id':7,'sha':'" COMMIT_A
                "','ref':'main','environment':'test','task':'deploy:migrations','payload':{},"
                "'creator':{'login':'zoe'},'created_at':'2027-01-15T08:00:00Z'}," REST,
                "!its task is deploy:migrations, not deploy");
    lock_environment(f, "test");
    plan = foreseen_by(f, &settings, "deployment", CREATED("7", "test", "{}"));
    assert_non_null(strstr(plan.reason, "environment test is locked by ann"));
    settings.circleci_api.token.name = NULL;
    plan = foreseen_by(f, &settings, "deployment", CREATED("7", "preview", "{}"));
    assert_non_null(strstr(plan.reason, "nothing builds it"));
    settings = deployment_settings;
    settings.project_count = 0;
    plan = foreseen_by(f, &settings, "deployment", CREATED("7", "preview", "{}"));
    assert_string_equal(plan.reason, "no project");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment"), 0);
}

/* --- Statuses */

static void
statuses_that_change_nothing(void **state)
{
    struct fixture *f = *state;
    const struct deployment building = { .remote = "7", .state = DEPLOYMENT_IN_PROGRESS };
    const struct deployment told = { .remote = "8",
                                     .state = DEPLOYMENT_SUCCESS,
                                     .told = "in_progress" };

    (void)add_deployment(f, &building, NOW);
    (void)add_deployment(f, &told, NOW);
    assert_told(f, "deployment_status", STATUS_OF("7", "success"),
                "!deployment 1 goes by its build, not by what zoe says of it");
    assert_told(f, "deployment_status", STATUS_OF("7", "inactive"), "!deployment 1 is not live");
    assert_told(f, "deployment_status", STATUS_OF("7", "in_progress"),
                "!deployment 1 is in_progress, as we know");
    assert_told(f, "deployment_status", STATUS_OF("8", "in_progress"),
                "!deployment 2 is in_progress, as we know");
    assert_told(f, "deployment_status", STATUS_OF("9", "success"),
                "!it is about no deployment of ours");
}

/* GitHub makes those inactive itself that others follow: to these one can go back. */
static void
somebody_takes_back_what_is_live(void **state)
{
    struct fixture *f = *state;
    const struct deployment first = { .remote = "7", .state = DEPLOYMENT_SUCCESS };
    const struct deployment second = { .remote = "8", .state = DEPLOYMENT_SUCCESS };
    struct deployment row;

    (void)add_deployment(f, &first, NOW);
    row = add_deployment(f, &second, NOW + 1);
    assert_told(f, "deployment_status", STATUS_OF("7", "inactive"),
                "!a newer one than deployment 1 is live");
    assert_told(f, "deployment_status", STATUS_OF("8", "inactive"), "notify:deployment:2 ");
    (void)accepted(f, &deployment_settings, "deployment_status", STATUS_OF("8", "inactive"));
    row = deployment_now(f, row.id);
    assert_int_equal(row.state, DEPLOYMENT_INACTIVE);
    assert_string_equal(row.told, "inactive");
    assert_string_equal(row.detail, "zoe made it inactive at GitHub");
}

/* --- Checks */

static void
checks_wake_what_waits_for_them(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = { "success", "failure", "error" };
    const struct deployment waits = { .state = DEPLOYMENT_WAITING };
    const struct deployment also = { .environment = "pr3", .state = DEPLOYMENT_WAITING };
    const char *both = "deployment:acme/web:test deployment:acme/web:pr3 ";

    assert_told(f, "status", CHECK(COMMIT_A, "success"), "!no deployment waits for this commit");
    (void)add_deployment(f, &waits, NOW);
    (void)add_deployment(f, &also, NOW);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *text = pool_printf(f->pool,
                                       "{'id':1,'sha':'" COMMIT_A "','context':'ci','state':'%s',"
                                       "'branches':[],'updated_at':'2027-01-15T08:00:00Z'," REST,
                                       ends[i]);

        assert_told(f, "status", text, both);
    }
    assert_told(f, "check_suite", SUITE(COMMIT_A, "completed"), both);
    assert_told(f, "status", CHECK(COMMIT_A, "pending"), "!the check is pending");
    assert_told(f, "check_suite", SUITE(COMMIT_A, "requested"), "!the checks have not ended");
    assert_told(f, "status", CHECK(COMMIT_B, "success"), "!no deployment waits for this commit");
}

/* No wish is replaced by it, and none is older than it. */
static void
what_is_tried_again_takes_nobodys_place(void **state)
{
    struct fixture *f = *state;
    const struct deployment waits = { .state = DEPLOYMENT_WAITING, .installation = 42 };
    struct plan plan;

    (void)add_deployment(f, &waits, NOW);
    plan = foreseen_by(f, &deployment_settings, "status", CHECK(COMMIT_A, "success"));
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "deployment");
    assert_string_equal(plan.jobs[0].args, "{\"deployment\":\"1\",\"installation\":\"42\"}");
    assert_false(plan.jobs[0].newest);
    assert_int_equal(plan.jobs[0].order_ms, 0);
    assert_true(plan.jobs[0].again);
}

static void
nothing_of_deployments_is_configured(void **state)
{
    struct fixture *f = *state;
    const struct settings none = { 0 };
    static const char *const events[][2] = {
        { "deployment", CREATED("7", "test", "{}") },
        { "deployment_status", STATUS_OF("7", "success") },
        { "status", CHECK(COMMIT_A, "pending") },
        { "check_suite", SUITE(COMMIT_A, "completed") },
    };

    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        struct plan plan = foreseen_by(f, &none, events[i][0], events[i][1]);

        assert_string_equal(plan.reason, "no rule for repository acme/web");
        assert_int_equal(plan.ignored_count, 0);
        assert_null(plan.change.apply);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("ours-by-its-id", ours_by_its_id),
        TEST("ours-before-its-id-is-noted", ours_before_its_id_is_noted),
        TEST("one-that-waits-for-checks-was-made", one_that_waits_for_checks_was_made),
        TEST("what-only-says-that-it-is-ours", what_only_says_that_it_is_ours),
        TEST("ours-that-is-built-or-over", ours_that_is_built_or_over),
        TEST("nothing-builds-ours", nothing_builds_ours),
        TEST("somebody-elses-becomes-a-row", somebody_elses_becomes_a_row),
        TEST("somebody-elses-for-a-pull-request", somebody_elses_for_a_pull_request),
        TEST("somebody-elses-that-is-not-ours-to-build", somebody_elses_that_is_not_ours_to_build),
        TEST("statuses-that-change-nothing", statuses_that_change_nothing),
        TEST("somebody-takes-back-what-is-live", somebody_takes_back_what_is_live),
        TEST("checks-wake-what-waits-for-them", checks_wake_what_waits_for_them),
        TEST("what-is-tried-again-takes-nobodys-place", what_is_tried_again_takes_nobodys_place),
        TEST("what-explain-says", what_explain_says),
        TEST("nothing-of-deployments-is-configured", nothing_of_deployments_is_configured),
    };

    return cmocka_run_group_tests_name("plan_deployed", tests, NULL, NULL);
}
