/* src/port/detach.c: the process that it starts, seen from outside. */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "port/detach.h"

#include <cmocka.h>

enum { PATIENCE_MS = 20000, MOST = 64 * 1024 };

struct fixture {
    struct pool *pool;
    char *directory;
    const char *report; /* file that the detached process makes when it is done */
};

static int
new_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    const char *tmp = getenv("TMPDIR");

    fixture->pool = pool_new();
    fixture->directory =
        pool_printf(fixture->pool, "%s/test-detach-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(fixture->directory));
    fixture->report = pool_printf(fixture->pool, "%s/report", fixture->directory);
    *state = fixture;
    return 0;
}

static int
end_fixture(void **state)
{
    struct fixture *fixture = *state;

    unlink(fixture->report);
    rmdir(fixture->directory);
    pool_free(fixture->pool);
    free(fixture);
    return 0;
}

/* Starts a shell script, which writes its report to $1, and returns the report once it is whole. */
static const char *
detached(struct fixture *fixture, const char *script)
{
    const char *const argv[] = {
        "/bin/sh", "-c", pool_printf(fixture->pool, "{ %s; } >$1.new 2>&1; mv $1.new $1", script),
        "sh", fixture->report
    };
    static const char *const environment[] = { "PATH=/usr/bin:/bin", "A=b" };
    int64_t deadline = clock_steady_ms() + PATIENCE_MS;
    char *report = NULL;
    size_t length = 0;

    assert_int_equal(detach_start(fixture->pool, (struct strings){ argv, 5 },
                                  (struct strings){ environment, 2 }),
                     0);
    while (access(fixture->report, F_OK) != 0 && clock_steady_ms() < deadline)
        usleep(5000);
    assert_int_equal(file_read(fixture->pool, fixture->report, MOST, &report, &length), 0);
    return report;
}

static void
nothing_of_ours_is_open(void **state)
{
    int leak = dup(STDERR_FILENO);

    assert_true(leak > 2);
    /* Without a pipe or a redirection, of which the shell itself has the ends for a moment. */
    assert_string_equal(
        detached(*state, "ls -l /proc/$$/fd; sed -i -n 's/.* \\(.\\) -> /\\1 /p' $1.new"),
        pool_printf(((struct fixture *)*state)->pool, "0 /dev/null\n1 %s.new\n2 %s.new\n",
                    ((struct fixture *)*state)->report, ((struct fixture *)*state)->report));
    close(leak);
}

static void
it_has_a_session_of_its_own_and_no_parent_of_ours(void **state)
{
    struct fixture *fixture = *state;
    const char *report = detached(fixture, "cut -d' ' -f4,6 /proc/$$/stat");
    int parent = 0, session = 0;

    assert_int_equal(sscanf(report, "%d %d", &parent, &session), 2);
    assert_int_not_equal(parent, getpid());
    assert_int_not_equal(session, getsid(0));
}

static void
environment_and_directory_are_plain(void **state)
{
    assert_string_equal(detached(*state, "/usr/bin/env | grep -v -e ^PWD= -e ^_= | sort; pwd"),
                        "A=b\nPATH=/usr/bin:/bin\n/\n");
}

static void
signals_are_at_their_default(void **state)
{
    sigset_t mask;
    const char *report;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    /* 32 and 33 are the C library's own: it lets nobody set them, and they may come ignored. */
    report = detached(*state, "grep -E '^Sig(Blk|Ign)' /proc/self/status | tr -d '[:space:]'"
                              " | sed 's/Ign:0000000180000000/Ign:0000000000000000/'");
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    signal(SIGPIPE, SIG_DFL);
    assert_string_equal(report, "SigBlk:0000000000000000SigIgn:0000000000000000");
}

static void
no_zombie_is_left(void **state)
{
    detached(*state, "echo done");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void
a_missing_program_is_a_failure(void **state)
{
    struct fixture *fixture = *state;
    static const char *const argv[] = { "/nowhere/hooklet" };

    assert_int_equal(
        detach_start(fixture->pool, (struct strings){ argv, 1 }, (struct strings){ NULL, 0 }),
        FAIL_SYSTEM);
    assert_non_null(strstr(fail_detail(), "/nowhere/hooklet"));
    assert_non_null(strstr(fail_detail(), "No such file"));
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, new_fixture, end_fixture, NULL                                             \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("nothing-of-ours-is-open", nothing_of_ours_is_open),
        TEST("it-has-a-session-of-its-own-and-no-parent-of-ours",
             it_has_a_session_of_its_own_and_no_parent_of_ours),
        TEST("environment-and-directory-are-plain", environment_and_directory_are_plain),
        TEST("signals-are-at-their-default", signals_are_at_their_default),
        TEST("no-zombie-is-left", no_zombie_is_left),
        TEST("a-missing-program-is-a-failure", a_missing_program_is_a_failure),
    };

    return cmocka_run_group_tests_name("detach", tests, NULL, NULL);
}
