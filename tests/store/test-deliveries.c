/* test-deliveries.c - what was sent, and how that went */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_targets.h"
#include "store/deliveries.h"
#include "store/fanouts.h"
#include "store/maintain.h"
#include "watch_sql.h"

#include <cmocka.h>

/* Two targets of acme, one of bravo; three messages; deliveries 1/1 .. as their names say. */
struct world {
    struct fixture *f;
    int64_t target[3], event[3], done, dead, again, waiting, exec, bravo;
};

static struct world
world_make(struct fixture *f)
{
    struct world world = { .f = f };

    for (int i = 0; i < 3; i++) {
        world.target[i] = target_make(f, pool_printf(f->pool, "e%d", i), "");
        world.event[i] = message_make(f, pool_printf(f->pool, "msg_%d", i));
    }
    sql(f, "UPDATE target SET owner = 'bravo' WHERE id = %" PRId64, world.target[2]);
    sql(f,
        "UPDATE job SET args = '{\"id\":\"msg_2\",\"event\":\"user.made\",\"owner\":\"bravo\"}'"
        " WHERE event_id = %" PRId64,
        world.event[2]);
    world.done = delivery_job(f, world.event[0], world.target[0], "state = 'done', attempt = 1");
    world.dead = delivery_job(f, world.event[1], world.target[0],
                              "state = 'dead', reason = 'too often', failed = 12, attempt = 12");
    world.again = delivery_job(f, world.event[0], world.target[1],
                               "state = 'waiting', failed = 2, run_at_ms = run_at_ms + 9");
    world.waiting = delivery_job(f, world.event[1], world.target[1], "state = 'waiting'");
    sql(f, "UPDATE job SET created_ms = created_ms + 100 WHERE id = %" PRId64, world.waiting);
    world.exec = delivery_job(f, world.event[2], world.target[1],
                              "kind = 'exec', lane = 'exec:2', state = 'dead'");
    world.bravo = delivery_job(f, world.event[2], world.target[2], NULL);
    return world;
}

/* The ids that a list gives, ended by 0, must be these. */
#define assert_list(world, filter, ...)                                                            \
    check_list((world), (struct delivery_filter)filter, (const int64_t[]){ __VA_ARGS__, 0 })

static void
check_list(const struct world *world, struct delivery_filter filter, const int64_t *wanted)
{
    struct delivery_rows rows;
    size_t count = 0;

    if (filter.most == 0)
        filter.most = 100;
    assert_int_equal(deliveries_list(world->f->store, &filter, world->f->pool, &rows), 0);
    while (wanted[count] != 0) {
        assert_true(count < rows.count);
        assert_int_equal(rows.rows[count].job, wanted[count]);
        count++;
    }
    assert_int_equal(rows.count, count);
}

#define F(...)                                                                                     \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

static void
lists_by_target_and_owner(void **state)
{
    struct world w = world_make(*state);

    assert_list(&w, F(.target = w.target[0]), w.dead, w.done);
    assert_list(&w, F(.target = w.target[1]), w.exec, w.waiting, w.again);
    assert_list(&w, F(.target = w.target[1], .most = 2), w.exec, w.waiting);
    assert_list(&w, F(.target = w.target[1], .before = w.exec), w.waiting, w.again);
    assert_list(&w, F(.target = w.target[1], .after = w.again), w.waiting, w.exec);
    assert_list(&w, F(.owner = "bravo"), w.bravo);
    assert_list(&w, F(.target = w.target[2], .owner = "acme"), 0);
    assert_list(&w, F(.most = 4), w.bravo, w.exec, w.waiting, w.again);
    assert_list(&w, F(.after = w.waiting), w.exec, w.bravo);
    assert_list(&w, F(.target = w.target[1], .since_ms = NOW + 1), w.waiting);
}

/* Lanes KIND:ID@HOST of one target, and of none whose id only begins so. */
static void
lists_those_of_every_host(void **state)
{
    struct world w = world_make(*state);
    int64_t one = delivery_job(w.f, message_make(w.f, "a"), w.target[1],
                               "kind = 'exec', lane = 'exec:2@web1', state = 'dead'");
    int64_t two = delivery_job(w.f, message_make(w.f, "b"), w.target[1],
                               "kind = 'exec', lane = 'exec:2@web2'");

    (void)delivery_job(w.f, message_make(w.f, "c"), w.target[1],
                       "kind = 'exec', lane = 'exec:21@web1', step = 21");
    assert_list(&w, F(.target = w.target[1]), two, one, w.exec, w.waiting, w.again);
    assert_list(&w, F(.target = w.target[1], .most = 2), two, one);
    assert_list(&w, F(.target = w.target[1], .dead = true), one, w.exec);
}

