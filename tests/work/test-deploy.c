/* src/work/deploy.c: whole jobs, with real commands, a real git, and workers that are killed. */
#include "config.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "port/group.h"
#include "rig_git.h"
#include "rig_store.h"
#include "store/lock.h"
#include "work/deploy.h"
#include "work/rule_lock.h"

static enum outcome_end
deploy(struct rig *rig)
{
    assert_int_equal(deploy_act(&rig->work, &rig->job, &rig->outcome), 0);
    return rig->outcome.end;
}

static void
commands_run_in_the_directory_one_after_the_other(void **state)
{
    struct rig *rig = *state;

    rig_step(rig, "first", "pwd; echo out; echo err >&2");
    rig_step(rig, "second", "echo $HOOKLET_SHA $HOOKLET_RULE; exit 0");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.detail, "2 steps done");
    assert_int_equal(rig->outcome.step_count, 2);
    assert_string_equal(rig->outcome.steps[0].title, "first");
    assert_string_equal(rig->outcome.steps[0].output,
                        pool_printf(rig->pool, "%s\nout\nerr\n", rig->rules[0].directory));
    assert_string_equal(rig->outcome.steps[1].output, RIG_SHA " web\n");
    assert_string_equal(rig->outcome.steps[1].end, "exit status 0");
    assert_int_equal(rig->outcome.steps[1].code, 0);
}

static void
first_failure_stops_the_rest(void **state)
{
    struct rig *rig = *state;

    rig_step(rig, "build", "echo no luck; exit 2");
    rig_step(rig, "publish", "echo never");
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_string_equal(rig->outcome.detail, "step build: exit status 2");
    assert_int_equal(rig->outcome.step_count, 1);
    assert_int_equal(rig->outcome.steps[0].code, 2);
    assert_string_equal(rig->outcome.steps[0].output, "no luck\n");
}

static void
command_that_cannot_start_fails(void **state)
{
    static const char *const argv[] = { "no-such-program-here" };
    struct rig *rig = *state;

    rig->steps[0] = (struct rule_step){ .title = "lost", .argv = { argv, 1 } };
    rig->rules[0].step_count = 1;
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_non_null(strstr(rig->outcome.detail, "step lost: not started: no-such-program-here"));
    assert_int_equal(rig->outcome.steps[0].code, -1);
}

static void
hanging_command_is_ended(void **state)
{
    struct rig *rig = *state;

    rig->rules[0].timeout_ms = 200;
    rig_step(rig, "hang", "echo begun; sleep 100");
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_string_equal(rig->outcome.detail, "step hang: timed out after 200ms");
    assert_non_null(strstr(rig->outcome.steps[0].output, "begun\n"));
    assert_int_equal(rig->outcome.steps[0].code, -1);
}

static void
last_64_kib_of_output_are_kept(void **state)
{
    struct rig *rig = *state;

    rig_step(rig, "chatty", "head -c 200000 /dev/zero; echo end");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_int_equal(rig->outcome.steps[0].output_length, 65536);
    assert_string_equal(rig->outcome.steps[0].end,
                        "exit status 0 (only the last 65536 of 200004 bytes of output are kept)");
    assert_memory_equal(rig->outcome.steps[0].output + 65532, "end\n", 4);
}

static void
event_is_on_standard_input_of_every_step(void **state)
{
    struct rig *rig = *state;

    rig_headers = "{\"Content-Type\":\"application/x-www-form-urlencoded\"}";
    rig_body = "payload=%7B%22a%22%3A1%7D";
    rig_step(rig, "first", "cat");
    rig_step(rig, "second", "cat");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[0].output, "{\"a\":1}");
    assert_string_equal(rig->outcome.steps[1].output, "{\"a\":1}");
}

