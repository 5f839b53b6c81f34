/* test-many-jobs.c - what is over costs nothing, however much of it there is */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>

#include "base/log.h"
#include "some_pushes.h"
#include "store/maintain.h"
#include "watch_sql.h"

#include <cmocka.h>

#define MANY 20000

/* Finished jobs of the key that pushes have, each with its attempt, and events without bodies. */
static void
finished_make(struct fixture *f)
{
    int64_t event = event_make(f, "many");

    sql(f,
        "WITH RECURSIVE origin (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM origin WHERE i < %d)"
        " INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, attempts,"
        " created_ms, updated_ms, args, state, run_at_ms, serial_key, subject)"
        " SELECT %" PRId64 ", 'deploy', 'web', i, 'deploy@" HOST "', i, 1, 'rerun', 1, 0, 0, '{}',"
        " iif(i %% 2, 'done', 'dead'), i, 'deploy:web', 'old' || i FROM origin",
        MANY, event);
    sql(f,
        "INSERT INTO attempt (job_id, n, owner, start_ms, end_ms, outcome)"
        " SELECT id, 1, 'x', %" PRId64 ", %" PRId64 ", 'done' FROM job WHERE event_id = %" PRId64,
        NOW, NOW, event);
    sql(f,
        "WITH RECURSIVE origin (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM origin WHERE i < %d)"
        " INSERT INTO event (source, delivery, delivery_key, kind, secret, status, received_ms,"
        " body_key, body_sha, body_length, headers) SELECT 'github', 'many-' || i,"
        " CAST('many-' || i AS BLOB), 'push', 'main', 'ignored', %" PRId64
        ", 0, zeroblob(32), 2, '{}' FROM origin",
        MANY, NOW);
}

/* Fails, waits, fails for good, is delivered again, is lost with its worker. */
static void
life_of_a_job(struct fixture *f, const char *id, int64_t order_ms)
{
    struct delivery delivery = delivery_make(f, id, id);
    struct plan plan = { 0 };
    struct job job;
    int64_t number;
    int reaped = 0;

    add_deploy(f, &plan, id, order_ms)->attempts = 2;
    number = accept_plan(f, &delivery, &plan).jobs[0].id;
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    finish_as(f, &job, OUTCOME_FAILED, NOW);
    assert_state(f, number, "waiting");
    assert_int_equal(claim_at(f, "", NOW + 60000, &job), 0);
    finish_as(f, &job, OUTCOME_FAILED, NOW + 60000);
    assert_state(f, number, "dead");
    assert_int_equal(accept_plan(f, &delivery, &plan).job_count, 1);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(jobs_reap(f->store, NOW + JOB_LEASE_MS + 1, &reaped), 0);
    assert_int_equal(reaped, 1);
    assert_int_equal(jobs_cancel(f->store, number, "test", NOW), 0);
    assert_int_equal(jobs_retry(f->store, number, "test", NOW), 0);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    finish_as(f, &job, OUTCOME_DONE, NOW);
}

static int64_t
steps_of_a_life(struct fixture *f, const char *id, int64_t order_ms)
{
    watch_clear();
    life_of_a_job(f, id, order_ms);
    assert_no_scans(store_path(f->store));
    return watch_steps();
}

static int64_t
steps_of_looking(struct fixture *f)
{
    struct strings owners;
    int64_t number;
    bool any;

    watch_clear();
    assert_int_equal(jobs_next_due(f->store, &number), 0);
    assert_int_equal(jobs_wanting(f->store, NOW, &any), 0);
    assert_int_equal(jobs_owners(f->store, f->pool, &owners), 0);
    return watch_steps();
}

/* Nothing is old enough yet, but the bodies of those that were. */
static int64_t
steps_of_pruning(struct fixture *f)
{
    struct retention retention = { NOW, NOW, NOW, NOW };
    struct pruned pruned;

    watch_clear();
    assert_int_equal(maintain_prune(f->store, &retention, &pruned), 0);
    assert_int_equal(pruned.bodies + pruned.attempts + pruned.events, 0);
    assert_no_scans(store_path(f->store));
    return watch_steps();
}

static void
finished_jobs_cost_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t life, looking, pruning;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    life_of_a_job(f, "warm-up", NOW);
    life = steps_of_a_life(f, "few", NOW + 1000);
    looking = steps_of_looking(f);
    pruning = steps_of_pruning(f);
    finished_make(f);
    assert_in_range(steps_of_a_life(f, "much", NOW + 2000), 1, life + 1000);
    assert_in_range(steps_of_looking(f), 1, looking + 1000);
    assert_in_range(steps_of_pruning(f), 1, pruning + 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("finished-jobs-cost-nothing", finished_jobs_cost_nothing),
    };

    log_open("test-many-jobs", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("many-jobs", tests, NULL, NULL);
}
