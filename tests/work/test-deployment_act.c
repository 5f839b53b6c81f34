/* test-deployment_act.c - what ends a wish, a row, or an environment before GitHub is asked; and statuses that are told already */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_deployment.h"
#include "base/fail.h"
#include "work/deployment_act.h"
#include "work/status_act.h"
#include "work/wish.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

static struct outcome
act_with(struct fixture *f, const struct settings *settings, const struct job *job)
{
    const struct work work = {
        .settings = settings, .store = f->store, .pool = f->pool, .stop_fd = -1
    };
    struct outcome outcome = { 0 };

    assert_int_equal(deployment_act(&work, job, &outcome), 0);
    return outcome;
}

static struct job
job_of(const char *args)
{
    return (struct job){ .id = 5,
                         .kind = WISH_KIND,
                         .rule = "default/test",
                         .attempt = 1,
                         .args = args,
                         .idempotency = "key",
                         .source = "github" };
}

static struct job
wish(struct fixture *f, const struct wish *wanted)
{
    struct planned_job planned;
    struct wish whole = *wanted;

    whole.repository = whole.repository != NULL ? whole.repository : "acme/web";
    whole.environment = whole.environment != NULL ? whole.environment : "test";
    whole.rule = whole.rule != NULL ? whole.rule : "default/test";
    whole.origin = whole.origin != NULL ? whole.origin : "push";
    whole.sha = COMMIT_A;
    wish_plan(&whole, &deployment_settings.github_api, f->pool, &planned);
    return job_of(planned.args);
}

static void
assert_ends(struct fixture *f, const struct settings *settings, const struct job *job,
            enum outcome_end end, const char *beginning)
{
    struct outcome outcome = act_with(f, settings, job);

    assert_int_equal(outcome.end, end);
    assert_non_null(outcome.detail);
    assert_memory_equal(outcome.detail, beginning, strlen(beginning));
}

static const char *
followed(struct fixture *f, const struct outcome *outcome)
{
    return jobs_told(f->pool, outcome->follow, outcome->follow_count);
}

/* --- Wishes */

static void
wishes_without_a_way(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct job job = wish(f, &(struct wish){ 0 });

    settings.project_count = 0;
    assert_ends(f, &settings, &job, OUTCOME_HOPELESS, "no project: no channel is tied to acme/web");
    settings = deployment_settings;
    settings.circleci_api.token.name = NULL;
    assert_ends(f, &settings, &job, OUTCOME_HOPELESS, "nothing builds it: ");
    job = wish(f, &(struct wish){ .rule = "mine" });
    assert_ends(f, &deployment_settings, &job, OUTCOME_HOPELESS,
                "deployment rule mine is not in hooklet.conf any more");
    job = wish(f, &(struct wish){ .environment = "moon" });
    assert_ends(f, &deployment_settings, &job, OUTCOME_HOPELESS,
                "acme/web has no environment moon");
    job = job_of("{\"what\":\"deploy\"}");
    assert_ends(f, &deployment_settings, &job, OUTCOME_HOPELESS, "its args name no rule");
    job = job_of("{\"deployment\":\"99\"}");
    assert_ends(f, &deployment_settings, &job, OUTCOME_HOPELESS,
                "there is no deployment 99 any more");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment"), 0);
}

static void
a_rule_that_names_the_repository_no_more(void **state)
{
    struct fixture *f = *state;
    static const char *const others[] = { "acme/other" };
    static const char *const these[] = { "acme/web" };
    static const struct deployment_rule test = { .environment = "test", .default_branch = true };
    const struct rule rules[] = {
        { .kind = RULE_DEPLOYMENT,
          .name = "theirs",
          .repositories = { others, 1 },
          .deployment = &test },
        { .kind = RULE_DEPLOYMENT,
          .name = "ours",
          .repositories = { these, 1 },
          .deployment = &test },
    };
    struct settings settings = deployment_settings;
    struct job job = wish(f, &(struct wish){ .rule = "theirs" });

    settings.rules = rules;
    settings.rule_count = 2;
    assert_ends(f, &settings, &job, OUTCOME_HOPELESS,
                "deployment rule theirs is not one of acme/web any more");
    job = wish(f, &(struct wish){ .rule = "default/test" });
    assert_ends(f, &settings, &job, OUTCOME_HOPELESS,
                "deployment rule default/test is not one of acme/web any more");
}

