/* test-maintain.c - retention, backup, readiness */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/lock.h"
#include "store/maintain.h"
#include "store/state.h"

#include <cmocka.h>

#define DAY_MS INT64_C(86400000)

static struct pruned
prune(struct fixture *f, struct retention retention)
{
    struct pruned pruned = { 0 };

    assert_int_equal(maintain_prune(f->store, &retention, &pruned), 0);
    return pruned;
}

/* A job of which all is there: attempts, a step, a note, its event's body. */
static int64_t
story_make(struct fixture *f, const char *state, int64_t at_ms)
{
    int64_t id = job_make(f, pool_printf(f->pool, "state = '%s'", state));

    sql(f,
        "UPDATE event SET body = x'00', received_ms = %" PRId64
        " WHERE id = (SELECT event_id FROM job WHERE id = %" PRId64 ")",
        at_ms, id);
    sql(f,
        "INSERT INTO attempt (job_id, n, owner, start_ms, end_ms, outcome, detail) VALUES (%" PRId64
        ", 1, 'w', 0, %" PRId64 ", 'failed', NULL),"
        " (%" PRId64 ", 2, 'w', 0, %" PRId64 ", 'done', NULL)",
        id, at_ms, id, at_ms + 1000);
    sql(f,
        "INSERT INTO step (job_id, attempt, n, title, ended, code, start_ms, duration_ms)"
        " VALUES (%" PRId64 ", 1, 1, 'make', 'exit status 2', 2, 0, 0)",
        id);
    sql(f,
        "INSERT INTO note (event_id, job_id, at_ms, text) SELECT event_id, id, 0, 'told'"
        " FROM job WHERE id = %" PRId64,
        id);
    return id;
}

