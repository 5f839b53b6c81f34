/* src/port/run.c and spawn.c with real children. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/group.h"
#include "port/run.h"

#include <cmocka.h>

enum { PATIENCE_MS = 20000, MEGABYTE = 1024 * 1024 };

struct fixture {
    struct pool *pool;
    struct run_command command;
    struct run_result result;
    const char *argv[4];
};

static const char *const plain_environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "A=b c" };

static int
new_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    fixture->pool = pool_new();
    fixture->command = (struct run_command){
        .environment = { plain_environment, 2 },
        .timeout_ms = PATIENCE_MS,
        .output_ceiling = 64 * 1024,
        .keep_fd = -1,
        .stop_fd = -1,
    };
    *state = fixture;
    return 0;
}

static int
end_fixture(void **state)
{
    struct fixture *fixture = *state;

    pool_free(fixture->pool);
    free(fixture);
    return 0;
}

static void
shell(struct fixture *fixture, const char *script)
{
    fixture->argv[0] = "sh";
    fixture->argv[1] = "-c";
    fixture->argv[2] = script;
    fixture->command.argv = (struct strings){ fixture->argv, 3 };
    assert_int_equal(run(fixture->pool, &fixture->command, &fixture->result), 0);
}

/* Waits until no process of the group is left. */
static void
assert_group_ends(pid_t group)
{
    int64_t deadline = clock_steady_ms() + PATIENCE_MS;

    while (group_alive(group) && clock_steady_ms() < deadline)
        usleep(10000);
    assert_false(group_alive(group));
}

static void
note_group(pid_t group, void *data)
{
    *(pid_t *)data = group;
}

static void
exit_status_and_output(void **state)
{
    struct fixture *fixture = *state;

    shell(fixture, "echo out; echo err >&2; exit 3");
    assert_int_equal(fixture->result.end, RUN_EXITED);
    assert_int_equal(fixture->result.code, 3);
    assert_string_equal(fixture->result.output, "out\nerr\n");
    assert_int_equal(fixture->result.output_length, 8);
    assert_string_equal(run_describe(fixture->pool, &fixture->result), "exit status 3");
}

static void
killed_by_signal(void **state)
{
    struct fixture *fixture = *state;

    shell(fixture, "kill -KILL $$");
    assert_int_equal(fixture->result.end, RUN_SIGNALLED);
    assert_int_equal(fixture->result.code, SIGKILL);
    assert_string_equal(run_describe(fixture->pool, &fixture->result),
                        "killed by signal 9 (Killed)");
}

static void
timeout_ends_a_child_that_ignores_sigterm(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.timeout_ms = 300;
    fixture->command.grace_ms = 200;
    shell(fixture, "trap '' TERM; echo begun; while :; do sleep 1; done");
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
    assert_string_equal(fixture->result.output, "begun\n");
    assert_string_equal(run_describe(fixture->pool, &fixture->result), "timed out after 300ms");
}

static void
timeout_ends_a_child_that_left_its_group(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.timeout_ms = 300;
    shell(fixture, "exec perl -e 'setpgrp(0, getpgrp(getppid())) or die; sleep 1000'");
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
}

static void
sigterm_leaves_time_to_clean_up(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.timeout_ms = 300;
    shell(fixture, "trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.1; done");
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
    assert_non_null(strstr(fixture->result.output, "cleaned\n"));
}

static void
grandchildren_get_their_grace_too(void **state)
{
    struct fixture *fixture = *state;
    char path[] = "/tmp/test-run-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    fixture->command.timeout_ms = 500;
    fixture->command.keep_fd = fd;
    /* The shell dies of SIGTERM at once; its child has no output of ours and takes its time. */
    shell(fixture, pool_printf(fixture->pool,
                               "sh -c 'trap \"sleep 0.3; echo late >%s; exit\" TERM;"
                               " while :; do sleep 0.05; done' >/dev/null 2>&1; exit",
                               path));
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
    assert_int_equal(lseek(fd, 0, SEEK_END), 5);
    close(fd);
    unlink(path);
}

static void
grandchildren_are_killed_with_the_group(void **state)
{
    struct fixture *fixture = *state;
    pid_t group = 0;

    fixture->command.timeout_ms = 300;
    fixture->command.grace_ms = 200;
    fixture->command.started = note_group;
    fixture->command.data = &group;
    shell(fixture, "trap '' TERM; (sleep 100 & sleep 100) >/dev/null 2>&1");
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
    assert_true(group > 1);
    assert_group_ends(group);
}

static void
daemon_left_behind_holds_up_nothing(void **state)
{
    struct fixture *fixture = *state;
    int daemon_pid;

    shell(fixture, "setsid sleep 100 & echo $!");
    assert_int_equal(fixture->result.end, RUN_EXITED);
    assert_int_equal(fixture->result.code, 0);
    assert_true(fixture->result.duration_ms < PATIENCE_MS);
    daemon_pid = atoi(fixture->result.output);
    assert_int_equal(kill(daemon_pid, 0), 0);
    kill(daemon_pid, SIGKILL);
}

