/* test-state.c - small facts with compare-and-set */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <pthread.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/state.h"

#include <cmocka.h>

static struct state_row
get(struct fixture *f, const char *key)
{
    struct state_row row = { 0 };

    assert_int_equal(state_get(f->store, "token", key, f->pool, &row), 0);
    return row;
}

static void
absence_is_an_answer(void **state)
{
    struct fixture *f = *state;
    struct state_row row = { 0 };

    assert_int_equal(state_get(f->store, "token", "a", f->pool, &row), FAIL_NOT_FOUND);
    assert_null(row.key);
}

static void
version_counts_the_changes(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(state_set(f->store, "token", "a", "one", 0, NOW), 0);
    assert_int_equal(get(f, "a").version, 1);
    assert_int_equal(state_set(f->store, "token", "a", "two", 1, NOW + 1), 0);
    assert_string_equal(get(f, "a").key, "a");
    assert_string_equal(get(f, "a").value, "two");
    assert_int_equal(get(f, "a").version, 2);
    assert_int_equal(get(f, "a").updated_ms, NOW + 1);
}

static void
old_version_is_a_conflict(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(state_set(f->store, "token", "a", "one", 0, NOW), 0);
    assert_int_equal(state_set(f->store, "token", "a", "two", 1, NOW), 0);
    assert_int_equal(state_set(f->store, "token", "a", "three", 1, NOW), FAIL_CONFLICT);
    assert_int_equal(state_set(f->store, "token", "a", "three", 0, NOW), FAIL_CONFLICT);
    assert_int_equal(state_set(f->store, "token", "b", "three", 1, NOW), FAIL_CONFLICT);
    assert_string_equal(get(f, "a").value, "two");
}

static void
put_needs_no_version(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(state_put(f->store, "token", "a", "one", NOW), 0);
    assert_int_equal(state_put(f->store, "token", "a", "two", NOW + 1), 0);
    assert_string_equal(get(f, "a").value, "two");
    assert_int_equal(get(f, "a").version, 2);
}

static void
kinds_do_not_meet(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(state_put(f->store, "token", "a", "one", NOW), 0);
    assert_int_equal(state_put(f->store, "worker", "a", "two", NOW), 0);
    assert_string_equal(get(f, "a").value, "one");
}

static void
list_is_in_order_of_keys(void **state)
{
    static const char *const keys[] = { "e", "a", "d", "b", "c" };
    struct fixture *f = *state;
    struct state_row *rows = NULL;
    size_t count = 0;

    assert_int_equal(state_list(f->store, "token", f->pool, &rows, &count), 0);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(state_put(f->store, "token", keys[i], keys[i], NOW), 0);
    assert_int_equal(state_put(f->store, "worker", "x", "", NOW), 0);
    assert_int_equal(state_list(f->store, "token", f->pool, &rows, &count), 0);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(rows[i].key[0], 'a' + (int)i);
}

static void
deleted_is_gone_and_may_be_deleted_again(void **state)
{
    struct fixture *f = *state;
    struct state_row row;

    assert_int_equal(state_put(f->store, "token", "a", "one", NOW), 0);
    assert_int_equal(state_delete(f->store, "token", "a"), 0);
    assert_int_equal(state_delete(f->store, "token", "a"), 0);
    assert_int_equal(state_get(f->store, "token", "a", f->pool, &row), FAIL_NOT_FOUND);
}

static void
several_at_once_but_for_those_that_were_changed(void **state)
{
    struct fixture *f = *state;
    struct state_change changes[] = {
        { .key = "new", .value = "one" },
        { .key = "known", .value = "two", .version = 1 },
        { .key = "changed", .value = "three", .version = 1 },
        { .key = "taken", .value = "four" },
        { .key = "gone", .version = 7 },
    };
    struct state_row row;

    assert_int_equal(state_put(f->store, "token", "known", "", NOW), 0);
    assert_int_equal(state_put(f->store, "token", "changed", "", NOW), 0);
    assert_int_equal(state_put(f->store, "token", "changed", "newer", NOW), 0);
    assert_int_equal(state_put(f->store, "token", "taken", "older", NOW), 0);
    assert_int_equal(state_put(f->store, "token", "gone", "", NOW), 0);
    assert_int_equal(state_set_all(f->store, "token", changes, 5, NOW + 1), 0);
    assert_string_equal(get(f, "new").value, "one");
    assert_int_equal(get(f, "new").version, 1);
    assert_string_equal(get(f, "known").value, "two");
    assert_int_equal(get(f, "known").updated_ms, NOW + 1);
    assert_string_equal(get(f, "changed").value, "newer");
    assert_string_equal(get(f, "taken").value, "older");
    assert_int_equal(state_get(f->store, "token", "gone", f->pool, &row), FAIL_NOT_FOUND);
    assert_true(changes[2].refused && changes[3].refused);
    assert_false(changes[0].refused || changes[1].refused || changes[4].refused);
    assert_int_equal(state_set_all(f->store, "token", NULL, 0, NOW), 0);
}

