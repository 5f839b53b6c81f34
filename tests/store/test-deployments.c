/* test-deployments.c - what is deployed where: with its job, by itself, current, previous, kept */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_pushes.h"
#include "store/deployments.h"
#include "store/maintain.h"
#include "watch_sql.h"

#include <cmocka.h>

#define C "cccccccccccccccccccccccccccccccccccccccc"
#define DAY INT64_C(86400000)

static struct deployment
wanted(const char *sha, int64_t job)
{
    return (struct deployment){
        .job = job,
        .repository = "acme/web",
        .environment = "production",
        .sha = sha,
        .ref = "refs/heads/main",
        .rule = "web",
        .origin = "push",
        .by = "octocat",
        .state = DEPLOYMENT_IN_PROGRESS,
    };
}

static int64_t
begin(struct fixture *f, const char *sha, int64_t job, int64_t now_ms)
{
    struct deployment deployment = wanted(sha, job);
    int64_t id = 0;

    assert_int_equal(deployment_begin(f->store, &deployment, now_ms, &id), 0);
    assert_int_not_equal(id, 0);
    return id;
}

static int64_t
succeed(struct fixture *f, const char *sha, int64_t now_ms)
{
    int64_t id = begin(f, sha, 0, now_ms);

    assert_int_equal(deployment_end(f->store, id, DEPLOYMENT_SUCCESS, "done", now_ms), 0);
    return id;
}

static struct deployment
of_job(struct fixture *f, int64_t job)
{
    struct deployment deployment;

    assert_int_equal(deployment_of_job(f->store, job, f->pool, &deployment), 0);
    return deployment;
}

static struct deployment
row(struct fixture *f, int64_t id)
{
    struct deployment_filter filter = { .before = id + 1, .most = 1 };
    struct deployments found;

    assert_int_equal(deployment_list(f->store, &filter, f->pool, &found), 0);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.rows[0].id, id);
    return found.rows[0];
}

/* "SHA<SHA": current and previous of acme/web in production, "-" for none. */
static const char *
place(struct fixture *f)
{
    struct deployment current, previous;
    int rc[2];

    rc[0] = deployment_current(f->store, "acme/web", "production", f->pool, &current);
    rc[1] = deployment_previous(f->store, "acme/web", "production", f->pool, &previous);
    for (int i = 0; i < 2; i++)
        assert_true(rc[i] == 0 || rc[i] == FAIL_NOT_FOUND);
    return pool_printf(f->pool, "%.1s<%.1s", rc[0] == 0 ? current.sha : "-",
                       rc[1] == 0 ? previous.sha : "-");
}

static void
it_says_what_was_said(void **state)
{
    struct fixture *f = *state;
    struct deployment asked = wanted(A, 0), got;
    int64_t id;

    asked.state = DEPLOYMENT_QUEUED;
    asked.remote = "4711";
    assert_int_equal(deployment_begin(f->store, &asked, NOW, &id), 0);
    got = row(f, id);
    assert_string_equal(got.repository, "acme/web");
    assert_string_equal(got.environment, "production");
    assert_string_equal(got.sha, A);
    assert_string_equal(got.ref, "refs/heads/main");
    assert_string_equal(got.rule, "web");
    assert_string_equal(got.origin, "push");
    assert_string_equal(got.by, "octocat");
    assert_string_equal(got.remote, "4711");
    assert_null(got.detail);
    assert_int_equal(got.state, DEPLOYMENT_QUEUED);
    assert_int_equal(got.job, 0);
    assert_int_equal(got.created_ms, NOW);
    assert_int_equal(got.ended_ms, 0);

    assert_int_equal(deployment_end(f->store, id, DEPLOYMENT_ERROR, "gone", NOW + 5), 0);
    got = row(f, id);
    assert_int_equal(got.state, DEPLOYMENT_ERROR);
    assert_string_equal(got.detail, "gone");
    assert_int_equal(got.updated_ms, NOW + 5);
    assert_int_equal(got.ended_ms, NOW + 5);
    assert_int_equal(deployment_end(f->store, id + 1, DEPLOYMENT_ERROR, "gone", NOW),
                     FAIL_NOT_FOUND);
}

