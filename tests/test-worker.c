/* test-worker.c - a real worker in a process of its own: wakes, dies, stops, drains, reloads */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/lock.h"
#include "worker_process.h"

#include <cmocka.h>

static void
works_on_what_comes_and_stops(void **state)
{
    struct fixture *f = *state;
    pid_t worker = worker_start(f, "patient");
    int64_t good, bad, seen_ms = -1;

    wait_for_heartbeat(f);
    good = job_make(f, "rule = 'quick'");
    bad = job_make(f, "rule = 'fail', crash = 'once'");
    wait_for_state(f, good, "done");
    wait_for_state(f, bad, "dead");
    assert_string_equal(job_row(f, good).reason, "acted");
    assert_string_equal(job_row(f, bad).reason, "the peer is away");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
    assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    assert_int_equal(seen_ms, 0);
}

/*
 * A worker that hangs in a job of this class is killed; the next one takes over, before the lease
 * is over.
 */
static int64_t
kill_in_the_middle(struct fixture *f, const char *crash, const char *state)
{
    int64_t id = job_make(f, pool_printf(f->pool, "rule = 'hang', crash = '%s'", crash));
    pid_t worker = worker_start(f, "patient");

    wait_for_state(f, id, state);
    kill(worker, SIGKILL);
    assert_int_equal(worker_end(worker), 128 + SIGKILL);
    go(f);

    return id;
}

static void
killed_in_the_middle_of_once_is_unknown(void **state)
{
    struct fixture *f = *state;
    int64_t id = kill_in_the_middle(f, "once", "started");
    pid_t worker = worker_start(f, "patient");

    wait_for_state(f, id, "unknown");
    assert_int_equal(job_row(f, id).attempt, 1);
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
    assert_state(f, id, "unknown");
}

static void
killed_in_the_middle_of_rerun_runs_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = kill_in_the_middle(f, "rerun", "leased");
    pid_t worker = worker_start(f, "patient");

    wait_for_state(f, id, "done");
    assert_int_equal(job_row(f, id).attempt, 2);
    assert_int_equal(job_row(f, id).crashed, 1);
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

/* Where nobody waits for orphans, a killed drain stays in the table of processes. */
static void
a_killed_one_that_nobody_has_waited_for_is_gone(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang'");
    pid_t worker = worker_start(f, "drain");
    siginfo_t info;

    wait_for_state(f, id, "leased");
    kill(worker, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)worker, &info, WEXITED | WNOWAIT), 0);
    go(f);
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_state(f, id, "done");
    assert_int_equal(worker_end(worker), 128 + SIGKILL);
}

static void
killed_in_the_middle_of_verify_is_checked_first(void **state)
{
    struct fixture *f = *state;
    int64_t id = kill_in_the_middle(f, "verify", "started");

    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_state(f, id, "done");
    assert_string_equal(job_row(f, id).reason, "checked");
}

static void
stopping_lets_a_running_job_end(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang', crash = 'once'");
    pid_t worker = worker_start(f, "patient");
    int64_t late;

    wait_for_state(f, id, "started");
    kill(worker, SIGTERM);
    wait_for_log(f, "claiming no more");
    late = job_make(f, "rule = 'quick'");
    go(f);
    assert_int_equal(worker_end(worker), 0);
    assert_state(f, id, "done");
    assert_state(f, late, "ready");
}

static void
a_second_signal_interrupts(void **state)
{
    struct fixture *f = *state;
    int64_t again = job_make(f, "rule = 'hang'");
    int64_t once = job_make(f, "rule = 'hang', crash = 'once'");
    pid_t worker = worker_start(f, "patient");

    wait_for_state(f, again, "leased");
    wait_for_state(f, once, "started");
    kill(worker, SIGINT);
    wait_for_log(f, "claiming no more");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
    assert_state(f, again, "ready");
    assert_state(f, once, "unknown");
    assert_int_equal(job_row(f, again).crashed, 0);
}

static void
without_patience_one_signal_interrupts(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang'");
    pid_t worker = worker_start(f, "impatient");

    wait_for_state(f, id, "leased");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
    assert_state(f, id, "ready");
}

