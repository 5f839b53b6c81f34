/* test-trigger_command.c - a section ci builds: real commands, and a job that is the build */
#include "config.h"

#include "a_building.h"
#include "work/build_act.h"
#include "work/job_deployment.h"
#include "work/trigger_act.h"

static struct rule_step steps[1];
static const char *argv[] = { "sh", "-c", "" };
static const char *check[] = { "sh", "-c", "" };

/* The project is built by this script. */
static void
built_by(const char *script)
{
    a_project.ci = "local";
    argv[2] = script;
    steps[0] = (struct rule_step){ .title = "build", .argv = { argv, 3 } };
    a_rule.steps = steps;
    a_rule.step_count = 1;
}

static struct outcome
run(struct fixture *f, const struct job *job)
{
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };

    assert_int_equal(trigger_act(&work, job, &outcome), 0);
    return outcome;
}

/* The job ends as the store would end it, and the job that follows looks at that. */
static struct outcome
settled(struct fixture *f, const struct job *job, const char *ended, const char *reason)
{
    const struct work work = a_work(f);
    const struct job look = a_job(f, "build", "local", job_deployment(f->pool, job));
    struct outcome outcome = { 0 };

    sql(f, "UPDATE job SET state = '%s', reason = '%s' WHERE id = %" PRId64, ended, reason,
        job->id);
    assert_int_equal(build_act(&work, &look, &outcome), 0);
    return outcome;
}

static void
its_commands_are_told_what_to_build(void **state)
{
    struct fixture *f = *state;
    int64_t id = a_row(f, "ref = 'refs/heads/main', url = 'https://staging.example.org/'");
    const struct job job = a_job(f, "trigger", "local", id);
    struct outcome outcome;

    built_by("echo $ENVIRONMENT $VERSION $SUBDOMAIN $URL $DEPLOYMENT $REVISION;"
             "echo $HOOKLET_REPOSITORY $HOOKLET_ENVIRONMENT $HOOKLET_SHA $HOOKLET_REF"
             " $HOOKLET_BRANCH $HOOKLET_SENDER $HOOKLET_RULE");
    outcome = run(f, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(
        outcome.steps[0].output,
        pool_printf(f->pool,
                    "staging staging-1dc6aa6942 staging https://staging.example.org/ %" PRId64
                    " " SHA "\nacme/web staging " SHA " refs/heads/main main ann local\n",
                    id));
    assert_row(f, id, DEPLOYMENT_IN_PROGRESS, "runs its commands");
    assert_string_equal(row_of(f, id).build, pool_printf(f->pool, "%" PRId64, job.id));
    assert_true(row_of(f, id).triggered_ms > 0);
    assert_non_null(followed_by(&outcome, "build"));
}

static void
a_fork_is_told_by_the_number_of_its_pull_request(void **state)
{
    struct fixture *f = *state;
    const struct job job =
        a_job(f, "trigger", "local", a_row(f, "ref = 'refs/pull/12/head', pull_request = 12"));
    struct outcome outcome;

    built_by("echo $HOOKLET_PULL_REQUEST $HOOKLET_SHA ${HOOKLET_REF-none} ${HOOKLET_BRANCH-none}");
    outcome = run(f, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(outcome.steps[0].output, "12 " SHA " none none\n");
}

static void
names_of_a_project_are_variables_in_upper_case(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, "environment = 'production'"));
    struct outcome outcome;

    a_project.parameters[CI_VALUE_ENVIRONMENT] = "deploy_to";
    a_project.parameters[CI_VALUE_VERSION] = "path";
    built_by("echo $DEPLOY_TO ${ENVIRONMENT-none} ${SUBDOMAIN-none} $PATH");
    outcome = run(f, &job);
    assert_memory_equal(outcome.steps[0].output, "production none none /", 22);
}

/* Not behind its end, which may be an hour away. */
static void
its_beginning_is_announced_at_once(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));

    built_by("true");
    run(f, &job);
    assert_int_equal(
        sql_number(f, "SELECT count(*) FROM job WHERE kind = 'status' AND event_id = %" PRId64,
                   job.event),
        1);
    run(f, &job);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'status'"), 1);
}

static void
its_end_settles_the_row(void **state)
{
    static const struct {
        const char *job, *reason, *detail;
        enum deployment_state row;
    } cases[] = {
        { "done", "1 step done", "1 step done", DEPLOYMENT_SUCCESS },
        { "dead", "step build: exit status 2", "step build: exit status 2", DEPLOYMENT_FAILURE },
        { "dead", "step build: timed out after 1s", "timed out", DEPLOYMENT_FAILURE },
        { "cancelled", "by hand", "was cancelled", DEPLOYMENT_FAILURE },
        { "unknown", "its worker died", "nobody can tell whether it was done", DEPLOYMENT_ERROR },
    };
    struct fixture *f = *state;

    built_by("true");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));
        struct outcome outcome;

        run(f, &job);
        outcome = settled(f, &job, cases[i].job, cases[i].reason);
        assert_row(f, job_deployment(f->pool, &job), cases[i].row, cases[i].detail);
        assert_non_null(followed_by(&outcome, "status"));
    }
}

