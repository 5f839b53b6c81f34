/* test-invite_merged.c - at most one invitation for each person, wherever the worker dies */
#include "config.h"

#include "work/invite_world.h"

static struct fixture *fixture; /* for what happens in between */

static struct job
merged(struct fixture *f, const char *name, int number)
{
    return job_of(f, name, INVITE_MERGED, number, "Ann");
}

static void
somebody_new_is_invited(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);
    struct outcome outcome = run(f, &job);

    assert_int_equal(outcome.end, OUTCOME_DONE);
    assert_string_equal(outcome.detail, "Ann is invited to Acme");
    assert_int_equal(world.invitations, 1);
    assert_string_equal(world.role, "member");
    assert_int_equal(world.said_count, 1);
    assert_string_equal(world.said[0].text, "Hello @Ann, join Acme");
    assert_string_equal(outcome.follow->lane, "github:42");
    assert_non_null(strstr(outcome.follow->args, "\"place\":\"pull_request\""));
    assert_non_null(strstr(outcome.follow->args, "\"number\":\"12\""));
    assert_string_equal(remembered(f, "invitation", "/status"), "invited");
    assert_string_equal(remembered(f, "invitation", "/job"), "a");
}

static void
owners_are_invited_as_such(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.admin = true;
    run(f, &job);
    assert_string_equal(world.role, "admin");
}

static void
a_message_of_blanks_is_none(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.message = " \n";
    assert_int_equal(run(f, &job).end, OUTCOME_DONE);
    assert_int_equal(world.invitations, 1);
    assert_int_equal(world.said_count, 0);
}

/* Asked once, then remembered. */
static void
assert_left_alone(struct fixture *f, enum github_membership membership, const char *status)
{
    struct job job = merged(f, "a", 12), next = merged(f, "b", 13);

    world_again(f);
    world.membership = membership;
    assert_int_equal(run(f, &job).end, OUTCOME_DONE);
    assert_int_equal(world.calls, 1);
    assert_string_equal(remembered(f, "invitation", "/status"), status);
    assert_int_equal(run(f, &next).end, OUTCOME_DONE);
    assert_int_equal(world.calls, 1);
    assert_int_equal(world.invitations + world.said_count, 0);
    /* An attempt that was cut off after it had remembered does not take it for its own. */
    assert_int_equal(run(f, &job).end, OUTCOME_DONE);
    assert_int_equal(world.invitations + world.said_count, 0);
}

static void
members_and_the_invited_are_left_alone(void **state)
{
    assert_left_alone(*state, MEMBERSHIP_ACTIVE, "member");
    assert_left_alone(*state, MEMBERSHIP_PENDING, "pending");
}

static void
known_in_another_spelling(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12), next = job_of(f, "b", INVITE_MERGED, 13, "aNN");
    struct outcome outcome;

    run(f, &job);
    world.membership = MEMBERSHIP_NONE; /* declined */
    world.calls = 0;
    outcome = run(f, &next);
    assert_string_equal(outcome.detail, "aNN was invited to Acme before");
    assert_int_equal(world.calls, 0);
    assert_int_equal(world.invitations, 1);
    assert_int_equal(world.said_count, 1);
}

/* --- Killed, and begun again --- */

static void
assert_invited_once(struct fixture *f, int said)
{
    assert_int_equal(world.invitations, 1);
    assert_int_equal(world.said_count, said);
    assert_string_equal(remembered(f, "invitation", "/status"), "invited");
}

static void
killed_at_each_step_and_begun_again(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);
    int at;

    for (at = 1; at < POINTS_MOST; at++) {
        world_again(f);
        if (!run_until(f, &job, at))
            break;
        run(f, &job);
        assert_invited_once(f, 1);
    }
    assert_int_equal(at, 5); /* two calls, each with two points */
    /* Here it came to its end, but was not settled. */
    run(f, &job);
    assert_invited_once(f, 1);
}

static void
killed_twice(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    for (int first = 1; first <= 4; first++) {
        for (int second = 1; second <= 4; second++) {
            world_again(f);
            assert_true(run_until(f, &job, first));
            run_until(f, &job, second);
            run(f, &job);
            assert_invited_once(f, 1);
        }
    }
}

/* Dead for good; what comes next finds what it has left, and it may be retried by hand later. */
static void
killed_at_each_step_and_another_merge(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12), next = merged(f, "b", 13);

    for (int at = 1; at <= 5; at++) {
        bool settling = at == 5;

        world_again(f);
        assert_int_equal(run_until(f, &job, at), !settling);
        run(f, &next);
        /* Only who died after it knew that it had invited leaves the word to itself. */
        assert_invited_once(f, settling ? 0 : 1);
        assert_string_equal(remembered(f, "invitation", "/job"), settling ? "a" : "b");
        run(f, &job);
        assert_invited_once(f, 1);
    }
}

