/* race.c - all wait at a pipe, until each can have a byte out of it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

#include <cmocka.h>

enum { PROCESSES = 4, TROUBLE = 99 };

static int
take_part(struct fixture *fixture, race_run *run, int which, int gate)
{
    struct pool *pool = pool_new();
    struct store *store = NULL;
    char byte;
    int won;

    if (store_open(fixture->directory, STORE_TOOL, &store) != 0 || read(gate, &byte, 1) != 1)
        return TROUBLE;
    won = run(store, pool, which);
    store_close(store);
    pool_free(pool);
    return won < 0 ? TROUBLE : won;
}

int
race(struct fixture *fixture, race_run *run)
{
    int gate[2], won = 0, status;
    pid_t pids[PROCESSES];

    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0)
            _exit(take_part(fixture, run, i + 1, gate[0]));
    }
    assert_int_equal(write(gate[1], "....", PROCESSES), PROCESSES);
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_true(WIFEXITED(status));
        assert_int_not_equal(WEXITSTATUS(status), TROUBLE);
        won += WEXITSTATUS(status);
    }
    close(gate[0]);
    close(gate[1]);
    return won;
}
