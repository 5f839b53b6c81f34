/* test-deployment_sweep.c - which rows are looked after, when, and how often */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_deployment.h"
#include "base/fail.h"
#include "work/deployment_sweep.h"
#include "work/wish.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define MINUTE INT64_C(60000)

static const struct schedule_source sources[] = { { WISH_KIND, sweep_schedules }, { NULL, NULL } };
static const struct action actions[] = { { WISH_KIND, NULL }, { NULL, NULL } };

static struct schedule_round
come_round_with(struct fixture *f, const struct settings *settings, int64_t now_ms)
{
    const struct app app = { settings, f->store };
    struct schedule_round round;

    assert_int_equal(schedules_run(&app, sources, actions, now_ms, &round), 0);
    return round;
}

static bool
come_round(struct fixture *f, int64_t now_ms)
{
    return come_round_with(f, &deployment_settings, now_ms).made;
}

static int64_t
count_jobs(struct fixture *f, const char *kind, int64_t deployment)
{
    return sql_number(f,
                      "SELECT count(*) FROM job WHERE kind = '%s'"
                      " AND args LIKE '{\"deployment\":\"%lld\"%%'",
                      kind, (long long)deployment);
}

static void
no_events_while_all_is_well(void **state)
{
    struct fixture *f = *state;
    const struct deployment ended = { .state = DEPLOYMENT_SUCCESS };
    struct schedule_round round;

    (void)add_deployment(f, &ended, NOW);
    (void)add_deployment(f, &(struct deployment){ 0 }, NOW);
    round = come_round_with(f, &deployment_settings, NOW + MINUTE);
    assert_false(round.made);
    assert_int_equal(round.next_ms, NOW + 2 * MINUTE);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event"), 0);
}

static void
nothing_of_deployments_is_configured(void **state)
{
    struct fixture *f = *state;
    const struct settings none = { 0 };
    struct schedule_round round;

    (void)add_deployment(f, &(struct deployment){ 0 }, NOW);
    round = come_round_with(f, &none, NOW + 60 * MINUTE);
    assert_false(round.made);
    assert_int_equal(round.next_ms, INT64_MAX);
}

static void
those_that_wait_are_tried_every_few_minutes(void **state)
{
    struct fixture *f = *state;
    const struct deployment waits = { .state = DEPLOYMENT_WAITING };
    struct deployment row = add_deployment(f, &waits, NOW);

    assert_false(come_round(f, NOW + 3 * MINUTE));
    assert_true(come_round(f, NOW + 5 * MINUTE));
    assert_int_equal(count_jobs(f, "deployment", row.id), 1);
    assert_int_equal(deployment_now(f, row.id).updated_ms, NOW + 5 * MINUTE);
    assert_int_equal(deployment_now(f, row.id).state, DEPLOYMENT_WAITING);
    assert_false(come_round(f, NOW + 8 * MINUTE));
    assert_true(come_round(f, NOW + 10 * MINUTE));
    assert_int_equal(count_jobs(f, "deployment", row.id), 2);
}

/* While CircleCI is away for hours there are not hundreds of jobs that ask it. */
static void
those_that_are_queued_ever_more_rarely(void **state)
{
    struct fixture *f = *state;
    const struct deployment queued = { .remote = "7", .told = "queued" };
    struct deployment row = add_deployment(f, &queued, NOW);
    int made = 0;

    assert_false(come_round(f, NOW + 1 * MINUTE));
    for (int minute = 2; minute < 24 * 60; minute++)
        made += come_round(f, NOW + minute * MINUTE + 1) ? 1 : 0;
    assert_in_range(made, 10, 20);
    assert_int_equal(count_jobs(f, "deployment", row.id), made);
}

static void
one_behind_a_build_waits_for_its_end(void **state)
{
    struct fixture *f = *state;
    const struct deployment building = { .state = DEPLOYMENT_IN_PROGRESS,
                                         .triggered_ms = NOW,
                                         .told = "in_progress" };
    const struct deployment next = { .sha = COMMIT_B, .remote = "7", .told = "queued" };

    (void)add_deployment(f, &building, NOW);
    (void)add_deployment(f, &next, NOW);
    assert_false(come_round(f, NOW + 20 * MINUTE));
}

static void
builds_are_asked_for_when_they_take_too_long(void **state)
{
    struct fixture *f = *state;
    const struct deployment known = { .state = DEPLOYMENT_IN_PROGRESS,
                                      .triggered_ms = NOW,
                                      .pipeline = "p1" };
    const struct deployment unknown = { .environment = "preview", .triggered_ms = NOW };

    (void)add_deployment(f, &known, NOW);
    (void)add_deployment(f, &unknown, NOW);
    assert_false(come_round(f, NOW + 29 * MINUTE));
    assert_true(come_round(f, NOW + 30 * MINUTE));
    assert_int_equal(count_jobs(f, "build", 1), 1);
    assert_int_equal(count_jobs(f, "trigger", 2), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 2);
    assert_false(come_round(f, NOW + 34 * MINUTE));
    assert_true(come_round(f, NOW + 36 * MINUTE));
}

static void
nobody_is_left_who_could_tell(void **state)
{
    struct fixture *f = *state;
    const struct deployment building = { .state = DEPLOYMENT_IN_PROGRESS,
                                         .triggered_ms = NOW,
                                         .remote = "7" };
    struct settings settings = deployment_settings;

    settings.circleci_api.token.name = NULL;
    (void)add_deployment(f, &building, NOW);
    assert_true(come_round_with(f, &settings, NOW + 31 * MINUTE).made);
    assert_int_equal(deployment_now(f, 1).state, DEPLOYMENT_ERROR);
    assert_int_equal(count_jobs(f, "status", 1), 1);
}

/* Within one period of ten minutes: the second one finds it told, or leaves it. */
static void
github_is_told_once_more(void **state)
{
    struct fixture *f = *state;
    const struct deployment untold = { .state = DEPLOYMENT_SUCCESS, .remote = "7" };
    const struct deployment told = { .state = DEPLOYMENT_SUCCESS,
                                     .remote = "8",
                                     .told = "success" };
    int made = 0;

    (void)add_deployment(f, &untold, NOW);
    (void)add_deployment(f, &told, NOW);
    assert_false(come_round(f, NOW + 9 * MINUTE));
    for (int minute = 10; minute < 60; minute++)
        made += come_round(f, NOW + minute * MINUTE) ? 1 : 0;
    assert_int_equal(made, 1);
    assert_int_equal(count_jobs(f, "status", 1), 1);
    assert_int_equal(count_jobs(f, "status", 2), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("no-events-while-all-is-well", no_events_while_all_is_well),
        TEST("nothing-of-deployments-is-configured", nothing_of_deployments_is_configured),
        TEST("those-that-wait-are-tried-every-few-minutes",
             those_that_wait_are_tried_every_few_minutes),
        TEST("those-that-are-queued-ever-more-rarely", those_that_are_queued_ever_more_rarely),
        TEST("one-behind-a-build-waits-for-its-end", one_behind_a_build_waits_for_its_end),
        TEST("builds-are-asked-for-when-they-take-too-long",
             builds_are_asked_for_when_they_take_too_long),
        TEST("nobody-is-left-who-could-tell", nobody_is_left_who_could_tell),
        TEST("github-is-told-once-more", github_is_told_once_more),
    };

    return cmocka_run_group_tests_name("deployment_sweep", tests, NULL, NULL);
}