static void
run_itself(void)
{
    struct job job = merged(fixture, "a", 12);

    run(fixture, &job);
}

static void
run_another(void)
{
    struct job next = merged(fixture, "b", 13);

    run(fixture, &next);
}

/*
 * The worker lost its lease at this point, somebody else's attempt came in between, and it goes on:
 * what it ends with is refused.
 */
static void
go_on_late(struct fixture *f, void (*in_between)(void))
{
    struct job job = merged(f, "a", 12);
    struct outcome outcome = { 0 };

    fixture = f;
    for (int at = 1; at <= 4; at++) {
        int rc = -1;

        world_again(f);
        world.at = at;
        world.happens = in_between;
        assert_true(attempt(f, &job, &outcome, &rc));
        assert_int_equal(rc, 0);
        assert_invited_once(f, 1);
        run(f, &job);
        assert_invited_once(f, 1);
    }
}

static void
a_lost_lease_and_the_same_job(void **state)
{
    go_on_late(*state, run_itself);
}

static void
a_lost_lease_and_another_merge(void **state)
{
    go_on_late(*state, run_another);
}

static void
who_comes_second_looks_again(void **state)
{
    struct job job = merged(*state, "a", 12);
    struct outcome outcome = { 0 };
    int rc = -1;

    fixture = *state;
    world.at = 1;
    world.happens = run_another;
    assert_true(attempt(*state, &job, &outcome, &rc));
    assert_int_equal(rc, 0);
    assert_int_equal(outcome.end, OUTCOME_POSTPONED);
    assert_string_equal(outcome.detail, "another job of acme/ann was at it");
}

/* --- What others do meanwhile --- */

static void
invite_by_hand(void)
{
    world.membership = MEMBERSHIP_PENDING;
}

static void
join(void)
{
    world.membership = MEMBERSHIP_ACTIVE;
}

static struct outcome
run_while(struct fixture *f, const struct job *job, int at, void (*happens)(void))
{
    struct outcome outcome = { 0 };
    int rc = -1;

    world.at = at;
    world.happens = happens;
    assert_true(attempt(f, job, &outcome, &rc));
    assert_int_equal(rc, 0);
    settle(job, &outcome);
    return outcome;
}

static void
somebody_invites_by_hand_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    run_while(f, &job, 3, invite_by_hand);
    assert_int_equal(world.invitations, 0);
    assert_int_equal(world.said_count, 1);
}

static void
they_join_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    run_while(f, &job, 3, join);
    assert_int_equal(world.invitations + world.said_count, 0);
    assert_string_equal(remembered(f, "invitation", "/status"), "member");
}

/* The words announce an invitation: they would come too late. */
static void
they_accept_before_we_are_back(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    assert_true(run_until(f, &job, 4));
    assert_int_equal(world.invitations, 1);
    world.membership = MEMBERSHIP_ACTIVE;
    run(f, &job);
    assert_int_equal(world.invitations, 1);
    assert_int_equal(world.said_count, 0);
}

/* --- What GitHub refuses --- */

static void
a_refused_invitation_may_be_tried_later(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12), next = merged(f, "b", 13);

    world.invite_fails = FAIL_REFUSED;
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    assert_string_equal(remembered(f, "invitation", "/status"), "counting");
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    world.invite_fails = 0;
    run(f, &next);
    assert_invited_once(f, 1);
    assert_string_equal(world.said[0].job, "b");
}

/* Somebody did what GitHub refused us: that is not our invitation. */
static void
refused_and_then_invited_by_hand(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12), next = merged(f, "b", 13);

    world.invite_fails = FAIL_REFUSED;
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    world.membership = MEMBERSHIP_PENDING;
    run(f, &next);
    assert_int_equal(world.said_count, 0);
    assert_string_equal(remembered(f, "invitation", "/status"), "pending");
}

static void
not_found_is_refused_too(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world.invite_fails = FAIL_NOT_FOUND;
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    assert_non_null(strstr(fail_detail(), "Ann could not be invited to Acme: status 404"));
    assert_non_null(strstr(fail_detail(), "members=write"));
}

static void
a_limit_or_silence_is_waited_for(void **state)
{
    static const int codes[] = { FAIL_BUSY, FAIL_TIMEOUT, FAIL_NETWORK };
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        world_again(f);
        world.invite_fails = codes[i];
        assert_int_equal(run_badly(f, &job), codes[i]);
        assert_string_equal(remembered(f, "invitation", "/status"), "inviting");
        world.invite_fails = 0;
        run(f, &job);
        assert_invited_once(f, 1);
    }
}