static void
lists_what_failed(void **state)
{
    struct world w = world_make(*state);

    assert_list(&w, F(.failed = true), w.exec, w.again, w.dead);
    assert_list(&w, F(.dead = true), w.exec, w.dead);
    assert_list(&w, F(.failed = true, .target = w.target[1]), w.exec, w.again);
    assert_list(&w, F(.dead = true, .target = w.target[0]), w.dead);
    assert_list(&w, F(.dead = true, .target = w.target[1], .after = 1), w.exec);
    assert_list(&w, F(.failed = true, .owner = "acme"), w.again, w.dead);
    assert_list(&w, F(.failed = true, .owner = "bravo"), 0);
}

static void
lists_those_of_a_message(void **state)
{
    struct world w = world_make(*state);

    assert_list(&w, F(.event = w.event[0]), w.again, w.done);
    assert_list(&w, F(.event = w.event[0], .rule = "message"), w.again, w.done);
    assert_list(&w, F(.event = w.event[0], .rule = "other"), 0);
    assert_list(&w, F(.event = w.event[0], .target = w.target[0], .most = 1), w.done);
    assert_list(&w, F(.event = w.event[1], .dead = true), w.dead);
}

static void
attempt_make(struct fixture *f, int64_t job, int n, int status, int64_t end_ms)
{
    sql(f,
        "INSERT INTO attempt (job_id, n, owner, start_ms, end_ms, outcome, status, duration_ms,"
        " answer) VALUES (%" PRId64 ", %d, 'w', %" PRId64 ", %" PRId64 ", 'failed', %d, 5,"
        " x'6f6b')",
        job, n, NOW, end_ms, status);
}

static void
a_delivery_says_all(void **state)
{
    struct fixture *f = *state;
    struct world w = world_make(f);
    struct delivery_row row;
    int64_t moved;

    attempt_make(f, w.dead, 1, 500, NOW + 1);
    attempt_make(f, w.dead, 2, 503, NOW + 2);
    sql(f, "INSERT INTO attempt (job_id, n, owner, start_ms) VALUES (%" PRId64 ", 3, 'w', 0)",
        w.dead);
    assert_int_equal(delivery_find(f->store, w.dead, f->pool, &row), 0);
    assert_int_equal(row.event, w.event[1]);
    assert_int_equal(row.target, w.target[0]);
    assert_string_equal(row.message, "msg_1");
    assert_string_equal(row.event_name, "invoice.paid");
    assert_string_equal(row.owner, "acme");
    assert_string_equal(row.url, "https://example.com/hook");
    assert_string_equal(row.state, "dead");
    assert_string_equal(row.reason, "too often");
    assert_int_equal(row.attempt, 12);
    assert_int_equal(row.failed, 12);
    assert_int_equal(row.last_status, 503);
    assert_int_equal(row.last_duration_ms, 5);
    assert_int_equal(target_delete(f->store, w.target[0], NOW, &moved), 0);
    assert_int_equal(delivery_find(f->store, w.dead, f->pool, &row), 0);
    assert_null(row.url);
    assert_int_equal(delivery_find(f->store, w.waiting, f->pool, &row), 0);
    assert_int_equal(row.last_status, -1);
    assert_int_equal(row.last_duration_ms, -1);
    assert_int_equal(delivery_find(f->store, job_make(f, NULL), f->pool, &row), FAIL_NOT_FOUND);
    assert_int_equal(row.job, 0);
}

static void
attempts_in_the_order_of_their_end(void **state)
{
    struct fixture *f = *state;
    struct world w = world_make(f);
    struct delivery_filter all = { .most = 2 }, bravo = { .owner = "bravo", .most = 2 };
    struct attempt_place place = { 0 };
    struct delivery_rows rows;

    attempt_make(f, w.done, 1, 200, NOW + 3);
    attempt_make(f, w.dead, 1, 500, NOW + 1);
    attempt_make(f, w.dead, 2, 502, NOW + 5);
    attempt_make(f, w.bravo, 1, 204, NOW + 5);
    attempt_make(f, job_make(f, NULL), 1, 0, NOW + 2);
    assert_int_equal(deliveries_ended(f->store, &all, f->pool, &place, &rows), 0);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.rows[0].last_status, 500);
    assert_int_equal(rows.rows[1].job, w.done);
    assert_int_equal(deliveries_ended(f->store, &all, f->pool, &place, &rows), 0);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.rows[0].last_status, 502);
    assert_int_equal(rows.rows[1].last_status, 204);
    assert_int_equal(deliveries_ended(f->store, &all, f->pool, &place, &rows), 0);
    assert_int_equal(rows.count, 0);
    place = (struct attempt_place){ 0 };
    assert_int_equal(deliveries_ended(f->store, &bravo, f->pool, &place, &rows), 0);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.rows[0].job, w.bravo);
}