static void
rule_that_is_gone_is_hopeless(void **state)
{
    struct rig *rig = *state;

    rig->job.rule = "gone";
    assert_int_equal(deploy(rig), OUTCOME_HOPELESS);
    assert_string_equal(rig->outcome.detail, "deploy rule gone is not in hooklet.conf any more");
    rig->job.rule = "web";
    assert_int_equal(run_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
    assert_string_equal(rig->outcome.detail, "run rule web is not in hooklet.conf any more");
}

static void
odd_value_is_hopeless_and_runs_nothing(void **state)
{
    struct rig *rig = *state;

    rig_step(rig, "never", "echo never");
    rig->job.args = "{\"sha\":\"--force\"}";
    assert_int_equal(deploy(rig), OUTCOME_HOPELESS);
    assert_int_equal(rig->outcome.step_count, 0);
}

static void
run_rule_without_directory_runs_in_the_state_directory(void **state)
{
    struct rig *rig = *state;

    rig->rules[0].kind = RULE_RUN;
    rig->rules[0].directory = NULL;
    rig_step(rig, "where", "pwd");
    assert_int_equal(run_act(&rig->work, &rig->job, &rig->outcome), 0);
    assert_int_equal(rig->outcome.end, OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[0].output,
                        pool_printf(rig->pool, "%s\n", rig->settings.state));
}

static void
checkout_comes_before_the_commands(void **state)
{
    struct rig *rig = *state;
    const char *sha;

    rig_repository(rig);
    sha = rig_head(rig, "author");
    rig->job.args = rig_args(rig, "main", sha);
    rig_step(rig, "show", "cat file; git rev-parse HEAD");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[3].title, "show");
    assert_string_equal(rig->outcome.steps[3].output, pool_printf(rig->pool, "one\n%s\n", sha));
}

static void
failed_checkout_runs_no_command(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig_step(rig, "never", "echo never");
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_non_null(strstr(rig->outcome.detail, "step git fetch"));
    assert_string_not_equal(rig->outcome.steps[rig->outcome.step_count - 1].title, "never");
}

static void
checkout_alone_is_enough(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig->job.args = rig_args(rig, "main", rig_head(rig, "author"));
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.detail, "3 steps done");
}

/* A job of class verify that was cut off, with this script as its check. */
static void
check_with(struct rig *rig, const char *script)
{
    const char **argv = pool_array(rig->pool, 3, sizeof(*argv));

    argv[0] = "sh";
    argv[1] = "-c";
    argv[2] = script;
    rig->rules[0].check = (struct strings){ argv, 3 };
    rig->job.crash = CRASH_VERIFY;
    rig->job.check_first = true;
    rig_step(rig, "act", "echo acted");
}

static void
check_that_says_done_ends_it(void **state)
{
    struct rig *rig = *state;

    check_with(rig, "test $HOOKLET_JOB = 12");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.detail, "its check says that it is done already");
    assert_int_equal(rig->outcome.step_count, 1);
}

static void
check_that_says_not_done_lets_it_act(void **state)
{
    struct rig *rig = *state;

    check_with(rig, "exit 1");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[1].output, "acted\n");
}

static void
check_that_cannot_answer_does_not_act(void **state)
{
    struct rig *rig = *state;

    check_with(rig, "kill -KILL $$");
    assert_int_equal(deploy(rig), OUTCOME_FAILED);
    assert_string_equal(rig->outcome.detail, "step check sh: killed by signal 9 (Killed)");
    assert_int_equal(rig->outcome.step_count, 1);
}

static void
check_is_asked_after_a_crash_only(void **state)
{
    struct rig *rig = *state;

    check_with(rig, "exit 0");
    rig->job.check_first = false;
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[0].output, "acted\n");
}

static void
stopping_worker_interrupts_the_command(void **state)
{
    struct rig *rig = *state;
    const char *file = rig_path(rig, "begun");
    pid_t stopper;

    rig->work.stop_fd = eventfd(0, EFD_CLOEXEC);
    rig_step(rig, "first", pool_printf(rig->pool, "echo begun >%s; sleep 100", file));
    rig_step(rig, "second", "echo never");
    stopper = fork();
    if (stopper == 0) {
        rig_read(rig, file);
        _exit(eventfd_write(rig->work.stop_fd, 1) != 0);
    }
    assert_int_equal(deploy(rig), OUTCOME_INTERRUPTED);
    assert_string_equal(rig->outcome.detail, "step first: stopped, because the worker is stopping");
    assert_int_equal(rig->outcome.step_count, 1);
    waitpid(stopper, NULL, 0);
    close(rig->work.stop_fd);
}

