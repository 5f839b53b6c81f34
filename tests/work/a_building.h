/*
 * a_building.h - a store with a project, deployments of it, and a CI system that says what a test wants
 *
 * Stands in for CircleCI: ci_circleci is that of `ci` here.
 */
#ifndef HOOKLET_TESTS_WORK_A_BUILDING_H
#define HOOKLET_TESTS_WORK_A_BUILDING_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments_rows.h"
#include "store/environment.h"
#include "store/some_jobs.h"
#include "work/ci.h"
#include "work/ci_job.h"

#include <cmocka.h>

#define SHA "1dc6aa69429bff4806ad6afe58d3d8f57e25973e"
#define OTHER_SHA "2dc6aa69429bff4806ad6afe58d3d8f57e25973e"
#define PIPELINE "1285fe1d-d3a6-44fc-8886-8979558254c4"
#define PIPELINE_URL "https://app.circleci.com/pipelines/github/acme/web/101"

/* What the CI system answers, and what it was asked. */
static struct {
    int start_rc, look_rc, find_rc;
    struct ci_build build; /* what start and look give */
    struct ci_found found;
    int starts, looks, finds;
    const char *branch, *tag; /* as it was asked to start */
    int64_t triggered_ms;     /* of the row in the store, when it was asked */
} ci;

/* fail() as the client does it, which cmocka's macro of that name hides. */
static int
ci_fails(int rc)
{
    return rc == 0 ? 0 : (fail)((enum fail)rc, "CircleCI: it says no");
}

static int
ci_start(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    struct deployment row = { 0 };

    ci.starts++;
    ci.branch = order->branch;
    ci.tag = order->tag;
    assert_int_equal(deployment_get(work->store, order->row->id, work->pool, &row), 0);
    ci.triggered_ms = row.triggered_ms;
    *build = ci.build;
    return ci_fails(ci.start_rc);
}

static int
ci_look(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    (void)work, (void)order;
    ci.looks++;
    *build = ci.build;
    return ci.look_rc == FAIL_NOT_FOUND ? FAIL_NOT_FOUND : ci_fails(ci.look_rc);
}

static int
ci_find(const struct work *work, const struct ci_order *order, struct ci_found *found)
{
    (void)work, (void)order;
    ci.finds++;
    *found = ci.found;
    return ci_fails(ci.find_rc);
}

const struct ci_system ci_circleci = { "CircleCI", ci_start, ci_look, ci_find };

/* --- The world -------------------------------------------------------------------------------- */

static struct project_settings a_project;
static struct rule a_rule;
static struct settings a_settings;

static inline int
building_make(void **state)
{
    int rc = fixture_make(state);
    struct fixture *f = *state;

    memset(&ci, 0, sizeof ci);
    ci.build = (struct ci_build){
        .id = PIPELINE, .number = "101", .url = PIPELINE_URL, .revision = SHA, .words = "asked for"
    };
    a_project = project_default;
    a_project.repository = "acme/web";
    a_rule = (struct rule){
        .kind = RULE_CI, .name = "local", .host = HOST, .attempts = 1, .timeout_ms = 20000
    };
    a_settings = (struct settings){ .state = f->directory,
                                    .host = HOST,
                                    .circleci_api = { .token = { .name = "token_file" } },
                                    .projects = &a_project,
                                    .project_count = 1,
                                    .rules = &a_rule,
                                    .rule_count = 1 };
    return rc;
}

#define BUILDING_TEST(name, function)                                                              \
    {                                                                                              \
        name, function, building_make, fixture_remove, NULL                                        \
    }

static inline struct work
a_work(struct fixture *f)
{
    return (
        struct work){ .settings = &a_settings, .store = f->store, .pool = f->pool, .stop_fd = -1 };
}

struct adding {
    struct deployment *row;
    struct pool *pool;
};

static int
add_work(struct db *db, void *data)
{
    const struct adding *adding = data;
    struct deployment_added added = { 0 };

    return deployment_add(db, adding->row, clock_ms(), adding->pool, &added);
}

/* A row that GitHub has, queued, of main to staging; `set` changes that: "state = 'waiting'". */
static inline int64_t
a_row(struct fixture *f, const char *set)
{
    struct deployment row = { .repository = "acme/web",
                              .environment = "staging",
                              .sha = SHA,
                              .ref = "refs/heads/main",
                              .origin = "push",
                              .by = "ann",
                              .state = DEPLOYMENT_QUEUED };
    struct adding adding = { &row, f->pool };

    row.remote = pool_printf(f->pool, "%d", ++f->events);
    assert_int_equal(store_write(f->store, add_work, &adding), 0);
    if (set != NULL)
        sql(f, "UPDATE deployment SET %s WHERE id = %" PRId64, set, row.id);
    return row.id;
}

static inline struct deployment
row_of(struct fixture *f, int64_t id)
{
    struct deployment row = { 0 };

    assert_int_equal(deployment_get(f->store, id, f->pool, &row), 0);
    return row;
}

static inline void
assert_row(struct fixture *f, int64_t id, enum deployment_state state, const char *detail)
{
    const struct deployment row = row_of(f, id);

    assert_string_equal(deployment_state_name(row.state), deployment_state_name(state));
    if (detail != NULL)
        assert_non_null(strstr(row.detail != NULL ? row.detail : "", detail));
}

/* A job that is about the row, in the store, too. */
static inline struct job
a_job(struct fixture *f, const char *kind, const char *rule, int64_t row)
{
    const char *args = pool_printf(f->pool, "{\"deployment\":\"%" PRId64 "\"}", row);
    int64_t id =
        job_make(f, pool_printf(f->pool, "kind = '%s', rule = '%s', args = '%s', state = 'leased'",
                                kind, rule, args));

    return (struct job){ .id = id,
                         .event = job_row(f, id).event,
                         .kind = kind,
                         .rule = rule,
                         .lane = "circleci",
                         .crash = CRASH_VERIFY,
                         .attempt = 1,
                         .args = args,
                         .idempotency = "aa00",
                         .source = "github",
                         .delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                         .event_kind = "deployment" };
}

/* --- What follows ----------------------------------------------------------------------------- */

static inline const struct planned_job *
followed_by(const struct outcome *outcome, const char *kind)
{
    for (size_t i = 0; i < outcome->follow_count; i++) {
        if (strcmp(outcome->follow[i].kind, kind) == 0)
            return &outcome->follow[i];
    }
    return NULL;
}

#endif
