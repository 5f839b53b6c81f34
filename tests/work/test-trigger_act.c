/* test-trigger_act.c - whose turn it is, what is asked for, and what is never asked for twice */
#include "config.h"

#include "a_building.h"
#include "work/job_deployment.h"
#include "work/trigger_act.h"

static struct outcome
trigger(struct fixture *f, int64_t row)
{
    const struct work work = a_work(f);
    const struct job job = a_job(f, "trigger", "circleci", row);
    struct outcome outcome = { 0 };

    assert_int_equal(trigger_act(&work, &job, &outcome), 0);
    return outcome;
}

static int
trigger_fails(struct fixture *f, int64_t row)
{
    const struct work work = a_work(f);
    const struct job job = a_job(f, "trigger", "circleci", row);
    struct outcome outcome = { 0 };

    return trigger_act(&work, &job, &outcome);
}

static void
assert_ends(struct outcome outcome, enum outcome_end how, const char *words)
{
    assert_int_equal(outcome.end, how);
    assert_non_null(strstr(outcome.detail, words));
}

/* --- A build is asked for --------------------------------------------------------------------- */

static void
a_queued_row_is_built(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);
    const struct outcome outcome = trigger(f, id);
    const struct deployment row = row_of(f, id);

    assert_ends(outcome, OUTCOME_DONE, "CircleCI builds it: " PIPELINE_URL);
    assert_int_equal(ci.starts, 1);
    assert_string_equal(ci.branch, "main");
    assert_null(ci.tag);
    assert_true(ci.triggered_ms > 0);
    assert_row(f, id, DEPLOYMENT_IN_PROGRESS, "asked for");
    assert_string_equal(row.pipeline, PIPELINE);
    assert_string_equal(row.build, "101");
    assert_string_equal(row.build_url, PIPELINE_URL);
    assert_non_null(followed_by(&outcome, "status"));
    assert_non_null(followed_by(&outcome, "build"));
    assert_int_equal(followed_by(&outcome, "build")->delay_ms, 0);
}

static void
what_is_built_is_named_by_its_ref(void **state)
{
    static const struct {
        const char *set, *branch, *tag;
    } cases[] = {
        { "ref = 'refs/tags/v1.2'", NULL, "v1.2" },
        { "ref = 'refs/pull/12/head', pull_request = 12", "pull/12/head", NULL },
        { "ref = NULL, pull_request = 12", "pull/12/head", NULL },
        { "ref = 'refs/heads/feature/x', pull_request = 12", "feature/x", NULL },
        { "ref = NULL", NULL, NULL },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = a_row(f, cases[i].set);

        assert_int_equal(trigger(f, id).end, OUTCOME_DONE);
        if (cases[i].branch != NULL)
            assert_string_equal(ci.branch, cases[i].branch);
        if (cases[i].tag != NULL)
            assert_string_equal(ci.tag, cases[i].tag);
        assert_int_equal(ci.branch == NULL, cases[i].branch == NULL);
        assert_int_equal(ci.tag == NULL, cases[i].tag == NULL);
        sql(f, "UPDATE deployment SET state = 'success', ended_ms = 1 WHERE id = %" PRId64, id);
    }
}

static void
one_that_is_not_queued_is_left_alone(void **state)
{
    static const char *const sets[] = {
        "state = 'waiting'",
        "state = 'in_progress', triggered_ms = 1, pipeline = 'x'",
        "state = 'success', ended_ms = 1, triggered_ms = 1, pipeline = 'x'",
        "state = 'inactive', ended_ms = 1",
        "state = 'superseded', ended_ms = 1",
        "remote_id = NULL",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        int64_t id = a_row(f, sets[i]);
        const struct outcome outcome = trigger(f, id);

        assert_int_equal(outcome.end, OUTCOME_DONE);
        sql(f, "UPDATE deployment SET state = 'error', ended_ms = 1 WHERE id = %" PRId64, id);
    }
    assert_int_equal(ci.starts + ci.finds, 0);
}

static void
a_row_that_is_gone_is_hopeless(void **state)
{
    assert_ends(trigger(*state, 99), OUTCOME_HOPELESS, "is not there any more");
}

/* --- Whose turn it is ------------------------------------------------------------------------- */

static void
another_build_of_the_environment_is_waited_for(void **state)
{
    static const char *const sets[] = {
        "state = 'in_progress', triggered_ms = 1, pipeline = 'x'",
        "triggered_ms = 1",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < 2; i++) {
        int64_t first = a_row(f, sets[i]);
        int64_t second = a_row(f, NULL);

        assert_ends(
            trigger(f, second), OUTCOME_DONE,
            pool_printf(f->pool, "waits for deployment %" PRId64 ", which is being built", first));
        assert_row(f, second, DEPLOYMENT_QUEUED, NULL);
        assert_int_equal(row_of(f, second).triggered_ms, 0);
        sql(f, "UPDATE deployment SET state = 'success', ended_ms = 1");
    }
    assert_int_equal(ci.starts, 0);
}

