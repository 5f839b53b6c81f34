/* test-worker_lanes.c - who may begin, by numbers and times alone */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "worker_lanes.h"

#include <cmocka.h>

#define NOW INT64_C(1000000) /* milliseconds of some clock */
#define TRANSFERS 256

static const struct lane_limits usual = { .most = 16 };

/* A table that knows the lane. */
static struct lanes *
lanes_with(void **state, const char *lane, struct lane_limits limits)
{
    struct lanes *lanes = lanes_new(*state);

    (void)lanes_turn(lanes, TRANSFERS, NOW);
    lanes_know(lanes, lane, &limits);
    return lanes;
}

static int
room_at(struct lanes *lanes, const char *lane, int64_t now_ms)
{
    (void)lanes_turn(lanes, TRANSFERS, now_ms);
    return lanes_room(lanes, lane);
}

static void
begin(struct lanes *lanes, const char *lane, int count, int64_t now_ms)
{
    for (int i = 0; i < count; i++)
        lanes_begin(lanes, lane, now_ms);
}

static void
end(struct lanes *lanes, const char *lane, int count, int64_t took_ms, int64_t now_ms)
{
    for (int i = 0; i < count; i++)
        lanes_end(lanes, lane, took_ms, now_ms);
}

static void
an_unknown_lane_begins_with_one(void **state)
{
    struct lanes *lanes = lanes_new(*state);

    assert_int_equal(room_at(lanes, "send:1", NOW), 1);
    lanes_begin(lanes, "send:1", NOW);
    assert_int_equal(room_at(lanes, "send:1", NOW), 0);
    lanes_know(lanes, "send:1", &usual);
    assert_int_equal(room_at(lanes, "send:1", NOW), 15);
    lanes_free(lanes);
}

static void
no_more_than_the_target_allows(void **state)
{
    struct lanes *lanes = lanes_with(state, "send:1", usual);

    assert_int_equal(room_at(lanes, "send:1", NOW), 16);
    begin(lanes, "send:1", 16, NOW);
    assert_int_equal(room_at(lanes, "send:1", NOW), 0);
    assert_int_equal(room_at(lanes, "send:2", NOW), 1);
    end(lanes, "send:1", 3, 5, NOW);
    assert_int_equal(room_at(lanes, "send:1", NOW), 3);
    lanes_free(lanes);
}

static void
a_target_that_allows_less_now_is_heard(void **state)
{
    struct lanes *lanes = lanes_with(state, "send:1", usual);

    begin(lanes, "send:1", 10, NOW);
    lanes_know(lanes, "send:1", &(struct lane_limits){ .most = 2 });
    assert_int_equal(room_at(lanes, "send:1", NOW), 0);
    end(lanes, "send:1", 9, 5, NOW);
    assert_int_equal(room_at(lanes, "send:1", NOW), 1);
    lanes_free(lanes);
}

static void
a_failing_target_gets_one_probe(void **state)
{
    struct lanes *lanes =
        lanes_with(state, "send:1", (struct lane_limits){ .most = 16, .probe = true });

    assert_int_equal(room_at(lanes, "send:1", NOW), 1);
    lanes_begin(lanes, "send:1", NOW);
    assert_int_equal(room_at(lanes, "send:1", NOW), 0);
    lanes_end(lanes, "send:1", 5, NOW);
    lanes_know(lanes, "send:1", &usual);
    assert_int_equal(room_at(lanes, "send:1", NOW), 16);
    lanes_free(lanes);
}

static void
a_turn_claims_half_of_what_is_free(void **state)
{
    struct lanes *lanes = lanes_with(state, "send:1", usual);

    assert_int_equal(lanes_turn(lanes, TRANSFERS, NOW), 128);
    assert_int_equal(lanes_turn(lanes, 1, NOW), 1);
    begin(lanes, "send:1", 16, NOW);
    assert_int_equal(lanes_turn(lanes, 21, NOW), 3);
    assert_int_equal(lanes_turn(lanes, 17, NOW), 1);
    assert_int_equal(lanes_turn(lanes, 16, NOW), 0);
    assert_int_equal(lanes_turn(lanes, 4, NOW), 0); /* fewer transfers since a reload */
    assert_int_equal(lanes_room(lanes, "send:2"), 0);
    lanes_free(lanes);
}

