/* test-work.c - somebody's action does a job: what it knows, how it ends, what follows */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "an_event.h"
#include "base/clock.h"
#include "library/message_made.h"
#include "library/work_made.h"
#include "store/some_jobs.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A job of kind "test-it" of an event, as a worker has claimed it. */
struct bench {
    struct fixture *f;
    struct work work;
    struct job job;
    struct hooklet_action action;
    struct own_actions actions;
};

static void
bench_make(struct bench *bench, struct fixture *f, hooklet_act *act)
{
    struct delivery delivery = { .source = "github",
                                 .id = "72d3162e",
                                 .kind = "issues",
                                 .body = quoted(f->pool, AN_ISSUE),
                                 .length = strlen(AN_ISSUE),
                                 .received_ms = NOW };
    struct plan plan = { .repository = "acme/web" };
    struct receipt receipt;

    *plan_add_job(&plan, f->pool) = (struct planned_job){
        .kind = "test-it",
        .rule = "greet",
        .step = 3,
        .lane = "test-it",
        .attempts = 2,
        .args = "{\"line\":\"one\",\"count\":7,\"good\":true}",
    };
    assert_int_equal(delivery_own(f->pool, &delivery), 0);
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
    *bench = (struct bench){ .f = f, .action = { "test-it", act, bench } };
    bench->actions = (struct own_actions){ &bench->action, 1 };
    bench->work =
        (struct work){ .store = f->store, .pool = f->pool, .stop_fd = -1, .data = &bench->actions };
    assert_int_equal(jobs_claim(f->store,
                                &(struct claim){ .owner = "here:1:a",
                                                 .host = HOST,
                                                 .kinds = { (const char *const[]){ "test-it" }, 1 },
                                                 .after_lane = "",
                                                 .now_ms = NOW },
                                f->pool, &bench->job),
                     0);
}

static struct outcome
act(struct bench *bench)
{
    struct outcome outcome = { 0 };

    assert_int_equal(own_act(&bench->work, &bench->job, &outcome), 0);
    return outcome;
}

static enum hooklet_outcome
reads_its_job(struct hooklet_work *work, void *data)
{
    const struct bench *bench = data;

    assert_string_equal(hooklet_work_text(work, "/line"), "one");
    assert_null(hooklet_work_text(work, "/other"));
    assert_int_equal(hooklet_work_integer(work, "/count", 0), 7);
    assert_true(hooklet_work_true(work, "/good"));
    assert_int_equal(hooklet_work_id(work), bench->job.id);
    assert_string_equal(hooklet_work_kind(work), "test-it");
    assert_string_equal(hooklet_work_rule(work), "greet");
    assert_int_equal(hooklet_work_attempt(work), 1);
    assert_int_equal(strlen(hooklet_work_idempotency_key(work)), 64);
    assert_false(hooklet_work_check_first(work));
    assert_false(hooklet_work_stopping(work));
    assert_int_equal(hooklet_work_stop_fd(work), -1);
    assert_string_equal(hooklet_work_print(work, "%d of %s", 1, "two"), "1 of two");
    return hooklet_done(work, "%s line", "one");
}

static void
an_action_reads_its_job(void **state)
{
    struct bench bench;
    struct outcome outcome;

    bench_make(&bench, *state, reads_its_job);
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(outcome.detail, "one line");
    assert_int_equal(outcome.follow_count, 0);
}

static enum hooklet_outcome
reads_its_event(struct hooklet_work *work, void *data)
{
    const struct hooklet_event *event = hooklet_work_event(work);

    (void)data;
    assert_non_null(event);
    assert_ptr_equal(hooklet_work_event(work), event);
    assert_true(hooklet_event_is(event, "issues", "opened"));
    assert_string_equal(hooklet_event_delivery(event), "72d3162e");
    assert_string_equal(hooklet_event_text(event, "/issue/title"), "Broken");
    assert_int_equal(hooklet_event_received_ms(event), NOW);
    return hooklet_done(work, "read");
}

static void
an_action_reads_its_event(void **state)
{
    struct bench bench;

    bench_make(&bench, *state, reads_its_event);
    assert_string_equal(act(&bench).detail, "read");
}

static enum hooklet_outcome
finds_no_event(struct hooklet_work *work, void *data)
{
    (void)data;
    return hooklet_work_event(work) == NULL ? hooklet_done(work, "gone")
                                            : hooklet_failed(work, "there");
}

