/* test-change.c - what only the store can decide: once for an event, and again where that is right */
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_pushes.h"

#include <cmocka.h>

/* What a change of these tests does, and what became of it. */
struct doing {
    bool writes; /* counts in table state, kind "test", key "runs" */
    int breaks;  /* so often the transaction ends before its time */
    int rc;
    int *runs;
};

static int
count_run(struct db *db)
{
    return db_finish(db_query(db, "INSERT INTO state (kind, key, value, version, updated_ms)"
                                  " VALUES ('test', 'runs', '1', 1, 0) ON CONFLICT (kind, key)"
                                  " DO UPDATE SET version = version + 1"));
}

static int64_t
runs_written(struct fixture *f)
{
    return sql_number(f, "SELECT ifnull(sum(version), 0) FROM state WHERE kind = 'test'");
}

static struct planned_job
announcement(void)
{
    return (struct planned_job){ .kind = "notify",
                                 .rule = "workflow",
                                 .lane = "slack",
                                 .order_ms = NOW,
                                 .crash = CRASH_RERUN,
                                 .attempts = 1,
                                 .args = "{}" };
}

/* Jobs where a project is known, as table state has it; and all that a plan can be told. */
static int
decide(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    const struct doing *doing = change->data;
    bool tied = false;
    int rc = db_exists(db_query(db, "SELECT 1 FROM state WHERE kind = 'project'"), &tied);

    ++*doing->runs;
    if (rc == 0 && doing->writes)
        rc = count_run(db);
    plan->repository = "acme/web";
    plan->subject = A;
    plan->reply = "\"hello\"";
    plan->status = tied ? PLAN_ACCEPTED : PLAN_IGNORED;
    plan->reason = tied ? NULL : "no project";
    if (tied)
        *plan_add_job(plan, pool) = announcement();
    else
        plan_add_ignored(plan, pool, "workflow", "no project");
    if (*doing->runs > doing->breaks)
        return rc != 0 ? rc : doing->rc;
    db_rollback(db);
    return FAIL_STORE;
}

static void
tie(struct fixture *f)
{
    sql(f, "INSERT INTO state (kind, key, value, version, updated_ms)"
           " VALUES ('project', 'acme/web', '{}', 1, 0)");
}

static struct plan
plan_of(const struct doing *doing, bool repeatable)
{
    return (struct plan){
        .status = PLAN_IGNORED,
        .reason = "no rule for repository acme/web",
        .reply = "\"heard before\"",
        .reply_type = "text/plain",
        .change = { .apply = decide, .data = doing, .repeatable = repeatable },
    };
}

static void
it_runs_once_and_the_event_is_what_it_says(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    tie(f);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(runs, 1);
    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_null(receipt.reason);
    assert_string_equal(receipt.reply, "\"hello\"");
    assert_string_equal(receipt.reply_type, "text/plain");
    assert_int_equal(receipt.job_count, 1);
    assert_string_equal(receipt.jobs[0].kind, "notify");
    assert_state(f, receipt.jobs[0].id, "ready");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'accepted' AND reason"
                                   " IS NULL AND repository = 'acme/web' AND subject = '" A "'"),
                     1);
    /* The plan itself stays what it was. */
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.reply, "\"heard before\"");
}

static void
its_refusal_is_the_events(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, true);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt = accept_plan(f, &delivery, &plan);

    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "no project");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'ignored'"
                                   " AND reason = 'no project' AND repository = 'acme/web'"),
                     1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note WHERE event_id = 1"
                                   " AND rule = 'workflow' AND text = 'no project'"),
                     1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 0);
}

static void
what_the_plan_has_already_stays_in_it(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    tie(f);
    for (int i = 0; i < 5; i++)
        add_deploy(f, &plan, A, NOW)->key = NULL;
    for (int i = 0; i < 5; i++)
        plan.jobs[i].step = i;
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(receipt.job_count, 6);
    assert_string_equal(receipt.jobs[4].kind, "deploy");
    assert_string_equal(receipt.jobs[5].kind, "notify");
    assert_int_equal(plan.job_count, 5);
}

