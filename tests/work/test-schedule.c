/* test-schedule.c - what comes round: each period once, whoever looks, and however often */
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/feed.h"
#include "store/some_jobs.h"
#include "work/feed_job.h"
#include "work/recover_job.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define QUARTER (15 * MINUTE)
#define YEAR (8766 * HOUR)

enum { WORKERS = 8 };

/* What is in the configuration of these tests: NOW is 2027-01-15T08:00. */
static const struct feed quarterly = { .url = "https://a.example/q", .every_ms = QUARTER };
static const struct feed daily = { .url = "https://a.example/d", .every_ms = 24 * HOUR };
static const struct rule feeds[] = {
    { .kind = RULE_FEED, .name = "news", .feed = &quarterly },
    { .kind = RULE_DEPLOY, .name = "web" },
    { .kind = RULE_FEED, .name = "c and sqlite/new", .feed = &daily },
};

static struct settings
settings_of(size_t rules)
{
    struct settings settings = { .rules = feeds, .rule_count = rules };

    settings.asana_api.token.name = "token_file";
    return settings;
}

static int
no_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    (void)work;
    (void)job;
    (void)outcome;
    return 0;
}

static const struct action knows_all[] = {
    { FEED_KIND, no_act }, { RECOVER_KIND, no_act }, { "own-kind", no_act }, { NULL, NULL }
};

static struct schedule_round
round_at(struct fixture *f, const struct settings *settings, int64_t now_ms)
{
    const struct app app = { settings, f->store };
    struct schedule_round round;

    assert_int_equal(schedules_run(&app, stock_schedules, knows_all, now_ms, &round), 0);
    return round;
}

static void
assert_events(struct fixture *f, const char *delivery, int64_t count)
{
    assert_int_equal(sql_number(f,
                                "SELECT count(*) FROM event WHERE source = 'hooklet'"
                                " AND status = 'accepted' AND delivery LIKE '%s'",
                                delivery),
                     count);
}

struct name_row {
    int64_t every_ms, now_ms;
    const char *delivery;
};

static void
a_name_for_each_period(void **state)
{
    static const struct name_row rows[] = {
        { HOUR, NOW, "x/2027-01-15T08" },
        { HOUR, NOW + HOUR - 1, "x/2027-01-15T08" },
        { HOUR, NOW + HOUR, "x/2027-01-15T09" },
        { 24 * HOUR, NOW, "x/2027-01-15T00" },
        { QUARTER, NOW - 1, "x/2027-01-15T07:45" },
        { QUARTER, NOW, "x/2027-01-15T08:00" },
        { QUARTER, NOW + QUARTER, "x/2027-01-15T08:15" },
        { MINUTE, NOW + MINUTE, "x/2027-01-15T08:01" },
        { MINUTE + 1, NOW, "x/2027-01-15T07:59" },
        { 90 * MINUTE, NOW, "x/2027-01-15T07:30" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct schedule schedule = { .name = "x", .every_ms = rows[i].every_ms };

        assert_string_equal(schedule_delivery(f->pool, &schedule, rows[i].now_ms),
                            rows[i].delivery);
    }
}

/* Also for odd periods, across midnight and leap years. */
static void
two_periods_never_have_one_name(void **state)
{
    static const int64_t periods[] = { MINUTE, MINUTE + 1,  90000,    7 * MINUTE,
                                       HOUR,   90 * MINUTE, 5 * HOUR, 24 * HOUR };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(periods); i++) {
        const struct schedule schedule = { .name = "x", .every_ms = periods[i] };
        const char *last = "";

        for (int j = 0; j < 3000; j++) {
            const char *name = schedule_delivery(f->pool, &schedule, NOW + j * periods[i]);

            assert_string_not_equal(name, last);
            last = name;
        }
    }
}

