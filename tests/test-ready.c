/* test-ready.c - what a monitor is told about the worker */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "ready.h"
#include "store/some_jobs.h"

#include <cmocka.h>

/* Asks with a secret in place; the answer's body. */
static const char *
ask(struct fixture *f, int status)
{
    struct settings settings = { .github.secret_count = 1 };
    struct app app = { &settings, f->store };
    struct request req = { .pool = f->pool };
    struct response res = response_ready(&req, &app);

    assert_int_equal(res.status, status);
    assert_int_equal(res.retry_after_s, 0);
    return res.body;
}

static void
heartbeat_before(struct fixture *f, int64_t ms)
{
    sql(f,
        "INSERT INTO state VALUES ('worker', 'here:drain', '{}', 1, %" PRId64 ")"
        " ON CONFLICT DO UPDATE SET updated_ms = excluded.updated_ms",
        clock_ms() - ms);
}

static void
without_jobs_nobody_is_missed(void **state)
{
    struct fixture *f = *state;

    ask(f, 200);
    heartbeat_before(f, 3600000);
    ask(f, 200);
    job_make(f, "state = 'done'");
    job_make(f, "state = 'waiting', run_at_ms = 9000000000000");
    ask(f, 200);
}

static void
a_job_and_nobody_to_do_it(void **state)
{
    struct fixture *f = *state;
    const char *said;

    job_make(f, NULL);
    said = ask(f, 503);
    assert_string_equal(said, "{\"status\":\"not ready\",\"failing\":[\"worker: none is running,"
                              " and jobs are waiting; start hooklet work\"]}");
    heartbeat_before(f, 7200000);
    said = ask(f, 503);
    assert_non_null(strstr(said, "no sign of life for 2h, and jobs are waiting"));
}

static void
a_job_and_somebody_to_do_it(void **state)
{
    struct fixture *f = *state;

    job_make(f, NULL);
    heartbeat_before(f, 1000);
    ask(f, 200);
}

/* A worker that always runs is missed earlier than cron's drain, which comes once a minute. */
static void
a_job_and_cron(void **state)
{
    struct fixture *f = *state;

    job_make(f, NULL);
    heartbeat_before(f, 90000);
    ask(f, 200);
    heartbeat_before(f, 130000);
    ask(f, 503);
    sql(f, "UPDATE state SET key = 'here:7:0badcafe', updated_ms = %" PRId64, clock_ms() - 90000);
    ask(f, 503);
}

static void
a_job_that_is_due_or_left_behind_counts(void **state)
{
    struct fixture *f = *state;
    int64_t due = job_make(f, "state = 'waiting', run_at_ms = 1");

    ask(f, 503);
    sql(f, "UPDATE job SET state = 'leased', lease_ms = 1 WHERE id = %" PRId64, due);
    ask(f, 503);
    sql(f, "UPDATE job SET lease_ms = 9000000000000 WHERE id = %" PRId64, due);
    ask(f, 200);
}

static void
all_that_fails_is_told(void **state)
{
    struct fixture *f = *state;
    struct settings settings = { 0 };
    struct app app = { &settings, NULL };
    struct request req = { .pool = f->pool };
    struct response res = response_ready(&req, &app);

    assert_int_equal(res.status, 503);
    assert_non_null(strstr(res.body, "\"secrets: "));
    assert_non_null(strstr(res.body, "\"store: "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("without-jobs-nobody-is-missed", without_jobs_nobody_is_missed),
        TEST("a-job-and-nobody-to-do-it", a_job_and_nobody_to_do_it),
        TEST("a-job-and-somebody-to-do-it", a_job_and_somebody_to_do_it),
        TEST("a-job-and-cron", a_job_and_cron),
        TEST("a-job-that-is-due-or-left-behind-counts", a_job_that_is_due_or_left_behind_counts),
        TEST("all-that-fails-is-told", all_that_fails_is_told),
    };

    return cmocka_run_group_tests_name("ready", tests, NULL, NULL);
}