/* Claims for each lane in turn, as the store does, until the turn's number is used up. */
static void
take_turn(void **state, struct lanes *lanes, const char *prefix, int count, int64_t now_ms)
{
    int left = lanes_turn(lanes, TRANSFERS, now_ms);

    for (int i = 0; i < count && left > 0; i++) {
        const char *lane = pool_printf(*state, "%s%d", prefix, i);
        int room = lanes_room(lanes, lane);

        room = room < left ? room : left;
        left -= room;
        begin(lanes, lane, room, now_ms);
        lanes_know(lanes, lane, &usual);
    }
}

/* 20 targets that take all they get, and never answer: there is always a place for another one. */
static void
silent_targets_never_take_all(void **state)
{
    struct lanes *lanes = lanes_new(*state);

    for (int i = 0; i < 1000; i++)
        take_turn(state, lanes, "silent:", 20, NOW + i);
    assert_true(lanes_turn(lanes, TRANSFERS, NOW) > 0);
    assert_int_equal(lanes_room(lanes, "good:1"), 1);
    lanes_free(lanes);
}

/* Once they are known to be slow they get no more until less than half is theirs. */
static void
slow_targets_share_half(void **state)
{
    struct lanes *lanes = lanes_new(*state);

    for (int i = 0; i < 100; i++)
        take_turn(state, lanes, "slow:", 10, NOW);
    lanes_know(lanes, "good:1", &usual);
    assert_true(lanes_turn(lanes, TRANSFERS, NOW + 5 * LANES_SLOW_MS) > 0);
    assert_int_equal(lanes_room(lanes, "slow:0"), 0);
    assert_int_equal(lanes_room(lanes, "good:1"), 16);
    end(lanes, "slow:0", 10, 10000, NOW + 10000);
    end(lanes, "slow:1", 16, 10000, NOW + 10000);
    end(lanes, "slow:2", 16, 10000, NOW + 10000);
    (void)lanes_turn(lanes, TRANSFERS, NOW + 10000);
    assert_int_equal(lanes_room(lanes, "slow:0"), 10);
    assert_int_equal(lanes_room(lanes, "slow:1"), 0);
    lanes_free(lanes);
}

static void
one_good_answer_ends_slowness(void **state)
{
    struct lanes *lanes = lanes_with(state, "send:1", usual);

    begin(lanes, "send:1", 2, NOW);
    end(lanes, "send:1", 1, LANES_SLOW_MS, NOW);
    (void)lanes_turn(lanes, 2, NOW);
    assert_int_equal(lanes_room(lanes, "send:1"), 0);
    end(lanes, "send:1", 1, LANES_SLOW_MS - 1, NOW);
    (void)lanes_turn(lanes, 2, NOW);
    assert_int_equal(lanes_room(lanes, "send:1"), 2);
    lanes_free(lanes);
}

#define MINUTE INT64_C(60000)

/* Counts what begins when as much as possible is begun at every moment, and looks at each window. */
static void
no_window_has_more_than_the_rate(void **state)
{
    struct lane_limits limits = { .most = 1000, .rate = 10, .rate_ms = MINUTE };
    struct lanes *lanes = lanes_with(state, "send:1", limits);
    int64_t *times = pool_array(*state, 1000, sizeof(*times));
    int count = 0;

    for (int64_t now_ms = NOW; now_ms < NOW + 20 * MINUTE; now_ms += 250) {
        int room = room_at(lanes, "send:1", now_ms);

        begin(lanes, "send:1", room, now_ms);
        end(lanes, "send:1", room, 5, now_ms);
        while (room-- > 0)
            times[count++] = now_ms;
    }
    for (int i = 10; i < count; i++)
        assert_true(times[i] - times[i - 10] >= MINUTE);
    assert_in_range(count, 10 * 18, 10 * 20);
    lanes_free(lanes);
}

