/* test-build_act.c - what a look at a build makes of its deployment */
#include "config.h"

#include "a_building.h"
#include "work/build_act.h"
#include "work/job_deployment.h"

#define BUILDING "state = 'in_progress', triggered_ms = 1, pipeline = '" PIPELINE "'"

static struct outcome
build_as(struct fixture *f, const struct job *job)
{
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };

    assert_int_equal(build_act(&work, job, &outcome), 0);
    return outcome;
}

static struct outcome
build(struct fixture *f, int64_t row)
{
    const struct job job = a_job(f, "build", "circleci", row);

    return build_as(f, &job);
}

/* --- How it ends ------------------------------------------------------------------------------ */

static void
its_end_is_that_of_the_row(void **state)
{
    static const struct {
        enum ci_state build;
        enum deployment_state row;
    } cases[] = {
        { CI_SUCCESS, DEPLOYMENT_SUCCESS },
        { CI_FAILURE, DEPLOYMENT_FAILURE },
        { CI_ERROR, DEPLOYMENT_ERROR },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = a_row(f, BUILDING);
        struct outcome outcome;

        ci.build.state = cases[i].build;
        ci.build.words = "workflow deploy: so it is";
        ci.build.workflow = "w1";
        outcome = build(f, id);
        assert_int_equal(outcome.end, OUTCOME_DONE);
        assert_string_equal(outcome.detail, "workflow deploy: so it is");
        assert_row(f, id, cases[i].row, "workflow deploy: so it is");
        assert_true(row_of(f, id).ended_ms > 0);
        assert_string_equal(row_of(f, id).workflow, "w1");
        assert_string_equal(row_of(f, id).build_url, PIPELINE_URL);
        assert_non_null(followed_by(&outcome, "status"));
        assert_null(followed_by(&outcome, "build"));
    }
}

static void
one_that_goes_on_only_says_how(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);
    struct outcome outcome;

    ci.build.words = "workflow deploy: failing";
    outcome = build(f, id);
    assert_row(f, id, DEPLOYMENT_IN_PROGRESS, "workflow deploy: failing");
    assert_non_null(followed_by(&outcome, "status"));
    assert_null(followed_by(&outcome, "build"));
    outcome = build(f, id);
    assert_string_equal(outcome.detail, "workflow deploy: failing");
    assert_int_equal(outcome.follow_count, 0);
}

/* Its worker may have been cut off between the row and the job's end. */
static void
another_attempt_tells_what_stands_there_already(void **state)
{
    struct fixture *f = *state;
    struct job job = a_job(f, "build", "circleci", a_row(f, BUILDING));
    struct outcome outcome;

    assert_int_equal(build_as(f, &job).end, OUTCOME_DONE);
    job.attempt = 2;
    outcome = build_as(f, &job);
    assert_non_null(followed_by(&outcome, "status"));
}

static void
what_has_ended_stays_as_it_is(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);
    struct outcome outcome;

    sql(f, "UPDATE deployment SET state = 'failure', detail = 'it failed', ended_ms = 1");
    ci.build.state = CI_SUCCESS;
    outcome = build(f, id);
    assert_non_null(strstr(outcome.detail, "has ended: failure"));
    assert_row(f, id, DEPLOYMENT_FAILURE, "it failed");
    assert_int_equal(ci.looks, 0);
    assert_non_null(followed_by(&outcome, "status"));
}

static void
the_end_lets_the_newest_queued_one_go_on(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING), next = a_row(f, NULL);
    struct outcome outcome;

    ci.build.state = CI_FAILURE;
    ci.build.words = "workflow deploy: failed";
    outcome = build(f, id);
    assert_non_null(followed_by(&outcome, "trigger"));
    assert_int_equal(
        job_deployment(f->pool, &(struct job){ .args = followed_by(&outcome, "trigger")->args }),
        next);
}

/* --- Which commit ----------------------------------------------------------------------------- */

static void
another_commit_fails_it_whatever_came_of_it(void **state)
{
    struct fixture *f = *state;

    for (int i = CI_RUNNING; i <= CI_ERROR; i++) {
        int64_t id = a_row(f, BUILDING);

        ci.build.state = (enum ci_state)i;
        ci.build.revision = OTHER_SHA;
        assert_int_equal(build(f, id).end, OUTCOME_DONE);
        assert_row(
            f, id, DEPLOYMENT_FAILURE,
            "CircleCI took 2dc6aa6942 of main, which has moved, and not 1dc6aa6942; deploy it "
            "again");
    }
}

/* To deploy it again would take the same commit again. */
static void
a_branch_that_is_to_go_back_needs_a_tag(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING ", origin = 'rollback'");

    ci.build.state = CI_RUNNING;
    ci.build.revision = OTHER_SHA;
    assert_int_equal(build(f, id).end, OUTCOME_DONE);
    assert_row(f, id, DEPLOYMENT_FAILURE,
               "and not 1dc6aa6942; give that commit a tag, and deploy the tag");
}

