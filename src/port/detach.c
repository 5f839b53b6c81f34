/* detach.c - forks twice: who leads the new session ends, so that its child never can */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "port/child.h"
#include "port/detach.h"

struct start {
    char **argv;
    char **environment;
    int null_fd;   /* /dev/null */
    int report_fd; /* takes errno when it fails; closes when the program starts */
};

static void __attribute__((noreturn)) give_up(const struct start *start)
{
    int reason = errno;
    ssize_t written = write(start->report_fd, &reason, sizeof(reason));

    _exit(written == sizeof(reason) ? 0 : 1);
}

static void __attribute__((noreturn)) become_program(const struct start *start)
{
    char *const paths[] = { start->argv[0], NULL };

    if (child_standard(start->null_fd, start->null_fd) != 0 || child_close_rest(-1) != 0 ||
        chdir("/") != 0)
        give_up(start);
    child_signals();
    child_exec(paths, start->argv, start->environment);
    give_up(start);
}

static void __attribute__((noreturn)) become_leader(const struct start *start)
{
    pid_t pid;

    if (setsid() < 0)
        give_up(start);
    pid = fork();
    if (pid == 0)
        become_program(start);
    if (pid < 0)
        give_up(start);
    _exit(0);
}

static int
fork_twice(struct start *start, int read_fd, const char *path)
{
    sigset_t before;
    int reason = 0;
    pid_t pid;
    ssize_t got;

    child_block(&before);
    pid = fork();
    if (pid == 0)
        become_leader(start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return fail(FAIL_SYSTEM, "%s: fork: %s", path, strerror(errno));

    close(start->report_fd);
    start->report_fd = -1;
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    do
        got = read(read_fd, &reason, sizeof(reason));
    while (got < 0 && errno == EINTR);
    if (got == sizeof(reason))
        return fail(FAIL_SYSTEM, "%s: cannot be started: %s", path, strerror(reason));

    return 0;
}

int
detach_start(struct pool *pool, struct strings argv, struct strings environment)
{
    struct start start = { .argv = child_vector(pool, argv),
                           .environment = child_vector(pool, environment),
                           .null_fd = -1,
                           .report_fd = -1 };
    int report[2] = { -1, -1 };
    int rc = 0;

    if (pipe2(report, O_CLOEXEC) != 0)
        return fail(FAIL_SYSTEM, "%s: pipe: %s", argv.items[0], strerror(errno));
    report[0] = child_raise(report[0]);
    start.report_fd = child_raise(report[1]);
    start.null_fd = child_raise(open("/dev/null", O_RDWR | O_CLOEXEC));
    if (report[0] < 0 || start.report_fd < 0 || start.null_fd < 0)
        rc = fail(FAIL_SYSTEM, "%s: /dev/null or a pipe: %s", argv.items[0], strerror(errno));
    if (rc == 0)
        rc = fork_twice(&start, report[0], argv.items[0]);

    if (start.report_fd >= 0)
        close(start.report_fd);
    if (start.null_fd >= 0)
        close(start.null_fd);
    if (report[0] >= 0)
        close(report[0]);
    return rc;
}
