/* test-turn.c - one at a time per number, over threads and processes, free when its holder dies */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/some_jobs.h"
#include "store/turn.h"

#include <cmocka.h>

enum { THREADS = 8, ROUNDS = 200 };

struct race {
    struct store *store;
    int inside; /* not atomic on purpose: the turn guards it */
    int most;
    int done;
};

static void *
run(void *data)
{
    struct race *race = data;
    int fd;

    for (int i = 0; i < ROUNDS; i++) {
        if (turn_take(race->store, 42, &fd) != 0)
            return data;
        race->inside++;
        race->most = race->inside > race->most ? race->inside : race->most;
        race->done++;
        race->inside--;
        turn_give(fd);
    }
    return NULL;
}

static void
threads_take_turns(void **state)
{
    struct fixture *f = *state;
    struct race race = { .store = f->store };
    pthread_t threads[THREADS];
    void *trouble;

    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run, &race), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &trouble);
        assert_null(trouble);
    }
    assert_int_equal(race.most, 1);
    assert_int_equal(race.done, THREADS * ROUNDS);
}

static void
other_numbers_do_not_wait(void **state)
{
    struct fixture *f = *state;
    int one, other;

    assert_int_equal(turn_take(f->store, 1, &one), 0);
    assert_int_equal(turn_take(f->store, INT64_C(1) << 40, &other), 0);
    turn_give(other);
    turn_give(one);
}

static void
a_dead_process_gives_its_turn_back(void **state)
{
    struct fixture *f = *state;
    int ready[2], fd;
    char byte;
    pid_t pid;

    assert_int_equal(pipe(ready), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (turn_take(f->store, 7, &fd) == 0 && write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    kill(pid, SIGKILL);
    assert_int_equal(turn_take(f->store, 7, &fd), 0);
    turn_give(fd);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(ready[0]);
    close(ready[1]);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("threads-take-turns", threads_take_turns),
        TEST("other-numbers-do-not-wait", other_numbers_do_not_wait),
        TEST("a-dead-process-gives-its-turn-back", a_dead_process_gives_its_turn_back),
    };

    return cmocka_run_group_tests_name("turn", tests, NULL, NULL);
}