static void
a_drain_ends_when_nothing_is_left(void **state)
{
    struct fixture *f = *state;
    int64_t elsewhere = job_make(f, "lane = 'deploy@elsewhere'");
    int64_t later = job_make(f, "state = 'waiting', run_at_ms = 9000000000000");
    int64_t blocked = job_make(f, "serial_key = 'k', state = 'waiting', run_at_ms = 1");

    job_make(f, "serial_key = 'k', state = 'waiting', run_at_ms = 0");
    for (int i = 0; i < 20; i++)
        job_make(f, "rule = 'quick'");
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'done'"), 22);
    assert_state(f, blocked, "done");
    assert_state(f, elsewhere, "ready");
    assert_state(f, later, "waiting");
}

#define DAY_MS INT64_C(86400000)
#define DONE_OF_EVENT "SELECT count(*) FROM job WHERE event_id = %" PRId64 " AND state = 'done'"

static void
what_follows_is_done_too(void **state)
{
    struct fixture *f = *state;
    int64_t lead = job_make(f, "rule = 'lead'");
    pid_t worker;

    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(sql_number(f, DONE_OF_EVENT, job_row(f, lead).event), 3);
    worker = worker_start(f, "patient");
    wait_for_heartbeat(f);
    lead = job_make(f, "rule = 'lead'");
    wait_for_state(f, lead, "done");
    wait_for_state(f, lead + 1, "done");
    wait_for_state(f, lead + 2, "done");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
    assert_int_equal(sql_number(f, DONE_OF_EVENT, job_row(f, lead).event), 3);
}

static void
one_drain_at_a_time(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang'");
    pid_t first = worker_start(f, "drain");

    wait_for_state(f, id, "leased");
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    wait_for_log(f, "another drain is at it");
    go(f);
    assert_int_equal(worker_end(first), 0);
    assert_state(f, id, "done");
}

static void
a_drain_whose_time_is_up_claims_no_more(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang'"), late;
    pid_t drain = worker_start(f, "drain-2000");

    wait_for_state(f, id, "leased");
    wait_for_log(f, "the time is up: claiming no more");
    late = job_make(f, "rule = 'quick'");
    go(f);
    assert_int_equal(worker_end(drain), 0);
    assert_state(f, id, "done");
    assert_state(f, late, "ready");
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_state(f, late, "done");
}

/* A signal after that is the first one, and no reason to interrupt. */
static void
a_signal_when_the_time_is_up_lets_a_running_job_end(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang'");
    pid_t drain = worker_start(f, "drain-2000");

    wait_for_state(f, id, "leased");
    wait_for_log(f, "the time is up: claiming no more");
    kill(drain, SIGTERM);
    go(f);
    assert_int_equal(worker_end(drain), 0);
    assert_state(f, id, "done");
}