static void
it_ends_with_its_job(void **state)
{
    static const struct {
        const char *set;
        enum outcome_end end;
        enum deployment_state state;
    } table[] = {
        { NULL, OUTCOME_DONE, DEPLOYMENT_SUCCESS },
        { NULL, OUTCOME_FAILED, DEPLOYMENT_FAILURE },
        { "attempts = 5", OUTCOME_HOPELESS, DEPLOYMENT_FAILURE },
        { "crash = 'once'", OUTCOME_INTERRUPTED, DEPLOYMENT_ERROR },
        { "attempts = 5", OUTCOME_FAILED, DEPLOYMENT_IN_PROGRESS },
        { NULL, OUTCOME_POSTPONED, DEPLOYMENT_IN_PROGRESS },
        { NULL, OUTCOME_INTERRUPTED, DEPLOYMENT_IN_PROGRESS },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bool over = table[i].state != DEPLOYMENT_IN_PROGRESS;
        int64_t id = job_make(f, table[i].set);
        struct job job = claim_and_start(f, NOW);
        struct deployment deployment;

        begin(f, A, id, NOW);
        finish_as(f, &job, table[i].end, NOW + 9);
        deployment = of_job(f, id);
        assert_int_equal(deployment.state, table[i].state);
        assert_int_equal(deployment.ended_ms, over ? NOW + 9 : 0);
        if (over)
            assert_string_equal(deployment.detail, job_row(f, id).reason);
        sql(f, "UPDATE job SET state = 'done'");
    }
}

static void
an_old_fence_ends_nothing(void **state)
{
    struct fixture *f = *state;
    struct outcome outcome = { .end = OUTCOME_DONE };
    int64_t id = job_make(f, NULL);
    struct job job = claim_and_start(f, NOW);
    int reaped = 0;

    begin(f, A, id, NOW);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_IN_PROGRESS);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), FAIL_CONFLICT);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_IN_PROGRESS);
}

static void
it_ends_with_its_worker(void **state)
{
    struct fixture *f = *state;
    int64_t once = job_make(f, "crash = 'once'");
    int reaped = 0;
    int64_t poison;

    claim_and_start(f, NOW);
    begin(f, A, once, NOW);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(of_job(f, once).state, DEPLOYMENT_ERROR);
    poison = job_make(f, "crashed = 2");
    claim_and_start(f, NOW);
    begin(f, A, poison, NOW);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(of_job(f, poison).state, DEPLOYMENT_FAILURE);
    assert_string_equal(of_job(f, poison).detail, "its worker died 3 times while it ran");
}

static void
taken_back_it_is_inactive(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "attempts = 5");
    struct job job = claim_and_start(f, NOW);

    begin(f, A, id, NOW);
    finish_as(f, &job, OUTCOME_FAILED, NOW);
    assert_int_equal(jobs_cancel(f->store, id, "root", NOW + 3), 0);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_INACTIVE);
    assert_string_equal(of_job(f, id).detail, "cancelled by root");
    assert_int_equal(of_job(f, id).ended_ms, NOW + 3);
}

/* By an event that comes while it waits, or while it is ready again; or by one that waits already. */
static void
replaced_it_is_inactive(void **state)
{
    static const char *const states[] = { "waiting", "ready", "leased" };
    struct fixture *f = *state;

    for (int i = 0; i < 3; i++) {
        int64_t id =
            push(f, pool_printf(f->pool, "old%d", i), i == 0 ? A : C, NOW + 10 * i).jobs[0].id;
        struct job job = claim_and_start(f, NOW);

        begin(f, A, id, NOW);
        sql(f, "UPDATE job SET state = '%s', attempts = 5 WHERE id = %" PRId64, states[i], id);
        push(f, pool_printf(f->pool, "new%d", i), B, NOW + 10 * i + 5);
        if (i == 2)
            finish_as(f, &job, OUTCOME_FAILED, NOW);
        assert_state(f, id, "superseded");
        assert_int_equal(of_job(f, id).state, DEPLOYMENT_INACTIVE);
        sql(f, "UPDATE job SET state = 'dead' WHERE state <> 'superseded'");
    }
}

