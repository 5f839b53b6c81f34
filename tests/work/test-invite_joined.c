/* test-invite_joined.c - one welcome for each member, and it does not stay open */
#include "config.h"

#include "work/invite_world.h"

static struct job
joined(struct fixture *f, const char *name)
{
    return job_of(f, name, INVITE_JOINED, 0, "Ann");
}

static void
assert_welcomed_once(struct fixture *f)
{
    assert_int_equal(world.issues, 1);
    assert_int_equal(world.open_issues, 0);
    assert_string_equal(remembered(f, "welcome", "/status"), "welcomed");
    assert_string_equal(remembered(f, "welcome", "/issue"), "5");
}

static void
a_member_is_welcomed(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a");

    assert_string_equal(run(f, &job).detail, "Ann is welcomed: acme/hall#5");
    assert_welcomed_once(f);
    assert_string_equal(world.issue_title, "Welcome to Acme, @Ann");
    assert_string_equal(world.issue_text, "Welcome, @Ann, to Acme\n\n<!-- hooklet:a -->");
    assert_int_equal(world.said_count, 0);
}

static void
once_for_each_person(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a"), next = joined(f, "b");

    run(f, &job);
    world.calls = 0;
    assert_string_equal(run(f, &next).detail, "Ann was welcomed before");
    assert_int_equal(world.calls, 0);
    assert_welcomed_once(f);
}

static void
killed_at_each_step_and_begun_again(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a");
    int at;

    for (at = 1; run_until(f, &job, at); at++) {
        run(f, &job);
        assert_welcomed_once(f);
        world_again(f);
    }
    assert_int_equal(at, 5);
}

static void
killed_twice(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a");

    for (int first = 1; first <= 4; first++) {
        for (int second = 1; second <= 6; second++) {
            world_again(f);
            assert_true(run_until(f, &job, first));
            run_until(f, &job, second);
            run(f, &job);
            assert_welcomed_once(f);
        }
    }
}

/* Another event of the same person goes on with what the dead one has begun, by its mark. */
static void
killed_at_each_step_and_another_event(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a"), next = joined(f, "b");

    for (int at = 1; at <= 4; at++) {
        world_again(f);
        assert_true(run_until(f, &job, at));
        run(f, &next);
        assert_welcomed_once(f);
        assert_non_null(strstr(world.issue_text, "<!-- hooklet:a -->"));
        run(f, &job);
        assert_welcomed_once(f);
    }
}

static void
a_repository_that_is_gone(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a");

    world.issue_fails = FAIL_NOT_FOUND;
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    assert_string_equal(fail_detail(), "GitHub: acme/hall is gone, or the App may not see it");
    world.issue_fails = 0;
    run(f, &job);
    assert_welcomed_once(f);
}

static void
with_numbers_in_it(void **state)
{
    static const char *const found[] = { "acme/docs#5", "acme/other#1" };
    struct fixture *f = *state;
    struct job job = joined(f, "a");

    world_invite.welcome = "{count} in {repository}";
    world.merged = (struct strings){ found, 2 };
    run(f, &job);
    assert_string_equal(world.issue_text, "1 in acme/hall\n\n<!-- hooklet:a -->");
}

static void
the_welcome_was_taken_out(void **state)
{
    struct fixture *f = *state;
    struct job job = joined(f, "a");

    world_invite.welcome = NULL;
    assert_string_equal(run(f, &job).detail, "the rule has no welcome any more");
    assert_int_equal(world.calls, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        WORLD_TEST("a-member-is-welcomed", a_member_is_welcomed),
        WORLD_TEST("once-for-each-person", once_for_each_person),
        WORLD_TEST("killed-at-each-step-and-begun-again", killed_at_each_step_and_begun_again),
        WORLD_TEST("killed-twice", killed_twice),
        WORLD_TEST("killed-at-each-step-and-another-event", killed_at_each_step_and_another_event),
        WORLD_TEST("a-repository-that-is-gone", a_repository_that_is_gone),
        WORLD_TEST("with-numbers-in-it", with_numbers_in_it),
        WORLD_TEST("the-welcome-was-taken-out", the_welcome_was_taken_out),
    };

    return cmocka_run_group_tests_name("invite_joined", tests, NULL, NULL);
}
