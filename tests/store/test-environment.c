/* test-environment.c - locked, unlocked, and by whom */
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/environment.h"
#include "store/state.h"

#include <cmocka.h>

static struct environment_lock
wanted(const char *by, const char *reason)
{
    return (struct environment_lock){ .repository = "acme/web",
                                      .environment = "production",
                                      .by = by,
                                      .reason = reason,
                                      .since_ms = NOW };
}

static int
lock_as(struct fixture *f, const char *by, struct environment_lock *holder)
{
    struct environment_lock lock = wanted(by, "release day");

    return environment_lock(f->store, &lock, f->pool, holder);
}

static int
find(struct fixture *f, const char *repository, const char *environment)
{
    struct environment_lock lock;

    return environment_find(f->store, repository, environment, f->pool, &lock);
}

static void
a_lock_in_words(void **state)
{
    struct fixture *f = *state;
    const struct environment_lock why = wanted("octocat", "release day");
    const struct environment_lock silent = wanted("octocat", NULL);
    const char *when = clock_format(f->pool, NOW);

    assert_string_equal(
        environment_lock_words(f->pool, "production", &why),
        pool_printf(f->pool, "production is locked by octocat since %s: release day", when));
    assert_string_equal(environment_lock_words(f->pool, "production", &silent),
                        pool_printf(f->pool, "production is locked by octocat since %s", when));
}

static void
a_lock_says_who_when_and_why(void **state)
{
    struct fixture *f = *state;
    struct environment_lock holder, lock;

    assert_int_equal(find(f, "acme/web", "production"), FAIL_NOT_FOUND);
    assert_int_equal(lock_as(f, "octocat", &holder), 0);
    assert_null(holder.by);
    assert_int_equal(environment_find(f->store, "acme/web", "production", f->pool, &lock), 0);
    assert_string_equal(lock.repository, "acme/web");
    assert_string_equal(lock.environment, "production");
    assert_string_equal(lock.by, "octocat");
    assert_string_equal(lock.reason, "release day");
    assert_int_equal(lock.since_ms, NOW);
}

static void
a_reason_may_be_missing_or_odd(void **state)
{
    static const char odd[] = "\"quoted\" \\ and\nmore \xc3\xa9";
    struct fixture *f = *state;
    struct environment_lock none = wanted("octocat", NULL), quoted = wanted("octocat", odd);
    struct environment_lock lock;

    assert_int_equal(environment_lock(f->store, &none, f->pool, &lock), 0);
    assert_int_equal(environment_find(f->store, "acme/web", "production", f->pool, &lock), 0);
    assert_null(lock.reason);
    quoted.environment = "staging / eu";
    assert_int_equal(environment_lock(f->store, &quoted, f->pool, &lock), 0);
    assert_int_equal(environment_find(f->store, "acme/web", "staging / eu", f->pool, &lock), 0);
    assert_string_equal(lock.reason, odd);
}

static void
who_comes_second_is_told_who_was_first(void **state)
{
    struct fixture *f = *state;
    struct environment_lock holder;

    assert_int_equal(lock_as(f, "octocat", &holder), 0);
    assert_int_equal(lock_as(f, "hubot", &holder), FAIL_CONFLICT);
    assert_string_equal(holder.by, "octocat");
    assert_string_equal(holder.reason, "release day");
    assert_int_equal(lock_as(f, "octocat", &holder), FAIL_CONFLICT);
}

static void
unlocked_it_is_free(void **state)
{
    struct fixture *f = *state;
    struct environment_lock lock;

    assert_int_equal(environment_unlock(f->store, "acme/web", "production", f->pool, &lock),
                     FAIL_NOT_FOUND);
    assert_int_equal(lock_as(f, "octocat", &lock), 0);
    assert_int_equal(environment_unlock(f->store, "acme/web", "production", f->pool, &lock), 0);
    assert_string_equal(lock.by, "octocat");
    assert_int_equal(environment_unlock(f->store, "acme/web", "production", f->pool, &lock),
                     FAIL_NOT_FOUND);
    assert_null(lock.by);
    assert_int_equal(lock_as(f, "hubot", &lock), 0);
}

static void
case_does_not_tell_places_apart(void **state)
{
    struct fixture *f = *state;
    struct environment_lock lock;

    assert_int_equal(lock_as(f, "octocat", &lock), 0);
    assert_int_equal(find(f, "ACME/Web", "Production"), 0);
    assert_int_equal(find(f, "acme/web", "staging"), FAIL_NOT_FOUND);
    assert_int_equal(find(f, "acme/api", "production"), FAIL_NOT_FOUND);
    assert_int_equal(environment_unlock(f->store, "Acme/WEB", "PRODUCTION", f->pool, &lock), 0);
    assert_int_equal(find(f, "acme/web", "production"), FAIL_NOT_FOUND);
}

struct inside {
    struct pool *pool;
    struct environment_lock lock; /* wanted, then what is there */
    int rc[4];
    int end; /* of the work */
};