static void
memberships_that_may_not_be_seen(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world.membership_fails = FAIL_REFUSED;
    assert_int_equal(run_badly(f, &job), FAIL_REFUSED);
    assert_null(remembered(f, "invitation", "/status"));
    assert_int_equal(world.invitations, 0);
}

/* --- Counting --- */

static void
the_third_one_invites(void **state)
{
    struct fixture *f = *state;
    struct job one = merged(f, "a", 12), two = merged(f, "b", 13), three = merged(f, "c", 14);
    struct outcome outcome;

    world_invite.after = 3;
    outcome = run(f, &one);
    assert_string_equal(outcome.detail, "1 of 3 merged pull requests");
    assert_string_equal(world.said[0].text, "1 in Acme/Web, 2 to go");
    run(f, &two);
    assert_string_equal(world.said[1].text, "2 in Acme/Web, 1 to go");
    assert_int_equal(world.invitations, 0);
    assert_string_equal(remembered(f, "invitation", "/status"), "counting");
    run(f, &three);
    assert_string_equal(world.said[2].text, "Hello @Ann, join Acme");
    assert_invited_once(f, 3);
}

static void
without_a_countdown_nothing_is_said(void **state)
{
    struct fixture *f = *state;
    struct job one = merged(f, "a", 12), two = merged(f, "b", 13);

    world_invite.after = 2;
    world_invite.countdown = NULL;
    run(f, &one);
    assert_int_equal(world.said_count, 0);
    run(f, &two);
    assert_invited_once(f, 1);
}

/* What GitHub finds late counts with what it has found; the same one does not count twice. */
static void
what_search_finds_and_what_we_know(void **state)
{
    static const char *const found[] = { "acme/web#3", "acme/web#12" };
    struct fixture *f = *state;
    struct job one = merged(f, "a", 12), two = merged(f, "b", 13);

    world_invite.after = 3;
    world.merged = (struct strings){ found, 1 };
    run(f, &one);
    assert_string_equal(world.said[0].text, "2 in Acme/Web, 1 to go");
    world.merged = (struct strings){ found, 2 };
    run(f, &two);
    assert_invited_once(f, 2);
}

static void
more_than_enough_is_enough(void **state)
{
    static const char *const found[] = { "acme/web#3", "acme/web#4", "acme/docs#5", "acme/web#6" };
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.after = 3;
    world_invite.message = "after {count}, {remaining} to go";
    world.merged = (struct strings){ found, 4 };
    run(f, &job);
    assert_string_equal(world.said[0].text, "after 5, 0 to go");
}

static void
only_the_rules_repositories_count(void **state)
{
    static const char *const found[] = { "acme/other#3", "acme/secret#4", "acme/docs#5" };
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.after = 3;
    world.merged = (struct strings){ found, 3 };
    run(f, &job);
    assert_string_equal(world.said[0].text, "2 in Acme/Web, 1 to go");
}

static void
the_same_merge_does_not_count_twice(void **state)
{
    struct fixture *f = *state;
    struct job one = merged(f, "a", 12), replay = merged(f, "b", 12), two = merged(f, "c", 13);

    world_invite.after = 3;
    run(f, &one);
    run(f, &replay);
    assert_int_equal(world.said_count, 1);
    run(f, &two);
    assert_string_equal(world.said[1].text, "2 in Acme/Web, 1 to go");
    assert_int_equal(world.said_count, 2);
}

static void
killed_while_it_counts_down(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);
    int at;

    world_invite.after = 3;
    for (at = 1; run_until(f, &job, at); at++) {
        run(f, &job);
        assert_int_equal(world.said_count, 1);
        assert_string_equal(world.said[0].text, "1 in Acme/Web, 2 to go");
        world_again(f);
    }
    assert_int_equal(at, 4);
    run(f, &job);
    assert_int_equal(world.said_count, 1);
}

/* A count that was decided on is not counted again: search may be down by then. */
static void
the_count_is_remembered(void **state)
{
    static const char *const found[] = { "acme/web#3", "acme/web#4" };
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.message = "after {count}";
    world.merged = (struct strings){ found, 2 };
    assert_true(run_until(f, &job, 5));
    assert_int_equal(world.invitations, 1);
    world.merged.count = 0;
    run(f, &job);
    assert_string_equal(world.said[0].text, "after 3");
}

