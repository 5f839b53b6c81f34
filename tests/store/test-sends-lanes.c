/* test-sends-lanes.c - who gets how much of a turn, and what that costs */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_sends.h"
#include "watch_sql.h"

#include <cmocka.h>

static size_t
count_of(const struct send_turn *turn, const char *lane)
{
    size_t count = 0;

    for (size_t i = 0; i < turn->count; i++)
        count += strcmp(turn->jobs[i].lane, lane) == 0;
    return count;
}

/* Of lane "send:N" as many as this; others none. */
struct rooms {
    int room[20];
};

static int
room_of(void *data, const char *lane)
{
    const struct rooms *rooms = data;

    return strncmp(lane, "send:", 5) == 0 ? rooms->room[strtol(lane + 5, NULL, 10)] : 0;
}

/* Whatever there is and whatever room: nobody gets more, and all that fits is claimed. */
static void
no_lane_over_its_room(void **state)
{
    struct fixture *f = *state;
    uint32_t seed = 7;

    for (int round = 0; round < 40; round++) {
        struct send_turn turn = turn_of(1 + (size_t)round * 2);
        struct rooms rooms = { { 0 } };
        size_t fits = 0;

        sql(f, "UPDATE job SET state = 'done'");
        for (int lane = 1; lane < 20; lane++) {
            size_t ready = (seed = seed * 1664525 + 1013904223) >> 29;

            rooms.room[lane] = (int)((seed >> 20) % 7);
            for (size_t i = 0; i < ready; i++)
                deliveries_make(f, lane, lane);
            fits += ready < (size_t)rooms.room[lane] ? ready : (size_t)rooms.room[lane];
        }
        turn.room = room_of;
        turn.data = &rooms;
        assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
        assert_int_equal(turn.count, fits < turn.most ? fits : turn.most);
        assert_int_equal(turn.more, turn.count == turn.most);
        for (int lane = 1; lane < 20; lane++)
            assert_true(count_of(&turn, pool_printf(f->pool, "send:%d", lane)) <=
                        (size_t)rooms.room[lane]);
    }
}

/* One has ten thousand, and the others get as much as it does. */
static void
lanes_share_alike(void **state)
{
    struct fixture *f = *state;
    struct send_turn turn;

    for (int i = 0; i < 200; i++)
        deliveries_make(f, 1, 1);
    for (int i = 0; i < 30; i++)
        deliveries_make(f, 2, 2);
    for (int i = 0; i < 3; i++)
        deliveries_make(f, 3, 3);
    turn = claim_many(f, 63);
    assert_int_equal(turn.count, 63);
    assert_int_equal(count_of(&turn, "send:3"), 3);
    assert_int_equal(count_of(&turn, "send:2"), 30);
    assert_int_equal(count_of(&turn, "send:1"), 30);
}

/* More lanes than jobs may be claimed: the next turn goes on behind the last one. */
static void
lanes_take_turns(void **state)
{
    struct fixture *f = *state;
    struct send_turn turn = turn_of(3);
    size_t seen[10] = { 0 };

    for (int i = 0; i < 5; i++)
        deliveries_make(f, 1, 9);
    for (int i = 0; i < 15; i++) {
        assert_int_equal(jobs_turn(f->store, &turn, f->pool), 0);
        assert_int_equal(turn.count, 3);
        for (size_t j = 0; j < turn.count; j++)
            seen[turn.jobs[j].step]++;
        for (int lane = 1; lane < 10; lane++)
            assert_in_range(seen[lane], (size_t)(i + 1) / 3, (size_t)(i + 3) / 3);
        turn.claim.after_lane = turn.after_lane;
    }
    assert_int_equal(claim_many(f, 3).count, 0);
}

static void
a_sleeping_lane_holds_up_nobody(void **state)
{
    struct fixture *f = *state;
    struct send_turn turn;

    deliveries_make(f, 1, 3);
    assert_int_equal(jobs_lane_sleep(f->store, "send:2", NOW + 1, "busy"), 0);
    turn = claim_many(f, 10);
    assert_int_equal(turn.count, 2);
    assert_int_equal(count_of(&turn, "send:2"), 0);
}

/* Thousands of them are one step for who does not send. */
static void
others_pass_all_targets_in_one_step(void **state)
{
    struct fixture *f = *state;
    int64_t last = job_make(f, "lane = 'zeta'");
    struct job job;
    int64_t steps;

    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    finish_as(f, &job, OUTCOME_INTERRUPTED, NOW);
    watch_clear();
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    steps = watch_steps();
    finish_as(f, &job, OUTCOME_INTERRUPTED, NOW);
    deliveries_make(f, 1, 3000);
    watch_clear();
    assert_int_equal(claim_at(f, "", NOW, &job), 0);
    assert_int_equal(job.id, last);
    assert_in_range(watch_steps(), 1, steps + 200);
    assert_no_scans(store_path(f->store));
}

/* Claims all and settles them, as the sender does. */
static int64_t
steps_of_sending(struct fixture *f)
{
    struct outcome outcome = { .end = OUTCOME_DONE };
    struct send_turn first, second = turn_of(10);
    struct send_finish finishes[10];

    deliveries_make(f, 1, 10);
    watch_clear();
    first = claim_many(f, 10);
    assert_int_equal(first.count, 10);
    for (size_t i = 0; i < first.count; i++)
        finishes[i] = (struct send_finish){ .job = &first.jobs[i], .outcome = &outcome };
    second.finishes = finishes;
    second.finish_count = 10;
    assert_int_equal(jobs_turn(f->store, &second, f->pool), 0);
    assert_no_scans(store_path(f->store));
    return watch_steps();
}

static void
what_was_sent_costs_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t steps;

    steps_of_sending(f);
    steps = steps_of_sending(f);
    for (int i = 0; i < 100; i++)
        deliveries_make(f, 1, 100);
    sql(f, "UPDATE job SET state = 'done' WHERE state = 'ready'");
    assert_in_range(steps_of_sending(f), 1, steps + 300);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("no-lane-over-its-room", no_lane_over_its_room),
        TEST("lanes-share-alike", lanes_share_alike),
        TEST("lanes-take-turns", lanes_take_turns),
        TEST("a-sleeping-lane-holds-up-nobody", a_sleeping_lane_holds_up_nobody),
        WATCHED("others-pass-all-targets-in-one-step", others_pass_all_targets_in_one_step),
        WATCHED("what-was-sent-costs-nothing", what_was_sent_costs_nothing),
    };

    log_open("test-sends-lanes", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("sends-lanes", tests, NULL, NULL);
}