static void
a_failure_has_the_words_of_its_step(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));
    struct outcome outcome;

    built_by("exit 3");
    outcome = run(f, &job);
    assert_int_equal(outcome.end, OUTCOME_FAILED);
    assert_string_equal(outcome.detail, "step build: exit status 3");
    assert_non_null(followed_by(&outcome, "build"));
}

static void
while_attempts_are_left_it_goes_on(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));

    built_by("exit 3");
    run(f, &job);
    settled(f, &job, "waiting", "step build: exit status 3");
    assert_row(f, job_deployment(f->pool, &job), DEPLOYMENT_IN_PROGRESS, NULL);
    built_by("exit 0");
    assert_int_equal(run(f, &job).end, OUTCOME_DONE);
    settled(f, &job, "done", "1 step done");
    assert_row(f, job_deployment(f->pool, &job), DEPLOYMENT_SUCCESS, NULL);
}

static void
after_a_crash_its_check_is_asked_first(void **state)
{
    struct fixture *f = *state;
    struct job job = a_job(f, "trigger", "local", a_row(f, NULL));
    struct outcome outcome;

    built_by("exit 3");
    run(f, &job);
    a_rule.crash = CRASH_VERIFY;
    check[2] = "exit 0";
    a_rule.check = (struct strings){ check, 3 };
    job.attempt = 2;
    job.check_first = true;
    outcome = run(f, &job);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(outcome.detail, "its check says that it is done already");
    assert_non_null(followed_by(&outcome, "build"));
}

static void
a_timeout_ends_it(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));

    built_by("sleep 100");
    a_rule.timeout_ms = 100;
    assert_string_equal(run(f, &job).detail, "step build: timed out after 100ms");
}

static void
a_rule_that_is_gone_ends_what_has_begun(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));
    struct outcome outcome;

    built_by("exit 3");
    run(f, &job);
    a_settings.rule_count = 0;
    outcome = run(f, &job);
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_string_equal(outcome.detail, "ci local is not in hooklet.conf any more");
    assert_non_null(followed_by(&outcome, "build"));
}

static void
locks_and_other_builds_count_here_too(void **state)
{
    struct fixture *f = *state;
    const struct environment_lock wanted = { "acme/web", "staging", "bob", NULL, 1 };
    struct environment_lock holder;
    const struct job first = a_job(f, "trigger", "local", a_row(f, NULL));
    struct job second;
    struct outcome outcome;

    built_by("echo never >&2; exit 3");
    run(f, &first);
    second = a_job(f, "trigger", "local", a_row(f, NULL));
    outcome = run(f, &second);
    assert_non_null(strstr(outcome.detail, "waits for deployment"));
    assert_int_equal(outcome.step_count, 0);
    assert_null(followed_by(&outcome, "build"));
    settled(f, &first, "dead", "no");
    assert_int_equal(environment_lock(f->store, &wanted, f->pool, &holder), 0);
    outcome = run(f, &second);
    assert_non_null(strstr(outcome.detail, "is locked by bob"));
    assert_row(f, job_deployment(f->pool, &second), DEPLOYMENT_INACTIVE, NULL);
    assert_int_equal(outcome.step_count, 0);
}

static void
a_job_that_retention_took_leaves_it_lost(void **state)
{
    struct fixture *f = *state;
    const struct job job = a_job(f, "trigger", "local", a_row(f, NULL));

    built_by("exit 3");
    run(f, &job);
    sql(f, "UPDATE deployment SET triggered_ms = 1");
    sql(f, "UPDATE job SET args = '{\"deployment\":\"99\"}' WHERE id = %" PRId64, job.id);
    settled(f, &job, "done", "1 step done");
    assert_row(f, job_deployment(f->pool, &job), DEPLOYMENT_ERROR, "hooklet knows no build");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        BUILDING_TEST("its-commands-are-told-what-to-build", its_commands_are_told_what_to_build),
        BUILDING_TEST("a-fork-is-told-by-the-number-of-its-pull-request",
                      a_fork_is_told_by_the_number_of_its_pull_request),
        BUILDING_TEST("names-of-a-project-are-variables-in-upper-case",
                      names_of_a_project_are_variables_in_upper_case),
        BUILDING_TEST("its-beginning-is-announced-at-once", its_beginning_is_announced_at_once),
        BUILDING_TEST("its-end-settles-the-row", its_end_settles_the_row),
        BUILDING_TEST("a-failure-has-the-words-of-its-step", a_failure_has_the_words_of_its_step),
        BUILDING_TEST("while-attempts-are-left-it-goes-on", while_attempts_are_left_it_goes_on),
        BUILDING_TEST("after-a-crash-its-check-is-asked-first",
                      after_a_crash_its_check_is_asked_first),
        BUILDING_TEST("a-timeout-ends-it", a_timeout_ends_it),
        BUILDING_TEST("a-rule-that-is-gone-ends-what-has-begun",
                      a_rule_that_is_gone_ends_what_has_begun),
        BUILDING_TEST("locks-and-other-builds-count-here-too",
                      locks_and_other_builds_count_here_too),
        BUILDING_TEST("a-job-that-retention-took-leaves-it-lost",
                      a_job_that_retention_took_leaves_it_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