static void
other_environments_do_not_wait(void **state)
{
    struct fixture *f = *state;

    a_row(f, "environment = 'production', state = 'in_progress', triggered_ms = 1");
    a_row(f, "repository = 'acme/api', state = 'in_progress', triggered_ms = 1");
    assert_int_equal(trigger(f, a_row(f, NULL)).end, OUTCOME_DONE);
    assert_int_equal(ci.starts, 1);
}

static void
a_locked_environment_takes_it_back(void **state)
{
    struct fixture *f = *state;
    const struct environment_lock wanted = { "acme/web", "Staging", "bob", "the fair is on", 1 };
    struct environment_lock holder;
    struct outcome outcome;
    int64_t id = a_row(f, NULL);

    assert_int_equal(environment_lock(f->store, &wanted, f->pool, &holder), 0);
    outcome = trigger(f, id);
    assert_ends(outcome, OUTCOME_DONE, "staging is locked by bob");
    assert_row(f, id, DEPLOYMENT_INACTIVE, "the fair is on");
    assert_non_null(followed_by(&outcome, "status"));
    assert_int_equal(ci.starts, 0);
}

/* --- Refusals --------------------------------------------------------------------------------- */

static void
a_refusal_ends_the_row_with_its_words(void **state)
{
    static const int codes[] = { FAIL_REFUSED, FAIL_CONFIG };
    struct fixture *f = *state;

    for (size_t i = 0; i < 2; i++) {
        int64_t id = a_row(f, NULL);
        struct outcome outcome;

        ci.start_rc = codes[i];
        outcome = trigger(f, id);
        assert_ends(outcome, OUTCOME_HOPELESS, "CircleCI: it says no");
        assert_row(f, id, DEPLOYMENT_ERROR, "CircleCI: it says no");
        assert_non_null(followed_by(&outcome, "status"));
        assert_null(followed_by(&outcome, "build"));
    }
}

static void
a_refusal_lets_the_next_one_go_on(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL), next;
    struct outcome outcome;

    sql(f, "UPDATE deployment SET triggered_ms = 1 WHERE id = %" PRId64, id);
    next = a_row(f, NULL);
    ci.start_rc = FAIL_REFUSED;
    outcome = trigger(f, id);
    assert_row(f, id, DEPLOYMENT_ERROR, NULL);
    assert_row(f, next, DEPLOYMENT_QUEUED, NULL);
    assert_int_equal(
        job_deployment(f->pool, &(struct job){ .args = followed_by(&outcome, "trigger")->args }),
        next);
}

static void
a_limit_leaves_the_row_as_it_was(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);

    ci.start_rc = FAIL_BUSY;
    assert_int_equal(trigger_fails(f, id), FAIL_BUSY);
    assert_row(f, id, DEPLOYMENT_QUEUED, NULL);
    assert_int_equal(row_of(f, id).triggered_ms, 0);
}

static void
nothing_builds_it(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);

    a_settings.circleci_api.token.name = NULL;
    a_settings.rule_count = 0;
    assert_ends(trigger(f, id), OUTCOME_HOPELESS, "nothing builds it");
    assert_row(f, id, DEPLOYMENT_ERROR, "nothing builds it");
    a_settings.project_count = 0;
    id = a_row(f, NULL);
    assert_ends(trigger(f, id), OUTCOME_HOPELESS, "acme/web is no project any more");
}

static void
what_builds_it_has_changed(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);
    struct outcome outcome;

    a_project.ci = "local";
    outcome = trigger(f, id);
    assert_ends(outcome, OUTCOME_DONE, "circleci does not build it any more");
    assert_string_equal(followed_by(&outcome, "trigger")->rule, "local");
    assert_string_equal(followed_by(&outcome, "trigger")->lane, "trigger@" HOST);
    assert_row(f, id, DEPLOYMENT_QUEUED, NULL);
}

/* --- Cut off ---------------------------------------------------------------------------------- */

/* What is no refusal may have been heard. */
static void
an_answer_that_nobody_hears_is_searched_for(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);

    ci.start_rc = FAIL_NETWORK;
    assert_int_equal(trigger_fails(f, id), FAIL_NETWORK);
    assert_true(row_of(f, id).triggered_ms > 0);
    ci.found = (struct ci_found){ .sight = CI_SEEN, .build = ci.build };
    ci.found.build.words = NULL;
    assert_ends(trigger(f, id), OUTCOME_DONE, "CircleCI builds it");
    assert_int_equal(ci.starts, 1);
    assert_int_equal(ci.finds, 1);
    assert_row(f, id, DEPLOYMENT_IN_PROGRESS, "asked for");
    assert_string_equal(row_of(f, id).pipeline, PIPELINE);
}