static void
each_feed_has_its_own_period(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(3);
    struct schedule_round round = round_at(f, &settings, NOW + MINUTE);

    assert_true(round.made);
    assert_int_equal(round.next_ms, NOW + QUARTER);
    assert_events(f, "feed/news/2027-01-15T08:00", 1);
    assert_events(f, "feed/c and sqlite/new/2027-01-15T00", 1);
    assert_events(f, "%", 2);
    assert_false(round_at(f, &settings, NOW + 2 * MINUTE).made);
    assert_false(round_at(f, &settings, NOW + QUARTER - 1).made);
    assert_true(round_at(f, &settings, NOW + QUARTER).made);
    assert_events(f, "feed/news/2027-01-15T08:15", 1);
    assert_events(f, "%", 3);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'feed' AND rule = 'news'"
                                   " AND serial_key = 'feed:news' AND lane = 'feed'"),
                     2);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM note"), 0);
}

static void
a_job_that_waits_gives_way_to_the_next(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(1);

    round_at(f, &settings, NOW);
    sql(f, "UPDATE job SET state = 'waiting', run_at_ms = run_at_ms + 7200000");
    round_at(f, &settings, NOW + QUARTER);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'superseded'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"), 1);
}

/* The next one waits for it, and is not lost. */
static void
a_job_that_runs_is_not_joined(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(1);

    round_at(f, &settings, NOW);
    sql(f, "UPDATE job SET state = 'leased', owner = 'here:1:a', lease_ms = %" PRId64, NOW + HOUR);
    round_at(f, &settings, NOW + QUARTER);
    round_at(f, &settings, NOW + 2 * QUARTER);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'leased'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'waiting'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'superseded'"), 1);
}

/* What nobody was there for is not made up for. */
static void
after_a_night_there_is_one(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(1);

    round_at(f, &settings, NOW);
    assert_true(round_at(f, &settings, NOW + 12 * HOUR).made);
    assert_events(f, "%", 2);
}

/* A year ahead and back: neither is its job the newest for a year, nor is a period done twice. */
static void
a_clock_that_was_wrong_for_a_while(void **state)
{
    struct fixture *f = *state;
    struct settings settings = settings_of(1);

    round_at(f, &settings, NOW);
    round_at(f, &settings, NOW + YEAR);
    sql(f, "UPDATE job SET state = 'done'");
    assert_false(round_at(f, &settings, NOW + MINUTE).made);
    assert_true(round_at(f, &settings, NOW + QUARTER).made);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'done'"), 2);
}

static void
what_is_not_configured_does_not_come_round(void **state)
{
    static const struct action knows_none[] = { { "own-kind", no_act }, { NULL, NULL } };
    struct fixture *f = *state;
    struct settings settings = settings_of(3), keyless = settings_of(3);
    const struct app app = { &settings, f->store };
    struct schedule_round round;

    keyless.asana_api.token.name = NULL;
    assert_int_equal(round_at(f, &keyless, NOW).next_ms, INT64_MAX);
    assert_int_equal(schedules_run(&app, stock_schedules, knows_none, NOW, &round), 0);
    assert_false(round.made);
    assert_int_equal(round.next_ms, INT64_MAX);
    assert_events(f, "%", 0);
}

static int
plan_nothing(const struct app *app, const struct schedule *schedule, struct pool *pool,
             struct plan *plan)
{
    (void)app;
    (void)schedule;
    (void)pool;
    (void)plan;
    return FAIL_STORE;
}

static int
list_spoiled(const struct app *app, struct schedules *schedules)
{
    const struct schedule spoiled = {
        .kind = "own-kind", .name = "spoiled", .every_ms = MINUTE, .plan = plan_nothing
    };

    (void)app;
    schedules_add(schedules, &spoiled);
    return FAIL_BUSY;
}

static void
one_that_fails_keeps_no_other_from_its_turn(void **state)
{
    static const struct schedule_source sources[] = { { "own-kind", list_spoiled },
                                                      { FEED_KIND, feed_schedules },
                                                      { NULL, NULL } };
    struct fixture *f = *state;
    struct settings settings = settings_of(3);
    const struct app app = { &settings, f->store };
    struct schedule_round round;

    assert_int_equal(schedules_run(&app, sources, knows_all, NOW, &round), FAIL_BUSY);
    assert_true(round.made);
    assert_int_equal(round.next_ms, NOW + MINUTE);
    assert_events(f, "feed/%", 2);
    assert_events(f, "%", 2);
}