static void
a_spent_rate_says_when_to_go_on(void **state)
{
    struct lane_limits limits = { .most = 16, .rate = 2, .rate_ms = 1000 };
    struct lanes *lanes = lanes_with(state, "send:1", limits);
    int64_t next_ms;

    assert_int_equal(room_at(lanes, "send:1", NOW), 2);
    assert_true(lanes_next_ms(lanes) == INT64_MAX);
    begin(lanes, "send:1", 2, NOW);
    end(lanes, "send:1", 2, 5, NOW + 5);
    assert_int_equal(room_at(lanes, "send:1", NOW + 5), 0);
    next_ms = lanes_next_ms(lanes);
    assert_in_range(next_ms, NOW + 1000, NOW + 1100);
    assert_int_equal(room_at(lanes, "send:1", next_ms - 1), 0);
    assert_int_equal(room_at(lanes, "send:1", next_ms), 2);
    assert_true(lanes_next_ms(lanes) == INT64_MAX);
    lanes_free(lanes);
}

static void
another_rate_forgets_nothing(void **state)
{
    struct lane_limits limits = { .most = 16, .rate = 5, .rate_ms = 1000 };
    struct lanes *lanes = lanes_with(state, "send:1", limits);

    begin(lanes, "send:1", 5, NOW);
    end(lanes, "send:1", 5, 5, NOW);
    (void)lanes_turn(lanes, TRANSFERS, NOW + 5);
    limits = (struct lane_limits){ .most = 16, .rate = 8, .rate_ms = MINUTE };
    lanes_know(lanes, "send:1", &limits);
    assert_int_equal(room_at(lanes, "send:1", NOW + 5), 3);
    assert_int_equal(room_at(lanes, "send:1", NOW + 2 * MINUTE), 8);
    lanes_free(lanes);
}

static void
note_spent(const char *lane, int64_t until_ms, void *data)
{
    assert_string_equal(lane, "send:2");
    *(int64_t *)data = until_ms;
}

static void
spent_lanes_are_told(void **state)
{
    struct lanes *lanes = lanes_with(state, "send:1", usual);
    int64_t until_ms = 0;

    lanes_know(lanes, "send:2", &(struct lane_limits){ 16, 1, MINUTE, false });
    lanes_know(lanes, "send:3", &(struct lane_limits){ 16, 2, MINUTE, false });
    begin(lanes, "send:1", 1, NOW);
    begin(lanes, "send:2", 1, NOW);
    begin(lanes, "send:3", 1, NOW);
    lanes_each_spent(lanes, NOW, note_spent, &until_ms);
    assert_in_range(until_ms, NOW + MINUTE, NOW + MINUTE + MINUTE / 10);
    lanes_free(lanes);
}

/* Of very many lanes the busy ones and the spent ones are still known when the others are gone. */
static void
what_is_in_use_is_not_forgotten(void **state)
{
    struct lanes *lanes = lanes_with(state, "busy", usual);

    lanes_know(lanes, "spent", &(struct lane_limits){ 16, 1, MINUTE, false });
    begin(lanes, "busy", 6, NOW);
    begin(lanes, "spent", 1, NOW);
    end(lanes, "spent", 1, 5, NOW);
    for (int i = 0; i < 5000; i++) {
        const char *lane = pool_printf(*state, "send:%d", i);

        assert_int_equal(room_at(lanes, lane, NOW), 1);
        lanes_begin(lanes, lane, NOW);
        lanes_end(lanes, lane, 5, NOW);
    }
    assert_int_equal(room_at(lanes, "busy", NOW), 10);
    assert_int_equal(room_at(lanes, "spent", NOW), 0);
    lanes_free(lanes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("an-unknown-lane-begins-with-one", an_unknown_lane_begins_with_one),
        TEST("no-more-than-the-target-allows", no_more_than_the_target_allows),
        TEST("a-target-that-allows-less-now-is-heard", a_target_that_allows_less_now_is_heard),
        TEST("a-failing-target-gets-one-probe", a_failing_target_gets_one_probe),
        TEST("a-turn-claims-half-of-what-is-free", a_turn_claims_half_of_what_is_free),
        TEST("silent-targets-never-take-all", silent_targets_never_take_all),
        TEST("slow-targets-share-half", slow_targets_share_half),
        TEST("one-good-answer-ends-slowness", one_good_answer_ends_slowness),
        TEST("no-window-has-more-than-the-rate", no_window_has_more_than_the_rate),
        TEST("a-spent-rate-says-when-to-go-on", a_spent_rate_says_when_to_go_on),
        TEST("another-rate-forgets-nothing", another_rate_forgets_nothing),
        TEST("spent-lanes-are-told", spent_lanes_are_told),
        TEST("what-is-in-use-is-not-forgotten", what_is_in_use_is_not_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