/* Locks, looks, locks again as somebody else, unlocks unless it is to fail. */
static int
inside_work(struct db *db, void *data)
{
    struct inside *inside = data;
    struct environment_lock mine = wanted("octocat", NULL), theirs = wanted("hubot", NULL), lock;

    inside->rc[0] = environment_lock_by(db, &mine, inside->pool, &lock);
    inside->rc[1] = environment_look(db, "acme/web", "Production", inside->pool, &inside->lock);
    inside->rc[2] = environment_lock_by(db, &theirs, inside->pool, &lock);
    inside->rc[3] = inside->end != 0 ? 0
                                     : environment_unlock_by(db, "acme/web", "production",
                                                             inside->pool, &inside->lock);
    return inside->end;
}

static void
inside_a_transaction_it_is_the_same(void **state)
{
    struct fixture *f = *state;
    struct inside inside = { .pool = f->pool };
    struct environment_lock lock;

    assert_int_equal(store_write(f->store, inside_work, &inside), 0);
    assert_int_equal(inside.rc[0], 0);
    assert_int_equal(inside.rc[1], 0);
    assert_int_equal(inside.rc[2], FAIL_CONFLICT);
    assert_int_equal(inside.rc[3], 0);
    assert_string_equal(inside.lock.by, "octocat");
    assert_int_equal(find(f, "acme/web", "production"), FAIL_NOT_FOUND);

    inside.end = FAIL_CONFLICT;
    assert_int_equal(store_write(f->store, inside_work, &inside), FAIL_CONFLICT);
    assert_int_equal(find(f, "acme/web", "production"), FAIL_NOT_FOUND);
    assert_int_equal(lock_as(f, "hubot", &lock), 0);
}

static void
what_is_no_lock_can_be_unlocked(void **state)
{
    struct fixture *f = *state;
    struct environment_lock lock;

    assert_int_equal(state_put(f->store, "environment_lock", "acme/web production", "{}", NOW), 0);
    assert_int_equal(lock_as(f, "octocat", &lock), FAIL_MALFORMED);
    assert_null(lock.by);
    assert_int_equal(environment_unlock(f->store, "acme/web", "production", f->pool, &lock),
                     FAIL_MALFORMED);
    assert_int_equal(lock_as(f, "octocat", &lock), 0);
}

static void
what_is_no_lock_is_not_taken_for_one(void **state)
{
    static const char *const values[] = { "", "[]", "{}", "{\"by\":7}" };
    struct fixture *f = *state;

    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(
            state_put(f->store, "environment_lock", "acme/web production", values[i], NOW), 0);
        assert_int_equal(find(f, "acme/web", "production"), FAIL_MALFORMED);
    }
}

struct locker {
    struct fixture *f;
    struct pool *pool;
    pthread_barrier_t *start;
    int number;
    int won, lost; /* turns */
};

/* Twenty turns: all try, one wins, and unlocks when all have tried. */
static void *
take_turns(void *data)
{
    struct locker *locker = data;
    struct environment_lock lock = wanted(pool_printf(locker->pool, "%d", locker->number), NULL);

    for (int i = 0; i < 20; i++) {
        struct environment_lock holder;
        int rc;

        (void)pthread_barrier_wait(locker->start);
        rc = environment_lock(locker->f->store, &lock, locker->pool, &holder);
        (void)pthread_barrier_wait(locker->start);
        locker->won += rc == 0;
        locker->lost += rc == FAIL_CONFLICT && holder.by != NULL;
        if (rc == 0)
            rc = environment_unlock(locker->f->store, "acme/web", "production", locker->pool,
                                    &holder);
    }
    return NULL;
}

static void
of_many_one_wins(void **state)
{
    struct fixture *f = *state;
    struct locker lockers[8];
    pthread_barrier_t start;
    pthread_t threads[8];
    int won = 0, lost = 0;

    (void)pthread_barrier_init(&start, NULL, 8);
    for (int i = 0; i < 8; i++) {
        lockers[i] = (struct locker){ .f = f, .pool = pool_new(), .start = &start, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, take_turns, &lockers[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        won += lockers[i].won;
        lost += lockers[i].lost;
        pool_free(lockers[i].pool);
    }
    (void)pthread_barrier_destroy(&start);
    assert_int_equal(won, 20);
    assert_int_equal(lost, 140);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-lock-in-words", a_lock_in_words),
        TEST("a-lock-says-who-when-and-why", a_lock_says_who_when_and_why),
        TEST("a-reason-may-be-missing-or-odd", a_reason_may_be_missing_or_odd),
        TEST("who-comes-second-is-told-who-was-first", who_comes_second_is_told_who_was_first),
        TEST("unlocked-it-is-free", unlocked_it_is_free),
        TEST("case-does-not-tell-places-apart", case_does_not_tell_places_apart),
        TEST("what-is-no-lock-is-not-taken-for-one", what_is_no_lock_is_not_taken_for_one),
        TEST("what-is-no-lock-can-be-unlocked", what_is_no_lock_can_be_unlocked),
        TEST("inside-a-transaction-it-is-the-same", inside_a_transaction_it_is_the_same),
        TEST("of-many-one-wins", of_many_one_wins),
    };

    log_open("test-environment", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("environment", tests, NULL, NULL);
}
