/* src/work/rule_lock.c with real processes that outlive the one that locked. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "port/group.h"
#include "rig.h"
#include "work/rule_lock.h"

static struct rule_lock
take(struct rig *rig, const struct rule *rule)
{
    struct rule_lock lock;

    assert_int_equal(rule_lock_take(&rig->work, &rig->job, rule, &lock), 0);
    return lock;
}

/* Tries until the lock is free. */
static struct rule_lock
wait_for(struct rig *rig, const struct rule *rule)
{
    int64_t deadline = clock_steady_ms() + RIG_PATIENCE_MS;
    struct rule_lock lock = take(rig, rule);

    while (lock.fd < 0 && clock_steady_ms() < deadline) {
        usleep(10000);
        lock = take(rig, rule);
    }
    assert_true(lock.fd >= 0);
    return lock;
}

/* A sleeper that leads a group of its own and holds the descriptor, but not our output. */
static pid_t
start_sleeper(int fd, const char *mark)
{
    const char *const environment[] = { mark, NULL };
    pid_t pid = fork();

    if (pid == 0) {
        setpgid(0, 0);
        close(STDOUT_FILENO);
        close(STDERR_FILENO);
        fcntl(fd, F_SETFD, 0);
        execle("/bin/sleep", "sleep", "100", (char *)NULL, environment);
        _exit(1);
    }
    setpgid(pid, pid);
    return pid;
}

/*
 * A worker process takes the lock, starts a sleeper and dies.  Returns the sleeper's group once it
 * carries its mark.
 */
static pid_t
orphan(struct rig *rig, const char *mark, int64_t deadline_ms)
{
    int64_t deadline = clock_steady_ms() + RIG_PATIENCE_MS;
    int ends[2];
    pid_t worker, group = 0;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    worker = fork();
    if (worker == 0) {
        struct rule_lock lock = take(rig, &rig->rules[0]);

        group = start_sleeper(lock.fd, mark);
        rule_lock_note(&lock, group, deadline_ms);
        _exit(write(ends[1], &group, sizeof(group)) != sizeof(group));
    }
    waitpid(worker, NULL, 0);
    assert_int_equal(read(ends[0], &group, sizeof(group)), sizeof(group));
    close(ends[0]);
    close(ends[1]);
    while (!group_has(group, mark) && clock_steady_ms() < deadline)
        usleep(2000);
    assert_true(group_has(group, mark));
    return group;
}

static void
one_holder_at_a_time(void **state)
{
    struct rig *rig = *state;
    struct rule_lock first = take(rig, &rig->rules[0]), second;

    assert_true(first.fd >= 0);
    assert_false(first.recovered);
    second = take(rig, &rig->rules[0]);
    assert_int_equal(second.fd, -1);
    assert_non_null(strstr(second.holder, "job 12"));
    rule_lock_release(&first, true);
    second = take(rig, &rig->rules[0]);
    assert_true(second.fd >= 0);
    assert_false(second.recovered);
    rule_lock_release(&second, true);
}

static void
rules_of_one_directory_share_it(void **state)
{
    struct rig *rig = *state;
    struct rule_lock first = take(rig, &rig->rules[0]), second;

    rig->job.key = "deploy:other";
    rig->rules[1].directory = rig->rules[0].directory;
    second = take(rig, &rig->rules[1]);
    assert_int_equal(second.fd, -1);
    rig->rules[1].directory = "/somewhere/else";
    second = take(rig, &rig->rules[1]);
    assert_true(second.fd >= 0);
    rule_lock_release(&first, true);
    rule_lock_release(&second, true);
}

static int flock_error; /* what flock(2) meets, or 0 */

/* In the place of libc's. */
int
flock(int fd, int operation)
{
    if (flock_error != 0 && (operation & LOCK_EX) != 0) {
        errno = flock_error;
        return -1;
    }
    return (int)syscall(SYS_flock, fd, operation);
}

static void
trouble_with_locks_is_not_busy(void **state)
{
    struct rig *rig = *state;
    struct rule_lock lock;

    flock_error = ENOLCK;
    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[0], &lock), FAIL_SYSTEM);
    flock_error = 0;
    assert_int_equal(lock.fd, -1);
    lock = take(rig, &rig->rules[0]);
    assert_true(lock.fd >= 0);
    rule_lock_release(&lock, true);
}

static void
rules_without_directory_go_by_key(void **state)
{
    struct rig *rig = *state;
    struct rule_lock first, second;

    rig->rules[0].directory = NULL;
    first = take(rig, &rig->rules[0]);
    rig->job.key = "run:web:acme/api";
    second = take(rig, &rig->rules[0]);
    assert_true(first.fd >= 0);
    assert_true(second.fd >= 0);
    rule_lock_release(&first, true);
    rule_lock_release(&second, true);
}