static void
output_after_the_end_is_still_read(void **state)
{
    struct fixture *fixture = *state;

    shell(fixture, "(sleep 0.2; echo late) & echo early");
    assert_int_equal(fixture->result.end, RUN_EXITED);
    assert_string_equal(fixture->result.output, "early\nlate\n");
}

static void
output_keeps_its_tail(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.output_ceiling = 100;
    shell(fixture, "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done; echo last");
    assert_int_equal(fixture->result.output_length, 100);
    assert_true(fixture->result.output_dropped > 10000);
    assert_string_equal(fixture->result.output + 95, "last\n");
}

static void
environment_is_exactly_as_given(void **state)
{
    struct fixture *fixture = *state;

    fixture->argv[0] = "env";
    fixture->command.argv = (struct strings){ fixture->argv, 1 };
    assert_int_equal(run(fixture->pool, &fixture->command, &fixture->result), 0);
    assert_string_equal(fixture->result.output, "PATH=/usr/local/bin:/usr/bin:/bin\nA=b c\n");
}

/* Descriptors 0, 1, 2 and the directory that ls reads; inherited ones would show. */
static void
descriptors_are_closed(void **state)
{
    struct fixture *fixture = *state;
    int leak = dup(STDERR_FILENO);

    assert_true(leak > 2);
    assert_true(dup2(leak, 200) == 200);
    shell(fixture, "ls /proc/self/fd | tr '\\n' ' '");
    assert_string_equal(fixture->result.output, "0 1 2 3 ");
    close(leak);
    close(200);
}

static void
kept_descriptor_stays_open(void **state)
{
    struct fixture *fixture = *state;
    int fd = memfd_create("kept", MFD_CLOEXEC);

    assert_true(dup3(fd, 9, O_CLOEXEC) == 9);
    close(fd);
    fixture->command.keep_fd = 9;
    shell(fixture, "echo written >&9; ls /proc/self/fd | tr '\\n' ' '");
    assert_string_equal(fixture->result.output, "0 1 2 3 9 ");
    assert_int_equal(lseek(9, 0, SEEK_END), 8);
    assert_int_equal(fcntl(9, F_GETFD), FD_CLOEXEC);
    close(9);
}

static void
input_is_delivered(void **state)
{
    struct fixture *fixture = *state;
    char *input = pool_alloc(fixture->pool, MEGABYTE);

    memset(input, 'x', MEGABYTE);
    input[12345] = '\0';
    fixture->command.input = input;
    fixture->command.input_length = MEGABYTE;
    shell(fixture, "wc -c; head -c1");
    assert_string_equal(fixture->result.output, "1048576\n");
}

static void
no_input_is_empty(void **state)
{
    struct fixture *fixture = *state;

    shell(fixture, "wc -c");
    assert_string_equal(fixture->result.output, "0\n");
}

static void
directory_is_entered(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.directory = "/usr";
    shell(fixture, "pwd");
    assert_string_equal(fixture->result.output, "/usr\n");
}

static void
not_started_without_directory(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.directory = "/nowhere/at/all";
    shell(fixture, "echo never");
    assert_int_equal(fixture->result.end, RUN_NOT_STARTED);
    assert_int_equal(fixture->result.code, ENOENT);
    assert_string_equal(fixture->result.output, "");
    assert_string_equal(run_describe(fixture->pool, &fixture->result),
                        "not started: directory /nowhere/at/all: No such file or directory");
}

static void
not_started_without_program(void **state)
{
    struct fixture *fixture = *state;

    fixture->argv[0] = "no-such-program-here";
    fixture->command.argv = (struct strings){ fixture->argv, 1 };
    assert_int_equal(run(fixture->pool, &fixture->command, &fixture->result), 0);
    assert_int_equal(fixture->result.end, RUN_NOT_STARTED);
    assert_int_equal(fixture->result.code, ENOENT);
    assert_string_equal(fixture->result.trouble, "no-such-program-here: No such file or directory");
}

static void
not_started_without_permission(void **state)
{
    struct fixture *fixture = *state;

    fixture->argv[0] = "/etc/passwd";
    fixture->command.argv = (struct strings){ fixture->argv, 1 };
    assert_int_equal(run(fixture->pool, &fixture->command, &fixture->result), 0);
    assert_int_equal(fixture->result.end, RUN_NOT_STARTED);
    assert_int_equal(fixture->result.code, EACCES);
}

/* The shell of this process may ignore signals; the child must not. */
static void
signals_are_at_their_default(void **state)
{
    struct fixture *fixture = *state;
    sigset_t mask;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    /* 32 and 33 are the C library's own: it lets nobody set them, and they may come ignored. */
    shell(fixture, "grep -E '^Sig(Blk|Ign)' /proc/self/status | tr -d '[:space:]'"
                   " | sed 's/Ign:0000000180000000/Ign:0000000000000000/'");
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    signal(SIGPIPE, SIG_DFL);
    assert_string_equal(fixture->result.output, "SigBlk:0000000000000000SigIgn:0000000000000000");
}