static void
zero_keeps_all(void **state)
{
    struct fixture *f = *state;
    struct pruned pruned;

    story_make(f, "done", 1);
    pruned = prune(f, (struct retention){ 0 });
    assert_int_equal(pruned.bodies + pruned.attempts + pruned.events, 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE body IS NOT NULL"), 1);
}

static void
old_bodies_go_and_rows_stay(void **state)
{
    struct fixture *f = *state;

    story_make(f, "done", NOW - DAY_MS);
    story_make(f, "dead", NOW - DAY_MS);
    story_make(f, "done", NOW);
    assert_int_equal(prune(f, (struct retention){ .bodies_before_ms = NOW }).bodies, 2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 3);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE body IS NULL"), 2);
    assert_int_equal(prune(f, (struct retention){ .bodies_before_ms = NOW }).bodies, 0);
}

static void
old_attempts_go_with_their_steps(void **state)
{
    struct fixture *f = *state;
    int64_t id = story_make(f, "done", NOW);

    assert_int_equal(prune(f, (struct retention){ .attempts_before_ms = NOW + 1 }).attempts, 1);
    assert_int_equal(sql_number(f, "SELECT n FROM attempt WHERE job_id = %" PRId64, id), 2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM step"), 0);
}

static void
old_events_go_with_all_that_is_theirs(void **state)
{
    struct fixture *f = *state;

    story_make(f, "done", NOW - DAY_MS);
    story_make(f, "superseded", NOW - DAY_MS);
    story_make(f, "done", NOW);
    assert_int_equal(prune(f, (struct retention){ .events_before_ms = NOW }).events, 2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM attempt"), 2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM step"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note"), 1);
}

static void
nothing_of_a_job_on_its_way_goes(void **state)
{
    static const char *const states[] = { "waiting", "ready", "leased", "started", "unknown" };
    struct fixture *f = *state;
    struct retention all = { NOW, NOW, NOW, NOW };
    struct pruned pruned;

    for (size_t i = 0; i < 5; i++)
        story_make(f, states[i], NOW - DAY_MS);
    pruned = prune(f, all);
    assert_int_equal(pruned.bodies + pruned.attempts + pruned.events, 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE body IS NOT NULL"), 5);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM attempt"), 10);
}

static void
thousands_go_and_the_file_shrinks(void **state)
{
    struct fixture *f = *state;
    int64_t pages;

    sql(f,
        "INSERT INTO event (source, delivery, delivery_key, kind, secret, status, received_ms,"
        " body_key, body_sha, body_length, headers, body) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n WHERE i < 1700) SELECT 'github', 'many' || i, CAST('many' || i AS BLOB), 'push',"
        " 'main', 'ignored', 1, 0, zeroblob(32), 2, '{}', zeroblob(2000) FROM n");
    pages = sql_number(f, "PRAGMA page_count");
    assert_int_equal(prune(f, (struct retention){ .events_before_ms = NOW }).events, 1700);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
    assert_in_range(sql_number(f, "PRAGMA page_count"), 1, pages - 400);
}

static void
backup_is_a_database_that_can_be_served(void **state)
{
    struct fixture *f = *state;
    const char *directory = pool_printf(f->pool, "%s/restored", f->directory);
    const char *path = pool_printf(f->pool, "%s/hooklet.db", directory);
    struct store *restored = NULL;
    struct job_row row;
    int64_t id = story_make(f, "done", NOW);

    assert_int_equal(mkdir(directory, 0700), 0);
    assert_int_equal(maintain_backup(f->store, path), 0);
    assert_int_equal(maintain_backup(f->store, path), FAIL_CONFLICT);
    assert_int_equal(store_open(directory, STORE_TOOL, &restored), 0);
    assert_int_equal(ledger_job(restored, id, f->pool, &row), 0);
    assert_int_equal(maintain_ready(restored), 0);
    store_close(restored);
}

static void
healthy_store_is_ready_and_unchanged(void **state)
{
    struct fixture *f = *state;
    int64_t rows = sql_number(f, "SELECT count(*) FROM state");

    assert_int_equal(maintain_ready(f->store), 0);
    assert_int_equal(maintain_ready(f->store), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state"), rows);
}

struct asker {
    struct fixture *fixture;
    struct pool *pool;
    int number;
    int bad;
};

/* Even ones ask whether the store is ready, odd ones write. */
static void *
ask_or_write(void *data)
{
    struct asker *asker = data;
    struct store *store = asker->fixture->store;

    for (int i = 0; i < 20; i++) {
        const char *key = pool_printf(asker->pool, "%d-%d", asker->number, i);

        asker->bad += asker->number % 2 == 0 ? maintain_ready(store) != 0
                                             : state_put(store, "together", key, "1", NOW) != 0;
    }
    return NULL;
}

static void
asking_whether_it_is_ready_takes_nothing_from_those_that_write(void **state)
{
    struct fixture *f = *state;
    struct asker askers[8];
    pthread_t threads[8];

    for (int i = 0; i < 8; i++) {
        askers[i] = (struct asker){ .fixture = f, .pool = pool_new(), .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_or_write, &askers[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(askers[i].bad, 0);
        pool_free(askers[i].pool);
    }
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'together'"), 80);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'ready'"), 0);
}

static void
stuck_writer_is_not_ready(void **state)
{
    struct fixture *f = *state;
    struct lock *lock = NULL;

    assert_int_equal(lock_open(pool_printf(f->pool, "%s/hooklet.lock", f->directory), &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    assert_int_equal(maintain_ready(f->store), FAIL_BUSY);
    lock_close(lock);
    assert_int_equal(maintain_ready(f->store), 0);
}

static void
too_new_schema_is_not_ready(void **state)
{
    struct fixture *f = *state;

    sql(f, "UPDATE state SET value = '1000' WHERE kind = 'schema'; PRAGMA user_version = 1000");
    assert_int_equal(maintain_ready(f->store), FAIL_STORE);
    assert_non_null(strstr(fail_detail(), "too new"));
}

/* One of them is what another part keeps, and no business of ours. */
static void
what_was_missed_is_forgotten_after_four_days(void **state)
{
    struct fixture *f = *state;
    struct retention retention = { .recovery_before_ms = NOW };
    struct settings settings = { 0 };

    assert_int_equal(state_put(f->store, STATE_REDELIVERY, "old", "{}", NOW - 1), 0);
    assert_int_equal(state_put(f->store, STATE_REDELIVERY, "new", "{}", NOW), 0);
    assert_int_equal(state_put(f->store, STATE_RECOVER, "/app/hook", "{}", NOW - 1), 0);
    assert_int_equal(state_put(f->store, STATE_ANSWER, "42 /app", "{}", NOW - 1), 0);
    assert_int_equal(state_put(f->store, STATE_TOKEN, "42", "{}", NOW - 1), 0);
    assert_int_equal(state_put(f->store, "token", "old", "{}", NOW - 1), 0);
    prune(f, retention);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE key = 'new'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'token'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind LIKE 'github%%'"), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind LIKE 're%%'"), 1);
    assert_int_equal(retention_of(&settings, NOW).recovery_before_ms, NOW - 4 * DAY_MS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("zero-keeps-all", zero_keeps_all),
        TEST("old-bodies-go-and-rows-stay", old_bodies_go_and_rows_stay),
        TEST("old-attempts-go-with-their-steps", old_attempts_go_with_their_steps),
        TEST("old-events-go-with-all-that-is-theirs", old_events_go_with_all_that_is_theirs),
        TEST("nothing-of-a-job-on-its-way-goes", nothing_of_a_job_on_its_way_goes),
        TEST("thousands-go-and-the-file-shrinks", thousands_go_and_the_file_shrinks),
        TEST("what-was-missed-is-forgotten-after-four-days",
             what_was_missed_is_forgotten_after_four_days),
        TEST("backup-is-a-database-that-can-be-served", backup_is_a_database_that_can_be_served),
        TEST("healthy-store-is-ready-and-unchanged", healthy_store_is_ready_and_unchanged),
        TEST("asking-whether-it-is-ready-takes-nothing-from-those-that-write",
             asking_whether_it_is_ready_takes_nothing_from_those_that_write),
        TEST("stuck-writer-is-not-ready", stuck_writer_is_not_ready),
        TEST("too-new-schema-is-not-ready", too_new_schema_is_not_ready),
    };

    log_open("test-maintain", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("maintain", tests, NULL, NULL);
}