static void
one_that_is_not_seen_is_asked_for_again_after_a_minute(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL), at_ms = clock_ms();
    struct outcome outcome;

    sql(f, "UPDATE deployment SET triggered_ms = %" PRId64, at_ms);
    outcome = trigger(f, id);
    assert_ends(outcome, OUTCOME_POSTPONED, "CircleCI shows none yet");
    assert_int_equal(outcome.not_before_ms, at_ms + 60000);
    assert_int_equal(ci.starts, 0);
    sql(f, "UPDATE deployment SET triggered_ms = %" PRId64, at_ms - 60000);
    assert_int_equal(trigger(f, id).end, OUTCOME_DONE);
    assert_int_equal(ci.starts, 1);
    assert_true(ci.triggered_ms >= at_ms);
}

/* Nothing was asked for, so it is judged as one that comes now. */
static void
one_that_is_not_seen_meets_locks_again(void **state)
{
    struct fixture *f = *state;
    const struct environment_lock wanted = { "acme/web", "staging", "bob", NULL, 1 };
    struct environment_lock holder;
    int64_t id = a_row(f, "triggered_ms = 1");

    assert_int_equal(environment_lock(f->store, &wanted, f->pool, &holder), 0);
    assert_ends(trigger(f, id), OUTCOME_DONE, "staging is locked by bob");
    assert_row(f, id, DEPLOYMENT_INACTIVE, NULL);
    assert_int_equal(ci.starts, 0);
}

static void
one_that_may_be_there_is_for_people(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, "triggered_ms = 1");
    struct outcome outcome;

    ci.found = (struct ci_found){ .sight = CI_UNSURE, .words = "it may be pipeline 7" };
    outcome = trigger(f, id);
    assert_ends(outcome, OUTCOME_HOPELESS, "it may be pipeline 7; look there");
    assert_row(f, id, DEPLOYMENT_ERROR, "nobody can tell whether a build was asked for");
    assert_non_null(followed_by(&outcome, "status"));
    assert_int_equal(ci.starts, 0);
}

static void
a_search_that_fails_is_tried_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, "triggered_ms = 1");

    ci.find_rc = FAIL_NETWORK;
    assert_int_equal(trigger_fails(f, id), FAIL_NETWORK);
    assert_int_equal(ci.starts, 0);
    assert_row(f, id, DEPLOYMENT_QUEUED, NULL);
}

static void
who_was_cut_off_behind_his_note_tells_all_the_same(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, NULL);
    struct outcome outcome;

    assert_int_equal(trigger(f, id).end, OUTCOME_DONE);
    outcome = trigger(f, id);
    assert_ends(outcome, OUTCOME_DONE, "is in_progress");
    assert_non_null(followed_by(&outcome, "status"));
    assert_non_null(followed_by(&outcome, "build"));
    assert_int_equal(ci.starts, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        BUILDING_TEST("a-queued-row-is-built", a_queued_row_is_built),
        BUILDING_TEST("what-is-built-is-named-by-its-ref", what_is_built_is_named_by_its_ref),
        BUILDING_TEST("one-that-is-not-queued-is-left-alone", one_that_is_not_queued_is_left_alone),
        BUILDING_TEST("a-row-that-is-gone-is-hopeless", a_row_that_is_gone_is_hopeless),
        BUILDING_TEST("another-build-of-the-environment-is-waited-for",
                      another_build_of_the_environment_is_waited_for),
        BUILDING_TEST("other-environments-do-not-wait", other_environments_do_not_wait),
        BUILDING_TEST("a-locked-environment-takes-it-back", a_locked_environment_takes_it_back),
        BUILDING_TEST("a-refusal-ends-the-row-with-its-words",
                      a_refusal_ends_the_row_with_its_words),
        BUILDING_TEST("a-refusal-lets-the-next-one-go-on", a_refusal_lets_the_next_one_go_on),
        BUILDING_TEST("a-limit-leaves-the-row-as-it-was", a_limit_leaves_the_row_as_it_was),
        BUILDING_TEST("nothing-builds-it", nothing_builds_it),
        BUILDING_TEST("what-builds-it-has-changed", what_builds_it_has_changed),
        BUILDING_TEST("an-answer-that-nobody-hears-is-searched-for",
                      an_answer_that_nobody_hears_is_searched_for),
        BUILDING_TEST("one-that-is-not-seen-is-asked-for-again-after-a-minute",
                      one_that_is_not_seen_is_asked_for_again_after_a_minute),
        BUILDING_TEST("one-that-is-not-seen-meets-locks-again",
                      one_that_is_not_seen_meets_locks_again),
        BUILDING_TEST("one-that-may-be-there-is-for-people", one_that_may_be_there_is_for_people),
        BUILDING_TEST("a-search-that-fails-is-tried-again", a_search_that_fails_is_tried_again),
        BUILDING_TEST("who-was-cut-off-behind-his-note-tells-all-the-same",
                      who_was_cut_off_behind_his_note_tells_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
