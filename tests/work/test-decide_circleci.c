/* test-decide_circleci.c - which deployment a webhook of CircleCI's is about, and that it asks how the build is */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "store/deployments_rows.h"
#include "store/some_jobs.h"
#include "wire/a_delivery.h"
#include "wire/circleci_event.h"
#include "work/ci_job.h"
#include "work/decide.h"
#include "work/job_deployment.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SHA "1dc6aa69429bff4806ad6afe58d3d8f57e25973e"
#define PIPELINE "1285fe1d-d3a6-44fc-8886-8979558254c4"
#define OTHER "2285fe1d-d3a6-44fc-8886-8979558254c4"
#define DONE(slug, pipeline)                                                                       \
    "{'project':{'slug':'" slug "'},'workflow':{'status':'success'},'pipeline':{'id':'" pipeline   \
    "'}}"
#define BUILT(number)                                                                              \
    "{'payload':{'username':'Acme','reponame':'Web','build_num':" number ",'outcome':'success'}}"

static const struct settings settings;
static const struct app app = { .settings = &settings };

static int
add_work(struct db *db, void *data)
{
    struct pool *pool = pool_new();
    struct deployment_added added = { 0 };
    int rc = deployment_add(db, data, NOW, pool, &added);

    pool_free(pool);
    return rc;
}

static struct deployment
add(struct fixture *f, const char *pipeline, enum deployment_state state)
{
    struct deployment row = { .repository = "acme/web",
                              .environment = "Staging",
                              .sha = SHA,
                              .origin = "push",
                              .state = state,
                              .pipeline = pipeline };

    assert_int_equal(store_write(f->store, add_work, &row), 0);
    return row;
}

/* Decided by the pure half, then by the store. */
static struct plan
decided_as(struct fixture *f, const char *kind, const char *text)
{
    struct delivery delivery = delivery_of(f->pool, kind, text);
    struct plan plan = { 0 };

    delivery.source = "circleci";
    delivery.id = pool_printf(f->pool, "d%d", ++f->events);
    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(store_foresee(f->store, &delivery, &plan, f->pool), 0);
    return plan;
}

static void
assert_ignored(struct fixture *f, const char *kind, const char *text, const char *reason)
{
    const struct plan plan = decided_as(f, kind, text);

    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.reason, reason);
}

static void
assert_looks(struct fixture *f, const char *kind, const char *text, const struct deployment *row)
{
    const struct plan plan = decided_as(f, kind, text);

    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_string_equal(plan.repository, "acme/web");
    assert_string_equal(plan.subject, SHA);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, BUILD_KIND);
    assert_string_equal(plan.jobs[0].rule, CIRCLECI_NAME);
    assert_string_equal(plan.jobs[0].lane, "circleci");
    assert_string_equal(plan.jobs[0].key, pool_printf(f->pool, "build:%d", (int)row->id));
    assert_true(plan.jobs[0].newest && plan.jobs[0].again);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = plan.jobs[0].args }), row->id);
}

static void
news_of_ours(void **state)
{
    struct fixture *f = *state;
    const struct deployment row = add(f, PIPELINE, DEPLOYMENT_IN_PROGRESS);

    assert_looks(f, CIRCLECI_WORKFLOW, DONE("github/acme/web", PIPELINE), &row);
    assert_looks(f, CIRCLECI_JOB, DONE("gh/ACME/Web", PIPELINE), &row);
    assert_looks(f, "something-new", DONE("circleci/a/b", PIPELINE), &row);
    assert_looks(f, CIRCLECI_WORKFLOW, "{'pipeline':{'id':'" PIPELINE "'}}", &row);
}

static void
old_builds_of_ours(void **state)
{
    struct fixture *f = *state;
    const struct deployment row = add(f, "gh/acme/web/54", DEPLOYMENT_IN_PROGRESS);

    assert_looks(f, CIRCLECI_NOTIFY, BUILT("54"), &row);
    assert_ignored(f, CIRCLECI_NOTIFY, BUILT("55"), "no deployment of ours");
    assert_ignored(f, CIRCLECI_NOTIFY, "{'payload':{'build_num':54}}", "it names no pipeline");
    assert_ignored(f, CIRCLECI_NOTIFY, DONE("gh/acme/web", PIPELINE), "it names no pipeline");
}

static void
news_of_others(void **state)
{
    struct fixture *f = *state;

    add(f, PIPELINE, DEPLOYMENT_IN_PROGRESS);
    assert_ignored(f, CIRCLECI_WORKFLOW, DONE("gh/acme/web", OTHER), "no deployment of ours");
    assert_ignored(f, CIRCLECI_PING, "{}", "a test of the webhook");
    assert_ignored(f, CIRCLECI_WORKFLOW, "{}", "it names no pipeline");
    assert_ignored(f, CIRCLECI_WORKFLOW, BUILT("54"), "it names no pipeline");
}

