/* test-facts.c - what events tell is remembered, by the sender's clock */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_pushes.h"
#include "store/facts.h"
#include "store/maintain.h"
#include "store/state.h"

#include <cmocka.h>

/* An event that tells one thing: color KEY is VALUE, as of then. */
static struct plan
plan_make(struct fixture *f, const char *key, const char *value, int64_t order_ms)
{
    const struct planned_fact fact = { "color", key, value, order_ms };
    struct plan plan = { .status = PLAN_ACCEPTED, .reason = "a color" };

    plan_add_fact(&plan, f->pool, &fact);
    return plan;
}

static struct delivery
delivery_of_its_own(struct fixture *f, const char *id)
{
    return delivery_make(f, id, pool_printf(f->pool, "{\"id\":\"%s\"}", id));
}

static struct receipt
tell(struct fixture *f, const char *id, const char *value, int64_t order_ms)
{
    struct delivery delivery = delivery_of_its_own(f, id);
    struct plan plan = plan_make(f, "sky", value, order_ms);

    return accept_plan(f, &delivery, &plan);
}

/* NULL: there is none, as far as state.h tells. */
static void
assert_sky(struct fixture *f, const char *value)
{
    struct state_row row = { 0 };
    int rc = state_get(f->store, "color", "sky", f->pool, &row);

    assert_int_equal(rc, value == NULL ? FAIL_NOT_FOUND : 0);
    if (value != NULL)
        assert_string_equal(row.value, value);
}

static void
a_fact_becomes_a_row(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt = tell(f, "d1", "1", NOW - 5);
    struct state_row row = { 0 };

    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_string_equal(receipt.reason, "a color");
    assert_int_equal(receipt.job_count, 0);
    assert_int_equal(state_get(f->store, "color", "sky", f->pool, &row), 0);
    assert_string_equal(row.value, "1");
    assert_int_equal(row.version, 1);
    assert_int_equal(row.updated_ms, NOW - 5);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'accepted'"
                                   " AND reason = 'a color'"),
                     1);
}

static void
many_facts_of_one_event(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of_its_own(f, "d1");
    struct plan plan = { .status = PLAN_ACCEPTED };
    struct state_row *rows = NULL;
    size_t count = 0;

    for (int i = 0; i < 1000; i++) {
        struct planned_fact fact = { "color", pool_printf(f->pool, "%03d", i), "1", NOW };

        plan_add_fact(&plan, f->pool, &fact);
    }
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_ACCEPTED);
    assert_int_equal(state_list(f->store, "color", f->pool, &rows, &count), 0);
    assert_int_equal(count, 1000);
}

static void
newest_wins_whatever_the_order_of_arrival(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt;

    tell(f, "d1", "1", NOW);
    tell(f, "d2", "2", NOW + 1);
    assert_sky(f, "2");
    receipt = tell(f, "d3", "3", NOW);
    assert_sky(f, "2");
    assert_int_equal(receipt.status, ACCEPT_IGNORED);
    assert_string_equal(receipt.reason, "what it tells is not newer than what is known");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'ignored'"), 1);
}

static void
of_equally_new_ones_the_later_arrival_wins(void **state)
{
    struct fixture *f = *state;

    tell(f, "d1", "1", NOW);
    assert_int_equal(tell(f, "d2", "2", NOW).status, ACCEPT_ACCEPTED);
    assert_sky(f, "2");
}