static void
retried_it_is_in_progress_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, NULL), deployment;
    struct job job = claim_and_start(f, NOW);

    deployment = begin(f, A, id, NOW);
    finish_as(f, &job, OUTCOME_FAILED, NOW + 1);
    assert_int_equal(jobs_retry(f->store, id, "root", NOW + 2), 0);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_FAILURE);
    job = claim_and_start(f, NOW + 3);
    assert_int_equal(begin(f, A, id, NOW + 3), deployment);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_IN_PROGRESS);
    assert_int_equal(of_job(f, id).created_ms, NOW);
    assert_int_equal(of_job(f, id).ended_ms, 0);
    assert_null(of_job(f, id).detail);
    finish_as(f, &job, OUTCOME_DONE, NOW + 4);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_SUCCESS);
}

/* Whoever deploys a commit again, and fails, has not undone that it was there once. */
static void
a_success_stays_what_it_was(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, NULL), first;
    struct job job = claim_and_start(f, NOW);

    first = begin(f, A, id, NOW);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    succeed(f, B, NOW + 1);
    assert_int_equal(jobs_retry(f->store, id, "root", NOW + 2), 0);
    assert_int_equal(jobs_cancel(f->store, id, "root", NOW + 2), 0);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_SUCCESS);
    assert_int_equal(jobs_retry(f->store, id, "root", NOW + 2), 0);
    job = claim_and_start(f, NOW + 3);
    assert_int_not_equal(begin(f, A, id, NOW + 3), first);
    assert_string_equal(place(f), "b<a");
    finish_as(f, &job, OUTCOME_FAILED, NOW + 4);
    assert_int_equal(of_job(f, id).state, DEPLOYMENT_FAILURE);
    assert_int_equal(row(f, first).job, 0);
    assert_int_equal(row(f, first).state, DEPLOYMENT_SUCCESS);
    assert_string_equal(place(f), "b<a");
}

static void
previous_is_where_a_rollback_goes(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(place(f), "-<-");
    succeed(f, A, NOW);
    assert_string_equal(place(f), "a<-");
    succeed(f, B, NOW + 1);
    assert_string_equal(place(f), "b<a");
    succeed(f, A, NOW + 2);
    assert_string_equal(place(f), "a<b");
    succeed(f, B, NOW + 3);
    assert_string_equal(place(f), "b<a");
    succeed(f, B, NOW + 4);
    assert_string_equal(place(f), "b<a");
    succeed(f, C, NOW + 5);
    assert_string_equal(place(f), "c<b");
}

static void
only_success_counts_and_only_here(void **state)
{
    static const enum deployment_state others[] = { DEPLOYMENT_FAILURE, DEPLOYMENT_ERROR,
                                                    DEPLOYMENT_INACTIVE, DEPLOYMENT_SUPERSEDED };
    struct fixture *f = *state;
    struct deployment elsewhere = wanted(C, 0), found;
    int64_t id;

    succeed(f, A, NOW);
    succeed(f, B, NOW + 1);
    begin(f, C, 0, NOW + 2);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(deployment_end(f->store, begin(f, C, 0, NOW + 2), others[i], "", NOW + 2),
                         0);
    elsewhere.environment = "staging";
    assert_int_equal(deployment_begin(f->store, &elsewhere, NOW + 3, &id), 0);
    assert_int_equal(deployment_end(f->store, id, DEPLOYMENT_SUCCESS, NULL, NOW + 3), 0);
    assert_string_equal(place(f), "b<a");
    assert_int_equal(deployment_current(f->store, "ACME/Web", "Production", f->pool, &found), 0);
    assert_string_equal(found.sha, B);
    assert_int_equal(deployment_previous(f->store, "Acme/WEB", "PRODUCTION", f->pool, &found), 0);
    assert_string_equal(found.sha, A);
    assert_int_equal(deployment_current(f->store, "acme/api", "production", f->pool, &found),
                     FAIL_NOT_FOUND);
}