static void
old_rows_of_a_kind_go(void **state)
{
    struct fixture *f = *state;
    struct state_row row;

    assert_int_equal(state_put(f->store, "token", "old", "", NOW - 1), 0);
    assert_int_equal(state_put(f->store, "token", "new", "", NOW), 0);
    assert_int_equal(state_put(f->store, "worker", "old", "", NOW - 1), 0);
    assert_int_equal(state_prune(f->store, "token", 0), 0);
    assert_string_equal(get(f, "old").value, "");
    assert_int_equal(state_prune(f->store, "token", NOW), 0);
    assert_int_equal(state_get(f->store, "token", "old", f->pool, &row), FAIL_NOT_FOUND);
    assert_int_equal(state_get(f->store, "worker", "old", f->pool, &row), 0);
    assert_string_equal(get(f, "new").value, "");
}

static void
taken_is_told_once(void **state)
{
    struct fixture *f = *state;
    struct state_row row = { 0 };

    assert_int_equal(state_take(f->store, "token", "a", f->pool, &row), FAIL_NOT_FOUND);
    assert_int_equal(state_put(f->store, "token", "a", "one", NOW), 0);
    assert_int_equal(state_put(f->store, "worker", "a", "two", NOW), 0);
    assert_int_equal(state_take(f->store, "token", "a", f->pool, &row), 0);
    assert_string_equal(row.value, "one");
    assert_int_equal(row.updated_ms, NOW);
    assert_int_equal(state_take(f->store, "token", "a", f->pool, &row), FAIL_NOT_FOUND);
    assert_int_equal(state_get(f->store, "worker", "a", f->pool, &row), 0);
}

struct counter {
    struct fixture *f;
    struct pool *pool;
    int won;
};

/* Adds one, 10 times, by compare-and-set. */
static void *
count_up(void *data)
{
    struct counter *counter = data;

    while (counter->won < 10) {
        struct state_row row = { .value = "" };
        const char *next;

        if (state_get(counter->f->store, "token", "n", counter->pool, &row) != 0)
            return NULL;
        next = pool_printf(counter->pool, "%s|", row.value);
        counter->won += state_set(counter->f->store, "token", "n", next, row.version, NOW) == 0;
    }
    return NULL;
}

static void
no_change_is_lost_between_threads(void **state)
{
    struct fixture *f = *state;
    struct counter counters[8];
    pthread_t threads[8];

    assert_int_equal(state_put(f->store, "token", "n", "", NOW), 0);
    for (int i = 0; i < 8; i++) {
        counters[i] = (struct counter){ .f = f, .pool = pool_new() };
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &counters[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(counters[i].won, 10);
        pool_free(counters[i].pool);
    }
    assert_int_equal(get(f, "n").version, 81);
    assert_int_equal(sql_number(f, "SELECT length(value) FROM state WHERE key = 'n'"), 80);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("absence-is-an-answer", absence_is_an_answer),
        TEST("version-counts-the-changes", version_counts_the_changes),
        TEST("old-version-is-a-conflict", old_version_is_a_conflict),
        TEST("put-needs-no-version", put_needs_no_version),
        TEST("kinds-do-not-meet", kinds_do_not_meet),
        TEST("list-is-in-order-of-keys", list_is_in_order_of_keys),
        TEST("deleted-is-gone-and-may-be-deleted-again", deleted_is_gone_and_may_be_deleted_again),
        TEST("several-at-once-but-for-those-that-were-changed",
             several_at_once_but_for_those_that_were_changed),
        TEST("old-rows-of-a-kind-go", old_rows_of_a_kind_go),
        TEST("taken-is-told-once", taken_is_told_once),
        TEST("no-change-is-lost-between-threads", no_change_is_lost_between_threads),
    };

    log_open("test-state", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