static void
a_hundred_merges_are_remembered(void **state)
{
    struct fixture *f = *state;

    world_invite.after = 200;
    world_invite.countdown = NULL;
    for (int i = 1; i <= 103; i++) {
        struct job job = merged(f, pool_printf(f->pool, "%d", i), i);

        run(f, &job);
    }
    assert_string_equal(remembered(f, "invitation", "/merged/0"), "acme/web#4");
    assert_string_equal(remembered(f, "invitation", "/merged/99"), "acme/web#103");
    assert_null(remembered(f, "invitation", "/merged/100"));
}

/* --- What can't be done --- */

static void
assert_hopeless(struct fixture *f, const struct job *job, const char *detail)
{
    struct outcome outcome = run(f, job);

    assert_int_equal(outcome.end, OUTCOME_HOPELESS);
    assert_string_equal(outcome.detail, detail);
    assert_int_equal(world.calls, 0);
}

static void
rules_that_changed(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    world_invite.organization = "other";
    assert_hopeless(f, &job, "invite rule team is for another organization now");
    world_rule.kind = RULE_RUN;
    assert_hopeless(f, &job, "invite rule team is not in hooklet.conf any more");
    world_settings.rule_count = 0;
    assert_hopeless(f, &job, "invite rule team is not in hooklet.conf any more");
    job.args = "{}";
    assert_hopeless(f, &job, "its args don't say what happened");
}

static void
a_row_that_nobody_understands(void **state)
{
    struct fixture *f = *state;
    struct job job = merged(f, "a", 12);

    sql(f, "INSERT INTO state (kind, key, value, version, updated_ms)"
           " VALUES ('invitation', 'acme/ann', '{\"status\":\"odd\"}', 1, 1)");
    assert_int_equal(run_badly(f, &job), FAIL_STORE);
    assert_int_equal(world.calls, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        WORLD_TEST("somebody-new-is-invited", somebody_new_is_invited),
        WORLD_TEST("owners-are-invited-as-such", owners_are_invited_as_such),
        WORLD_TEST("a-message-of-blanks-is-none", a_message_of_blanks_is_none),
        WORLD_TEST("members-and-the-invited-are-left-alone",
                   members_and_the_invited_are_left_alone),
        WORLD_TEST("known-in-another-spelling", known_in_another_spelling),
        WORLD_TEST("killed-at-each-step-and-begun-again", killed_at_each_step_and_begun_again),
        WORLD_TEST("killed-twice", killed_twice),
        WORLD_TEST("killed-at-each-step-and-another-merge", killed_at_each_step_and_another_merge),
        WORLD_TEST("a-lost-lease-and-the-same-job", a_lost_lease_and_the_same_job),
        WORLD_TEST("a-lost-lease-and-another-merge", a_lost_lease_and_another_merge),
        WORLD_TEST("who-comes-second-looks-again", who_comes_second_looks_again),
        WORLD_TEST("somebody-invites-by-hand-meanwhile", somebody_invites_by_hand_meanwhile),
        WORLD_TEST("they-join-meanwhile", they_join_meanwhile),
        WORLD_TEST("they-accept-before-we-are-back", they_accept_before_we_are_back),
        WORLD_TEST("a-refused-invitation-may-be-tried-later",
                   a_refused_invitation_may_be_tried_later),
        WORLD_TEST("refused-and-then-invited-by-hand", refused_and_then_invited_by_hand),
        WORLD_TEST("not-found-is-refused-too", not_found_is_refused_too),
        WORLD_TEST("a-limit-or-silence-is-waited-for", a_limit_or_silence_is_waited_for),
        WORLD_TEST("memberships-that-may-not-be-seen", memberships_that_may_not_be_seen),
        WORLD_TEST("the-third-one-invites", the_third_one_invites),
        WORLD_TEST("without-a-countdown-nothing-is-said", without_a_countdown_nothing_is_said),
        WORLD_TEST("what-search-finds-and-what-we-know", what_search_finds_and_what_we_know),
        WORLD_TEST("more-than-enough-is-enough", more_than_enough_is_enough),
        WORLD_TEST("only-the-rules-repositories-count", only_the_rules_repositories_count),
        WORLD_TEST("the-same-merge-does-not-count-twice", the_same_merge_does_not_count_twice),
        WORLD_TEST("killed-while-it-counts-down", killed_while_it_counts_down),
        WORLD_TEST("the-count-is-remembered", the_count_is_remembered),
        WORLD_TEST("a-hundred-merges-are-remembered", a_hundred_merges_are_remembered),
        WORLD_TEST("rules-that-changed", rules_that_changed),
        WORLD_TEST("a-row-that-nobody-understands", a_row_that_nobody_understands),
    };

    return cmocka_run_group_tests_name("invite_merged", tests, NULL, NULL);
}
