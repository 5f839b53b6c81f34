/* run.c - watches the child to its end: one poll over pidfd, output, exec, stop descriptor */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fail.h"
#include "port/group.h"
#include "port/run.h"
#include "port/spawn.h"

enum {
    PIECE = 64 * 1024, /* bytes read at once */
    PIECES = 16,       /* read in a row, so that a chatty command can't put off its deadline */
    DRAIN_MS = 1000,   /* output is read for so long after the command has ended */
    LOOK_MS = 50       /* between looks whether a group that we end is gone */
};

struct watch {
    struct pool *pool;
    const struct run_command *command;
    struct run_result *result;
    struct spawn child;
    struct buf output;
    char *piece;
    int stop_fd;
    bool exited;         /* the child; its group may live on */
    bool ending;         /* SIGTERM is sent */
    bool killed;         /* SIGKILL is sent, or nobody is left to get it */
    int64_t start_ms;    /* all of these on the steady clock */
    int64_t deadline_ms; /* SIGTERM then */
    int64_t kill_ms;     /* SIGKILL then, when ending */
    int64_t drain_ms;    /* no more output after that, when exited */
};

static void
close_fd(int *fd)
{
    close(*fd);
    *fd = -1;
}

static void
read_output(struct watch *watch)
{
    ssize_t got = 1;
    int i;

    for (i = 0; i < PIECES && got > 0 && watch->child.output_fd >= 0; i++) {
        got = read(watch->child.output_fd, watch->piece, PIECE);
        if (got == 0)
            close_fd(&watch->child.output_fd);
        if (got > 0 && buf_add(&watch->output, watch->piece, (size_t)got) < 0)
            return; /* a tail buffer fails for lack of memory only; the command goes on */
    }
}

/*
 * The child is not reaped before the end, so its number, which is the group's too, can't have been
 * used again when it is signalled.  It may have left its group.
 */
static void
signal_all(const struct watch *watch, int signal)
{
    pid_t child = watch->child.pid;

    kill(-child, signal);
    if (getpgid(child) != child)
        kill(child, signal);
}

static void
begin_end(struct watch *watch, enum run_end end, int64_t now)
{
    int64_t grace_ms = watch->command->grace_ms;

    watch->ending = true;
    watch->result->end = end;
    watch->kill_ms = now + (grace_ms > 0 ? grace_ms : RUN_GRACE_MS);
    signal_all(watch, SIGTERM);
    signal_all(watch, SIGCONT); /* a stopped process could not obey */
}

static void
end_group(struct watch *watch, int64_t now)
{
    if (now >= watch->kill_ms) {
        signal_all(watch, SIGKILL);
        watch->killed = true;
    } else if (watch->exited && !group_alive(watch->child.pid)) {
        watch->killed = true;
    }
}

static void
note_exec(struct watch *watch)
{
    struct run_result *result = watch->result;
    enum spawn_outcome outcome;

    outcome =
        spawn_outcome(watch->pool, watch->command, &watch->child, &result->code, &result->trouble);
    if (outcome != SPAWN_PENDING)
        close_fd(&watch->child.link_fd);
}

static int64_t
next_ms(const struct watch *watch)
{
    if (watch->ending && !watch->killed && watch->exited)
        return clock_steady_ms() + LOOK_MS;
    if (watch->ending && !watch->killed)
        return watch->kill_ms;
    if (watch->exited)
        return watch->drain_ms;
    return watch->ending ? INT64_MAX : watch->deadline_ms;
}

static bool
wait_for_news(struct watch *watch, struct pollfd fds[4])
{
    int64_t next = next_ms(watch);
    int64_t left = next - clock_steady_ms();
    int wait_ms = -1;

    if (next != INT64_MAX)
        wait_ms = left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
    fds[0] = (struct pollfd){ .fd = watch->exited ? -1 : watch->child.pidfd, .events = POLLIN };
    fds[1] = (struct pollfd){ .fd = watch->child.output_fd, .events = POLLIN };
    fds[2] = (struct pollfd){ .fd = watch->child.link_fd, .events = POLLIN };
    fds[3] = (struct pollfd){ .fd = watch->stop_fd, .events = POLLIN };
    if (watch->exited || watch->ending)
        fds[3].fd = -1;
    return poll(fds, 4, wait_ms) > 0;
}