/* Its secret may be good for that other repository alone. */
static void
pipeline_of_another_repository(void **state)
{
    struct fixture *f = *state;
    const struct deployment row = add(f, PIPELINE, DEPLOYMENT_IN_PROGRESS);

    assert_ignored(
        f, CIRCLECI_WORKFLOW, DONE("gh/other/web", PIPELINE),
        pool_printf(f->pool, "the pipeline of deployment %d is not one of other/web", (int)row.id));
}

static void
what_has_ended(void **state)
{
    static const enum deployment_state ended[] = { DEPLOYMENT_SUCCESS, DEPLOYMENT_FAILURE,
                                                   DEPLOYMENT_ERROR, DEPLOYMENT_INACTIVE,
                                                   DEPLOYMENT_SUPERSEDED };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(ended); i++) {
        const struct deployment row = add(f, PIPELINE, ended[i]);

        assert_ignored(f, CIRCLECI_WORKFLOW, DONE("gh/acme/web", PIPELINE),
                       pool_printf(f->pool, "deployment %d has ended: %s", (int)row.id,
                                   deployment_state_name(ended[i])));
    }
}

/* Beside what its deployment asks for.  A notify, which nobody has signed, sets off none. */
static void
run_rules_of_this_source(void **state)
{
    static const char *const ended[] = { CIRCLECI_WORKFLOW, CIRCLECI_NOTIFY }, *const good[] = {
        "success"
    };
    static const struct rule rules[] = {
        { .kind = RULE_RUN,
          .name = "told",
          .source = CIRCLECI_NAME,
          .events = { ended, 2 },
          .actions = { good, 1 },
          .host = "here" },
        { .kind = RULE_RUN, .name = "githubs", .events = { ended, 2 }, .host = "here" }
    };
    static const struct settings with = { .rules = rules, .rule_count = 2 };
    const struct app ours = { .settings = &with };
    struct fixture *f = *state;
    struct delivery delivery =
        delivery_of(f->pool, CIRCLECI_WORKFLOW, DONE("gh/acme/web", PIPELINE));
    struct plan plan = { 0 };

    delivery.source = "circleci";
    delivery.id = "d";
    add(f, PIPELINE, DEPLOYMENT_IN_PROGRESS);
    assert_int_equal(decide(&delivery, &ours, f->pool, &plan), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_string_equal(plan.action, "success");
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].rule, "told");
    assert_int_equal(store_foresee(f->store, &delivery, &plan, f->pool), 0);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[1].kind, BUILD_KIND);

    delivery = delivery_of(f->pool, CIRCLECI_NOTIFY, BUILT("54"));
    delivery.source = "circleci";
    assert_int_equal(decide(&delivery, &ours, f->pool, &plan), 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_int_equal(plan.job_count, 0);
}

static void
what_is_no_json(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of(f->pool, CIRCLECI_WORKFLOW, "{'a':1,'a':2}");
    struct plan plan = { 0 };

    delivery.source = "circleci";
    assert_int_equal(decide(&delivery, &app, f->pool, &plan), 0);
    assert_int_equal(plan.status, PLAN_UNREADABLE);
    assert_null(plan.change.apply);
}

/* Those of an environment wait for each other, and one that was cut off is not simply run again. */
static void
job_that_triggers(void **state)
{
    struct fixture *f = *state;
    const struct deployment row = add(f, NULL, DEPLOYMENT_QUEUED);
    struct planned_job job;

    trigger_plan(&settings, &row, CIRCLECI_NAME, NOW, f->pool, &job);
    assert_string_equal(job.kind, "trigger");
    assert_string_equal(job.key, "trigger:acme/web:staging");
    assert_string_equal(job.lane, "circleci");
    assert_int_equal(job.crash, CRASH_VERIFY);
    assert_false(job.newest);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = job.args }), row.id);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = "{}" }), 0);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = "" }), 0);
}

/* A command of our own has the lane of the machine that it runs on. */
static void
lane_of_a_command(void **state)
{
    const struct rule rule = { .kind = RULE_CI, .name = "here", .host = "build1" };
    const struct settings with = { .rules = &rule, .rule_count = 1 };
    const struct deployment row = { .id = 1, .repository = "a/b", .environment = "c", .sha = SHA };
    struct fixture *f = *state;
    struct planned_job job;

    trigger_plan(&with, &row, "here", NOW, f->pool, &job);
    assert_string_equal(job.lane, "trigger@build1");
    assert_string_equal(job.rule, "here");
    build_plan(&with, &row, "here", f->pool, &job);
    assert_string_equal(job.lane, "trigger@build1");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("news-of-ours", news_of_ours),
        TEST("old-builds-of-ours", old_builds_of_ours),
        TEST("news-of-others", news_of_others),
        TEST("pipeline-of-another-repository", pipeline_of_another_repository),
        TEST("what-has-ended", what_has_ended),
        TEST("run-rules-of-this-source", run_rules_of_this_source),
        TEST("what-is-no-json", what_is_no_json),
        TEST("job-that-triggers", job_that_triggers),
        TEST("lane-of-a-command", lane_of_a_command),
    };

    return cmocka_run_group_tests_name("decide_circleci", tests, NULL, NULL);
}