static void
a_commit_that_is_not_told_yet_is_asked_for_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);
    struct outcome outcome;
    struct job job;

    ci.build.revision = NULL;
    sql(f, "UPDATE deployment SET triggered_ms = %" PRId64, clock_ms());
    job = a_job(f, "build", "circleci", id);
    outcome = build_as(f, &job);
    assert_int_equal(followed_by(&outcome, "build")->delay_ms, 30000);
    assert_int_equal(row_of(f, id).state, DEPLOYMENT_IN_PROGRESS);
    job.rule = followed_by(&outcome, "build")->rule;
    job.step = followed_by(&outcome, "build")->step;
    outcome = build_as(f, &job);
    assert_int_equal(followed_by(&outcome, "build")->step, job.step + 1);
    sql(f, "UPDATE deployment SET triggered_ms = 1");
    outcome = build_as(f, &job);
    assert_null(followed_by(&outcome, "build"));
}

static void
letter_case_is_no_other_commit(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);

    ci.build.state = CI_SUCCESS;
    ci.build.revision = "1DC6AA69429BFF4806AD6AFE58D3D8F57E25973E";
    build(f, id);
    assert_row(f, id, DEPLOYMENT_SUCCESS, NULL);
}

/* --- Trouble ---------------------------------------------------------------------------------- */

static void
one_that_nobody_knows_is_lost(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING ", build = '101'");
    struct outcome outcome;

    ci.look_rc = FAIL_NOT_FOUND;
    outcome = build(f, id);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_row(f, id, DEPLOYMENT_ERROR, "CircleCI knows no build 101 any more");
    assert_non_null(followed_by(&outcome, "status"));
}

static void
one_that_was_just_made_may_not_be_shown_yet(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);
    struct outcome outcome;

    sql(f, "UPDATE deployment SET triggered_ms = %" PRId64, clock_ms());
    ci.look_rc = FAIL_NOT_FOUND;
    outcome = build(f, id);
    assert_int_equal(outcome.end, OUTCOME_POSTPONED);
    assert_true(outcome.not_before_ms > clock_ms());
    assert_row(f, id, DEPLOYMENT_IN_PROGRESS, NULL);
}

static void
trouble_with_its_client_changes_nothing(void **state)
{
    struct fixture *f = *state;
    const struct work work = a_work(f);
    const struct job job = a_job(f, "build", "circleci", a_row(f, BUILDING));
    struct outcome outcome = { 0 };

    ci.look_rc = FAIL_NETWORK;
    assert_int_equal(build_act(&work, &job, &outcome), FAIL_NETWORK);
    assert_row(f, job_deployment(f->pool, &job), DEPLOYMENT_IN_PROGRESS, NULL);
}

static void
one_without_a_pipeline_is_searched_for_by_the_job_that_asks(void **state)
{
    struct fixture *f = *state;
    struct outcome outcome = build(f, a_row(f, "triggered_ms = 1"));

    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_non_null(followed_by(&outcome, "trigger"));
    sql(f, "UPDATE deployment SET triggered_ms = 0");
    assert_int_equal(build(f, 1).follow_count, 0);
    assert_int_equal(ci.looks, 0);
}

static void
a_repository_that_was_untied_is_still_built(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, BUILDING);

    a_settings.project_count = 0;
    ci.build.state = CI_SUCCESS;
    assert_int_equal(build(f, id).end, OUTCOME_DONE);
    assert_row(f, id, DEPLOYMENT_SUCCESS, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        BUILDING_TEST("its-end-is-that-of-the-row", its_end_is_that_of_the_row),
        BUILDING_TEST("one-that-goes-on-only-says-how", one_that_goes_on_only_says_how),
        BUILDING_TEST("another-attempt-tells-what-stands-there-already",
                      another_attempt_tells_what_stands_there_already),
        BUILDING_TEST("what-has-ended-stays-as-it-is", what_has_ended_stays_as_it_is),
        BUILDING_TEST("the-end-lets-the-newest-queued-one-go-on",
                      the_end_lets_the_newest_queued_one_go_on),
        BUILDING_TEST("another-commit-fails-it-whatever-came-of-it",
                      another_commit_fails_it_whatever_came_of_it),
        BUILDING_TEST("a-branch-that-is-to-go-back-needs-a-tag",
                      a_branch_that_is_to_go_back_needs_a_tag),
        BUILDING_TEST("a-commit-that-is-not-told-yet-is-asked-for-again",
                      a_commit_that_is_not_told_yet_is_asked_for_again),
        BUILDING_TEST("letter-case-is-no-other-commit", letter_case_is_no_other_commit),
        BUILDING_TEST("one-that-nobody-knows-is-lost", one_that_nobody_knows_is_lost),
        BUILDING_TEST("one-that-was-just-made-may-not-be-shown-yet",
                      one_that_was_just_made_may_not_be_shown_yet),
        BUILDING_TEST("trouble-with-its-client-changes-nothing",
                      trouble_with_its_client_changes_nothing),
        BUILDING_TEST("one-without-a-pipeline-is-searched-for-by-the-job-that-asks",
                      one_without_a_pipeline_is_searched_for_by_the_job_that_asks),
        BUILDING_TEST("a-repository-that-was-untied-is-still-built",
                      a_repository_that_was_untied_is_still_built),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