static void
an_event_whose_body_is_gone(void **state)
{
    struct bench bench;

    bench_make(&bench, *state, finds_no_event);
    sql(bench.f, "UPDATE event SET body = NULL");
    assert_string_equal(act(&bench).detail, "gone");
}

/* Ends as its test wants it: the number is the attempt. */
static enum hooklet_outcome
ends_somehow(struct hooklet_work *work, void *data)
{
    (void)data;
    switch (hooklet_work_attempt(work)) {
    case 1:
        return hooklet_done(work, "well");
    case 2:
        return hooklet_failed(work, "badly");
    case 3:
        return hooklet_hopeless(work, "for good");
    case 4:
        return hooklet_interrupted(work, "in between");
    case 5:
        return HOOKLET_DONE;
    default:
        return (enum hooklet_outcome)99;
    }
}

static void
each_way_to_end(void **state)
{
    static const struct {
        enum outcome_end end;
        const char *detail;
    } rows[] = {
        { OUTCOME_DONE, "well" },         { OUTCOME_FAILED, "badly" },
        { OUTCOME_HOPELESS, "for good" }, { OUTCOME_INTERRUPTED, "in between" },
        { OUTCOME_DONE, NULL },           { OUTCOME_HOPELESS, NULL },
    };
    struct bench bench;

    bench_make(&bench, *state, ends_somehow);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome outcome;

        bench.job.attempt = (int)i + 1;
        outcome = act(&bench);
        assert_int_equal(outcome.end, rows[i].end);
        if (rows[i].detail == NULL)
            assert_null(outcome.detail);
        else
            assert_string_equal(outcome.detail, rows[i].detail);
    }
}

static enum hooklet_outcome
puts_it_off(struct hooklet_work *work, void *data)
{
    (void)data;
    return hooklet_postponed(work, hooklet_work_attempt(work) * 60000, "not now");
}

static void
postponed_at_least_a_second(void **state)
{
    int64_t before_ms = clock_ms();
    struct bench bench;
    struct outcome outcome;

    bench_make(&bench, *state, puts_it_off);
    bench.job.attempt = 2;
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_POSTPONED);
    assert_string_equal(outcome.detail, "not now");
    assert_in_range(outcome.not_before_ms, before_ms + 120000, clock_ms() + 120000);
    bench.job.attempt = -1;
    outcome = act(&bench);
    assert_in_range(outcome.not_before_ms, before_ms + 1000, clock_ms() + 1000);
}

static enum hooklet_outcome
minds_the_stop(struct hooklet_work *work, void *data)
{
    (void)data;
    return hooklet_work_stopping(work) ? hooklet_interrupted(work, "told to stop")
                                       : hooklet_done(work, "in peace");
}

static void
the_worker_stops(void **state)
{
    struct bench bench;

    bench_make(&bench, *state, minds_the_stop);
    bench.work.stop_fd = eventfd(0, EFD_CLOEXEC);
    assert_string_equal(act(&bench).detail, "in peace");
    assert_int_equal(eventfd_write(bench.work.stop_fd, 1), 0);
    assert_string_equal(act(&bench).detail, "told to stop");
    close(bench.work.stop_fd);
}

static enum hooklet_outcome
leads(struct hooklet_work *work, void *data)
{
    const struct hooklet_job nameless = { .kind = "test-it",
                                          .args = hooklet_work_args(work, "line", "two", NULL) };
    const struct hooklet_job named = { .kind = "other-kind", .rule = "last", .delay_ms = 5000 };

    (void)data;
    hooklet_work_follow(work, &nameless);
    hooklet_work_follow(work, &nameless);
    hooklet_work_follow(work, &named);
    return hooklet_done(work, "led");
}

static void
jobs_that_follow(void **state)
{
    struct bench bench;
    struct outcome outcome;

    bench_make(&bench, *state, leads);
    outcome = act(&bench);
    assert_int_equal(outcome.follow_count, 3);
    assert_string_equal(outcome.follow[0].rule, "greet+1");
    assert_string_equal(outcome.follow[0].args, "{\"line\":\"two\"}");
    assert_int_equal(outcome.follow[0].step, 3);
    assert_string_equal(outcome.follow[1].rule, "greet+2");
    assert_string_equal(outcome.follow[2].rule, "last");
    assert_string_equal(outcome.follow[2].kind, "other-kind");
    assert_int_equal(outcome.follow[2].delay_ms, 5000);

    assert_int_equal(jobs_finish(bench.f->store, &bench.job, &outcome, NOW), 0);
    assert_int_equal(sql_number(bench.f, "SELECT count(*) FROM job WHERE kind = 'test-it'"
                                         " AND state = 'ready' AND rule LIKE 'greet+%%'"),
                     2);
    assert_int_equal(sql_number(bench.f, "SELECT count(*) FROM job WHERE rule = 'last'"
                                         " AND state = 'waiting'"),
                     1);
}

