/* test-fanout.c - a message becomes one delivery to each target that wants it, and no second one */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <string.h>

#include "a_message.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "work/fanout.h"
#include "work/send_form.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define MANY 1200

static int64_t
deliveries(struct fixture *f)
{
    return sql_number(f, "SELECT count(*) FROM job WHERE kind = 'send' OR kind = 'exec'");
}

/* The delivery of an event to a target; 0: none. */
static int64_t
delivery_of(struct fixture *f, int64_t event, int64_t target)
{
    return sql_number(f,
                      "SELECT coalesce((SELECT id FROM job WHERE event_id = %" PRId64
                      " AND kind IN ('send', 'exec') AND step = %" PRId64 "), 0)",
                      event, target);
}

static void
nobody_takes_it(void **state)
{
    (void)a_message(*state, &(struct hook_message){ 0 }, NOW);
    assert_string_equal(fan_out(*state, NOW), "no target takes it");
    assert_int_equal(deliveries(*state), 0);
}

static void
one_job_for_each(void **state)
{
    struct fixture *f = *state;
    int64_t web = a_target(f, &(struct target){ 0 }),
            local = a_target(f, &(struct target){ .url = "exec:mailer" });
    int64_t event = a_message(f, &(struct hook_message){ .id = "m" }, NOW).event;
    struct send_args args = { 0 };
    struct job_row job;

    assert_string_equal(fan_out(f, NOW), "2 targets");
    assert_int_equal(deliveries(f), 2);
    job = job_row(f, delivery_of(f, event, web));
    assert_string_equal(job.kind, "send");
    assert_string_equal(job.lane, pool_printf(f->pool, "send:%" PRId64, web));
    assert_string_equal(job.rule, "message");
    assert_string_equal(job.state, "ready");
    assert_string_equal(job.crash, "rerun");
    assert_null(job.key);
    assert_int_equal(job.attempts, RETRY_ATTEMPTS);
    assert_int_equal(send_args_read(f->pool, job.args, &args), 0);
    assert_int_equal(args.target, web);
    assert_false(args.frozen);
    job = job_row(f, delivery_of(f, event, local));
    assert_string_equal(job.kind, "exec");
    assert_string_equal(job.lane, pool_printf(f->pool, "exec:%" PRId64, local));
}

/* Only a worker of its receiver's host may have it. */
static void
a_receiver_is_of_its_host(void **state)
{
    static const struct rule receiver = { .kind = RULE_RECEIVER, .name = "mailer", .host = "web9" };
    static const struct settings settings = { .host = HOST, .rules = &receiver, .rule_count = 1 };
    struct fixture *f = *state;
    int64_t local = a_target(f, &(struct target){ .url = "exec:mailer" });
    struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job;

    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), 0);
    work.settings = &settings;
    assert_int_equal(fanout_act(&work, &job, &outcome), 0);
    assert_int_equal(jobs_finish(f->store, &job, &outcome, NOW), 0);
    assert_int_equal(claim_kind(f, JOB_EXEC, NOW, &job), FAIL_NOT_FOUND);
    sql(f, "UPDATE job SET lane = replace(lane, '@web9', '@" HOST "')");
    assert_int_equal(claim_kind(f, JOB_EXEC, NOW, &job), 0);
    assert_string_equal(job.lane, pool_printf(f->pool, "exec:%" PRId64 "@" HOST, local));
}