static void
a_message_is_found(void **state)
{
    struct fixture *f = *state;
    struct world w = world_make(f);
    struct message_rows messages;
    char *args;

    assert_int_equal(message_of(f->store, w.event[0], "message", f->pool, &args), 0);
    assert_string_equal(args, "{\"id\":\"msg_0\",\"event\":\"invoice.paid\",\"owner\":\"acme\"}");
    assert_int_equal(message_of(f->store, w.event[0], "x", f->pool, &args), FAIL_NOT_FOUND);
    assert_null(args);
    sql(f,
        "UPDATE job SET created_ms = created_ms - 5 WHERE event_id = %" PRId64
        " AND kind = 'fanout'",
        w.event[1]);
    assert_int_equal(messages_since(f->store, NOW, 0, 10, f->pool, &messages), 0);
    assert_int_equal(messages.count, 2);
    assert_int_equal(messages.rows[0].event, w.event[0]);
    assert_int_equal(messages.rows[1].event, w.event[2]);
    assert_int_equal(messages_since(f->store, 0, messages.rows[0].job, 1, f->pool, &messages), 0);
    assert_int_equal(messages.count, 1);
    assert_int_equal(messages.rows[0].event, w.event[1]);
}

static void
answers_go_with_their_attempts(void **state)
{
    struct fixture *f = *state;
    struct world w = world_make(f);
    struct retention retention = { .attempts_before_ms = NOW + 10 };
    struct delivery_attempts attempts;
    struct pruned pruned;

    attempt_make(f, w.dead, 1, 500, NOW);
    attempt_make(f, w.again, 1, 500, NOW);
    assert_int_equal(delivery_attempts(f->store, w.dead, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 1);
    assert_memory_equal(attempts.rows[0].answer, "ok", 2);
    assert_int_equal(maintain_prune(f->store, &retention, &pruned), 0);
    assert_int_equal(pruned.attempts, 1);
    assert_int_equal(delivery_attempts(f->store, w.dead, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 0);
    assert_int_equal(delivery_attempts(f->store, w.again, f->pool, &attempts), 0);
    assert_int_equal(attempts.count, 1);
}

static void
lists_go_along_indexes(void **state)
{
    struct fixture *f = *state;
    struct world w = world_make(f);
    struct attempt_place place = { 0 };
    struct delivery_filter filter = { .most = 9 };
    struct delivery_rows rows;
    char *args;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    watch_clear();
    assert_list(&w, F(.target = w.target[0]), w.dead, w.done);
    assert_list(&w, F(.owner = "bravo"), w.bravo);
    assert_list(&w, F(.after = w.waiting), w.exec, w.bravo);
    assert_list(&w, F(.failed = true), w.exec, w.again, w.dead);
    assert_list(&w, F(.failed = true, .target = w.target[1]), w.exec, w.again);
    assert_list(&w, F(.event = w.event[0]), w.again, w.done);
    assert_int_equal(deliveries_ended(f->store, &filter, f->pool, &place, &rows), 0);
    assert_int_equal(message_of(f->store, w.event[0], "message", f->pool, &args), 0);
    assert_no_scans(store_path(f->store));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("lists-by-target-and-owner", lists_by_target_and_owner),
        TEST("lists-those-of-every-host", lists_those_of_every_host),
        TEST("lists-what-failed", lists_what_failed),
        TEST("lists-those-of-a-message", lists_those_of_a_message),
        TEST("a-delivery-says-all", a_delivery_says_all),
        TEST("attempts-in-the-order-of-their-end", attempts_in_the_order_of_their_end),
        TEST("a-message-is-found", a_message_is_found),
        TEST("answers-go-with-their-attempts", answers_go_with_their_attempts),
        TEST("lists-go-along-indexes", lists_go_along_indexes),
    };

    log_open("test-deliveries", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("deliveries", tests, NULL, NULL);
}
