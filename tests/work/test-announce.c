/* test-announce.c - who is told of a row, and which build is next */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_deployment.h"
#include "base/fail.h"
#include "work/announce.h"
#include "work/job_deployment.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

/* All that somebody could be told of. */
static struct deployment
full_row(void)
{
    return (struct deployment){ .id = 12,
                                .repository = "acme/web",
                                .environment = "pr7",
                                .sha = COMMIT_A,
                                .remote = "4711",
                                .pull_request = 7,
                                .installation = 42,
                                .url = "https://pr7.example.org/",
                                .ticket = "asana:9",
                                .updated_ms = NOW,
                                .version = 3 };
}

static const char *
told_with(struct fixture *f, const struct settings *settings,
          const struct project_settings *project, const struct deployment *row)
{
    struct announcing announcing = { .settings = settings, .pool = f->pool };

    announce_row(&announcing, project, row);
    return jobs_told(f->pool, announcing.jobs, announcing.count);
}

static const char *
told(struct fixture *f, const struct deployment *row)
{
    return told_with(f, &deployment_settings, deployment_settings.projects, row);
}

static void
everybody_is_told(void **state)
{
    struct fixture *f = *state;
    struct deployment row = full_row();

    row.state = DEPLOYMENT_SUCCESS;
    assert_string_equal(told(f, &row),
                        "status:12 notify:deployment:12 notify:comment:acme/web#7 ticket:12 ");
    assert_string_equal(told_with(f, &deployment_settings, NULL, &row), "status:12 ");
}

static void
github_is_told_what_it_has_not_heard(void **state)
{
    struct fixture *f = *state;
    struct deployment row = { .id = 12, .repository = "acme/web", .sha = COMMIT_A, .version = 1 };

    for (int i = 0; i < DEPLOYMENT_STATES; i++) {
        row.state = (enum deployment_state)i;
        row.remote = NULL;
        row.told = NULL;
        assert_string_equal(told_with(f, &deployment_settings, NULL, &row), "");
        row.remote = "4711";
        assert_string_equal(told_with(f, &deployment_settings, NULL, &row), "status:12 ");
        row.told = deployment_state_name(row.state);
        assert_string_equal(told_with(f, &deployment_settings, NULL, &row), "");
        row.told = row.state == DEPLOYMENT_QUEUED ? "waiting" : "queued";
        assert_string_equal(told_with(f, &deployment_settings, NULL, &row), "status:12 ");
    }
}

static void
a_channel_is_told_as_its_project_wants(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct project_settings project = deployment_settings.projects[0];
    struct deployment row = { .id = 12, .repository = "acme/web", .sha = COMMIT_A };

    assert_string_equal(told_with(f, &settings, &project, &row), "notify:deployment:12 ");
    project.notices = NOTICE_ALL & ~(unsigned)NOTICE_DEPLOYMENT;
    assert_string_equal(told_with(f, &settings, &project, &row), "");
    project.notices = NOTICE_DEPLOYMENT;
    project.channel = NULL;
    assert_string_equal(told_with(f, &settings, &project, &row), "");
    settings.slack_api.channel = "C9";
    assert_string_equal(told_with(f, &settings, &project, &row), "notify:deployment:12 ");
    settings.slack_api.token.name = NULL;
    assert_string_equal(told_with(f, &settings, &project, &row), "");
}

/* It can't edit: what begins is not told. */
static void
an_incoming_webhook_is_told_ends(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct deployment row = { .id = 12, .repository = "acme/web", .sha = COMMIT_A };

    settings.slack_api.token.name = NULL;
    settings.slack_api.webhook.name = "webhook_url_file";
    for (int i = 0; i < DEPLOYMENT_STATES; i++) {
        row.state = (enum deployment_state)i;
        assert_string_equal(told_with(f, &settings, settings.projects, &row),
                            deployment_is_open(row.state) ? "" : "notify:deployment:12 ");
    }
}

static void
a_pull_request_is_told_where_and_how_it_ended(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct deployment row = {
        .id = 12, .repository = "Acme/Web", .sha = COMMIT_A, .pull_request = 7
    };

    settings.slack_api.token.name = NULL;
    assert_string_equal(told_with(f, &settings, settings.projects, &row), "");
    row.url = "https://pr7.example.org/";
    assert_string_equal(told_with(f, &settings, settings.projects, &row),
                        "notify:comment:acme/web#7 ");
    row.url = NULL;
    row.state = DEPLOYMENT_FAILURE;
    assert_string_equal(told_with(f, &settings, settings.projects, &row),
                        "notify:comment:acme/web#7 ");
    row.state = DEPLOYMENT_SUPERSEDED;
    assert_string_equal(told_with(f, &settings, settings.projects, &row), "");
}

static void
a_ticket_is_told_what_is_live(void **state)
{
    struct fixture *f = *state;
    struct settings settings = deployment_settings;
    struct deployment row = { .id = 12, .repository = "acme/web", .ticket = "issue:3" };

    settings.slack_api.token.name = NULL;
    for (int i = 0; i < DEPLOYMENT_STATES; i++) {
        row.state = (enum deployment_state)i;
        assert_string_equal(told_with(f, &settings, settings.projects, &row),
                            row.state == DEPLOYMENT_SUCCESS ? "ticket:12 " : "");
    }
    row.state = DEPLOYMENT_SUCCESS;
    settings.asana_api.token.name = NULL;
    assert_string_equal(told_with(f, &settings, settings.projects, &row), "");
}