static void
current_is_what_ended_last(void **state)
{
    struct fixture *f = *state;
    int64_t slow = begin(f, A, 0, NOW);

    succeed(f, B, NOW + 1);
    assert_int_equal(deployment_end(f->store, slow, DEPLOYMENT_SUCCESS, NULL, NOW + 2), 0);
    assert_string_equal(place(f), "a<b");
}

static size_t
count(struct fixture *f, struct deployment_filter filter)
{
    struct deployments found;

    filter.most = filter.most > 0 ? filter.most : 50;
    assert_int_equal(deployment_list(f->store, &filter, f->pool, &found), 0);
    for (size_t i = 1; i < found.count; i++)
        assert_true(found.rows[i].id < found.rows[i - 1].id);
    return found.count;
}

static void
the_list_is_what_was_asked_for(void **state)
{
    struct fixture *f = *state;
    struct deployment staging = wanted(A, 0), api = wanted(A, 0);
    int64_t last;

    staging.environment = "staging";
    api.repository = "acme/api";
    succeed(f, A, NOW);
    succeed(f, B, NOW);
    begin(f, C, 0, NOW);
    assert_int_equal(deployment_begin(f->store, &staging, NOW, &last), 0);
    assert_int_equal(deployment_begin(f->store, &api, NOW, &last), 0);
    assert_int_equal(count(f, (struct deployment_filter){ 0 }), 5);
    assert_int_equal(count(f, (struct deployment_filter){ .most = 2 }), 2);
    assert_int_equal(count(f, (struct deployment_filter){ .before = last }), 4);
    assert_int_equal(count(f, (struct deployment_filter){ .repository = "ACME/web" }), 4);
    assert_int_equal(count(f, (struct deployment_filter){ .environment = "Production" }), 4);
    assert_int_equal(count(f, (struct deployment_filter){ .repository = "acme/web",
                                                          .environment = "production",
                                                          .state = "success" }),
                     2);
    assert_int_equal(count(f, (struct deployment_filter){ .state = "inactive" }), 0);
    assert_int_equal(count(f, (struct deployment_filter){ .commit = A }), 3);
    assert_int_equal(count(f, (struct deployment_filter){ .commit = "bbbbbbb" }), 1);
    assert_int_equal(count(f, (struct deployment_filter){ .commit = "bbbbbbbc" }), 0);
}

static int64_t
prune(struct fixture *f, int64_t before_ms)
{
    struct retention retention = { .events_before_ms = before_ms };
    struct pruned pruned;

    assert_int_equal(maintain_prune(f->store, &retention, &pruned), 0);
    return pruned.deployments;
}

static void
retention_keeps_current_and_previous_and_what_is_open(void **state)
{
    struct fixture *f = *state;
    int64_t open;

    succeed(f, A, NOW);
    succeed(f, B, NOW + 1);
    succeed(f, A, NOW + 2);
    open = begin(f, C, 0, NOW + 3);
    assert_int_equal(prune(f, 0), 0);
    assert_int_equal(prune(f, NOW), 0);
    assert_int_equal(prune(f, NOW + DAY), 1);
    assert_string_equal(place(f), "a<b");
    assert_int_equal(prune(f, NOW + DAY), 0);
    assert_int_equal(row(f, open).state, DEPLOYMENT_IN_PROGRESS);
    assert_int_equal(deployment_end(f->store, open, DEPLOYMENT_ERROR, NULL, NOW + 4), 0);
    assert_int_equal(prune(f, NOW + DAY), 1);
}

static void
retention_keeps_what_a_job_is_about(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "attempts = 5");
    struct job job = claim_and_start(f, NOW);

    begin(f, A, id, NOW);
    finish_as(f, &job, OUTCOME_FAILED, NOW);
    assert_int_equal(prune(f, NOW + DAY), 0);
    assert_int_equal(jobs_cancel(f->store, id, "root", NOW), 0);
    assert_int_equal(prune(f, NOW + DAY), 1);
}