static int
list_many(const struct app *app, struct schedules *schedules)
{
    for (int i = 0; i < 100; i++)
        schedules_add(schedules,
                      &(struct schedule){ .kind = FEED_KIND,
                                          .name = pool_printf(schedules->pool, "feed/%d", i),
                                          .every_ms = MINUTE * (1 + i),
                                          .plan = plan_nothing });
    (void)app;
    return 0;
}

static void
a_hundred_are_listed(void **state)
{
    struct fixture *f = *state;
    struct schedules schedules = { .pool = f->pool };

    assert_int_equal(list_many(NULL, &schedules), 0);
    assert_int_equal(schedules.count, 100);
    assert_string_equal(schedules.items[0].name, "feed/0");
    assert_string_equal(schedules.items[99].name, "feed/99");
}

struct racer {
    struct fixture *f;
    pthread_barrier_t *start;
    int rc;
};

static void *
race(void *data)
{
    struct racer *racer = data;
    struct settings settings = settings_of(3);
    const struct app app = { &settings, racer->f->store };
    struct schedule_round round;

    pthread_barrier_wait(racer->start);
    for (int i = 0; i < 20 && racer->rc == 0; i++)
        racer->rc = schedules_run(&app, stock_schedules, knows_all, NOW + i * QUARTER, &round);
    return NULL;
}

/* All find a period without its event at once. */
static void
eight_workers_make_one_event_for_each_period(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[WORKERS];
    struct racer racers[WORKERS];
    pthread_barrier_t start;

    pthread_barrier_init(&start, NULL, WORKERS);
    for (int i = 0; i < WORKERS; i++) {
        racers[i] = (struct racer){ f, &start, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(racers[i].rc, 0);
    }
    pthread_barrier_destroy(&start);
    assert_events(f, "feed/news/%", 20);
    assert_events(f, "%", 21);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 21);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE state = 'ready'"), 2);
}

static int
list_idle(const struct app *app, struct schedules *schedules)
{
    (void)app;
    assert_int_equal(schedules->now_ms, NOW + 5);
    schedules_add(schedules, &(struct schedule){ .kind = "x", .name = "x", .every_ms = MINUTE });
    return 0;
}

/* It knows that there is nothing to do, and when there may be. */
static void
one_without_a_plan_is_only_asked_again(void **state)
{
    static const struct schedule_source sources[] = { { "own-kind", list_idle }, { NULL, NULL } };
    struct fixture *f = *state;
    const struct app app = { .store = f->store };
    struct schedule_round round;

    assert_int_equal(schedules_run(&app, sources, knows_all, NOW + 5, &round), 0);
    assert_false(round.made);
    assert_int_equal(round.next_ms, NOW + MINUTE);
    assert_events(f, "%", 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-name-for-each-period", a_name_for_each_period),
        TEST("two-periods-never-have-one-name", two_periods_never_have_one_name),
        TEST("each-feed-has-its-own-period", each_feed_has_its_own_period),
        TEST("a-job-that-waits-gives-way-to-the-next", a_job_that_waits_gives_way_to_the_next),
        TEST("a-job-that-runs-is-not-joined", a_job_that_runs_is_not_joined),
        TEST("after-a-night-there-is-one", after_a_night_there_is_one),
        TEST("a-clock-that-was-wrong-for-a-while", a_clock_that_was_wrong_for_a_while),
        TEST("what-is-not-configured-does-not-come-round",
             what_is_not_configured_does_not_come_round),
        TEST("one-that-fails-keeps-no-other-from-its-turn",
             one_that_fails_keeps_no_other_from_its_turn),
        TEST("a-hundred-are-listed", a_hundred_are_listed),
        TEST("one-without-a-plan-is-only-asked-again", one_without_a_plan_is_only_asked_again),
        TEST("eight-workers-make-one-event-for-each-period",
             eight_workers_make_one_event_for_each_period),
    };

    log_open("test-schedule", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
