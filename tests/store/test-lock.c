/* test-lock.c - the turnstile: one at a time, in turn, free when its holder dies */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/pool.h"
#include "store/lock.h"

#include <cmocka.h>

struct fixture {
    struct pool *pool;
    char *directory;
    char *path;
};

static int
fixture_make(void **state)
{
    struct pool *pool = pool_new();
    struct fixture *f = pool_alloc(pool, sizeof *f);
    const char *base = getenv("TMPDIR");

    f->pool = pool;
    f->directory = pool_printf(pool, "%s/hooklet-XXXXXX", base != NULL ? base : "/tmp");
    *state = f;
    if (mkdtemp(f->directory) == NULL)
        return -1;
    f->path = pool_printf(pool, "%s/hooklet.lock", f->directory);
    return 0;
}

static int
fixture_remove(void **state)
{
    struct fixture *f = *state;

    (void)unlink(f->path);
    (void)rmdir(f->directory);
    pool_free(f->pool);
    return 0;
}

/* Another process: takes the lock, says so, and holds it until its pipe closes or it is killed. */
struct holder {
    pid_t pid;
    int taken; /* readable: it has the lock */
    int hold;  /* close it: it lets go */
};

static void
hold(const char *path, int taken, int release)
{
    struct lock *lock = NULL;
    char byte;

    if (lock_open(path, &lock) != 0 || lock_take(lock) != 0 || write(taken, "", 1) != 1)
        _exit(1);
    while (read(release, &byte, 1) > 0)
        continue;
    lock_release(lock);
    _exit(0);
}

static struct holder
holder_start(const char *path)
{
    int taken[2], release[2];
    struct holder holder;

    assert_int_equal(pipe2(taken, O_CLOEXEC), 0);
    assert_int_equal(pipe2(release, O_CLOEXEC), 0);
    holder = (struct holder){ .pid = fork(), .taken = taken[0], .hold = release[1] };
    assert_true(holder.pid >= 0);
    if (holder.pid == 0) {
        (void)close(release[1]);
        hold(path, taken[1], release[0]);
    }
    (void)close(taken[1]);
    (void)close(release[0]);
    return holder;
}

static bool
has_it(const struct holder *holder, int wait_ms)
{
    struct pollfd poll_fd = { .fd = holder->taken, .events = POLLIN };

    return poll(&poll_fd, 1, wait_ms) == 1 && (poll_fd.revents & POLLIN) != 0;
}

static int
holder_end(const struct holder *holder)
{
    int status = -1;

    (void)close(holder->hold);
    assert_int_equal(waitpid(holder->pid, &status, 0), holder->pid);
    (void)close(holder->taken);
    return status;
}

static void
file_is_for_the_group(void **state)
{
    struct fixture *f = *state;
    mode_t mask = umask(0077);
    struct lock *lock = NULL;
    struct stat info = { 0 };

    assert_int_equal(lock_open(f->path, &lock), 0);
    (void)umask(mask);
    assert_int_equal(stat(f->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    lock_close(lock);
}

static void
missing_directory_is_told(void **state)
{
    struct lock *lock = NULL;

    (void)state;
    assert_int_equal(lock_open("/nonexistent/hooklet.lock", &lock), FAIL_SYSTEM);
    assert_null(lock);
}

static void
one_holder_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct holder holder;
    struct lock *lock = NULL;

    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    holder = holder_start(f->path);
    assert_false(has_it(&holder, 50));
    lock_release(lock);
    assert_true(has_it(&holder, 10000));
    assert_int_equal(holder_end(&holder), 0);
    lock_close(lock);
}

static void
two_in_one_process_exclude_each_other(void **state)
{
    struct fixture *f = *state;
    struct flock writer = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1 };
    struct lock *lock = NULL;
    int fd;

    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    fd = open(f->path, O_RDWR | O_CLOEXEC);
    assert_int_equal(fcntl(fd, F_OFD_SETLK, &writer), -1);
    lock_release(lock);
    assert_int_equal(fcntl(fd, F_OFD_SETLK, &writer), 0);
    (void)close(fd);
    lock_close(lock);
}

static void
removed_file_is_made_anew(void **state)
{
    struct fixture *f = *state;
    struct lock *lock = NULL;

    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(lock_take(lock), 0);
    assert_int_equal(access(f->path, F_OK), 0);
    lock_release(lock);
    lock_close(lock);
}

static void
killed_holder_lets_go(void **state)
{
    struct fixture *f = *state;
    struct holder holder = holder_start(f->path);
    struct lock *lock = NULL;

    assert_true(has_it(&holder, 10000));
    assert_int_equal(kill(holder.pid, SIGKILL), 0);
    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    lock_close(lock);
    assert_true(WIFSIGNALED(holder_end(&holder)));
}

