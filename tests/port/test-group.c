/* src/port/group.c: processes that run, that have ended, and that are in between. */
#include "config.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/group.h"

#include <cmocka.h>

/* stat(5) of a process shows its first thread's state. */
static bool
first_thread_has_ended(void)
{
    FILE *file = fopen("/proc/self/stat", "re");
    char state = '?';

    if (file == NULL || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        abort();
    (void)fclose(file);
    return state == 'Z';
}

static void *
outlive_the_first(void *data)
{
    const int *said = data;

    while (!first_thread_has_ended())
        (void)sched_yield();
    if (write(*said, "", 1) != 1)
        abort();
    for (;;)
        (void)pause();
    return NULL;
}

static void
a_running_process_is_not_dead(void **state)
{
    (void)state;
    assert_false(process_dead(getpid()));
    assert_true(process_started(getpid()) > 0);
}

static void
one_that_nobody_has_waited_for_is_dead(void **state)
{
    pid_t child = fork();
    siginfo_t info;

    (void)state;
    assert_true(child >= 0);
    if (child == 0)
        _exit(0);
    assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
    assert_true(process_dead(child));
    assert_int_equal(process_started(child), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(process_dead(child));
    assert_int_equal(process_started(child), 0);
}

static void
one_whose_first_thread_has_ended_is_not_dead(void **state)
{
    int said[2];
    pthread_t thread;
    int64_t started;
    pid_t child;
    bool dead;
    char byte;

    (void)state;
    assert_int_equal(pipe(said), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (pthread_create(&thread, NULL, outlive_the_first, &said[1]) != 0)
            _exit(1);
        (void)syscall(SYS_exit, 0); /* this thread alone, and nothing of what libraries do then */
    }
    (void)close(said[1]);
    assert_int_equal(read(said[0], &byte, 1), 1);
    (void)close(said[0]);
    dead = process_dead(child);
    started = process_started(child);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(dead);
    assert_true(started > 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "a-running-process-is-not-dead", a_running_process_is_not_dead, NULL, NULL, NULL },
        { "one-that-nobody-has-waited-for-is-dead", one_that_nobody_has_waited_for_is_dead, NULL,
          NULL, NULL },
        { "one-whose-first-thread-has-ended-is-not-dead",
          one_whose_first_thread_has_ended_is_not_dead, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