/* The ids of jobs that are gone are given again. */
static void
a_job_that_is_gone_is_no_other(void **state)
{
    struct fixture *f = *state;
    int64_t first = job_make(f, NULL), second, deployment;
    struct job job = claim_and_start(f, NOW);

    deployment = begin(f, A, first, NOW);
    finish_as(f, &job, OUTCOME_DONE, NOW);
    assert_int_equal(prune(f, NOW + DAY), 0);
    assert_int_equal(row(f, deployment).job, 0);
    second = job_make(f, NULL);
    assert_int_equal(second, first);
    job = claim_and_start(f, NOW + 1);
    assert_int_not_equal(begin(f, B, second, NOW + 1), deployment);
    finish_as(f, &job, OUTCOME_DONE, NOW + 1);
    assert_string_equal(place(f), "b<a");
}

static int64_t
steps_of_a_deployment(struct fixture *f, int64_t now_ms)
{
    int64_t id = job_make(f, NULL);
    struct job job = claim_and_start(f, now_ms);

    watch_clear();
    begin(f, C, id, now_ms);
    finish_as(f, &job, OUTCOME_DONE, now_ms);
    assert_string_equal(place(f), "c<a");
    count(f, (struct deployment_filter){ .repository = "acme/web", .most = 10 });
    count(f, (struct deployment_filter){ .most = 10 });
    assert_int_equal(prune(f, NOW - DAY), 0);
    assert_no_scans(store_path(f->store));
    return watch_steps();
}

static void
a_long_history_costs_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t few;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    for (int i = 0; i < 10; i++)
        succeed(f, A, NOW - 1);
    (void)steps_of_a_deployment(f, NOW);
    few = steps_of_a_deployment(f, NOW);
    for (int i = 0; i < 2; i++)
        sql(f,
            "WITH RECURSIVE origin (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM origin"
            " WHERE i < 5000) INSERT INTO deployment (repository, environment, sha, origin, state,"
            " created_ms, updated_ms, ended_ms, version) SELECT '%s', 'production', 'a' || i,"
            " 'push', iif(i %% 2, 'success', 'failure'), %" PRId64 ", %" PRId64
            ", i, 1 FROM origin",
            i == 0 ? "acme/web" : "acme/api", NOW, NOW);
    assert_in_range(steps_of_a_deployment(f, NOW), 1, few + few / 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("it-says-what-was-said", it_says_what_was_said),
        TEST("it-ends-with-its-job", it_ends_with_its_job),
        TEST("an-old-fence-ends-nothing", an_old_fence_ends_nothing),
        TEST("it-ends-with-its-worker", it_ends_with_its_worker),
        TEST("taken-back-it-is-inactive", taken_back_it_is_inactive),
        TEST("replaced-it-is-inactive", replaced_it_is_inactive),
        TEST("retried-it-is-in-progress-again", retried_it_is_in_progress_again),
        TEST("a-success-stays-what-it-was", a_success_stays_what_it_was),
        TEST("previous-is-where-a-rollback-goes", previous_is_where_a_rollback_goes),
        TEST("only-success-counts-and-only-here", only_success_counts_and_only_here),
        TEST("current-is-what-ended-last", current_is_what_ended_last),
        TEST("the-list-is-what-was-asked-for", the_list_is_what_was_asked_for),
        TEST("retention-keeps-current-and-previous-and-what-is-open",
             retention_keeps_current_and_previous_and_what_is_open),
        TEST("retention-keeps-what-a-job-is-about", retention_keeps_what_a_job_is_about),
        TEST("a-job-that-is-gone-is-no-other", a_job_that_is_gone_is_no_other),
        TEST("a-long-history-costs-nothing", a_long_history_costs_nothing),
    };

    log_open("test-deployments", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("deployments", tests, NULL, NULL);
}