static void
patterns_owners_and_states(void **state)
{
    struct fixture *f = *state;
    int64_t takes[] = { a_target(f, &(struct target){ .event = "invoice.*" }),
                        a_target(f, &(struct target){ .event = "*paid" }),
                        a_target(f, &(struct target){ .event = "invoice.paid" }) };
    int64_t event;

    (void)a_target(f, &(struct target){ .event = "user.*" });
    (void)a_target(f, &(struct target){ .event = "invoice" });
    (void)a_target(f, &(struct target){ .owner = "other" });
    (void)a_target(f, &(struct target){ .state = TARGET_DISABLED });
    (void)a_target(f, &(struct target){ .state = TARGET_PENDING });
    event = a_message(f, &(struct hook_message){ 0 }, NOW).event;
    assert_string_equal(fan_out(f, NOW), "3 targets");
    assert_int_equal(deliveries(f), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(delivery_of(f, event, takes[i]), 0);
}

static void
identifiers(void **state)
{
    struct fixture *f = *state;
    int64_t blue = a_target(f, &(struct target){ .identifier = "blue" });
    int64_t event;

    (void)a_target(f, &(struct target){ .identifier = "red" });
    (void)a_target(f, &(struct target){ .identifier = "" });
    event = a_message(f, &(struct hook_message){ .identifier = "blue" }, NOW).event;
    assert_string_equal(fan_out(f, NOW), "1 target");
    assert_int_not_equal(delivery_of(f, event, blue), 0);
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    assert_string_equal(fan_out(f, NOW), "3 targets");
}

static void
one_target_alone(void **state)
{
    struct fixture *f = *state;
    int64_t pending = a_target(f, &(struct target){ .event = "x", .state = TARGET_PENDING });
    int64_t event;

    (void)a_target(f, &(struct target){ 0 });
    event = a_message(f, &(struct hook_message){ .event = MESSAGE_CONFIRM, .target = pending }, NOW)
                .event;
    assert_string_equal(fan_out(f, NOW), "1 target");
    assert_int_equal(deliveries(f), 1);
    assert_int_not_equal(delivery_of(f, event, pending), 0);
    (void)a_message(f, &(struct hook_message){ .target = 999 }, NOW);
    assert_string_equal(fan_out(f, NOW), "there is no target 999");
}

static void
a_schedule_of_its_own(void **state)
{
    static const int64_t delays_s[] = { 5, 15, 30 };
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .delays_s = delays_s, .delay_count = 3 });
    int64_t event = a_message(f, &(struct hook_message){ 0 }, NOW).event;
    struct job_row job;

    (void)fan_out(f, NOW);
    job = job_row(f, delivery_of(f, event, target));
    assert_int_equal(job.attempts, 3);
    assert_string_equal(job.state, "waiting");
    assert_int_equal(job.run_at_ms, NOW + 5000);
}

static void
args_that_are_none(void **state)
{
    struct fixture *f = *state;
    const struct work work = a_work(f);
    const struct job job = { .args = "{}" };
    struct outcome outcome = { 0 };

    assert_int_equal(fanout_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
}

/* --- Many, and crashes ------------------------------------------------------------------------ */

static void
make_many(struct fixture *f)
{
    (void)a_target(f, &(struct target){ .identifier = "first" });
    sql(f,
        "INSERT INTO target (owner, event, identifier, url, content, envelope, headers,"
        " timeout_ms, state, rate, rate_ms, concurrency, coalesce_ms, github, secrets, failures,"
        " version, created_ms, updated_ms)"
        " WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " SELECT owner, event, 'n' || i, url, content, envelope, headers, timeout_ms, state, rate,"
        " rate_ms, concurrency, coalesce_ms, github, secrets, failures, version, created_ms,"
        " updated_ms FROM target, n",
        MANY);
}

static void
many_in_batches(void **state)
{
    struct fixture *f = *state;
    int64_t event;

    make_many(f);
    event = a_message(f, &(struct hook_message){ 0 }, NOW).event;
    assert_string_equal(fan_out(f, NOW), "1200 targets");
    assert_int_equal(sql_number(f,
                                "SELECT count(DISTINCT step) FROM job WHERE event_id = %" PRId64
                                " AND kind = 'send'",
                                event),
                     MANY);
    assert_int_equal(deliveries(f), MANY);
}

/* The worker dies behind the action, and so before its job is settled. */
static void
again_after_a_crash(void **state)
{
    struct fixture *f = *state;
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job;
    int reaped = 0;

    make_many(f);
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), 0);
    assert_int_equal(fanout_act(&work, &job, &outcome), 0);
    assert_int_equal(deliveries(f), MANY);
    sql(f, "DELETE FROM job WHERE kind = 'send' AND id %% 3 = 0");
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(reaped, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) < %d FROM job WHERE kind = 'send'", MANY), 1);
    assert_string_equal(fan_out(f, NOW + 1), "1200 targets");
    assert_int_equal(deliveries(f), MANY);
    assert_int_equal(sql_number(f, "SELECT count(DISTINCT step) FROM job WHERE kind = 'send'"),
                     MANY);
}