static enum hooklet_outcome
tells(struct hooklet_work *work, void *data)
{
    const struct hooklet_message message = { .event = "line.written", .owner = "acme" };

    (void)data;
    hooklet_work_send(work, &message);
    hooklet_work_send(work, &message);
    return hooklet_done(work, "told");
}

/* A job that is done twice tells once: the ids are the same. */
static void
messages_that_follow(void **state)
{
    static const struct settings settings = { 0 };
    struct outcome first, second;
    struct bench bench;

    bench_make(&bench, *state, tells);
    bench.work.settings = &settings;
    first = act(&bench);
    second = act(&bench);
    assert_int_equal(first.follow_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(first.follow[i].kind, "fanout");
        assert_int_equal(first.follow[i].step, 0);
        assert_string_equal(first.follow[i].rule, second.follow[i].rule);
        assert_string_equal(first.follow[i].args, second.follow[i].args);
    }
    assert_string_not_equal(first.follow[0].rule, first.follow[1].rule);
    assert_string_not_equal(first.follow[0].args, first.follow[1].args);
    assert_int_equal(jobs_finish(bench.f->store, &bench.job, &first, NOW), 0);
    assert_int_equal(sql_number(bench.f, "SELECT count(*) FROM job WHERE kind = 'fanout'"), 2);
}

static enum hooklet_outcome
tells_nonsense(struct hooklet_work *work, void *data)
{
    const struct hooklet_message message = { .event = "line.written", .owner = "no owner" };

    (void)data;
    hooklet_work_send(work, &message);
    return hooklet_done(work, "told");
}

static void
messages_that_can_not_follow(void **state)
{
    static const struct settings settings = { 0 };
    struct outcome outcome;
    struct bench bench;

    bench_make(&bench, *state, tells_nonsense);
    bench.work.settings = &settings;
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_non_null(strstr(outcome.detail, "owner"));
}

static enum hooklet_outcome
leads_astray(struct hooklet_work *work, void *data)
{
    const struct hooklet_job good = { .kind = "test-it" };
    const struct hooklet_job bad = { .kind = "deploy" };

    (void)data;
    hooklet_work_follow(work, &good);
    hooklet_work_follow(work, &bad);
    hooklet_work_follow(work, &good);
    return hooklet_done(work, "led");
}

static enum hooklet_outcome
leads_too_many(struct hooklet_work *work, void *data)
{
    const struct hooklet_job good = { .kind = "test-it" };

    (void)data;
    for (int i = 0; i < 100 + hooklet_work_attempt(work); i++)
        hooklet_work_follow(work, &good);
    return hooklet_done(work, "led");
}

static void
jobs_that_can_not_follow(void **state)
{
    struct bench bench;
    struct outcome outcome;

    bench_make(&bench, *state, leads_astray);
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_int_equal(outcome.follow_count, 0);
    assert_non_null(strstr(outcome.detail, "\"deploy\" is no kind"));

    bench.action.act = leads_too_many;
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_non_null(strstr(outcome.detail, "more than 100 jobs"));
    bench.job.attempt = 0;
    outcome = act(&bench);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_int_equal(outcome.follow_count, 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-action-reads-its-job", an_action_reads_its_job),
        TEST("an-action-reads-its-event", an_action_reads_its_event),
        TEST("an-event-whose-body-is-gone", an_event_whose_body_is_gone),
        TEST("each-way-to-end", each_way_to_end),
        TEST("postponed-at-least-a-second", postponed_at_least_a_second),
        TEST("the-worker-stops", the_worker_stops),
        TEST("jobs-that-follow", jobs_that_follow),
        TEST("messages-that-follow", messages_that_follow),
        TEST("messages-that-can-not-follow", messages_that_can_not_follow),
        TEST("jobs-that-can-not-follow", jobs_that_can_not_follow),
    };

    return cmocka_run_group_tests_name("library/work", tests, NULL, NULL);
}