static void
what_is_gone_comes_back_only_by_something_newer(void **state)
{
    struct fixture *f = *state;
    struct state_row *rows = NULL;
    size_t count = 0;

    tell(f, "d1", "1", NOW);
    assert_int_equal(tell(f, "d2", NULL, NOW + 2).status, ACCEPT_ACCEPTED);
    assert_sky(f, NULL);
    assert_int_equal(state_list(f->store, "color", f->pool, &rows, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(tell(f, "d3", "3", NOW + 1).status, ACCEPT_IGNORED);
    assert_sky(f, NULL);
    tell(f, "d4", "4", NOW + 3);
    assert_sky(f, "4");
}

static void
gone_before_it_was_known(void **state)
{
    struct fixture *f = *state;

    tell(f, "d1", NULL, NOW);
    tell(f, "d2", "2", NOW - 1);
    assert_sky(f, NULL);
}

static void
a_tombstone_is_no_row_for_compare_and_set(void **state)
{
    struct fixture *f = *state;

    tell(f, "d1", NULL, NOW);
    assert_int_equal(state_set(f->store, "color", "sky", "2", 0, NOW), 0);
    assert_sky(f, "2");
    assert_int_equal(state_set(f->store, "color", "sky", "3", 0, NOW), FAIL_CONFLICT);
    assert_sky(f, "2");
}

static void
only_an_accepted_plan_tells(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of_its_own(f, "d1");
    struct plan plan = plan_make(f, "sky", "1", NOW);

    plan.status = PLAN_IGNORED;
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_IGNORED);
    delivery = delivery_of_its_own(f, "d2");
    plan.status = PLAN_UNREADABLE;
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_UNREADABLE);
    assert_sky(f, NULL);
}

static void
a_suspect_tells_nothing(void **state)
{
    struct fixture *f = *state;
    struct delivery first = delivery_make(f, "d1", "{}");
    struct delivery copy = delivery_make(f, "d2", "{}");
    struct plan plan = plan_make(f, "sky", "1", NOW);

    accept_plan(f, &first, &plan);
    tell(f, "d3", "3", NOW);
    assert_int_equal(accept_plan(f, &copy, &plan).status, ACCEPT_SUSPECT);
    assert_int_equal(accept_plan(f, &copy, &plan).status, ACCEPT_DUPLICATE);
    assert_sky(f, "3");
}

/* Between the two came another one that is as new: GitHub's clock does not move at every event. */
static void
the_same_delivery_again_takes_nothing_back(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt;

    tell(f, "d1", "1", NOW);
    tell(f, "d2", "2", NOW);
    receipt = tell(f, "d1", "1", NOW);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "nothing new: a color");
    assert_sky(f, "2");
}

static void
the_same_delivery_again_tells_what_was_lost(void **state)
{
    struct fixture *f = *state;
    struct receipt receipt;

    tell(f, "d1", "1", NOW);
    assert_int_equal(state_delete(f->store, "color", "sky"), 0);
    receipt = tell(f, "d1", "1", NOW);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_string_equal(receipt.reason, "a color");
    assert_sky(f, "1");
}

/* It came before this version, which knows what to do with it, was installed. */
static void
redelivery_of_what_was_ignored_tells(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of_its_own(f, "d1");
    struct plan ignored = { .status = PLAN_IGNORED, .reason = "no rule" };
    struct plan plan = plan_make(f, "sky", "1", NOW);

    accept_plan(f, &delivery, &ignored);
    assert_int_equal(accept_plan(f, &delivery, &plan).status, ACCEPT_DUPLICATE);
    assert_sky(f, "1");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE status = 'accepted'"
                                   " AND reason = 'a color'"),
                     1);
}

static void
the_same_id_with_another_body_tells_nothing(void **state)
{
    struct fixture *f = *state;
    struct delivery other = delivery_make(f, "d1", "{\"other\":1}");
    struct plan plan = plan_make(f, "sky", "2", NOW + 1);

    tell(f, "d1", "1", NOW);
    assert_int_equal(accept_plan(f, &other, &plan).status, ACCEPT_DUPLICATE);
    assert_sky(f, "1");
}

static void
a_replay_tells_only_what_is_newer(void **state)
{
    struct fixture *f = *state;
    struct delivery replay = delivery_of_its_own(f, "replay/1");
    struct plan plan = plan_make(f, "sky", "1", NOW);

    replay.parent = tell(f, "d1", "1", NOW).event;
    tell(f, "d2", "2", NOW);
    assert_int_equal(accept_plan(f, &replay, &plan).status, ACCEPT_IGNORED);
    assert_sky(f, "2");
    replay.id = "replay/2";
    plan.facts[0].order_ms = NOW + 1;
    assert_int_equal(accept_plan(f, &replay, &plan).status, ACCEPT_ACCEPTED);
    assert_sky(f, "1");
}