static void
a_duplicate_hears_what_the_plan_says_for_it(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    tie(f);
    accept_plan(f, &delivery, &plan);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reply, "\"heard before\"");
    assert_int_equal(runs, 1);
    assert_int_equal(runs_written(f), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

static void
suspects_and_what_is_unreadable_change_nothing(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, true);
    struct delivery first = delivery_make(f, "d1", "{}"), forged = delivery_make(f, "d2", "{}");
    struct delivery odd = delivery_make(f, "d3", "{\"odd\":1}");
    struct receipt receipt;

    accept_plan(f, &first, &plan);
    receipt = accept_plan(f, &forged, &plan);
    assert_int_equal(receipt.status, ACCEPT_SUSPECT);
    assert_null(receipt.reply);
    assert_int_equal(accept_plan(f, &forged, &plan).status, ACCEPT_DUPLICATE);
    assert_null(accept_plan(f, &forged, &plan).reply);
    plan.status = PLAN_UNREADABLE;
    assert_int_equal(accept_plan(f, &odd, &plan).status, ACCEPT_UNREADABLE);
    assert_int_equal(accept_plan(f, &odd, &plan).status, ACCEPT_DUPLICATE);
    assert_int_equal(runs, 1);
    assert_int_equal(runs_written(f), 1);
}

static void
a_batch_that_breaks_runs_it_again_from_the_start(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .breaks = 1, .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    tie(f);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(runs, 2);
    assert_int_equal(runs_written(f), 1);
    assert_int_equal(receipt.job_count, 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

static void
its_failure_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .rc = FAIL_STORE, .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), FAIL_STORE);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
    assert_int_equal(runs_written(f), 0);
    doing.rc = 0;
    assert_int_equal(accept_plan(f, &delivery, &plan).event, 1);
    assert_int_equal(runs_written(f), 1);
}

/* Its job may be another one's work: the event has acted all the same. */
static void
who_has_written_has_acted(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d2", "{\"second\":2}");

    push(f, "d1", A, NOW);
    plan.status = PLAN_ACCEPTED;
    add_deploy(f, &plan, A, NOW);
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_IGNORED);

    tie(f);
    doing.writes = true;
    delivery = delivery_make(f, "d3", "{\"third\":3}");
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_ACCEPTED);
}

static void
redelivery_after_setup_makes_the_jobs(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, true);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt;

    accept_plan(f, &delivery, &plan);
    assert_string_equal(accept_plan(f, &delivery, &plan).reason, "nothing new: no project");
    tie(f);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "job 1 added");
    assert_string_equal(receipt.reply, "\"hello\"");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'accepted'"
                                   " AND reason IS NULL AND subject = '" A "'"),
                     1);
    receipt = accept_plan(f, &delivery, &plan);
    assert_string_equal(receipt.reason, "nothing new: job 1 is ready");
    set_state(f, 1, "dead");
    assert_string_equal(accept_plan(f, &delivery, &plan).reason, "job 1 starts again");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note WHERE rule = 'workflow'"), 1);
}

/* What was tied meanwhile, and isn't any more, leaves its jobs alone. */
static void
redelivery_that_is_refused_starts_no_job_again(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, true);
    struct delivery delivery = delivery_make(f, "d1", "{}");

    tie(f);
    accept_plan(f, &delivery, &plan);
    set_state(f, 1, "dead");
    sql(f, "DELETE FROM state WHERE kind = 'project'");
    assert_string_equal(accept_plan(f, &delivery, &plan).reason, "nothing new: no project");
    assert_state(f, 1, "dead");
}

static void
another_body_of_the_same_id_runs_none(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, true);
    struct delivery first = delivery_make(f, "d1", "{}");
    struct delivery second = delivery_make(f, "d1", "{\"other\":1}");

    accept_plan(f, &first, &plan);
    assert_null(accept_plan(f, &second, &plan).reply);
    assert_int_equal(runs, 1);
}