static void
stopping_worker_begins_no_command(void **state)
{
    struct rig *rig = *state;
    const char *file = rig_path(rig, "begun");

    rig->work.stop_fd = eventfd(1, EFD_CLOEXEC);
    rig_step(rig, "first", pool_printf(rig->pool, "echo begun >%s", file));
    assert_int_equal(deploy(rig), OUTCOME_INTERRUPTED);
    assert_int_equal(rig->outcome.step_count, 0);
    assert_int_equal(access(file, F_OK), -1);
    close(rig->work.stop_fd);
}

static void
busy_directory_postpones(void **state)
{
    struct rig *rig = *state;
    struct rule_lock lock;
    int64_t now = clock_ms();

    rig->job.id = 11;
    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[1], &lock), 0);
    rig->job.id = 12;
    rig_step(rig, "act", "echo acted");
    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_non_null(strstr(rig->outcome.detail, "its directory is in use by job 11"));
    assert_true(rig->outcome.not_before_ms > now);
    rule_lock_release(&lock, true);
    assert_int_equal(deploy(rig), OUTCOME_DONE);
}

static void
daemon_left_behind_frees_the_directory(void **state)
{
    struct rig *rig = *state;
    int daemon_pid;

    rig_step(rig, "start", "setsid sleep 100 >/dev/null 2>&1 & echo $!");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    daemon_pid = atoi(rig->outcome.steps[0].output);
    assert_int_equal(kill(daemon_pid, 0), 0);
    rig->rules[0].step_count = 0;
    rig_step(rig, "again", "echo acted");
    assert_int_equal(deploy(rig), OUTCOME_DONE);
    kill(daemon_pid, SIGKILL);
}

/* A worker whose command has started a grandchild is killed; the grandchild's pid. */
static pid_t
kill_a_worker(struct rig *rig)
{
    const char *file = rig_path(rig, "grandchild");
    pid_t worker, grandchild;

    rig_step(rig, "long",
             pool_printf(rig->pool, "sleep 100 >/dev/null 2>&1 & echo $! >%s; wait", file));
    /* A store is not for a process that forks. */
    store_close(rig->work.store);
    worker = fork();
    assert_int_equal(store_open(rig->settings.state, STORE_WORKER, &rig->work.store), 0);
    if (worker == 0)
        _exit(deploy_act(&rig->work, &rig->job, &rig->outcome) != 0);
    grandchild = (pid_t)atoi(rig_read(rig, file));
    kill(worker, SIGKILL);
    waitpid(worker, NULL, 0);
    rig->rules[0].step_count = 0;
    rig_step(rig, "after", "echo acted");
    rig->job.attempt = 2;
    return grandchild;
}

static enum outcome_end
deploy_until_it_is_let(struct rig *rig)
{
    int64_t deadline = clock_steady_ms() + RIG_PATIENCE_MS;

    while (deploy(rig) == OUTCOME_POSTPONED && clock_steady_ms() < deadline)
        usleep(10000);
    return rig->outcome.end;
}

static void
orphan_of_a_killed_worker_does_not_overlap_its_successor(void **state)
{
    struct rig *rig = *state;
    pid_t grandchild = kill_a_worker(rig);

    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_non_null(strstr(rig->outcome.detail, "in use by job 12 (process group "));
    assert_int_equal(rig->outcome.step_count, 0);
    assert_int_equal(kill(grandchild, 0), 0);
    kill(grandchild, SIGKILL);
    assert_int_equal(deploy_until_it_is_let(rig), OUTCOME_DONE);
    assert_string_equal(rig->outcome.steps[0].output, "acted\n");
}

/* Makes the deadline in the one lock of this rig's state directory a past one. */
static void
let_time_pass(struct rig *rig)
{
    const char *record = rig_shell(rig, "cat $(ls -d state/lock/* | grep -v gate)");
    int64_t job, group, deadline, worker, started;

    assert_int_equal(sscanf(record, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64,
                            &job, &group, &deadline, &worker, &started),
                     5);
    assert_true(deadline > clock_ms());
    rig_shell(rig, pool_printf(rig->pool,
                               "printf '%%20d %%20d %%20d %%20d %%20d\\n' %" PRId64 " %" PRId64
                               " 1 %" PRId64 " %" PRId64 " | dd conv=notrunc status=none "
                               "of=$(ls -d state/lock/* | grep -v gate)",
                               job, group, worker, started));
}

