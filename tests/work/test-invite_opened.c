/* test-invite_opened.c - each newcomer is greeted once */
#include "config.h"

#include "work/invite_world.h"

static struct job
opened(struct fixture *f, const char *name, int number)
{
    return job_of(f, name, INVITE_OPENED, number, "Ann");
}

static void
a_newcomer_is_greeted(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12);
    struct outcome outcome = run(f, &job);

    assert_string_equal(outcome.detail, "Ann is greeted");
    assert_int_equal(world.said_count, 1);
    assert_string_equal(world.said[0].text, "Hi @Ann");
    assert_string_equal(remembered(f, "greeting", "/job"), "a");
    assert_string_equal(remembered(f, "greeting", "/pull_request"), "Acme/Web#12");
    assert_int_equal(world.invitations, 0);
}

static void
once_for_each_person(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12), next = job_of(f, "b", INVITE_OPENED, 13, "ANN");

    run(f, &job);
    world.calls = 0;
    assert_string_equal(run(f, &next).detail, "ANN was greeted before");
    assert_int_equal(world.calls, 0);
    assert_int_equal(world.said_count, 1);
}

static void
not_their_first_one(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12);

    world.first_opened = 11;
    assert_string_equal(run(f, &job).detail, "not the first pull request of Ann in Acme/Web");
    assert_int_equal(world.said_count, 0);
    assert_null(remembered(f, "greeting", "/job"));
}

/* What was opened since does not make it a second one, whenever we get to it. */
static void
others_were_opened_since(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12), next = opened(f, "b", 13);

    world.first_opened = 12;
    run(f, &job);
    run(f, &next);
    assert_int_equal(world.said_count, 1);
    assert_string_equal(world.said[0].job, "a");
}

/* Their association says CONTRIBUTOR or NONE, as they like. */
static void
a_member_who_hides_it(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12);

    world.membership = MEMBERSHIP_ACTIVE;
    assert_string_equal(run(f, &job).detail, "Ann is a member of Acme, nobody to greet");
    assert_int_equal(world.said_count, 0);
}

static void
killed_at_each_step_and_begun_again(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12), next = opened(f, "b", 13);
    int at;

    for (at = 1; run_until(f, &job, at); at++) {
        run(f, &job);
        run(f, &next);
        assert_int_equal(world.said_count, 1);
        world_again(f);
    }
    assert_int_equal(at, 5);
    run(f, &next);
    run(f, &job);
    assert_int_equal(world.said_count, 1);
    assert_string_equal(world.said[0].job, "a");
}

static void
with_numbers_in_it(void **state)
{
    static const char *const found[] = { "acme/docs#5" };
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12);

    world_invite.after = 3;
    world_invite.greeting = "{count} merged, {remaining} to go";
    world.merged = (struct strings){ found, 1 };
    run(f, &job);
    assert_string_equal(world.said[0].text, "1 merged, 2 to go");
}

static void
the_greeting_was_taken_out(void **state)
{
    struct fixture *f = *state;
    struct job job = opened(f, "a", 12);

    world_invite.greeting = NULL;
    assert_string_equal(run(f, &job).detail, "the rule has no greeting any more");
    assert_int_equal(world.calls + world.said_count, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        WORLD_TEST("a-newcomer-is-greeted", a_newcomer_is_greeted),
        WORLD_TEST("once-for-each-person", once_for_each_person),
        WORLD_TEST("not-their-first-one", not_their_first_one),
        WORLD_TEST("others-were-opened-since", others_were_opened_since),
        WORLD_TEST("a-member-who-hides-it", a_member_who_hides_it),
        WORLD_TEST("killed-at-each-step-and-begun-again", killed_at_each_step_and_begun_again),
        WORLD_TEST("with-numbers-in-it", with_numbers_in_it),
        WORLD_TEST("the-greeting-was-taken-out", the_greeting_was_taken_out),
    };

    return cmocka_run_group_tests_name("invite_opened", tests, NULL, NULL);
}
