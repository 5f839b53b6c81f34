/* src/work/destination.c: deploys leave a trace, and stop where somebody has locked the environment. */
#include "config.h"

#include <sys/eventfd.h>

#include "rig_store.h"
#include "store/deployments.h"
#include "store/environment.h"
#include "work/deploy.h"
#include "work/rule_lock.h"

static enum outcome_end
deploy(struct rig *rig)
{
    assert_int_equal(deploy_act(&rig->work, &rig->job, &rig->outcome), 0);
    return rig->outcome.end;
}

static struct deployment
deployment_now(struct rig *rig)
{
    struct deployment deployment;

    assert_int_equal(deployment_of_job(rig->work.store, 12, rig->pool, &deployment), 0);
    return deployment;
}

static void
deploy_is_a_deployment_until_its_job_ends(void **state)
{
    struct rig *rig = *state;
    struct deployment deployment;

    rig_step(rig, "act", "echo acted");
    rig->rules[0].environment = "staging";
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    deployment = deployment_now(rig);
    assert_int_equal(deployment.state, DEPLOYMENT_IN_PROGRESS);
    assert_string_equal(deployment.repository, "acme/web");
    assert_string_equal(deployment.environment, "staging");
    assert_string_equal(deployment.sha, RIG_SHA);
    assert_string_equal(deployment.ref, "refs/heads/main");
    assert_string_equal(deployment.rule, "web");
    assert_string_equal(deployment.origin, "push");
    assert_null(deployment.by);

    assert_int_equal(jobs_finish(rig->work.store, &rig->job, &rig->outcome, 5), 0);
    deployment = deployment_now(rig);
    assert_int_equal(deployment.state, DEPLOYMENT_SUCCESS);
    assert_int_equal(deployment.ended_ms, 5);
    assert_string_equal(deployment.detail, "1 step done");
}

static void
failed_deploy_is_a_failed_deployment(void **state)
{
    struct rig *rig = *state;

    rig_step(rig, "act", "exit 3");
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_int_equal(jobs_finish(rig->work.store, &rig->job, &rig->outcome, 5), 0);
    assert_int_equal(deployment_now(rig).state, DEPLOYMENT_FAILURE);
    assert_string_equal(deployment_now(rig).detail, "step act: exit status 3");
}

static void
deployment_tells_where_it_came_from(void **state)
{
    static const char *const origins[][2] = { { "push", "push" },
                                              { "pull_request", "merge" },
                                              { "issue_comment", "issue_comment" } };
    struct rig *rig = *state;

    for (size_t i = 0; i < 3; i++) {
        rig->job.args =
            pool_printf(rig->pool,
                        "{\"event\":\"%s\",\"repository\":\"acme/web\",\"sha\":\"" RIG_SHA
                        "\",\"sender\":\"octocat\"}",
                        origins[i][0]);
        assert_int_equal(deploy(rig), OUTCOME_DONE);
        assert_string_equal(deployment_now(rig).origin, origins[i][1]);
        assert_string_equal(deployment_now(rig).by, "octocat");
        assert_string_equal(deployment_now(rig).environment, "production");
        assert_null(deployment_now(rig).ref);
    }
}

static void
deployment_begins_before_the_first_command_and_with_the_directory(void **state)
{
    struct rig *rig = *state;
    struct deployment deployment;
    struct rule_lock lock;

    rig->job.id = 11;
    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[1], &lock), 0);
    rig->job.id = 12;
    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_int_equal(deployment_of_job(rig->work.store, 12, rig->pool, &deployment),
                     FAIL_NOT_FOUND);
    rule_lock_release(&lock, true);
    rig->work.stop_fd = eventfd(1, EFD_CLOEXEC);
    rig_step(rig, "act", "echo acted");
    assert_int_equal(deploy(rig), OUTCOME_INTERRUPTED);
    assert_int_equal(rig->outcome.step_count, 0);
    assert_int_equal(deployment_now(rig).state, DEPLOYMENT_IN_PROGRESS);
    close(rig->work.stop_fd);
}

static void
run_and_what_names_no_commit_are_no_deployments(void **state)
{
    struct rig *rig = *state;
    struct deployment deployment;

    rig_step(rig, "act", "echo acted");
    rig->rules[0].kind = RULE_RUN;
    assert_int_equal(run_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_DONE);
    rig->rules[0].kind = RULE_DEPLOY;
    rig->job.args = "{\"event\":\"push\",\"repository\":\"acme/web\"}";
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_int_equal(deployment_of_job(rig->work.store, 12, rig->pool, &deployment),
                     FAIL_NOT_FOUND);
}

static void
lock_environment(struct rig *rig, const char *environment, const char *reason)
{
    const struct environment_lock wanted = { .repository = "Acme/Web",
                                             .environment = environment,
                                             .by = "octocat",
                                             .reason = reason,
                                             .since_ms = INT64_C(1800000000000) };
    struct environment_lock holder;

    assert_int_equal(environment_lock(rig->work.store, &wanted, rig->pool, &holder), 0);
}

static void
locked_environment_is_hopeless_and_says_who(void **state)
{
    struct rig *rig = *state;
    struct deployment deployment;

    rig_step(rig, "never", "echo never");
    lock_environment(rig, "Production", "release day");
    assert_int_equal(deploy(rig), OUTCOME_HOPELESS);
    assert_string_equal(rig->outcome.detail, "environment production is locked by octocat since "
                                             "2027-01-15T08:00:00.000Z: release day");
    assert_int_equal(rig->outcome.step_count, 0);
    assert_int_equal(deployment_of_job(rig->work.store, 12, rig->pool, &deployment),
                     FAIL_NOT_FOUND);
    rig->rules[0].environment = "staging";
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    lock_environment(rig, "staging", NULL);
    assert_int_equal(deploy(rig), OUTCOME_HOPELESS);
    assert_string_equal(rig->outcome.detail,
                        "environment staging is locked by octocat since 2027-01-15T08:00:00.000Z");
}

static void
locked_environment_does_not_stop_run_rules(void **state)
{
    struct rig *rig = *state;

    rig->rules[0].kind = RULE_RUN;
    rig_step(rig, "act", "echo acted");
    lock_environment(rig, "production", "release day");
    assert_int_equal(run_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_DONE);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_STORE_TEST("deploy-is-a-deployment-until-its-job-ends",
                       deploy_is_a_deployment_until_its_job_ends),
        RIG_STORE_TEST("failed-deploy-is-a-failed-deployment",
                       failed_deploy_is_a_failed_deployment),
        RIG_STORE_TEST("deployment-tells-where-it-came-from", deployment_tells_where_it_came_from),
        RIG_STORE_TEST("deployment-begins-before-the-first-command-and-with-the-directory",
                       deployment_begins_before_the_first_command_and_with_the_directory),
        RIG_STORE_TEST("run-and-what-names-no-commit-are-no-deployments",
                       run_and_what_names_no_commit_are_no_deployments),
        RIG_STORE_TEST("locked-environment-is-hopeless-and-says-who",
                       locked_environment_is_hopeless_and_says_who),
        RIG_STORE_TEST("locked-environment-does-not-stop-run-rules",
                       locked_environment_does_not_stop_run_rules),
    };

    return cmocka_run_group_tests_name("destination", tests, NULL, NULL);
}