/* Whoever holds the store is no drain that would do the job. */
static void
a_drain_of_a_busy_store_fails(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'quick'");
    struct lock *lock = NULL;

    assert_int_equal(lock_open(pool_printf(f->pool, "%s/hooklet.lock", f->directory), &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    assert_int_equal(worker_end(worker_start(f, "drain")), -FAIL_BUSY);
    lock_release(lock);
    lock_close(lock);
    assert_state(f, id, "ready");
}

#define HEARTBEATS "SELECT count(*) FROM state WHERE kind = 'worker'"

static void
drains_leave_one_heartbeat(void **state)
{
    struct fixture *f = *state;
    int64_t begun_ms = clock_ms(), seen_ms = 0;

    sql(f, "INSERT INTO state VALUES ('worker', 'long ago', '{}', 1, %" PRId64 ")",
        begun_ms - INT64_C(90000000));
    for (int i = 0; i < 3; i++)
        assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    assert_in_range(seen_ms, begun_ms, clock_ms());
    assert_int_equal(sql_number(f, HEARTBEATS), 1);
}

#define OLD_EVENT "UPDATE event SET received_ms = 1 WHERE id = %" PRId64
#define EVENTS "SELECT count(*) FROM event"

static void
old_events_go_once_an_hour(void **state)
{
    struct fixture *f = *state;

    sql(f, OLD_EVENT, event_make(f, "first"));
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(sql_number(f, EVENTS), 0);
    sql(f, OLD_EVENT, event_make(f, "second"));
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(sql_number(f, EVENTS), 1);
    sql(f, "UPDATE state SET updated_ms = updated_ms - 3600000 WHERE kind = 'maintenance'");
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_int_equal(sql_number(f, EVENTS), 0);
}

/* Two feeds, each once a day; their names say what their jobs do. */
static const char *
feed_config(struct fixture *f)
{
    return pool_printf(f->pool,
                       "%sasana {\n    token_file = \"%s/token\"\n    workspace = \"Acme\"\n}\n"
                       "feed \"quick\" {\n    url = \"https://a.example/1\"\n"
                       "    project = \"Web\"\n    every = 1d\n}\n"
                       "feed \"fail\" {\n    url = \"https://a.example/2\"\n"
                       "    project = \"Web\"\n    every = 1d\n}\n",
                       good_config(f, HOST), f->directory);
}

#define ROUNDS                                                                                     \
    "SELECT count(*) FROM event WHERE source = 'hooklet' AND substr(delivery, 1, 11) = 'feed/quick/'"
#define ROUNDS_DONE                                                                                \
    "SELECT count(*) FROM job WHERE kind = 'feed' AND rule = 'quick' AND state = 'done'"

/* Midnight may come in between; then there are two rounds, and a job for each. */
static void
a_drain_does_what_has_come_round_once(void **state)
{
    struct fixture *f = *state;
    int64_t rounds;

    configure(f, feed_config(f));
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    rounds = sql_number(f, ROUNDS);
    assert_in_range(rounds, 1, 2);
    assert_int_equal(sql_number(f, ROUNDS_DONE), rounds);
    assert_in_range(sql_number(f, "SELECT failed FROM job WHERE rule = 'fail'"), 1, 2);
    assert_int_equal(worker_end(worker_start(f, "drain")), 0);
    assert_in_range(sql_number(f, ROUNDS), 1, 2);
    assert_int_equal(sql_number(f, ROUNDS_DONE), sql_number(f, ROUNDS));
}

static void
three_workers_and_one_round(void **state)
{
    struct fixture *f = *state;
    pid_t workers[3];
    int64_t begun_ms = clock_ms();

    configure(f, feed_config(f));
    for (int i = 0; i < 3; i++)
        workers[i] = worker_start(f, "patient");
    /* Who is not so far yet would die of the signal. */
    wait_for_number(f, "SELECT count(*) FROM state WHERE kind = 'worker'", 3);
    wait_for_number(f, ROUNDS_DONE, 1);
    for (int i = 0; i < 3; i++)
        kill(workers[i], SIGTERM);
    for (int i = 0; i < 3; i++)
        assert_int_equal(worker_end(workers[i]), 0);
    assert_in_range(sql_number(f, ROUNDS), 1, 1 + (clock_ms() / DAY_MS - begun_ms / DAY_MS));
}

/* A feed that is new in the configuration is not waited for until something else comes round. */
static void
reload_tells_of_new_feeds(void **state)
{
    struct fixture *f = *state;
    pid_t worker = worker_start(f, "patient");

    wait_for_heartbeat(f);
    assert_int_equal(sql_number(f, ROUNDS), 0);
    configure(f, feed_config(f));
    kill(worker, SIGHUP);
    wait_for_log(f, "read again");
    wait_for_number(f, ROUNDS_DONE, 1);
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

static void
threads_as_many_as_configured(void **state)
{
    struct fixture *f = *state;
    pid_t worker;

    configure(f, pool_printf(f->pool, "%sworker_threads = 100\n", good_config(f, HOST)));
    worker = worker_start(f, "as-configured");
    wait_for_log(f, ", 100 threads");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

/* Both jobs fail in the same thread. */
static void
a_silent_failure_has_no_others_reason(void **state)
{
    struct fixture *f = *state;
    int64_t loud = job_make(f, "rule = 'fail', crash = 'once'");
    int64_t silent = job_make(f, "rule = 'miss', crash = 'once'");
    pid_t worker;

    configure(f, pool_printf(f->pool, "%sworker_threads = 1\n", good_config(f, HOST)));
    worker = worker_start(f, "as-configured");
    wait_for_state(f, loud, "dead");
    wait_for_state(f, silent, "dead");
    assert_string_equal(job_row(f, silent).reason, "not found");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

/* The job has been done; its result is written as soon as that is possible again. */
static void
a_result_waits_for_a_busy_store(void **state)
{
    struct fixture *f = *state;
    int64_t id = job_make(f, "rule = 'hang', crash = 'once'");
    pid_t worker = worker_start(f, "patient");
    struct lock *lock = NULL;

    wait_for_state(f, id, "started");
    assert_int_equal(lock_open(pool_printf(f->pool, "%s/hooklet.lock", f->directory), &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    go(f);
    wait_for_log(f, "no turn to write");
    lock_release(lock);
    lock_close(lock);
    wait_for_state(f, id, "done");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

static void
reload_takes_a_good_file_and_refuses_a_bad_one(void **state)
{
    struct fixture *f = *state;
    pid_t worker = worker_start(f, "patient");
    int64_t id;

    wait_for_heartbeat(f);
    configure(f, "host = { what\n");
    kill(worker, SIGHUP);
    wait_for_log(f, "stays in force");
    id = job_make(f, "rule = 'quick'");
    wait_for_state(f, id, "done");

    configure(f, pool_printf(f->pool, "%slog = json\n", good_config(f, "there")));
    kill(worker, SIGHUP);
    wait_for_log(f, "read again");
    wait_for_log(f, "log has changed: that needs a restart");
    id = job_make(f, "rule = 'quick', lane = 'deploy@there'");
    wait_for_state(f, id, "done");
    kill(worker, SIGTERM);
    assert_int_equal(worker_end(worker), 0);
}

static void
without_a_database_it_does_not_start(void **state)
{
    struct fixture *f = *state;

    configure(f, pool_printf(f->pool, "state = \"%s/none\"\nhost = \"here\"\n", f->directory));
    assert_int_equal(worker_end(worker_start(f, "patient")), -FAIL_NOT_FOUND);
    wait_for_log(f, "hooklet init");
}

#define WORKER_TEST(name, function)                                                                \
    {                                                                                              \
        name, function, worker_setup, fixture_remove, NULL                                         \
    }

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WORKER_TEST("works-on-what-comes-and-stops", works_on_what_comes_and_stops),
        WORKER_TEST("killed-in-the-middle-of-once-is-unknown",
                    killed_in_the_middle_of_once_is_unknown),
        WORKER_TEST("killed-in-the-middle-of-rerun-runs-again",
                    killed_in_the_middle_of_rerun_runs_again),
        WORKER_TEST("a-killed-one-that-nobody-has-waited-for-is-gone",
                    a_killed_one_that_nobody_has_waited_for_is_gone),
        WORKER_TEST("killed-in-the-middle-of-verify-is-checked-first",
                    killed_in_the_middle_of_verify_is_checked_first),
        WORKER_TEST("stopping-lets-a-running-job-end", stopping_lets_a_running_job_end),
        WORKER_TEST("a-second-signal-interrupts", a_second_signal_interrupts),
        WORKER_TEST("without-patience-one-signal-interrupts",
                    without_patience_one_signal_interrupts),
        WORKER_TEST("a-drain-ends-when-nothing-is-left", a_drain_ends_when_nothing_is_left),
        WORKER_TEST("what-follows-is-done-too", what_follows_is_done_too),
        WORKER_TEST("one-drain-at-a-time", one_drain_at_a_time),
        WORKER_TEST("a-drain-whose-time-is-up-claims-no-more",
                    a_drain_whose_time_is_up_claims_no_more),
        WORKER_TEST("a-signal-when-the-time-is-up-lets-a-running-job-end",
                    a_signal_when_the_time_is_up_lets_a_running_job_end),
        WORKER_TEST("a-drain-of-a-busy-store-fails", a_drain_of_a_busy_store_fails),
        WORKER_TEST("drains-leave-one-heartbeat", drains_leave_one_heartbeat),
        WORKER_TEST("old-events-go-once-an-hour", old_events_go_once_an_hour),
        WORKER_TEST("a-drain-does-what-has-come-round-once", a_drain_does_what_has_come_round_once),
        WORKER_TEST("three-workers-and-one-round", three_workers_and_one_round),
        WORKER_TEST("reload-tells-of-new-feeds", reload_tells_of_new_feeds),
        WORKER_TEST("threads-as-many-as-configured", threads_as_many_as_configured),
        WORKER_TEST("a-silent-failure-has-no-others-reason", a_silent_failure_has_no_others_reason),
        WORKER_TEST("a-result-waits-for-a-busy-store", a_result_waits_for_a_busy_store),
        WORKER_TEST("reload-takes-a-good-file-and-refuses-a-bad-one",
                    reload_takes_a_good_file_and_refuses_a_bad_one),
        WORKER_TEST("without-a-database-it-does-not-start", without_a_database_it_does_not_start),
    };

    if (argc == 4 && strcmp(argv[1], "--worker") == 0)
        return worker_main(argv[2], argv[3]);

    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
