/* test-exec_act.c - deliveries to a program of this machine */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_message.h"
#include "base/fail.h"
#include "base/log.h"
#include "store/deliveries.h"
#include "store/some_targets.h"
#include "work/exec_act.h"

#include <cmocka.h>

/* Says what it gets, and fails at its first attempt. */
static const char *const argv[] = { "/bin/sh", "-c",
                                    "cat; echo \" $HOOKLET_OWNER $HOOKLET_MESSAGE_ID\";"
                                    " test \"$HOOKLET_ATTEMPT\" -gt 1" };
static const struct rule_step step = { .title = "sh", .argv = { argv, 3 } };
static const struct rule receiver = { .kind = RULE_RECEIVER,
                                      .name = "journal",
                                      .steps = &step,
                                      .step_count = 1,
                                      .timeout_ms = 10000,
                                      .host = HOST };
static const int64_t at_once[] = { 0, 0, 0 };

static int
begin(void **state)
{
    (void)state;
    log_open("test-exec_act", LOG_FORMAT_PLAIN, LOG_ERROR);
    return 0;
}

/* Claims the next delivery, does it with these settings, and settles it; its row. */
static struct job_row
deliver(struct fixture *f, const struct settings *settings)
{
    struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job;

    work.settings = settings;
    assert_int_equal(claim_kind(f, JOB_EXEC, NOW, &job), 0);
    assert_int_equal(exec_act(&work, &job, &outcome), 0);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    return job_row(f, job.id);
}

static struct settings
settings_of(struct fixture *f)
{
    return (struct settings){ .host = HOST,
                              .state = f->directory,
                              .rules = &receiver,
                              .rule_count = 1,
                              .outgoing.disable_after_ms = 86400000 };
}

static int64_t
a_program(struct fixture *f, const char *url)
{
    return a_target(
        f, &(struct target){
               .url = url, .envelope = TARGET_FIELDS, .delays_s = at_once, .delay_count = 3 });
}

static void
its_bytes_are_those_of_the_first_attempt(void **state)
{
    struct fixture *f = *state;
    const struct settings settings = settings_of(f);
    struct target target = target_row(f, a_program(f, "exec:journal"));
    struct delivery_attempts attempts;
    struct job_row job;

    (void)a_message(f, &(struct hook_message){ .id = "m", .data = "{\"a\":1}", .length = 7 }, NOW);
    (void)fan_out(f, NOW);
    assert_string_equal(deliver(f, &settings).state, "waiting");
    assert_int_equal(target_row(f, target.id).failures, 1);
    target.envelope = TARGET_BARE;
    target.content = TARGET_FORM;
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    sql(f, "UPDATE job SET run_at_ms = 0 WHERE state = 'waiting'");
    job = deliver(f, &settings);
    assert_string_equal(job.state, "done");
    assert_int_equal(target_row(f, target.id).failures, 0);

    assert_int_equal(delivery_attempts(f->store, job.id, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 2);
    assert_int_equal(attempts.rows[0].status, 1);
    assert_int_equal(attempts.rows[1].status, 0);
    assert_int_equal(attempts.rows[0].answer_length, attempts.rows[1].answer_length);
    assert_memory_equal(attempts.rows[0].answer, attempts.rows[1].answer,
                        attempts.rows[0].answer_length);
    assert_memory_equal(attempts.rows[0].answer, "{\"a\":1,\"event\":", 15);
    assert_non_null(
        memmem(attempts.rows[0].answer, attempts.rows[0].answer_length, " acme m\n", 8));
}

static void
a_program_that_is_not_configured(void **state)
{
    struct fixture *f = *state;
    const struct settings settings = settings_of(f);
    struct job_row job;

    (void)a_program(f, "exec:diary");
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    job = deliver(f, &settings);
    /* Perhaps this worker has not read the configuration anew: that is no reason to give up. */
    assert_string_equal(job.state, "waiting");
    assert_non_null(strstr(job.reason, "this worker knows no receiver diary"));
}

static void
to_a_disabled_one_nothing_runs(void **state)
{
    struct fixture *f = *state;
    const struct settings settings = settings_of(f);
    struct job_row job;

    (void)a_program(f, "exec:journal");
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    sql(f, "UPDATE target SET state = 'disabled', reason = 'by hand'");
    job = deliver(f, &settings);
    assert_string_equal(job.state, "dead");
    assert_string_equal(job.reason, "target disabled: by hand");
}

/* Somebody else has the job now, and runs it. */
static void
who_has_lost_the_job_runs_nothing(void **state)
{
    struct fixture *f = *state;
    const struct settings settings = settings_of(f);
    struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job;

    work.settings = &settings;
    (void)a_program(f, "exec:journal");
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    (void)fan_out(f, NOW);
    assert_int_equal(claim_kind(f, JOB_EXEC, NOW, &job), 0);
    sql(f, "UPDATE job SET fence = fence + 1 WHERE kind = 'exec'");
    assert_int_equal(exec_act(&work, &job, &outcome), FAIL_CONFLICT);
    assert_null(outcome.record);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("its-bytes-are-those-of-the-first-attempt", its_bytes_are_those_of_the_first_attempt),
        TEST("a-program-that-is-not-configured", a_program_that_is_not_configured),
        TEST("to-a-disabled-one-nothing-runs", to_a_disabled_one_nothing_runs),
        TEST("who-has-lost-the-job-runs-nothing", who_has_lost_the_job_runs_nothing),
    };

    return cmocka_run_group_tests_name("exec_act", tests, begin, NULL);
}