static void
gate_is_free_while_the_lock_is_held(void **state)
{
    struct fixture *f = *state;
    struct flock gate = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
    struct lock *lock = NULL;
    int fd;

    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    fd = open(f->path, O_RDWR | O_CLOEXEC);
    assert_int_equal(fcntl(fd, F_OFD_SETLK, &gate), 0);
    (void)close(fd);
    lock_close(lock);
}

/* Who comes back at once stands behind who waits: else a busy process would starve the others. */
static void
whoever_waits_is_next(void **state)
{
    struct fixture *f = *state;
    struct flock gate = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
    struct holder holder;
    struct lock *lock = NULL;
    int fd;

    assert_int_equal(lock_open(f->path, &lock), 0);
    fd = open(f->path, O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(lock_take(lock), 0);
        holder = holder_start(f->path);
        do { /* until it stands in the gate */
            struct flock probe = gate;

            assert_int_equal(fcntl(fd, F_OFD_GETLK, &probe), 0);
            if (probe.l_type != F_UNLCK)
                break;
        } while (!has_it(&holder, 1));
        lock_release(lock);
        (void)close(holder.hold);
        holder.hold = -1;
        assert_int_equal(lock_take(lock), 0); /* only after it */
        assert_true(has_it(&holder, 0));
        lock_release(lock);
        assert_int_equal(holder_end(&holder), 0);
    }
    (void)close(fd);
    lock_close(lock);
}

static void
never(int number)
{
    (void)number;
    _exit(9);
}

static void
a_limited_wait_ends_and_leaves_the_alarm_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct holder holder = holder_start(f->path);
    const struct sigaction ours = { .sa_handler = never };
    struct sigaction after = { 0 };
    struct itimerval timer = { 0 };
    struct lock *lock = NULL;
    sigset_t alarm, mask;

    assert_true(has_it(&holder, 10000));
    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(sigaction(SIGALRM, &ours, NULL), 0);
    assert_int_equal(sigemptyset(&alarm), 0);
    assert_int_equal(sigaddset(&alarm, SIGALRM), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, &alarm, NULL), 0); /* as somebody may start us */
    assert_int_equal(lock_take_within(lock, 20), FAIL_BUSY);
    assert_int_equal(holder_end(&holder), 0);
    assert_int_equal(lock_take_within(lock, 10000), 0);
    assert_int_equal(sigaction(SIGALRM, NULL, &after), 0);
    assert_true(after.sa_handler == never);
    assert_int_equal(sigprocmask(SIG_UNBLOCK, &alarm, &mask), 0);
    assert_true(sigismember(&mask, SIGALRM));
    assert_int_equal(getitimer(ITIMER_REAL, &timer), 0);
    assert_int_equal(timer.it_value.tv_sec + timer.it_value.tv_usec, 0);
    (void)signal(SIGALRM, SIG_DFL);
    lock_close(lock);
}

/* Who gave up in the gate must not stand in it. */
static void
who_gave_up_is_in_nobodys_way(void **state)
{
    struct fixture *f = *state;
    struct holder holder = holder_start(f->path), next;
    struct lock *lock = NULL;

    assert_true(has_it(&holder, 10000));
    assert_int_equal(lock_open(f->path, &lock), 0);
    assert_int_equal(lock_take_within(lock, 1), FAIL_BUSY);
    next = holder_start(f->path); /* it has inherited what the first one waits at */
    assert_int_equal(kill(holder.pid, SIGKILL), 0);
    (void)holder_end(&holder);
    assert_true(has_it(&next, 10000));
    assert_int_equal(holder_end(&next), 0);
    lock_close(lock);
}

#define TEST(name, function)                                                                       \
    {                                                                                              \
        name, function, fixture_make, fixture_remove, NULL                                         \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("file-is-for-the-group", file_is_for_the_group),
        TEST("missing-directory-is-told", missing_directory_is_told),
        TEST("one-holder-at-a-time", one_holder_at_a_time),
        TEST("two-in-one-process-exclude-each-other", two_in_one_process_exclude_each_other),
        TEST("removed-file-is-made-anew", removed_file_is_made_anew),
        TEST("killed-holder-lets-go", killed_holder_lets_go),
        TEST("gate-is-free-while-the-lock-is-held", gate_is_free_while_the_lock_is_held),
        TEST("whoever-waits-is-next", whoever_waits_is_next),
        TEST("a-limited-wait-ends-and-leaves-the-alarm-as-it-was",
             a_limited_wait_ends_and_leaves_the_alarm_as_it_was),
        TEST("who-gave-up-is-in-nobodys-way", who_gave_up_is_in_nobodys_way),
    };

    log_open("test-lock", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
