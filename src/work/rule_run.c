/* rule_run.c - lock, check, checkout, commands, one after the other. */
#include "config.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "work/checkout.h"
#include "work/rule_run.h"

enum { BUSY_AGAIN_MS = 1000 };

void
rule_run_end(struct rule_run *run, enum outcome_end how, const char *detail)
{
    run->outcome->end = how;
    run->outcome->detail = detail;
}

static void
postpone(struct rule_run *run, const char *detail)
{
    rule_run_end(run, OUTCOME_POSTPONED, detail);
    run->outcome->not_before_ms = clock_ms() + BUSY_AGAIN_MS;
}

int
rule_run_put_off(struct rule_run *run, int rc)
{
    if (rc != FAIL_BUSY && rc != FAIL_STORE)
        return rc;
    postpone(run, pool_string(run->work->pool, fail_detail()));
    return 0;
}

static struct step
command_step(const struct rule_run *run, const char *title, struct strings argv)
{
    const char *directory = run->rule->directory;

    return (struct step){
        .title = title,
        .argv = argv,
        .environment = run->environment,
        .directory = directory != NULL ? directory : run->work->settings->state,
        .input = run->document,
        .input_length = run->document_length,
    };
}

/* What a verify job that was cut off has to ask before it acts again. */
static bool
must_ask(const struct rule_run *run)
{
    const struct rule *rule = run->rule;

    if (!run->job->check_first || run->job->crash != CRASH_VERIFY || rule->check.count == 0)
        return false;
    /* A first checkout that was cut off has not even made the directory: nothing can be done. */
    return !rule->checkout || access(rule->directory, F_OK) == 0;
}

/* go_on: the answer was "not done".  A check that can't answer ends the attempt. */
static int
ask_check(struct rule_run *run, bool *go_on)
{
    struct pool *pool = run->work->pool;
    struct step step = command_step(run, pool_printf(pool, "check %s", run->rule->check.items[0]),
                                    run->rule->check);
    struct run_result result;
    int rc = steps_run(&run->runner, &step, &result);

    *go_on = false;
    if (rc != 0)
        return rc;
    if (result.end != RUN_EXITED)
        steps_failed(&run->runner, &step, &result);
    else if (result.code == 0)
        rule_run_end(run, OUTCOME_DONE, "its check says that it is done already");
    else
        *go_on = true;
    return 0;
}

static int
run_commands(struct rule_run *run)
{
    const struct rule *rule = run->rule;
    struct step step;
    bool good = true;
    size_t i;
    int rc = 0;

    for (i = 0; i < rule->step_count && rc == 0 && good; i++) {
        step = command_step(run, rule->steps[i].title, rule->steps[i].argv);
        rc = steps_do(&run->runner, &step, &good);
    }
    if (rc == 0 && good)
        rule_run_end(run, OUTCOME_DONE,
                     pool_printf(run->work->pool, "%zu %s done", run->outcome->step_count,
                                 run->outcome->step_count == 1 ? "step" : "steps"));
    return rc;
}

static int
work_through(struct rule_run *run)
{
    struct checkout checkout = { .runner = &run->runner,
                                 .rule = run->rule,
                                 .values = run->values,
                                 .environment = run->environment };
    bool go_on = true;
    int rc;

    rc = rule_document(run->work, run->job, &run->document, &run->document_length);
    if (rc == 0 && must_ask(run))
        rc = ask_check(run, &go_on);
    if (rc == 0 && go_on && run->rule->checkout)
        rc = checkout_run(&checkout, &go_on);
    if (rc == 0 && go_on)
        rc = run_commands(run);
    return rc;
}

/* With the directory to itself.  What was half done there still is, when nothing is begun. */
static int
run_alone(struct rule_run *run)
{
    bool go_on = true, clean;
    int rc = run->begin != NULL ? run->begin(run, &go_on) : 0;

    if (rc == 0 && go_on) {
        rc = work_through(run);
        clean = !run->runner.cut;
    } else {
        rc = rule_run_put_off(run, rc);
        clean = !run->lock.recovered;
    }
    rule_lock_release(&run->lock, clean);
    return rc;
}

int
rule_run(struct rule_run *run)
{
    struct pool *pool = run->work->pool;
    int rc;

    run->environment = rule_environment_with(
        pool, rule_environment(run->work, run->job, run->rule, run->values), run->variables);
    rc = rule_lock_take(run->work, run->job, run->rule, &run->lock);
    if (rc != 0)
        return rc;
    if (run->lock.fd < 0) {
        postpone(run, pool_printf(pool, "its directory is in use by %s", run->lock.holder));
        return 0;
    }
    run->runner = (struct step_runner){ .work = run->work,
                                        .lock = &run->lock,
                                        .timeout_ms = run->rule->timeout_ms,
                                        .outcome = run->outcome };
    return run_alone(run);
}