/* Two presses of one button, before the first has made its row. */
static void
what_is_on_its_way_is_not_asked_for_twice(void **state)
{
    struct fixture *f = *state;
    struct job job = wish(
        f, &(struct wish){
               .ref = "refs/heads/main", .author = "ann", .origin = "slack", .by_slack = "U1" });
    struct settings settings = deployment_settings;

    settings.github_api.token = (struct key_source){ .name = "token", .bytes = "x", .length = 1 };
    (void)add_deployment(f, &(struct deployment){ .triggered_ms = NOW }, NOW);
    assert_ends(f, &settings, &job, OUTCOME_DONE, "it is on its way already, as deployment 1");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment"), 1);
}

static void
a_locked_environment_has_no_row(void **state)
{
    struct fixture *f = *state;
    struct job job = wish(f, &(struct wish){ 0 });
    struct outcome outcome;

    lock_environment(f, "test");
    assert_ends(f, &deployment_settings, &job, OUTCOME_DONE, "environment test is locked by ann");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment"), 0);
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.follow_count, 0);
}

/* The channel has read that it begins. */
static void
whoever_asked_in_slack_is_told(void **state)
{
    struct fixture *f = *state;
    struct job job =
        wish(f, &(struct wish){ .ref = "refs/heads/main", .by_slack = "U1", .origin = "slack" });
    struct outcome outcome;

    lock_environment(f, "test");
    job.source = "slack";
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.follow_count, 1);
    assert_string_equal(outcome.follow[0].kind, "slack");
    assert_non_null(strstr(outcome.follow[0].args, "<@U1>, `main` ("));
    assert_non_null(strstr(outcome.follow[0].args,
                           ") does not go to *test*: environment test is locked by ann"));
    assert_non_null(strstr(outcome.follow[0].args, "in_channel"));
}

/* --- Rows */

/* Whoever was cut off behind the note finds his row, and tells what may not have been told. */
static void
a_wish_whose_row_is_at_github(void **state)
{
    struct fixture *f = *state;
    struct job job = wish(f, &(struct wish){ 0 });
    const struct deployment ours = { .wish = "key", .remote = "7" };
    struct outcome outcome;

    (void)add_deployment(f, &(struct deployment){ .remote = "5" }, NOW - 1);
    (void)add_deployment(f, &(struct deployment){ .remote = "6" }, NOW);
    (void)add_deployment(f, &ours, NOW + 1);
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(followed(f, &outcome),
                        "status:2 notify:deployment:2 status:3 notify:deployment:3 ");
}

static void
rows_that_are_past(void **state)
{
    struct fixture *f = *state;
    const struct deployment built = { .triggered_ms = NOW };
    const struct deployment over = { .state = DEPLOYMENT_FAILURE, .detail = "ci (failure)" };
    struct job job = job_of("{\"deployment\":\"1\"}");

    (void)add_deployment(f, &built, NOW);
    (void)add_deployment(f, &over, NOW);
    assert_ends(f, &deployment_settings, &job, OUTCOME_DONE, "deployment 1: Queued");
    job = job_of("{\"deployment\":\"2\"}");
    assert_ends(f, &deployment_settings, &job, OUTCOME_DONE, "deployment 2: Failed: ci (failure)");
}