static void
child_leads_its_own_group(void **state)
{
    struct fixture *fixture = *state;
    pid_t group = 0;

    fixture->command.started = note_group;
    fixture->command.data = &group;
    shell(fixture, "echo $$ $(cut -d' ' -f5 /proc/$$/stat)");
    assert_string_equal(fixture->result.output,
                        pool_printf(fixture->pool, "%d %d\n", (int)group, (int)group));
}

static void
stop_descriptor_stops(void **state)
{
    struct fixture *fixture = *state;
    int stop = eventfd(1, EFD_CLOEXEC);

    fixture->command.stop_fd = stop;
    shell(fixture, "sleep 100");
    assert_int_equal(fixture->result.end, RUN_STOPPED);
    assert_string_equal(run_describe(fixture->pool, &fixture->result),
                        "stopped, because the worker is stopping");
    close(stop);
}

static void
chatty_child_is_stopped_in_time(void **state)
{
    struct fixture *fixture = *state;

    fixture->command.timeout_ms = 200;
    fixture->command.output_ceiling = 1000;
    shell(fixture, "yes");
    assert_int_equal(fixture->result.end, RUN_TIMED_OUT);
    assert_int_equal(fixture->result.output_length, 1000);
}

/* Another process runs a command and is killed: its child must die with it. */
static void
child_dies_with_its_parent(void **state)
{
    struct fixture *fixture = *state;
    pid_t *group =
        mmap(NULL, sizeof(*group), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t deadline = clock_steady_ms() + PATIENCE_MS;
    pid_t pid;

    *group = 0;
    pid = fork();
    if (pid == 0) {
        fixture->command.started = note_group;
        fixture->command.data = group;
        shell(fixture, "exec sleep 100");
        _exit(0);
    }
    while (*(volatile pid_t *)group == 0 && clock_steady_ms() < deadline)
        usleep(1000);
    assert_true(*group > 1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_group_ends(*group);
    munmap(group, sizeof(*group));
}

/* The first failure is told, and no second one over it. */
static void
input_without_room_is_a_failure(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit limit = { 0 }, all = { 0 };
    int rc;

    fixture->argv[0] = "cat";
    fixture->command.argv = (struct strings){ fixture->argv, 1 };
    fixture->command.input = pool_alloc(fixture->pool, MEGABYTE);
    fixture->command.input_length = MEGABYTE;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
    limit = (struct rlimit){ 4096, all.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    rc = run(fixture->pool, &fixture->command, &fixture->result);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
    (void)signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(rc, FAIL_SYSTEM);
    assert_non_null(strstr(fail_detail(), "writing the input of cat: "));
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, new_fixture, end_fixture, NULL                                             \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("exit-status-and-output", exit_status_and_output),
        TEST("killed-by-signal", killed_by_signal),
        TEST("timeout-ends-a-child-that-ignores-sigterm",
             timeout_ends_a_child_that_ignores_sigterm),
        TEST("timeout-ends-a-child-that-left-its-group", timeout_ends_a_child_that_left_its_group),
        TEST("sigterm-leaves-time-to-clean-up", sigterm_leaves_time_to_clean_up),
        TEST("grandchildren-get-their-grace-too", grandchildren_get_their_grace_too),
        TEST("grandchildren-are-killed-with-the-group", grandchildren_are_killed_with_the_group),
        TEST("daemon-left-behind-holds-up-nothing", daemon_left_behind_holds_up_nothing),
        TEST("output-after-the-end-is-still-read", output_after_the_end_is_still_read),
        TEST("input-without-room-is-a-failure", input_without_room_is_a_failure),
        TEST("output-keeps-its-tail", output_keeps_its_tail),
        TEST("environment-is-exactly-as-given", environment_is_exactly_as_given),
        TEST("descriptors-are-closed", descriptors_are_closed),
        TEST("kept-descriptor-stays-open", kept_descriptor_stays_open),
        TEST("input-is-delivered", input_is_delivered),
        TEST("no-input-is-empty", no_input_is_empty),
        TEST("directory-is-entered", directory_is_entered),
        TEST("not-started-without-directory", not_started_without_directory),
        TEST("not-started-without-program", not_started_without_program),
        TEST("not-started-without-permission", not_started_without_permission),
        TEST("signals-are-at-their-default", signals_are_at_their_default),
        TEST("child-leads-its-own-group", child_leads_its_own_group),
        TEST("stop-descriptor-stops", stop_descriptor_stops),
        TEST("chatty-child-is-stopped-in-time", chatty_child_is_stopped_in_time),
        TEST("child-dies-with-its-parent", child_dies_with_its_parent),
    };

    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