static void
take_news(struct watch *watch, const struct pollfd fds[4])
{
    if (fds[1].revents != 0)
        read_output(watch);
    if (fds[2].revents != 0)
        note_exec(watch);
    if (fds[0].revents != 0) {
        watch->exited = true;
        watch->drain_ms = clock_steady_ms() + DRAIN_MS;
    }
}

static bool
finished(const struct watch *watch, int64_t now)
{
    return watch->exited && (!watch->ending || watch->killed) &&
           (watch->child.output_fd < 0 || now >= watch->drain_ms);
}

static void
watch_it(struct watch *watch)
{
    struct pollfd fds[4];
    int64_t now = clock_steady_ms();
    bool stop;

    while (!finished(watch, now)) {
        stop = false;
        if (wait_for_news(watch, fds)) {
            take_news(watch, fds);
            stop = fds[3].revents != 0;
        }
        now = clock_steady_ms();
        if (watch->ending && !watch->killed)
            end_group(watch, now);
        else if (!watch->exited && !watch->ending && stop)
            begin_end(watch, RUN_STOPPED, now);
        else if (!watch->exited && !watch->ending && now >= watch->deadline_ms)
            begin_end(watch, RUN_TIMED_OUT, now);
    }
    read_output(watch);
    if (watch->child.link_fd >= 0)
        note_exec(watch);
}

static int
reap(struct watch *watch)
{
    struct run_result *result = watch->result;
    siginfo_t info = { 0 };
    int rc;

    do
        rc = waitid(P_PID, (id_t)watch->child.pid, &info, WEXITED);
    while (rc != 0 && errno == EINTR);
    if (rc != 0)
        return fail(FAIL_SYSTEM, "%s: its exit status is lost: %s (is SIGCHLD ignored?)",
                    watch->command->argv.items[0], strerror(errno));
    if (result->trouble != NULL) {
        result->end = RUN_NOT_STARTED;
        return 0;
    }
    if (watch->ending) {
        result->code = -1;
        return 0;
    }
    result->end = info.si_code == CLD_EXITED ? RUN_EXITED : RUN_SIGNALLED;
    result->code = info.si_status;
    return 0;
}

static void
keep_output(struct watch *watch)
{
    struct run_result *result = watch->result;

    result->output = pool_copy(watch->pool, buf_string(&watch->output), watch->output.length);
    result->output_length = watch->output.length;
    result->output_dropped = watch->output.dropped;
    result->duration_ms = clock_steady_ms() - watch->start_ms;
}

int
run(struct pool *pool, const struct run_command *command, struct run_result *result)
{
    struct watch watch = { .pool = pool,
                           .command = command,
                           .result = result,
                           .stop_fd = command->stop_fd,
                           .start_ms = clock_steady_ms(),
                           .deadline_ms = INT64_MAX };
    int rc;

    *result = (struct run_result){ .timeout_ms = command->timeout_ms, .output = "" };
    if (command->timeout_ms > 0)
        watch.deadline_ms = watch.start_ms + command->timeout_ms;
    rc = spawn_start(pool, command, &watch.child);
    if (rc != 0)
        return rc;

    watch.piece = pool_alloc(pool, PIECE);
    buf_init_tail(&watch.output, command->output_ceiling);
    watch_it(&watch);
    rc = reap(&watch);
    keep_output(&watch);
    buf_free(&watch.output);
    spawn_close(&watch.child);
    return rc;
}

const char *
run_describe(struct pool *pool, const struct run_result *result)
{
    switch (result->end) {
    case RUN_EXITED:
        return pool_printf(pool, "exit status %d", result->code);
    case RUN_SIGNALLED:
        return pool_printf(pool, "killed by signal %d (%s)", result->code, strsignal(result->code));
    case RUN_TIMED_OUT:
        return pool_printf(pool, "timed out after %s", duration_format(pool, result->timeout_ms));
    case RUN_STOPPED:
        return "stopped, because the worker is stopping";
    case RUN_NOT_STARTED:
        break;
    }
    return pool_printf(pool, "not started: %s", result->trouble);
}