static void
a_row_that_may_not_go_on_is_taken_back(void **state)
{
    struct fixture *f = *state;
    const struct deployment waits = { .state = DEPLOYMENT_WAITING };
    const struct deployment ruleless = { .environment = "preview", .rule = "mine" };
    const struct deployment remote = { .environment = "test", .remote = "7", .sha = COMMIT_B };
    struct job job = job_of("{\"deployment\":\"1\"}");
    struct outcome outcome;

    lock_environment(f, "test");
    (void)add_deployment(f, &waits, NOW);
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_INACTIVE);
    assert_string_equal(deployment_now(f, 1).detail, outcome.detail);
    assert_string_equal(followed(f, &outcome), "notify:deployment:1 ");

    (void)add_deployment(f, &ruleless, NOW);
    job = job_of("{\"deployment\":\"2\"}");
    assert_ends(f, &deployment_settings, &job, OUTCOME_DONE, "deployment rule mine");
    assert_int_equal(deployment_now(f, 2).state, DEPLOYMENT_INACTIVE);

    (void)add_deployment(f, &remote, NOW);
    job = job_of("{\"deployment\":\"3\"}");
    outcome = act_with(f, &deployment_settings, &job);
    assert_string_equal(followed(f, &outcome), "status:3 notify:deployment:3 ");
}

/* --- Ends */

static struct job
closed(struct fixture *f)
{
    struct wish ends = { .what = WISH_END,
                         .rule = "default/pr",
                         .environment = "pr12",
                         .origin = "pull_request",
                         .pull_request = 12 };

    return wish(f, &ends);
}

static void
a_closed_pull_request_ends_its_environment(void **state)
{
    struct fixture *f = *state;
    const struct deployment live = { .environment = "pr12",
                                     .state = DEPLOYMENT_SUCCESS,
                                     .remote = "5" };
    const struct deployment failed = { .environment = "pr12", .state = DEPLOYMENT_FAILURE };
    const struct deployment waits = { .environment = "pr12", .state = DEPLOYMENT_WAITING };
    const struct deployment other = { .environment = "pr13" };
    struct job job = closed(f);
    struct outcome outcome;

    (void)add_deployment(f, &live, NOW);
    (void)add_deployment(f, &live, NOW); /* the same remote: the same row */
    (void)add_deployment(f, &failed, NOW);
    (void)add_deployment(f, &waits, NOW);
    (void)add_deployment(f, &other, NOW);
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(outcome.detail, "pull request #12 was closed: 2 deployments taken back");
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_INACTIVE);
    assert_int_equal(deployment_now(f, 2).state, DEPLOYMENT_FAILURE);
    assert_int_equal(deployment_now(f, 3).state, DEPLOYMENT_INACTIVE);
    assert_int_equal(deployment_now(f, 4).state, DEPLOYMENT_QUEUED);
    assert_string_equal(followed(f, &outcome), "notify:deployment:3 status:1 notify:deployment:1 ");

    /* Once more, after it was cut off: the same jobs, which the event has already. */
    outcome = act_with(f, &deployment_settings, &job);
    assert_string_equal(outcome.detail, "nothing was live there, and nothing waited");
    assert_string_equal(followed(f, &outcome), "notify:deployment:3 status:1 notify:deployment:1 ");
}

/* Those of a deploy rule end with their jobs, whatever their environment is called. */
static void
what_a_deploy_rule_has_made_is_left_alone(void **state)
{
    struct fixture *f = *state;
    const struct deployment live = { .environment = "pr12", .state = DEPLOYMENT_SUCCESS };
    struct job job = closed(f);
    struct outcome outcome;

    (void)add_deployment(f, &live, NOW);
    sql(f, "UPDATE deployment SET job_id = %lld", (long long)job_make(f, NULL));
    outcome = act_with(f, &deployment_settings, &job);
    assert_string_equal(outcome.detail, "nothing was live there, and nothing waited");
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_SUCCESS);
}