/* Each change of the row, once in an event. */
static void
jobs_are_told_apart_by_kind_row_and_version(void **state)
{
    struct fixture *f = *state;
    struct announcing announcing = { .settings = &deployment_settings, .pool = f->pool };
    struct deployment row = full_row();

    row.state = DEPLOYMENT_SUCCESS;
    announce_row(&announcing, deployment_settings.projects, &row);
    assert_int_equal(announcing.count, 4);
    for (size_t i = 0; i < announcing.count; i++) {
        const struct planned_job *job = &announcing.jobs[i];

        assert_int_equal(job->step, 3);
        assert_true(job->newest);
        assert_int_equal(job->order_ms, 0); /* arrival decides */
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(job->rule, announcing.jobs[k].rule);
    }
    assert_string_equal(announcing.jobs[0].kind, "status");
    assert_string_equal(announcing.jobs[0].lane, "github:token");
    assert_string_equal(
        announcing.jobs[0].args,
        "{\"deployment\":\"12\",\"repository\":\"acme/web\",\"installation\":\"42\"}");
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = announcing.jobs[0].args }), 12);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = "{}" }), 0);
    assert_int_equal(job_deployment(f->pool, &(struct job){ .args = "{" }), 0);
}

static void
they_follow_behind_what_follows_already(void **state)
{
    struct fixture *f = *state;
    struct announcing announcing = { .settings = &deployment_settings, .pool = f->pool };
    const struct planned_job first = { .key = "first" };
    struct outcome outcome = { .follow = &first, .follow_count = 1 };
    struct deployment row = full_row();
    struct plan plan = { 0 };

    announce_follow(&announcing, &outcome);
    assert_ptr_equal(outcome.follow, &first);
    announce_row(&announcing, NULL, &row);
    announce_follow(&announcing, &outcome);
    assert_string_equal(jobs_told(f->pool, outcome.follow, outcome.follow_count),
                        "first status:12 ");
    announce_plan(&announcing, &plan);
    assert_string_equal(plan_told(f->pool, &plan), "status:12 ");
}

/* --- What is next */

static const char *
announced(struct fixture *f, const struct deployment *row)
{
    struct announcing announcing = { .settings = &deployment_settings, .pool = f->pool };

    assert_int_equal(announce_by_reader(f->store, &announcing, row), 0);
    return jobs_told(f->pool, announcing.jobs, announcing.count);
}

static void
the_end_of_a_build_lets_the_next_one_go(void **state)
{
    struct fixture *f = *state;
    struct deployment built = { .state = DEPLOYMENT_IN_PROGRESS, .triggered_ms = NOW };

    built = add_deployment(f, &built, NOW);
    (void)add_deployment(f, &(struct deployment){ .sha = COMMIT_B, .remote = "2" }, NOW);
    assert_string_equal(announced(f, &built), "notify:deployment:1 ");
    built.state = DEPLOYMENT_FAILURE;
    assert_string_equal(announced(f, &built), "notify:deployment:1 trigger:acme/web:test ");
}

static void
nothing_is_next(void **state)
{
    struct fixture *f = *state;
    struct deployment built = { .state = DEPLOYMENT_SUCCESS, .triggered_ms = NOW };

    built = add_deployment(f, &built, NOW);
    assert_string_equal(announced(f, &built), "notify:deployment:1 ");
    /* GitHub hasn't made it yet; elsewhere; waits for checks; asked for already. */
    (void)add_deployment(f, &(struct deployment){ .sha = COMMIT_B }, NOW);
    (void)add_deployment(f, &(struct deployment){ .environment = "preview", .remote = "3" }, NOW);
    assert_string_equal(announced(f, &built), "notify:deployment:1 ");
    (void)add_deployment(f, &(struct deployment){ .remote = "4", .triggered_ms = NOW }, NOW);
    assert_string_equal(announced(f, &built), "notify:deployment:1 ");
    built.triggered_ms = 0;
    built.state = DEPLOYMENT_SUPERSEDED;
    (void)add_deployment(f, &(struct deployment){ .remote = "5" }, NOW);
    assert_string_equal(announced(f, &built), "notify:deployment:1 ");
}

/* Nobody is told in a channel, but GitHub is. */
static void
a_repository_that_is_no_project(void **state)
{
    struct fixture *f = *state;
    struct deployment row = full_row();

    row.repository = "acme/other";
    assert_string_equal(announced(f, &row), "status:12 ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("everybody-is-told", everybody_is_told),
        TEST("github-is-told-what-it-has-not-heard", github_is_told_what_it_has_not_heard),
        TEST("a-channel-is-told-as-its-project-wants", a_channel_is_told_as_its_project_wants),
        TEST("an-incoming-webhook-is-told-ends", an_incoming_webhook_is_told_ends),
        TEST("a-pull-request-is-told-where-and-how-it-ended",
             a_pull_request_is_told_where_and_how_it_ended),
        TEST("a-ticket-is-told-what-is-live", a_ticket_is_told_what_is_live),
        TEST("jobs-are-told-apart-by-kind-row-and-version",
             jobs_are_told_apart_by_kind_row_and_version),
        TEST("they-follow-behind-what-follows-already", they_follow_behind_what_follows_already),
        TEST("the-end-of-a-build-lets-the-next-one-go", the_end_of_a_build_lets_the_next_one_go),
        TEST("nothing-is-next", nothing_is_next),
        TEST("a-repository-that-is-no-project", a_repository_that_is_no_project),
    };

    return cmocka_run_group_tests_name("announce", tests, NULL, NULL);
}