static void
release_counts_for_daemons_too(void **state)
{
    struct rig *rig = *state;
    struct rule_lock lock = take(rig, &rig->rules[0]);
    pid_t daemon_pid = start_sleeper(lock.fd, "HOOKLET_JOB=12");

    rule_lock_release(&lock, true);
    lock = take(rig, &rig->rules[0]);
    assert_true(lock.fd >= 0);
    assert_int_equal(kill(daemon_pid, 0), 0);
    rule_lock_release(&lock, true);
    kill(daemon_pid, SIGKILL);
    waitpid(daemon_pid, NULL, 0);
}

static void
cut_off_holder_is_known_to_the_next(void **state)
{
    struct rig *rig = *state;
    struct rule_lock lock = take(rig, &rig->rules[0]);

    rule_lock_release(&lock, false);
    lock = take(rig, &rig->rules[0]);
    assert_true(lock.fd >= 0);
    assert_true(lock.recovered);
    rule_lock_release(&lock, true);
}

static void
orphan_holds_on_until_it_ends(void **state)
{
    struct rig *rig = *state;
    pid_t group = orphan(rig, "HOOKLET_JOB=12", clock_ms() + 600000);
    struct rule_lock lock = take(rig, &rig->rules[0]);

    assert_int_equal(lock.fd, -1);
    assert_string_equal(lock.holder,
                        pool_printf(rig->pool, "job 12 (process group %d)", (int)group));
    assert_true(group_alive(group));
    kill(group, SIGKILL);
    lock = wait_for(rig, &rig->rules[0]);
    assert_true(lock.recovered);
    rule_lock_release(&lock, true);
}

static void
orphan_is_killed_once_its_time_is_over(void **state)
{
    struct rig *rig = *state;
    pid_t group = orphan(rig, "HOOKLET_JOB=12", clock_ms() - 1);
    struct rule_lock lock = take(rig, &rig->rules[0]);

    assert_int_equal(lock.fd, -1);
    lock = wait_for(rig, &rig->rules[0]);
    assert_false(group_alive(group));
    rule_lock_release(&lock, true);
}

/* A group of that number, but not of that job, must live; the lock is had all the same. */
static void
foreign_group_is_never_killed(void **state)
{
    struct rig *rig = *state;
    pid_t group = orphan(rig, "HOOKLET_JOB=123", clock_ms() - 1);
    struct rule_lock lock = take(rig, &rig->rules[0]);

    assert_int_equal(lock.fd, -1);
    lock = take(rig, &rig->rules[0]);
    assert_true(lock.fd >= 0);
    assert_true(group_alive(group));
    kill(group, SIGKILL);
    rule_lock_release(&lock, true);
}

/* A worker that lives ends its commands itself. */
static void
living_worker_is_not_interfered_with(void **state)
{
    struct rig *rig = *state;
    struct rule_lock first = take(rig, &rig->rules[0]), second;
    pid_t group = start_sleeper(first.fd, "HOOKLET_JOB=12");

    rule_lock_note(&first, group, clock_ms() - 1);
    second = take(rig, &rig->rules[0]);
    assert_int_equal(second.fd, -1);
    second = take(rig, &rig->rules[0]);
    assert_int_equal(second.fd, -1);
    assert_true(group_alive(group));
    kill(group, SIGKILL);
    waitpid(group, NULL, 0);
    rule_lock_release(&first, true);
}

static void
unusable_directory_is_a_failure(void **state)
{
    struct rig *rig = *state;
    struct rule_lock lock;

    rig->settings.state = rig_path(rig, "file");
    assert_int_equal(file_write(rig->settings.state, "", 0, 0600), 0);
    assert_true(rule_lock_take(&rig->work, &rig->job, &rig->rules[0], &lock) < 0);
    assert_int_equal(lock.fd, -1);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_TEST("one-holder-at-a-time", one_holder_at_a_time),
        RIG_TEST("rules-of-one-directory-share-it", rules_of_one_directory_share_it),
        RIG_TEST("trouble-with-locks-is-not-busy", trouble_with_locks_is_not_busy),
        RIG_TEST("rules-without-directory-go-by-key", rules_without_directory_go_by_key),
        RIG_TEST("release-counts-for-daemons-too", release_counts_for_daemons_too),
        RIG_TEST("cut-off-holder-is-known-to-the-next", cut_off_holder_is_known_to_the_next),
        RIG_TEST("orphan-holds-on-until-it-ends", orphan_holds_on_until_it_ends),
        RIG_TEST("orphan-is-killed-once-its-time-is-over", orphan_is_killed_once_its_time_is_over),
        RIG_TEST("foreign-group-is-never-killed", foreign_group_is_never_killed),
        RIG_TEST("living-worker-is-not-interfered-with", living_worker_is_not_interfered_with),
        RIG_TEST("unusable-directory-is-a-failure", unusable_directory_is_a_failure),
    };

    return cmocka_run_group_tests_name("rule_lock", tests, NULL, NULL);
}
