/* worker_process.c - the worker of these tests, and how to watch it */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "port/settings.h"
#include "worker.h"
#include "worker_process.h"

#include <cmocka.h>

#define DEADLINE_MS 30000
#define PACE_MS 5

static bool
exists(struct pool *pool, const char *directory, const char *name)
{
    return access(pool_printf(pool, "%s/%s", directory, name), F_OK) == 0;
}

static const struct planned_job followers[] = {
    { .kind = "deploy", .rule = "quick", .lane = "deploy@" HOST, .attempts = 1 },
    { .kind = "deploy", .rule = "later", .lane = "deploy@" HOST, .attempts = 1, .delay_ms = 100 },
};

/*
 * The rule says what the job does: "quick" ends at once, "fail" fails, "miss" fails silently,
 * "hang" waits for the file `go` or to be stopped, "lead" is followed by "quick" at once and
 * "later" after a moment.
 */
static int
act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct pollfd stop = { .fd = work->stop_fd, .events = POLLIN };

    if (strcmp(job->rule, "fail") == 0)
        return (fail)(FAIL_NETWORK, "the peer is away");
    if (strcmp(job->rule, "miss") == 0)
        return FAIL_NOT_FOUND;

    while (strcmp(job->rule, "hang") == 0 && !exists(work->pool, work->settings->state, "go")) {
        if (poll(&stop, 1, PACE_MS) > 0) {
            outcome->end = OUTCOME_INTERRUPTED;
            return 0;
        }
    }
    if (strcmp(job->rule, "lead") == 0) {
        outcome->follow = followers;
        outcome->follow_count = 2;
    }
    outcome->detail = job->check_first ? "checked" : "acted";
    return 0;
}

static const struct action actions[] = { { "deploy", act }, { "feed", act }, { NULL, NULL } };

int
worker_main(const char *config, const char *how)
{
    struct worker_options options = {
        .config = config,
        .actions = actions,
        .threads = strcmp(how, "as-configured") == 0 ? 0 : 3,
        .drain = strncmp(how, "drain", 5) == 0,
        .stop_ms = strcmp(how, "impatient") == 0 ? 0 : 600000,
        .most_ms = strncmp(how, "drain-", 6) == 0 ? strtol(how + 6, NULL, 10) : 0,
    };

    return -worker_run(&options);
}

void
configure(struct fixture *f, const char *text)
{
    const char *path = pool_printf(f->pool, "%s/hooklet.conf", f->directory);

    assert_int_equal(file_write(path, text, strlen(text), 0600), 0);
}

const char *
good_config(struct fixture *f, const char *host)
{
    return pool_printf(f->pool, "state = \"%s\"\nhost = \"%s\"\n", f->directory, host);
}

int
worker_setup(void **state)
{
    if (fixture_make(state) != 0)
        return -1;
    configure(*state, good_config(*state, HOST));
    return 0;
}

pid_t
worker_start(struct fixture *f, const char *how)
{
    char *config = pool_printf(f->pool, "%s/hooklet.conf", f->directory);
    char *log = pool_printf(f->pool, "%s/log", f->directory);
    char *argv[] = { pool_string(f->pool, "test-worker"), pool_string(f->pool, "--worker"), config,
                     pool_string(f->pool, how), NULL };
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(fd, STDERR_FILENO);
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    return pid;
}

int
worker_end(pid_t pid)
{
    int64_t end = clock_steady_ms() + DEADLINE_MS;
    int status = 0;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (clock_steady_ms() > end)
            kill(pid, SIGKILL);
        poll(NULL, 0, PACE_MS);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
wait_for_state(struct fixture *f, int64_t id, const char *state)
{
    int64_t end = clock_steady_ms() + DEADLINE_MS;

    while (strcmp(job_row(f, id).state, state) != 0 && clock_steady_ms() < end)
        poll(NULL, 0, PACE_MS);
    assert_state(f, id, state);
}

void
wait_for_heartbeat(struct fixture *f)
{
    int64_t end = clock_steady_ms() + DEADLINE_MS;
    int64_t seen_ms = 0;

    while (seen_ms == 0 && clock_steady_ms() < end) {
        poll(NULL, 0, PACE_MS);
        assert_int_equal(ledger_worker_seen(f->store, &seen_ms), 0);
    }
    assert_int_not_equal(seen_ms, 0);
}

void
wait_for_log(struct fixture *f, const char *text)
{
    const char *path = pool_printf(f->pool, "%s/log", f->directory);
    int64_t end = clock_steady_ms() + DEADLINE_MS;
    size_t length = 0;
    char *log = NULL;

    do {
        poll(NULL, 0, PACE_MS);
        assert_int_equal(file_read(f->pool, path, 1 << 20, &log, &length), 0);
    } while (strstr(log, text) == NULL && clock_steady_ms() < end);
    assert_non_null(strstr(log, text));
}

void
wait_for_number(struct fixture *f, const char *query, int64_t least)
{
    int64_t end = clock_steady_ms() + DEADLINE_MS;

    while (sql_number(f, "%s", query) < least && clock_steady_ms() < end)
        poll(NULL, 0, PACE_MS);
    assert_true(sql_number(f, "%s", query) >= least);
}

void
go(struct fixture *f)
{
    assert_int_equal(file_write(pool_printf(f->pool, "%s/go", f->directory), "", 0, 0600), 0);
}
