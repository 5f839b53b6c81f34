/* test-slack_stop.c - Slack lets go of us, and takes us back */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "some_jobs.h"
#include "store/facts.h"
#include "store/planned.h"
#include "store/slack_stop.h"

#include <cmocka.h>

#define TEAM "T0001"

/* What an event tells, as accept remembers it. */
struct told {
    const struct plan *plan;
    bool again;
};

static int
remember(struct db *db, void *data)
{
    const struct told *told = data;
    size_t news = 0;

    return facts_remember(db, told->plan, told->again, &news);
}

static void
tell(struct fixture *f, const char *team, const char *event, int64_t at_ms)
{
    struct plan plan = { .status = PLAN_ACCEPTED };
    const struct planned_fact fact = {
        .kind = SLACK_STOPPED,
        .key = team,
        .value = event != NULL ? slack_stop_value(f->pool, event) : NULL,
        .order_ms = at_ms,
    };
    struct told told = { &plan, false };

    plan_add_fact(&plan, f->pool, &fact);
    assert_int_equal(store_write(f->store, remember, &told), 0);
}

static int
find(struct fixture *f, const char *team, const char *key, struct slack_stop *stop)
{
    return slack_stop_find(f->store, team, key, f->pool, stop);
}

static void
take(struct fixture *f, const char *key, int64_t at_ms)
{
    assert_int_equal(slack_stop_taken(f->store, TEAM, key, at_ms, f->pool), 0);
}

static void
stopped(struct fixture *f, const char *key)
{
    struct slack_stop stop = { 0 };

    assert_int_equal(find(f, TEAM, key, &stop), 0);
}

static void
goes_on(struct fixture *f, const char *key)
{
    struct slack_stop stop = { 0 };

    assert_int_equal(find(f, TEAM, key, &stop), FAIL_NOT_FOUND);
}

static void
nothing_stops_us(void **state)
{
    struct fixture *f = *state;

    goes_on(f, "one");
    take(f, "one", NOW);
    goes_on(f, "one");
    goes_on(f, "two");
}

static void
the_key_in_use_is_stopped(void **state)
{
    struct fixture *f = *state;
    struct slack_stop stop = { 0 };

    take(f, "one", NOW);
    tell(f, TEAM, "app_uninstalled", NOW + 1000);
    assert_int_equal(find(f, TEAM, "one", &stop), 0);
    assert_string_equal(stop.team, TEAM);
    assert_string_equal(stop.why, "app_uninstalled");
    assert_int_equal(stop.since_ms, NOW + 1000);
}

static void
another_key_goes_on(void **state)
{
    struct fixture *f = *state;

    take(f, "one", NOW);
    tell(f, TEAM, "app_uninstalled", NOW + 1000);
    goes_on(f, "two");
    take(f, "two", NOW + 2000);
    goes_on(f, "two");
    tell(f, TEAM, "app_uninstalled", NOW + 3000);
    stopped(f, "two");
}

static void
an_event_that_comes_late_is_older_than_the_new_key(void **state)
{
    struct fixture *f = *state;

    take(f, "one", NOW);
    tell(f, TEAM, "app_uninstalled", NOW + 1000);
    take(f, "two", NOW + 5000);
    tell(f, TEAM, "tokens_revoked", NOW + 1500);
    goes_on(f, "two");
}

static void
a_clock_that_is_behind_does_not_stop_the_new_key(void **state)
{
    struct fixture *f = *state;

    take(f, "one", NOW);
    tell(f, TEAM, "app_uninstalled", NOW + 100000);
    take(f, "two", NOW + 2000);
    goes_on(f, "two");
}

static void
the_first_to_ask_is_held_to_be_the_one(void **state)
{
    struct fixture *f = *state;

    tell(f, TEAM, "tokens_revoked", NOW);
    stopped(f, "one");
    stopped(f, "one");
    goes_on(f, "two");
    take(f, "two", NOW + 1);
    goes_on(f, "two");
}

static void
who_speaks_to_us_ends_it(void **state)
{
    struct fixture *f = *state;

    take(f, "one", NOW);
    tell(f, TEAM, "app_uninstalled", NOW + 1000);
    tell(f, TEAM, NULL, NOW + 2000);
    goes_on(f, "one");
    tell(f, TEAM, "tokens_revoked", NOW + 1500);
    goes_on(f, "one");
    tell(f, TEAM, "app_uninstalled", NOW + 3000);
    stopped(f, "one");
}

static void
only_our_workspace_counts_if_it_is_named(void **state)
{
    struct fixture *f = *state;
    struct slack_stop stop = { 0 };

    take(f, "one", NOW);
    tell(f, "T0002", "app_uninstalled", NOW + 1000);
    tell(f, "T0003", "tokens_revoked", NOW + 2000);
    goes_on(f, "one");
    assert_int_equal(find(f, NULL, "one", &stop), 0);
    assert_string_equal(stop.team, "T0003");
}

struct look {
    const char *team;
    int64_t at_ms;
    bool stands;
};

static int
look(struct db *db, void *data)
{
    struct look *look = data;

    return slack_stop_stands(db, look->team, look->at_ms, &look->stands);
}

static bool
stands(struct fixture *f, const char *team, int64_t at_ms)
{
    struct look question = { team, at_ms, false };

    assert_int_equal(store_write(f->store, look, &question), 0);
    return question.stands;
}

static void
it_stands_until_it_is_ended(void **state)
{
    struct fixture *f = *state;

    assert_false(stands(f, TEAM, NOW));
    tell(f, TEAM, "app_uninstalled", NOW);
    assert_true(stands(f, TEAM, NOW + 1));
    assert_false(stands(f, TEAM, NOW));
    assert_false(stands(f, "T0002", NOW + 1));
    tell(f, TEAM, NULL, NOW + 1);
    assert_false(stands(f, TEAM, NOW + 2));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("nothing-stops-us", nothing_stops_us),
        TEST("the-key-in-use-is-stopped", the_key_in_use_is_stopped),
        TEST("another-key-goes-on", another_key_goes_on),
        TEST("an-event-that-comes-late-is-older-than-the-new-key",
             an_event_that_comes_late_is_older_than_the_new_key),
        TEST("a-clock-that-is-behind-does-not-stop-the-new-key",
             a_clock_that_is_behind_does_not_stop_the_new_key),
        TEST("the-first-to-ask-is-held-to-be-the-one", the_first_to_ask_is_held_to_be_the_one),
        TEST("who-speaks-to-us-ends-it", who_speaks_to_us_ends_it),
        TEST("only-our-workspace-counts-if-it-is-named", only_our_workspace_counts_if_it_is_named),
        TEST("it-stands-until-it-is-ended", it_stands_until_it_is_ended),
    };

    return cmocka_run_group_tests_name("slack_stop", tests, NULL, NULL);
}
