/* test-targets_health.c - targets fail, are disabled and removed, and what waits for them */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_targets.h"
#include "store/deliveries.h"
#include "watch_sql.h"

#include <cmocka.h>

/* What a test does inside a transaction. */
struct deed {
    int64_t id;
    int64_t now_ms;
    const char *text;
    bool flipped;
    struct target_health health;
};

static int
fail_work(struct db *db, void *data)
{
    struct deed *deed = data;

    return target_failed_by(db, deed->id, deed->now_ms, &deed->health);
}

static int
good_work(struct db *db, void *data)
{
    const struct deed *deed = data;

    return target_good_by(db, deed->id);
}

static int
disable_work(struct db *db, void *data)
{
    struct deed *deed = data;

    return target_disable_by(db, deed->id, deed->text, deed->now_ms, &deed->flipped);
}

static int
confirm_work(struct db *db, void *data)
{
    struct deed *deed = data;

    return target_confirm_by(db, deed->id, deed->text, deed->now_ms, &deed->flipped);
}

static struct deed
do_it(struct fixture *f, commit_work *work, int64_t id, const char *text, int64_t now_ms)
{
    struct deed deed = { .id = id, .text = text, .now_ms = now_ms };

    assert_int_equal(store_write(f->store, work, &deed), 0);
    return deed;
}

static void
failures_count_until_one_is_good(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");
    struct deed deed;

    do_it(f, fail_work, id, NULL, NOW + 1);
    deed = do_it(f, fail_work, id, NULL, NOW + 2);
    assert_int_equal(deed.health.failures, 2);
    assert_int_equal(deed.health.failing_since_ms, NOW + 1);
    assert_int_equal(target_row(f, id).failures, 2);
    assert_int_equal(target_row(f, id).version, 1);
    do_it(f, good_work, id, NULL, NOW);
    assert_int_equal(target_row(f, id).failures, 0);
    assert_int_equal(target_row(f, id).failing_since_ms, 0);
    deed.id = 99;
    assert_int_equal(store_write(f->store, fail_work, &deed), FAIL_NOT_FOUND);
}

static void
an_edit_leaves_its_failures(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");
    struct target target = target_row(f, id);

    do_it(f, fail_work, id, NULL, NOW);
    target.description = "new";
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    assert_int_equal(target_row(f, id).failures, 1);
}

static void
disabled_once(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");

    assert_true(do_it(f, disable_work, id, "410 Gone", NOW).flipped);
    assert_false(do_it(f, disable_work, id, "again", NOW + 1).flipped);
    assert_int_equal(target_row(f, id).state, TARGET_DISABLED);
    assert_string_equal(target_row(f, id).reason, "410 Gone");
    assert_int_equal(target_row(f, id).version, 2);
    assert_false(do_it(f, disable_work, 99, "gone", NOW).flipped);
}

static void
enabled_it_begins_anew(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", ""), until_ms = 0;
    struct target target;

    do_it(f, fail_work, id, NULL, NOW);
    do_it(f, disable_work, id, "too long", NOW);
    assert_int_equal(jobs_lane_sleep(f->store, "send:1", NOW + 60000, "failing"), 0);
    target = target_row(f, id);
    target.state = TARGET_ENABLED;
    target.reason = NULL;
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    assert_int_equal(target_row(f, id).failures, 0);
    assert_int_equal(target_row(f, id).failing_since_ms, 0);
    assert_int_equal(jobs_lane_until(f->store, "send:1", &until_ms), 0);
    assert_int_equal(until_ms, 0);
}

/* Fails, and sleeps. */
static int64_t
failing_one(struct fixture *f)
{
    int64_t id = target_make(f, "*", "");

    do_it(f, fail_work, id, NULL, NOW);
    assert_int_equal(jobs_lane_sleep(f->store, "send:1", NOW + 60000, "failing"), 0);
    return id;
}

static void
assert_fares(struct fixture *f, int64_t id, int64_t failures, int64_t until_ms)
{
    struct delivery_rest rest;

    assert_int_equal(target_row(f, id).failures, failures);
    assert_int_equal(delivery_rest(f->store, id, f->pool, &rest), 0);
    assert_int_equal(rest.until_ms, until_ms);
    if (until_ms > 0)
        assert_string_equal(rest.reason, "failing");
}

