/* test-backfill_tally.c - what came of a page's jobs, by their states and last words; kept and read */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "store/some_jobs.h"
#include "work/backfill_tally.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

/* A job of one event for all of them. */
static int64_t
job_of_page(struct fixture *f, const char *set)
{
    int64_t id = job_make(f, set);

    sql(f, "UPDATE job SET event_id = 1, step = %lld WHERE id = %lld", (long long)id,
        (long long)id);
    return id;
}

static void
ended_ones_by_their_words(void **state)
{
    static const struct {
        const char *set;
        enum backfill_end end;
    } rows[] = {
        { "state = 'done', reason = 'created task 12; assigned mona'", BACKFILL_MADE },
        { "state = 'done', reason = 'updated task 12; due 2026-12-01'", BACKFILL_CHANGED },
        { "state = 'done', reason = 'task 12 is as it should be; nobody'", BACKFILL_SAME },
        { "state = 'done', reason = 'ignored: it is closed'", BACKFILL_IGNORED },
        { "state = 'dead', reason = 'Asana: no'", BACKFILL_FAILED },
        { "state = 'cancelled', reason = 'cancelled by ann'", BACKFILL_FAILED },
        { "state = 'unknown', reason = NULL", BACKFILL_FAILED },
    };
    struct fixture *f = *state;
    struct backfill_state seen;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum backfill_end end = rows[i].end;
        int64_t before, id;

        if (i == 0)
            (void)event_make(f, "page");
        assert_int_equal(backfill_look(f->store, 1, f->pool, &seen), 0);
        before = seen.ended.counts[end];
        id = job_of_page(f, rows[i].set);
        assert_int_equal(backfill_look(f->store, 1, f->pool, &seen), 0);
        assert_int_equal(seen.ended.counts[end], before + 1);
        assert_int_equal(backfill_items(&seen.ended), (int64_t)i + 1);
        if (end == BACKFILL_FAILED)
            assert_int_equal(seen.ended.failed.ids[seen.ended.failed.count - 1], id);
    }
    assert_int_equal(seen.unfinished, 0);
    assert_int_equal(seen.ended.reason_count, 1);
    assert_string_equal(seen.ended.reasons[0].text, "it is closed");
    assert_string_equal(seen.last_reason, "cancelled by ann");
}

static void
unfinished_ones_and_when_they_are_due(void **state)
{
    struct fixture *f = *state;
    struct backfill_state seen;
    int64_t failing, running;

    (void)event_make(f, "page");
    failing = job_of_page(f, "state = 'waiting', run_at_ms = 700, failed = 2, reason = 'oops'");
    assert_int_equal(backfill_look(f->store, 1, f->pool, &seen), 0);
    assert_int_equal(seen.unfinished, 1);
    assert_int_equal(seen.failing, 1);
    assert_int_equal(seen.next_ms, 700);
    assert_string_equal(seen.reason, "oops");
    assert_int_equal(seen.ended.later.ids[0], failing);
    assert_false(seen.running);

    (void)job_of_page(f, "state = 'waiting', run_at_ms = 500, failed = 0");
    assert_int_equal(backfill_look(f->store, 1, f->pool, &seen), 0);
    assert_int_equal(seen.next_ms, 500);
    assert_int_equal(seen.failing, 1);

    running = job_of_page(f, "state = 'leased', owner = 'here:1:a', lease_ms = 1, fence = 1");
    assert_int_equal(backfill_look(f->store, 1, f->pool, &seen), 0);
    assert_int_equal(seen.unfinished, 3);
    assert_int_equal(seen.next_ms, 0);
    assert_int_equal(seen.a_job, running);
    assert_true(seen.running);
    assert_int_equal(backfill_items(&seen.ended), 0);
}

static void
later_ones_count_by_their_end(void **state)
{
    struct fixture *f = *state;
    struct backfill_tally tally = { .counts = { [BACKFILL_LATER] = 3 } };

    (void)event_make(f, "page");
    tally.later.ids[0] = job_of_page(f, "state = 'done', reason = 'created task 1'");
    tally.later.ids[1] = job_of_page(f, "state = 'waiting', failed = 3");
    tally.later.ids[2] = job_of_page(f, "state = 'dead'");
    tally.later.count = 3;
    assert_int_equal(backfill_look_again(f->store, f->pool, &tally), 0);
    assert_int_equal(tally.counts[BACKFILL_MADE], 1);
    assert_int_equal(tally.counts[BACKFILL_FAILED], 1);
    assert_int_equal(tally.counts[BACKFILL_LATER], 1);
    assert_int_equal(tally.later.count, 1);
    assert_int_equal(tally.later.ids[0], 2);
}

/* However many there are, the first ones are named, and all are counted. */
static void
lists_have_an_end(void **state)
{
    struct fixture *f = *state;
    struct backfill_tally tally = { 0 }, all = { 0 };

    for (int i = 0; i < 3 * BACKFILL_REASONS; i++)
        backfill_count(&tally, f->pool, BACKFILL_IGNORED, pool_printf(f->pool, "reason %d", i));
    backfill_count(&tally, f->pool, BACKFILL_IGNORED, "reason 0");
    assert_int_equal(tally.counts[BACKFILL_IGNORED], 3 * BACKFILL_REASONS + 1);
    assert_int_equal(tally.reason_count, BACKFILL_REASONS);
    assert_int_equal(tally.reasons[0].count, 2);
    tally.counts[BACKFILL_FAILED] = BACKFILL_JOBS;
    tally.failed.count = BACKFILL_JOBS;
    backfill_add(&all, &tally);
    backfill_add(&all, &tally);
    assert_int_equal(all.counts[BACKFILL_FAILED], 2 * BACKFILL_JOBS);
    assert_int_equal(all.failed.count, BACKFILL_JOBS);
    assert_int_equal(all.reasons[0].count, 4);
}

static void
kept_and_read(void **state)
{
    struct fixture *f = *state;
    struct backfill_tally tally = { .counts = { 1, 2, 3, 4, 5, 6 } }, again = { 0 };
    struct json *object = json_object();

    backfill_count(&tally, f->pool, BACKFILL_IGNORED, "\"quoted\" \xc3\xa4");
    tally.failed = (struct backfill_jobs){ { 7, 8 }, 2 };
    tally.later = (struct backfill_jobs){ { INT64_C(9007199254740993) }, 1 };
    backfill_tally_write(&tally, object);
    assert_int_equal(backfill_tally_read(f->pool, json_text(f->pool, object, JSON_COMPACT), &again),
                     0);
    assert_memory_equal(again.counts, tally.counts, sizeof tally.counts);
    assert_int_equal(again.reason_count, 1);
    assert_string_equal(again.reasons[0].text, "\"quoted\" \xc3\xa4");
    assert_memory_equal(&again.failed, &tally.failed, sizeof tally.failed);
    assert_memory_equal(&again.later, &tally.later, sizeof tally.later);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("ended-ones-by-their-words", ended_ones_by_their_words),
        TEST("unfinished-ones-and-when-they-are-due", unfinished_ones_and_when_they_are_due),
        TEST("later-ones-count-by-their-end", later_ones_count_by_their_end),
        TEST("lists-have-an-end", lists_have_an_end),
        TEST("kept-and-read", kept_and_read),
    };

    return cmocka_run_group_tests_name("backfill_tally", tests, NULL, NULL);
}