static void
orphan_of_a_killed_worker_is_killed_after_its_deadline(void **state)
{
    struct rig *rig = *state;
    pid_t grandchild = kill_a_worker(rig);

    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_true(process_started(grandchild) != 0);
    let_time_pass(rig);
    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_int_equal(deploy_until_it_is_let(rig), OUTCOME_DONE);
    assert_true(process_started(grandchild) == 0);
}

/* What it meets there is half done, and still is so for the next attempt. */
static void
busy_store_postpones_and_leaves_the_directory_as_it_was(void **state)
{
    struct rig *rig = *state;
    struct rule_lock mine;
    struct lock *lock = NULL;

    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[0], &mine), 0);
    rule_lock_release(&mine, false);
    rig_step(rig, "never", "echo never");
    assert_int_equal(lock_open(rig_path(rig, "state/hooklet.lock"), &lock), 0);
    assert_int_equal(lock_take(lock), 0);
    assert_int_equal(deploy(rig), OUTCOME_POSTPONED);
    assert_int_equal(rig->outcome.step_count, 0);
    assert_true(rig->outcome.not_before_ms > 0);
    lock_release(lock);
    lock_close(lock);
    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[0], &mine), 0);
    assert_true(mine.recovered);
    rule_lock_release(&mine, true);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_STORE_TEST("commands-run-in-the-directory-one-after-the-other",
                       commands_run_in_the_directory_one_after_the_other),
        RIG_STORE_TEST("first-failure-stops-the-rest", first_failure_stops_the_rest),
        RIG_STORE_TEST("command-that-cannot-start-fails", command_that_cannot_start_fails),
        RIG_STORE_TEST("hanging-command-is-ended", hanging_command_is_ended),
        RIG_STORE_TEST("last-64-kib-of-output-are-kept", last_64_kib_of_output_are_kept),
        RIG_STORE_TEST("event-is-on-standard-input-of-every-step",
                       event_is_on_standard_input_of_every_step),
        RIG_STORE_TEST("rule-that-is-gone-is-hopeless", rule_that_is_gone_is_hopeless),
        RIG_STORE_TEST("odd-value-is-hopeless-and-runs-nothing",
                       odd_value_is_hopeless_and_runs_nothing),
        RIG_STORE_TEST("run-rule-without-directory-runs-in-the-state-directory",
                       run_rule_without_directory_runs_in_the_state_directory),
        RIG_STORE_TEST("checkout-comes-before-the-commands", checkout_comes_before_the_commands),
        RIG_STORE_TEST("failed-checkout-runs-no-command", failed_checkout_runs_no_command),
        RIG_STORE_TEST("checkout-alone-is-enough", checkout_alone_is_enough),
        RIG_STORE_TEST("check-that-says-done-ends-it", check_that_says_done_ends_it),
        RIG_STORE_TEST("check-that-says-not-done-lets-it-act",
                       check_that_says_not_done_lets_it_act),
        RIG_STORE_TEST("check-that-cannot-answer-does-not-act",
                       check_that_cannot_answer_does_not_act),
        RIG_STORE_TEST("check-is-asked-after-a-crash-only", check_is_asked_after_a_crash_only),
        RIG_STORE_TEST("stopping-worker-interrupts-the-command",
                       stopping_worker_interrupts_the_command),
        RIG_STORE_TEST("stopping-worker-begins-no-command", stopping_worker_begins_no_command),
        RIG_STORE_TEST("busy-directory-postpones", busy_directory_postpones),
        RIG_STORE_TEST("daemon-left-behind-frees-the-directory",
                       daemon_left_behind_frees_the_directory),
        RIG_STORE_TEST("orphan-of-a-killed-worker-does-not-overlap-its-successor",
                       orphan_of_a_killed_worker_does_not_overlap_its_successor),
        RIG_STORE_TEST("orphan-of-a-killed-worker-is-killed-after-its-deadline",
                       orphan_of_a_killed_worker_is_killed_after_its_deadline),
        RIG_STORE_TEST("busy-store-postpones-and-leaves-the-directory-as-it-was",
                       busy_store_postpones_and_leaves_the_directory_as_it_was),
    };

    return cmocka_run_group_tests_name("deploy", tests, NULL, NULL);
}