/* Who was silent for too long makes no jobs beside his successor. */
static void
an_old_fence(void **state)
{
    struct fixture *f = *state;
    const struct work work = a_work(f);
    struct outcome outcome = { 0 };
    struct job job, next;
    int reaped = 0;

    make_many(f);
    (void)a_message(f, &(struct hook_message){ 0 }, NOW);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &job), 0);
    assert_int_equal(jobs_reap_owner(f->store, HOST ":1:a", NOW, &reaped), 0);
    assert_int_equal(claim_kind(f, JOB_FANOUT, NOW, &next), 0);
    assert_int_equal(fanout_act(&work, &job, &outcome), FAIL_CONFLICT);
    assert_int_equal(deliveries(f), 0);
}

/* Settled, but its worker did not hear of it. */
static void
retried_by_hand(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ 0 });
    const struct message_receipt receipt = a_message(f, &(struct hook_message){ 0 }, NOW);
    int64_t delivery;

    (void)fan_out(f, NOW);
    delivery = delivery_of(f, receipt.event, target);
    (void)a_target(f, &(struct target){ 0 });
    assert_int_equal(jobs_retry(f->store, receipt.job, "me", NOW + 1), 0);
    assert_string_equal(fan_out(f, NOW + 1), "2 targets");
    assert_int_equal(deliveries(f), 2);
    assert_int_equal(delivery_of(f, receipt.event, target), delivery);
}

/* --- Coalescing ------------------------------------------------------------------------------- */

static int64_t
send_one(struct fixture *f, const struct hook_message *message, int64_t target)
{
    int64_t event = a_message(f, message, NOW).event;

    (void)fan_out(f, NOW);
    return delivery_of(f, event, target);
}

static void
equal_ones_become_one(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 30000 }),
            plain = a_target(f, &(struct target){ 0 });
    const struct hook_message same = { .data = "{\"a\":1}", .length = 7 };
    int64_t first = send_one(f, &same, target), second = send_one(f, &same, target),
            third = send_one(f, &same, target);

    assert_state(f, first, "waiting");
    assert_int_equal(job_row(f, first).run_at_ms, NOW + 30000);
    assert_state(f, second, "superseded");
    assert_state(f, third, "superseded");
    assert_string_equal(job_row(f, second).reason,
                        pool_printf(f->pool, "merged into job %" PRId64, first));
    assert_string_equal(job_row(f, third).reason, job_row(f, second).reason);
    assert_int_equal(
        sql_number(f, "SELECT count(*) FROM job WHERE step = %" PRId64 " AND state = 'ready'",
                   plain),
        3);
}

static void
others_do_not(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 30000 });
    static const struct hook_message messages[] = {
        { .data = "{\"a\":1}", .length = 7 },
        { .data = "{\"a\":2}", .length = 7 },
        { .data = "{\"a\": 1}", .length = 8 },
        { .event = "invoice.sent", .data = "{\"a\":1}", .length = 7 },
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        assert_state(f, send_one(f, &messages[i], target), "waiting");
}

/* Equal messages to two targets are two messages. */
static void
each_target_merges_its_own(void **state)
{
    struct fixture *f = *state;
    int64_t one = a_target(f, &(struct target){ .coalesce_ms = 30000 }),
            two = a_target(f, &(struct target){ .coalesce_ms = 30000 });
    int64_t first = send_one(f, &(struct hook_message){ 0 }, one), event;

    assert_state(f, first, "waiting");
    event = job_row(f, first).event;
    assert_state(f, delivery_of(f, event, two), "waiting");
}

/* The longer of its delay and its schedule's counts. */
static void
merged_no_sooner_than_its_schedule_says(void **state)
{
    static const int64_t delays_s[] = { 60, 90 };
    struct fixture *f = *state;
    int64_t target = a_target(
        f, &(struct target){ .coalesce_ms = 1000, .delays_s = delays_s, .delay_count = 2 });

    assert_int_equal(job_row(f, send_one(f, &(struct hook_message){ 0 }, target)).run_at_ms,
                     NOW + 60000);
}

