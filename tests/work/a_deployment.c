/* a_deployment.c - rows, and jobs as text. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "a_deployment.h"
#include "base/fail.h"
#include "store/environment.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

static const struct project_settings web = {
    .repository = "acme/web",
    .channel = "C1",
    .basedomain = "example.org",
    .notices = NOTICE_ALL,
    .expect_ms = PROJECT_EXPECT_MS,
};

const struct settings deployment_settings = {
    .projects = &web,
    .project_count = 1,
    .slack_api.token.name = "token_file",
    .circleci_api.token.name = "token_file",
    .asana_api.token.name = "token_file",
    .asana_api.login_url = "https://app.asana.com",
};

struct adding {
    struct deployment row;
    struct pool *pool;
    int64_t now_ms;
};

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    struct deployment_added added;

    return deployment_add(db, &adding->row, adding->now_ms, adding->pool, &added);
}

struct deployment
add_deployment(struct fixture *fixture, const struct deployment *wanted, int64_t now_ms)
{
    struct adding adding = { .row = *wanted, .pool = fixture->pool, .now_ms = now_ms };
    struct deployment *row = &adding.row;

    row->repository = row->repository != NULL ? row->repository : "acme/web";
    row->environment = row->environment != NULL ? row->environment : "test";
    row->sha = row->sha != NULL ? row->sha : COMMIT_A;
    row->origin = row->origin != NULL ? row->origin : "push";
    row->rule = row->rule != NULL ? row->rule : "default/test";
    assert_int_equal(store_write(fixture->store, add_work, &adding), 0);
    return adding.row;
}

struct deployment
deployment_now(struct fixture *fixture, int64_t id)
{
    struct deployment row = { 0 };

    assert_int_equal(deployment_get(fixture->store, id, fixture->pool, &row), 0);
    return row;
}

void
lock_environment(struct fixture *fixture, const char *environment)
{
    const struct environment_lock wanted = { .repository = "acme/web",
                                             .environment = environment,
                                             .by = "ann",
                                             .reason = "the fair is on",
                                             .since_ms = NOW };
    struct environment_lock holder;

    assert_int_equal(environment_lock(fixture->store, &wanted, fixture->pool, &holder), 0);
}

const char *
jobs_told(struct pool *pool, const struct planned_job *jobs, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = pool_printf(pool, "%s%s ", text, jobs[i].key);
    return text;
}

const char *
plan_told(struct pool *pool, const struct plan *plan)
{
    const char *text = jobs_told(pool, plan->jobs, plan->job_count);

    for (size_t i = 0; i < plan->ignored_count; i++)
        text = pool_printf(pool, "%s!%s", text, plan->ignored[i].reason);
    return text;
}
