/* test-recover_job.c - the hour's event, its jobs, and what a run tells of itself */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "store/some_jobs.h"
#include "work/missed_list.h"
#include "work/recover.h"
#include "work/recover_job.h"

#include <cmocka.h>

#define HOUR INT64_C(3600000)

static const char *const both[] = { "app", "acme/web" };

static struct settings
settings_of(const char *const *owners, size_t count)
{
    struct settings settings = { 0 };

    settings.github_api.app_id = "271828";
    settings.github_api.key.name = "private_key_file";
    settings.github_api.recover = (struct strings){ owners, count };
    return settings;
}

static const struct schedule_source sources[] = { { RECOVER_KIND, recover_schedules },
                                                  { NULL, NULL } };
static const struct action actions[] = { { RECOVER_KIND, recover_act }, { NULL, NULL } };

static bool
hourly(struct fixture *f, const struct settings *settings, int64_t now_ms)
{
    const struct app app = { settings, f->store };
    struct schedule_round round;

    assert_int_equal(schedules_run(&app, sources, actions, now_ms, &round), 0);
    return round.made;
}

static void
one_event_an_hour(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(both, 2);

    assert_true(hourly(f, &settings, NOW + 1));
    assert_false(hourly(f, &settings, NOW + 2));
    assert_false(hourly(f, &settings, NOW + HOUR - 1));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE source = 'hooklet'"
                                   " AND delivery = 'recover/2027-01-15T08' AND kind = 'recover'"
                                   " AND status = 'accepted'"),
                     1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'recover'"
                                   " AND state = 'ready' AND rule IN ('app', 'acme/web')"),
                     2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note"), 0);
}

/* What waits, for a rate limit or its minute, does no more than the next hour's will. */
static void
the_next_hour_takes_the_place_of_what_waits(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(both, 1);

    assert_true(hourly(f, &settings, NOW));
    sql(f, "UPDATE job SET state = 'waiting', run_at_ms = run_at_ms + 7200000");
    assert_true(hourly(f, &settings, NOW + HOUR));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'superseded'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"), 1);
}

static void
nobody_to_look_at(void **state)
{
    struct fixture *f = *state;
    struct settings none = settings_of(NULL, 0), keyless = settings_of(both, 2);

    keyless.github_api.key.name = NULL;
    assert_false(hourly(f, &none, NOW));
    assert_false(hourly(f, &keyless, NOW));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
}

static void
a_job_whose_owner_is_named_no_more(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(both, 1);
    const struct work work = {
        .settings = &settings, .store = f->store, .pool = f->pool, .stop_fd = -1
    };
    const struct job job = { .rule = "other", .delivery = "recover/2027-01-15T08" };
    struct outcome outcome = { 0 };

    assert_int_equal(recover_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_non_null(strstr(outcome.detail, "no more"));
}

static void
what_a_run_tells(void **state)
{
    struct fixture *f = *state;
    struct recover_counts counts = { .hooks = 1, .looked_at = 500, .here = 450, .asked = 50 };

    assert_string_equal(recover_summary(f->pool, &counts),
                        "500 deliveries looked at, 450 here, 50 asked for again");
    counts = (struct recover_counts){ .hooks = 1,
                                      .looked_at = 1,
                                      .ingested = 1,
                                      .to_come = 2,
                                      .waiting = 3,
                                      .over = 4,
                                      .failed = 5,
                                      .elsewhere = 6 };
    assert_string_equal(recover_summary(f->pool, &counts),
                        "1 delivery looked at, 0 here, 1 taken in, 2 still missed, 3 not here yet,"
                        " 4 given up, 5 in vain, 6 taken elsewhere");
    counts.hooks = 0;
    assert_non_null(strstr(recover_summary(f->pool, &counts), "no hook"));
}

static struct missed
missed_of(const char *guid)
{
    return (struct missed){ .guid = guid, .hook = "/app/hook", .event = "push", .id = 7 };
}

static void
a_list_in_order_and_its_rows(void **state)
{
    static const char *const guids[] = { "d", "a", "e", "b", "c" };
    struct fixture *f = *state;
    struct missed_list list = { .store = f->store, .pool = f->pool }, again = list;

    for (size_t i = 0; i < 5; i++) {
        struct missed missed = missed_of(guids[i]);

        assert_null(missed_list_find(&list, guids[i]));
        missed_list_add(&list, &missed);
    }
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(list.items[i]->guid[0], 'a' + (int)i);
    assert_ptr_equal(missed_list_find(&list, "e"), list.items[4]);
    assert_int_equal(missed_save_all(&list, list.items, 5, NOW), 0);
    assert_int_equal(missed_list_load(&again), 0);
    assert_int_equal(again.count, 5);
    assert_int_equal(again.items[2]->version, 1);
    assert_int_equal(missed_forget(&list, list.items, 4), 0);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'redelivery'"), 1);
}

/* Two runs know the same; the slower one stores nothing, also when it is slower in two steps. */
static void
one_of_two_runs_has_a_delivery(void **state)
{
    struct fixture *f = *state;
    struct missed_list one = { .store = f->store, .pool = f->pool }, other = one;
    struct missed missed = missed_of("a");

    missed_list_add(&one, &missed);
    assert_int_equal(missed_save_all(&one, one.items, 1, NOW), 0);
    assert_int_equal(missed_list_load(&other), 0);
    one.items[0]->asked = 1;
    assert_int_equal(missed_save(&one, one.items[0], NOW), 0);
    other.items[0]->status_code = 503;
    assert_int_equal(missed_save_all(&other, other.items, 1, NOW), 0);
    assert_int_equal(missed_save(&other, other.items[0], NOW), FAIL_CONFLICT);
    assert_int_equal(missed_save(&one, one.items[0], NOW), 0);
    assert_int_equal(sql_number(f, "SELECT json_extract(value, '$.asked') FROM state"
                                   " WHERE kind = 'redelivery'"),
                     1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("one-event-an-hour", one_event_an_hour),
        TEST("the-next-hour-takes-the-place-of-what-waits",
             the_next_hour_takes_the_place_of_what_waits),
        TEST("nobody-to-look-at", nobody_to_look_at),
        TEST("a-job-whose-owner-is-named-no-more", a_job_whose_owner_is_named_no_more),
        TEST("what-a-run-tells", what_a_run_tells),
        TEST("a-list-in-order-and-its-rows", a_list_in_order_and_its_rows),
        TEST("one-of-two-runs-has-a-delivery", one_of_two_runs_has_a_delivery),
    };

    log_open("test-recover_job", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("recover_job", tests, NULL, NULL);
}
