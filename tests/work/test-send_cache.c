/* test-send_cache.c - what deliveries of one message share, and how much of it is kept */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_message.h"
#include "base/fail.h"
#include "quiet_log.h"
#include "work/send_parcel.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define MIB ((size_t)1 << 20)

static const struct send_form bare = { TARGET_JSON, TARGET_BARE };
static const struct send_form fields = { TARGET_JSON, TARGET_FIELDS };

/* A message with so many bytes of data, as a rule that forwards may make one; a job of its. */
static struct job
a_job(struct fixture *f, size_t length)
{
    char *data = pool_array(f->pool, length + 3, 1);
    struct hook_message message = { .id = "m", .event = "push", .owner = "acme" };
    struct delivery delivery = { .source = "hooklet",
                                 .kind = "push",
                                 .headers = "{}",
                                 .body = data,
                                 .length = length + 2,
                                 .received_ms = NOW };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };

    memset(data, 'a', length + 2);
    data[0] = data[length + 1] = '"';
    delivery.id = pool_printf(f->pool, "d%d", ++f->events);
    assert_int_equal(delivery_own(f->pool, &delivery), 0);
    message_plan(&message, "all", f->pool, plan_add_job(&plan, f->pool));
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), 0);
    return (struct job){ .event = receipt.event, .rule = "all" };
}

static void
one_reading_for_all(void **state)
{
    struct fixture *f = *state;
    struct send_cache *cache = send_cache_new(f->pool);
    struct job job = a_job(f, 10), other = a_job(f, 10);
    const struct send_parcel *parcels[4];

    assert_int_equal(send_cache_take(cache, f->store, &job, &bare, &parcels[0]), 0);
    assert_int_equal(send_cache_take(cache, f->store, &job, &bare, &parcels[1]), 0);
    assert_int_equal(send_cache_take(cache, f->store, &job, &fields, &parcels[2]), 0);
    assert_int_equal(send_cache_take(cache, f->store, &other, &bare, &parcels[3]), 0);
    assert_ptr_equal(parcels[0], parcels[1]);
    assert_ptr_not_equal(parcels[0], parcels[2]);
    assert_ptr_not_equal(parcels[0], parcels[3]);
    assert_string_equal(parcels[0]->body.bytes, "aaaaaaaaaa");
    assert_string_equal(parcels[0]->message.id, "m");
    for (int i = 0; i < 4; i++)
        send_cache_give(cache, parcels[i]);
    assert_int_equal(send_cache_take(cache, f->store, &job, &bare, &parcels[1]), 0);
    assert_ptr_equal(parcels[0], parcels[1]);
    send_cache_give(cache, parcels[1]);
    send_cache_free(cache);
}

/* Three of 6 MiB don't go together; a small one goes with any. */
static void
large_ones_go_alone(void **state)
{
    struct fixture *f = *state;
    struct send_cache *cache = send_cache_new(f->pool);
    struct job large = a_job(f, 6 * MIB), second = a_job(f, 6 * MIB), small = a_job(f, 10);
    const struct send_parcel *one, *other;

    assert_int_equal(send_cache_take(cache, f->store, &large, &bare, &one), 0);
    assert_int_equal(send_cache_take(cache, f->store, &second, &bare, &other), FAIL_BUSY);
    assert_int_equal(send_cache_take(cache, f->store, &small, &bare, &other), 0);
    send_cache_give(cache, other);
    assert_int_equal(send_cache_take(cache, f->store, &large, &bare, &other), 0);
    send_cache_give(cache, other);
    send_cache_give(cache, one);
    assert_int_equal(send_cache_take(cache, f->store, &second, &bare, &other), 0);
    assert_int_equal(other->body.length, 6 * MIB);
    send_cache_give(cache, other);
    send_cache_free(cache);
}

/* More than there is room for, and all of them in use: none of them goes away. */
static void
what_is_in_use_stays(void **state)
{
    struct fixture *f = *state;
    struct send_cache *cache = send_cache_new(f->pool);
    const struct send_parcel *parcels[100];

    for (size_t i = 0; i < 100; i++) {
        struct job job = a_job(f, i + 1);

        assert_int_equal(send_cache_take(cache, f->store, &job, &bare, &parcels[i]), 0);
    }
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(strlen(parcels[i]->body.bytes), i + 1);
    for (size_t i = 0; i < 100; i++)
        send_cache_give(cache, parcels[i]);
    send_cache_free(cache);
}

static void
what_is_gone_is_hopeless(void **state)
{
    struct fixture *f = *state;
    struct send_cache *cache = send_cache_new(f->pool);
    struct job job = a_job(f, 10), stray = { .event = job.event, .rule = "another" };
    const struct send_parcel *parcel;
    int rc = send_cache_take(cache, f->store, &stray, &bare, &parcel);

    assert_int_equal(rc, FAIL_NOT_FOUND);
    assert_true(send_parcel_hopeless(rc));
    sql(f, "UPDATE event SET body = NULL");
    rc = send_cache_take(cache, f->store, &job, &bare, &parcel);
    assert_int_equal(rc, FAIL_NOT_FOUND);
    assert_false(send_parcel_hopeless(FAIL_STORE));
    assert_false(send_parcel_hopeless(FAIL_BUSY));
    send_cache_free(cache);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("one-reading-for-all", one_reading_for_all),
        TEST("large-ones-go-alone", large_ones_go_alone),
        TEST("what-is-in-use-stays", what_is_in_use_stays),
        TEST("what-is-gone-is-hopeless", what_is_gone_is_hopeless),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