/* What has begun may have been answered with the old state of things. */
static void
none_with_one_that_has_begun(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 1000 });
    int64_t first = send_one(f, &(struct hook_message){ 0 }, target), second, third;
    struct job job;

    assert_int_equal(claim_kind(f, JOB_SEND, NOW + 1000, &job), 0);
    assert_int_equal(job.id, first);
    second = send_one(f, &(struct hook_message){ 0 }, target);
    assert_state(f, second, "waiting");
    third = send_one(f, &(struct hook_message){ 0 }, target);
    assert_state(f, third, "superseded");
    finish_as(f, &job, OUTCOME_DONE, NOW + 1000);
    assert_int_equal(claim_kind(f, JOB_SEND, NOW + 2000, &job), 0);
    assert_int_equal(job.id, second);
    finish_as(f, &job, OUTCOME_DONE, NOW + 2000);
    assert_state(f, send_one(f, &(struct hook_message){ 0 }, target), "waiting");
}

/* Its receiver may have heard the first attempt, and drops what comes with that id again. */
static void
none_with_one_that_waits_for_its_next_attempt(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 1000 });
    int64_t first = send_one(f, &(struct hook_message){ 0 }, target), second;
    struct job job;

    assert_int_equal(claim_kind(f, JOB_SEND, NOW + 1000, &job), 0);
    finish_as(f, &job, OUTCOME_FAILED, NOW + 1000);
    assert_state(f, first, "waiting");
    second = send_one(f, &(struct hook_message){ 0 }, target);
    assert_state(f, second, "waiting");
    assert_state(f, send_one(f, &(struct hook_message){ 0 }, target), "superseded");

    sql(f, "UPDATE job SET state = 'ready' WHERE id = %" PRId64, first);
    sql(f, "UPDATE job SET state = 'dead' WHERE id = %" PRId64, second);
    assert_state(f, send_one(f, &(struct hook_message){ 0 }, target), "waiting");
}

/* While its lane sleeps, say. */
static void
with_one_that_is_ready(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 1000 });
    int64_t first = send_one(f, &(struct hook_message){ 0 }, target);

    sql(f, "UPDATE job SET state = 'ready' WHERE id = %" PRId64, first);
    assert_state(f, send_one(f, &(struct hook_message){ 0 }, target), "superseded");
}

static void
merged_once_after_a_crash(void **state)
{
    struct fixture *f = *state;
    int64_t target = a_target(f, &(struct target){ .coalesce_ms = 30000 });
    int64_t second;

    (void)send_one(f, &(struct hook_message){ 0 }, target);
    second = send_one(f, &(struct hook_message){ 0 }, target);
    assert_int_equal(jobs_retry(f->store,
                                sql_number(f, "SELECT max(id) FROM job WHERE kind = 'fanout'"),
                                "me", NOW),
                     0);
    sql(f, "UPDATE job SET state = 'done' WHERE state = 'waiting'");
    (void)fan_out(f, NOW);
    assert_state(f, second, "superseded");
    assert_int_equal(deliveries(f), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("nobody-takes-it", nobody_takes_it),
        TEST("one-job-for-each", one_job_for_each),
        TEST("a-receiver-is-of-its-host", a_receiver_is_of_its_host),
        TEST("patterns-owners-and-states", patterns_owners_and_states),
        TEST("identifiers", identifiers),
        TEST("one-target-alone", one_target_alone),
        TEST("a-schedule-of-its-own", a_schedule_of_its_own),
        TEST("args-that-are-none", args_that_are_none),
        TEST("many-in-batches", many_in_batches),
        TEST("again-after-a-crash", again_after_a_crash),
        TEST("an-old-fence", an_old_fence),
        TEST("retried-by-hand", retried_by_hand),
        TEST("equal-ones-become-one", equal_ones_become_one),
        TEST("others-do-not", others_do_not),
        TEST("each-target-merges-its-own", each_target_merges_its_own),
        TEST("merged-no-sooner-than-its-schedule-says", merged_no_sooner_than_its_schedule_says),
        TEST("none-with-one-that-has-begun", none_with_one_that_has_begun),
        TEST("with-one-that-is-ready", with_one_that_is_ready),
        TEST("none-with-one-that-waits-for-its-next-attempt",
             none_with_one_that_waits_for_its_next_attempt),
        TEST("merged-once-after-a-crash", merged_once_after_a_crash),
    };

    return cmocka_run_group_tests_name("fanout", tests, quiet_log, NULL);
}