static void
with_another_url_too(void **state)
{
    struct fixture *f = *state;
    int64_t id = failing_one(f);
    struct target target = target_row(f, id);

    target.timeout_ms = 2000;
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    assert_fares(f, id, 1, NOW + 60000);
    target.url = "https://example.com/mended";
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    assert_fares(f, id, 0, 0);
}

static void
and_when_somebody_asks_for_it(void **state)
{
    struct fixture *f = *state;
    int64_t id = failing_one(f);
    struct target target = target_row(f, id);

    assert_int_equal(target_begin_anew(f->store, &target), 0);
    assert_fares(f, id, 0, 0);
    assert_int_equal(target_row(f, id).version, target.version);
}

/* On whatever host its receiver is, or was. */
static void
all_its_lanes_rest_and_wake_up(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", ""), other = target_make(f, "o", "");
    struct target target = target_row(f, id);

    delivery_job(f, message_make(f, "msg_1"), id, "kind = 'exec', lane = 'exec:1@there'");
    assert_int_equal(jobs_lane_sleep(f->store, "send:1", NOW + 1, "shorter"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "exec:1@there", NOW + 60000, "failing"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "exec:11", NOW + 70000, "another"), 0);
    assert_fares(f, id, 0, NOW + 60000);
    assert_fares(f, other, 0, 0);
    assert_int_equal(target_begin_anew(f->store, &target), 0);
    assert_fares(f, id, 0, 0);
}

static void
confirmed_by_its_challenge_alone(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");

    sql(f, "UPDATE target SET state = 'pending', challenge = 'c0ffee'");
    assert_false(do_it(f, confirm_work, id, "c0ffed", NOW).flipped);
    assert_int_equal(target_row(f, id).state, TARGET_PENDING);
    assert_true(do_it(f, confirm_work, id, "c0ffee", NOW).flipped);
    assert_int_equal(target_row(f, id).state, TARGET_ENABLED);
    assert_null(target_row(f, id).challenge);
    assert_false(do_it(f, confirm_work, id, "c0ffee", NOW).flipped);
}

/* Else who never wanted anything could be sent to once it was disabled and enabled. */
static void
a_challenge_outlives_its_disabling(void **state)
{
    struct fixture *f = *state;
    int64_t id = target_make(f, "*", "");

    sql(f, "UPDATE target SET state = 'pending', challenge = 'c0ffee'");
    assert_true(do_it(f, disable_work, id, "410 Gone", NOW).flipped);
    assert_string_equal(target_row(f, id).challenge, "c0ffee");
    assert_false(do_it(f, confirm_work, id, "c0ffee", NOW).flipped);
    assert_int_equal(target_row(f, id).state, TARGET_DISABLED);
}

/* Of target 1 some in each state, of target 11 one. */
static void
various_make(struct fixture *f)
{
    int64_t event;

    for (int i = 0; i < 10; i++)
        target_make(f, pool_printf(f->pool, "e%d", i), "");
    event = message_make(f, "m");
    delivery_job(f, event, 1, NULL);
    delivery_job(f, message_make(f, "n"), 1, "state = 'waiting', failed = 3");
    delivery_job(f, message_make(f, "o"), 1, "state = 'leased', owner = 'x', lease_ms = 1");
    delivery_job(f, message_make(f, "p"), 1, "state = 'done'");
    delivery_job(f, message_make(f, "q"), 1,
                 "kind = 'exec', lane = 'exec:1@web1', state = 'waiting', blocked = 1,"
                 " serial_key = 'k'");
    delivery_job(f, event, 11, NULL);
}

static void
assert_buried(struct fixture *f, const char *reason)
{
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'dead'"), 3);
    assert_int_equal(
        sql_number(f, "SELECT count(*) FROM job WHERE state = 'dead' AND reason = '%s'", reason),
        3);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'leased'"), 1);
    assert_int_equal(
        sql_number(f, "SELECT count(*) FROM job WHERE lane = 'send:11' AND state = 'ready'"), 1);
    assert_int_equal(sql_number(f, "SELECT sum(blocked) FROM job"), 0);
}