static void
a_replay_repeats_what_can_be_repeated(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .runs = &runs };
    struct plan plan = plan_of(&doing, true), once = plan_of(&doing, false);
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct receipt receipt = accept_plan(f, &delivery, &plan);

    tie(f);
    delivery.id = "replay/1/1";
    delivery.parent = receipt.event;
    assert_int_equal(accept_plan(f, &delivery, &plan).job_count, 1);
    assert_int_equal(runs, 2);
    delivery.id = "replay/1/2";
    once.status = PLAN_ACCEPTED;
    add_deploy(f, &once, A, NOW);
    receipt = accept_plan(f, &delivery, &once);
    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "it acts once, and a replay would act again");
    assert_int_equal(runs, 2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
}

static void
what_is_foreseen_leaves_no_trace(void **state)
{
    struct fixture *f = *state;
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, true), none = { .reason = "as it was" };
    struct delivery delivery = delivery_make(f, "d1", "{}");

    tie(f);
    assert_int_equal(store_foresee(f->store, &delivery, &plan, f->pool), 0);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_int_equal(plan.job_count, 1);
    assert_null(plan.change.apply);
    assert_int_equal(runs_written(f), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
    assert_int_equal(store_foresee(f->store, &delivery, &none, f->pool), 0);
    assert_string_equal(none.reason, "as it was");
}

struct sender {
    struct fixture *f;
    const struct delivery *delivery;
    int rc;
};

static void *
send_once(void *data)
{
    struct sender *sender = data;
    struct pool *pool = pool_new();
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct receipt receipt;

    sender->rc = store_accept(sender->f->store, sender->delivery, &plan, pool, &receipt);
    pool_free(pool);
    return NULL;
}

static void
sixteen_at_once_write_once(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_make(f, "d1", "{}");
    struct sender senders[16];
    pthread_t threads[16];

    for (int i = 0; i < 16; i++) {
        senders[i] = (struct sender){ .f = f, .delivery = &delivery };
        assert_int_equal(pthread_create(&threads[i], NULL, send_once, &senders[i]), 0);
    }
    for (int i = 0; i < 16; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(senders[i].rc, 0);
    }
    assert_int_equal(runs_written(f), 1);
}

static int
send_in_a_process(struct store *store, struct pool *pool, int which)
{
    int runs = 0;
    struct doing doing = { .writes = true, .runs = &runs };
    struct plan plan = plan_of(&doing, false);
    struct delivery delivery = { .source = "slack",
                                 .id = "trigger",
                                 .kind = "command",
                                 .body = "{}",
                                 .length = 2,
                                 .received_ms = NOW + which };
    struct receipt receipt;

    if (delivery_own(pool, &delivery) != 0 ||
        store_accept(store, &delivery, &plan, pool, &receipt) != 0)
        return -1;
    return runs;
}

static void
of_four_processes_one_runs_it(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, send_in_a_process), 1);
    assert_int_equal(runs_written(f), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("it-runs-once-and-the-event-is-what-it-says",
             it_runs_once_and_the_event_is_what_it_says),
        TEST("its-refusal-is-the-events", its_refusal_is_the_events),
        TEST("what-the-plan-has-already-stays-in-it", what_the_plan_has_already_stays_in_it),
        TEST("a-duplicate-hears-what-the-plan-says-for-it",
             a_duplicate_hears_what_the_plan_says_for_it),
        TEST("suspects-and-what-is-unreadable-change-nothing",
             suspects_and_what_is_unreadable_change_nothing),
        TEST("a-batch-that-breaks-runs-it-again-from-the-start",
             a_batch_that_breaks_runs_it_again_from_the_start),
        TEST("its-failure-leaves-nothing", its_failure_leaves_nothing),
        TEST("who-has-written-has-acted", who_has_written_has_acted),
        TEST("redelivery-after-setup-makes-the-jobs", redelivery_after_setup_makes_the_jobs),
        TEST("redelivery-that-is-refused-starts-no-job-again",
             redelivery_that_is_refused_starts_no_job_again),
        TEST("another-body-of-the-same-id-runs-none", another_body_of_the_same_id_runs_none),
        TEST("a-replay-repeats-what-can-be-repeated", a_replay_repeats_what_can_be_repeated),
        TEST("what-is-foreseen-leaves-no-trace", what_is_foreseen_leaves_no_trace),
        TEST("sixteen-at-once-write-once", sixteen_at_once_write_once),
        TEST("of-four-processes-one-runs-it", of_four_processes_one_runs_it),
    };

    log_open("test-change", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