static void
jobs_and_facts_of_one_event(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of_its_own(f, "d1");
    struct plan plan = plan_make(f, "sky", "1", NOW);
    struct receipt receipt;

    plan.reason = NULL;
    add_deploy(f, &plan, A, NOW);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_int_equal(receipt.job_count, 1);
    assert_sky(f, "1");
    /* A job that is too old does not make the fact old. */
    delivery = delivery_of_its_own(f, "d2");
    plan = plan_make(f, "sky", "2", NOW + 1);
    plan.reason = NULL;
    add_deploy(f, &plan, B, NOW - 1);
    receipt = accept_plan(f, &delivery, &plan);
    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_sky(f, "2");
}

/* All of an event, or nothing of it. */
static void
a_job_that_fails_takes_the_facts_back(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = delivery_of_its_own(f, "d1");
    struct plan plan = plan_make(f, "sky", "1", NOW);
    struct receipt receipt;

    add_deploy(f, &plan, A, NOW)->key = NULL;
    add_deploy(f, &plan, B, NOW)->key = NULL; /* the same rule and step */
    assert_int_equal(store_accept(f->store, &delivery, &plan, f->pool, &receipt), FAIL_CONFLICT);
    assert_sky(f, NULL);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
}

static void
tombstones_go_when_they_are_old(void **state)
{
    const struct retention none = { 0 };
    const struct retention old = { .events_before_ms = NOW };
    struct fixture *f = *state;
    struct pruned pruned;

    tell(f, "d1", NULL, NOW - 1);
    assert_int_equal(state_put(f->store, "color", "sea", "1", NOW - 1), 0);
    assert_int_equal(maintain_prune(f->store, &none, &pruned), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'color'"), 2);
    assert_int_equal(maintain_prune(f->store, &old, &pruned), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'color'"), 1);
    tell(f, "d2", NULL, NOW);
    assert_int_equal(maintain_prune(f->store, &old, &pruned), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'color'"), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-fact-becomes-a-row", a_fact_becomes_a_row),
        TEST("many-facts-of-one-event", many_facts_of_one_event),
        TEST("newest-wins-whatever-the-order-of-arrival",
             newest_wins_whatever_the_order_of_arrival),
        TEST("of-equally-new-ones-the-later-arrival-wins",
             of_equally_new_ones_the_later_arrival_wins),
        TEST("what-is-gone-comes-back-only-by-something-newer",
             what_is_gone_comes_back_only_by_something_newer),
        TEST("gone-before-it-was-known", gone_before_it_was_known),
        TEST("a-tombstone-is-no-row-for-compare-and-set",
             a_tombstone_is_no_row_for_compare_and_set),
        TEST("only-an-accepted-plan-tells", only_an_accepted_plan_tells),
        TEST("a-suspect-tells-nothing", a_suspect_tells_nothing),
        TEST("the-same-delivery-again-takes-nothing-back",
             the_same_delivery_again_takes_nothing_back),
        TEST("the-same-delivery-again-tells-what-was-lost",
             the_same_delivery_again_tells_what_was_lost),
        TEST("redelivery-of-what-was-ignored-tells", redelivery_of_what_was_ignored_tells),
        TEST("the-same-id-with-another-body-tells-nothing",
             the_same_id_with_another_body_tells_nothing),
        TEST("a-replay-tells-only-what-is-newer", a_replay_tells_only_what_is_newer),
        TEST("jobs-and-facts-of-one-event", jobs_and_facts_of_one_event),
        TEST("a-job-that-fails-takes-the-facts-back", a_job_that_fails_takes_the_facts_back),
        TEST("tombstones-go-when-they-are-old", tombstones_go_when_they_are_old),
    };

    log_open("test-facts", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