static void
disabled_it_takes_what_waits_along(void **state)
{
    struct fixture *f = *state;
    struct target target;

    various_make(f);
    target = target_row(f, 1);
    target.state = TARGET_DISABLED;
    target.reason = "by hand";
    assert_int_equal(target_change(f->store, &target, NOW), 0);
    assert_buried(f, "target disabled: by hand");
}

static void
disabled_by_its_answer_too(void **state)
{
    struct fixture *f = *state;

    various_make(f);
    do_it(f, disable_work, 1, "410 Gone", NOW);
    assert_buried(f, "target disabled: 410 Gone");
}

static void
removed_it_takes_what_waits_along(void **state)
{
    struct fixture *f = *state;
    int64_t moved = 0;

    various_make(f);
    assert_int_equal(jobs_lane_sleep(f->store, "send:1", NOW + 60000, "failing"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "exec:1", NOW + 60000, "failing"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "exec:1@web1", NOW + 60000, "failing"), 0);
    assert_int_equal(jobs_lane_sleep(f->store, "exec:11@web1", NOW + 60000, "failing"), 0);
    assert_int_equal(target_delete(f->store, 1, NOW, &moved), 0);
    assert_int_equal(moved, 3);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM lane WHERE name <> 'exec:11@web1'"), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM lane"), 1);
    assert_buried(f, "target removed");
}

static void
enabled_it_keeps_what_waits(void **state)
{
    struct fixture *f = *state;
    int64_t moved = 9;

    various_make(f);
    assert_int_equal(target_clear(f->store, 1, NOW, &moved), 0);
    assert_int_equal(moved, 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'dead'"), 0);
}

/* A few hundred in a transaction, and none twice. */
static void
many_go_in_batches(void **state)
{
    struct fixture *f = *state;
    int64_t moved = 0, event;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    target_make(f, "*", "");
    event = message_make(f, "m");
    sql(f,
        "WITH RECURSIVE origin (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM origin WHERE i < 1700)"
        " INSERT INTO job (event_id, kind, rule, step, lane, order_ms, newest, crash, attempts,"
        " created_ms, updated_ms, args, state, run_at_ms)"
        " SELECT %" PRId64 ", 'send', 'm', i, 'send:1', 0, 0, 'rerun', 12, 0, 0, '{}',"
        " iif(i %% 2, 'ready', 'waiting'), 0 FROM origin",
        event);
    watch_clear();
    assert_int_equal(target_delete(f->store, 1, NOW, &moved), 0);
    assert_int_equal(moved, 1700);
    assert_true(watch_commits() >= 4);
    assert_no_scans(store_path(f->store));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("failures-count-until-one-is-good", failures_count_until_one_is_good),
        TEST("an-edit-leaves-its-failures", an_edit_leaves_its_failures),
        TEST("disabled-once", disabled_once),
        TEST("enabled-it-begins-anew", enabled_it_begins_anew),
        TEST("with-another-url-too", with_another_url_too),
        TEST("and-when-somebody-asks-for-it", and_when_somebody_asks_for_it),
        TEST("all-its-lanes-rest-and-wake-up", all_its_lanes_rest_and_wake_up),
        TEST("confirmed-by-its-challenge-alone", confirmed_by_its_challenge_alone),
        TEST("a-challenge-outlives-its-disabling", a_challenge_outlives_its_disabling),
        TEST("disabled-it-takes-what-waits-along", disabled_it_takes_what_waits_along),
        TEST("disabled-by-its-answer-too", disabled_by_its_answer_too),
        TEST("removed-it-takes-what-waits-along", removed_it_takes_what_waits_along),
        TEST("enabled-it-keeps-what-waits", enabled_it_keeps_what_waits),
        TEST("many-go-in-batches", many_go_in_batches),
    };

    log_open("test-targets_health", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("targets_health", tests, NULL, NULL);
}