static void
a_build_that_goes_on_is_waited_for(void **state)
{
    struct fixture *f = *state;
    const struct deployment building = { .environment = "pr12",
                                         .state = DEPLOYMENT_IN_PROGRESS,
                                         .triggered_ms = NOW };
    const struct deployment queued = { .environment = "pr12", .sha = COMMIT_B };
    struct job job = closed(f);
    struct outcome outcome;

    (void)add_deployment(f, &building, NOW);
    (void)add_deployment(f, &queued, NOW);
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.end, OUTCOME_POSTPONED);
    assert_string_equal(outcome.detail, "deployment 1 is still being built");
    assert_true(outcome.not_before_ms > 0);
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_IN_PROGRESS);
    assert_int_equal(deployment_now(f, 2).state, DEPLOYMENT_INACTIVE);

    sql(f, "UPDATE deployment SET state = 'success', ended_ms = 5, version = version + 1"
           " WHERE id = 1");
    outcome = act_with(f, &deployment_settings, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_INACTIVE);
    assert_string_equal(followed(f, &outcome), "notify:deployment:2 notify:deployment:1 ");
}

/* --- Statuses */

static void
assert_status(struct fixture *f, const char *args, enum outcome_end end, const char *detail)
{
    const struct work work = {
        .settings = &deployment_settings, .store = f->store, .pool = f->pool, .stop_fd = -1
    };
    const struct job job = { .args = args, .attempt = 1 };
    struct outcome outcome = { 0 };

    assert_int_equal(status_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, end);
    assert_string_equal(outcome.detail, detail);
}

static void
statuses_that_need_not_be_told(void **state)
{
    struct fixture *f = *state;
    const struct deployment told = { .remote = "7",
                                     .state = DEPLOYMENT_SUCCESS,
                                     .told = "success" };

    (void)add_deployment(f, &told, NOW);
    (void)add_deployment(f, &(struct deployment){ .state = DEPLOYMENT_WAITING }, NOW);
    assert_status(f, "{\"deployment\":\"1\"}", OUTCOME_DONE,
                  "GitHub knows already that it is success");
    assert_status(f, "{\"deployment\":\"2\"}", OUTCOME_DONE, "GitHub doesn't have it yet");
    assert_status(f, "{\"deployment\":\"3\"}", OUTCOME_HOPELESS,
                  "its args name no deployment that there is");
    assert_status(f, "{}", OUTCOME_HOPELESS, "its args name no deployment that there is");
}

static void
githubs_words(void **state)
{
    (void)state;
    assert_string_equal(status_word(DEPLOYMENT_QUEUED), "queued");
    assert_null(status_word(DEPLOYMENT_WAITING));
    assert_string_equal(status_word(DEPLOYMENT_IN_PROGRESS), "in_progress");
    assert_string_equal(status_word(DEPLOYMENT_SUCCESS), "success");
    assert_string_equal(status_word(DEPLOYMENT_FAILURE), "failure");
    assert_string_equal(status_word(DEPLOYMENT_ERROR), "error");
    assert_string_equal(status_word(DEPLOYMENT_INACTIVE), "inactive");
    assert_string_equal(status_word(DEPLOYMENT_SUPERSEDED), "inactive");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("wishes-without-a-way", wishes_without_a_way),
        TEST("a-rule-that-names-the-repository-no-more", a_rule_that_names_the_repository_no_more),
        TEST("what-is-on-its-way-is-not-asked-for-twice",
             what_is_on_its_way_is_not_asked_for_twice),
        TEST("a-locked-environment-has-no-row", a_locked_environment_has_no_row),
        TEST("whoever-asked-in-slack-is-told", whoever_asked_in_slack_is_told),
        TEST("a-wish-whose-row-is-at-github", a_wish_whose_row_is_at_github),
        TEST("rows-that-are-past", rows_that_are_past),
        TEST("a-row-that-may-not-go-on-is-taken-back", a_row_that_may_not_go_on_is_taken_back),
        TEST("a-closed-pull-request-ends-its-environment",
             a_closed_pull_request_ends_its_environment),
        TEST("what-a-deploy-rule-has-made-is-left-alone",
             what_a_deploy_rule_has_made_is_left_alone),
        TEST("a-build-that-goes-on-is-waited-for", a_build_that_goes_on_is_waited_for),
        TEST("statuses-that-need-not-be-told", statuses_that_need_not_be_told),
        TEST("githubs-words", githubs_words),
    };

    return cmocka_run_group_tests_name("deployment_act", tests, NULL, NULL);
}
