/* deploy.c - rule, values, locks, check, checkout, commands: each may end the job and says why */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "work/checkout.h"
#include "work/deploy.h"
#include "work/destination.h"
#include "work/report.h"
#include "work/rule_env.h"
#include "work/rule_lock.h"
#include "work/steps.h"

enum { BUSY_AGAIN_MS = 1000 };

struct deploy {
    const struct work *work;
    const struct job *job;
    const struct rule *rule;
    struct rule_values values;
    struct strings environment;
    const char *document;
    size_t document_length;
    struct rule_lock lock;
    struct step_runner runner;
    struct outcome *outcome;
};

static void
end(struct deploy *deploy, enum outcome_end how, const char *detail)
{
    deploy->outcome->end = how;
    deploy->outcome->detail = detail;
}

/* Is there a rule of that name and kind, and are the job's values fit for a command? */
static bool
prepare(struct deploy *deploy, enum rule_kind kind)
{
    struct pool *pool = deploy->work->pool;
    const char *name = deploy->job->rule;
    const char *trouble;

    deploy->rule = settings_rule(deploy->work->settings, name);
    if (deploy->rule == NULL || deploy->rule->kind != kind) {
        end(deploy, OUTCOME_HOPELESS,
            pool_printf(pool, "%s rule %s is not in hooklet.conf any more", rule_kind_name(kind),
                        name));
        return false;
    }
    trouble = rule_values_read(pool, deploy->job, &deploy->values);
    if (trouble != NULL) {
        end(deploy, OUTCOME_HOPELESS, trouble);
        return false;
    }
    deploy->environment =
        rule_environment(deploy->work, deploy->job, deploy->rule, &deploy->values);
    return true;
}

static struct step
command_step(const struct deploy *deploy, const char *title, struct strings argv)
{
    const char *directory = deploy->rule->directory;

    return (struct step){
        .title = title,
        .argv = argv,
        .environment = deploy->environment,
        .directory = directory != NULL ? directory : deploy->work->settings->state,
        .input = deploy->document,
        .input_length = deploy->document_length,
    };
}

/* What a verify job that was cut off has to ask before it acts again. */
static bool
must_ask(const struct deploy *deploy)
{
    const struct rule *rule = deploy->rule;

    if (!deploy->job->check_first || deploy->job->crash != CRASH_VERIFY || rule->check.count == 0)
        return false;
    /* A first checkout that was cut off has not even made the directory: nothing can be done. */
    return !rule->checkout || access(rule->directory, F_OK) == 0;
}

/* go_on: the answer was "not done".  A check that can't answer ends the attempt. */
static int
ask_check(struct deploy *deploy, bool *go_on)
{
    struct pool *pool = deploy->work->pool;
    struct step step = command_step(
        deploy, pool_printf(pool, "check %s", deploy->rule->check.items[0]), deploy->rule->check);
    struct run_result result;
    int rc = steps_run(&deploy->runner, &step, &result);

    *go_on = false;
    if (rc != 0)
        return rc;
    if (result.end != RUN_EXITED)
        steps_failed(&deploy->runner, &step, &result);
    else if (result.code == 0)
        end(deploy, OUTCOME_DONE, "its check says that it is done already");
    else
        *go_on = true;
    return 0;
}

static int
run_commands(struct deploy *deploy)
{
    const struct rule *rule = deploy->rule;
    struct step step;
    bool good = true;
    size_t i;
    int rc = 0;

    for (i = 0; i < rule->step_count && rc == 0 && good; i++) {
        step = command_step(deploy, rule->steps[i].title, rule->steps[i].argv);
        rc = steps_do(&deploy->runner, &step, &good);
    }
    if (rc == 0 && good)
        end(deploy, OUTCOME_DONE,
            pool_printf(deploy->work->pool, "%zu %s done", deploy->outcome->step_count,
                        deploy->outcome->step_count == 1 ? "step" : "steps"));
    return rc;
}

static int
work_through(struct deploy *deploy)
{
    struct checkout checkout = { .runner = &deploy->runner,
                                 .rule = deploy->rule,
                                 .values = &deploy->values,
                                 .environment = deploy->environment };
    bool go_on = true;
    int rc;

    rc = rule_document(deploy->work, deploy->job, &deploy->document, &deploy->document_length);
    if (rc == 0 && must_ask(deploy))
        rc = ask_check(deploy, &go_on);
    if (rc == 0 && go_on && deploy->rule->checkout)
        rc = checkout_run(&checkout, &go_on);
    if (rc == 0 && go_on)
        rc = run_commands(deploy);
    return rc;
}

static void
postpone(struct deploy *deploy, const char *detail)
{
    end(deploy, OUTCOME_POSTPONED, detail);
    deploy->outcome->not_before_ms = clock_ms() + BUSY_AGAIN_MS;
}

/* Trouble with the store before anything was done is no attempt of the rule. */
static int
put_off(struct deploy *deploy, int rc)
{
    if (rc != FAIL_BUSY && rc != FAIL_STORE)
        return rc;
    postpone(deploy, pool_string(deploy->work->pool, fail_detail()));
    return 0;
}

/* With the directory to itself.  What was half done there still is, when nothing is begun. */
static int
act_alone(struct deploy *deploy, const struct destination *destination)
{
    bool clean;
    int rc = destination_begin(destination);

    if (rc == 0) {
        rc = work_through(deploy);
        clean = !deploy->runner.cut;
    } else {
        rc = put_off(deploy, rc);
        clean = !deploy->lock.recovered;
    }
    rule_lock_release(&deploy->lock, clean);
    return rc;
}

static int
act(struct deploy *deploy)
{
    const struct destination destination = { deploy->work, deploy->job, deploy->rule,
                                             &deploy->values };
    const char *locked = NULL;
    int rc = destination_ask(&destination, &locked);

    if (rc != 0)
        return put_off(deploy, rc);
    if (locked != NULL) {
        end(deploy, OUTCOME_HOPELESS, locked);
        return 0;
    }
    rc = rule_lock_take(deploy->work, deploy->job, deploy->rule, &deploy->lock);
    if (rc != 0)
        return rc;
    if (deploy->lock.fd < 0) {
        postpone(deploy, pool_printf(deploy->work->pool, "its directory is in use by %s",
                                     deploy->lock.holder));
        return 0;
    }
    deploy->runner = (struct step_runner){ .work = deploy->work,
                                           .lock = &deploy->lock,
                                           .timeout_ms = deploy->rule->timeout_ms,
                                           .outcome = deploy->outcome };
    return act_alone(deploy, &destination);
}

static int
act_as(enum rule_kind kind, const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct deploy deploy = { .work = work, .job = job, .outcome = outcome };
    int rc;

    *outcome = (struct outcome){ .end = OUTCOME_FAILED };
    if (!prepare(&deploy, kind))
        return 0;
    rc = act(&deploy);
    if (rc == 0 && kind == RULE_DEPLOY)
        report_deploy(work, job, deploy.rule, &deploy.values, outcome);
    return rc;
}

int
deploy_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    return act_as(RULE_DEPLOY, work, job, outcome);
}

int
run_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    return act_as(RULE_RUN, work, job, outcome);
}

int
command_run(const struct work *work, const struct job *job, struct outcome *outcome)
{
    return act_as(RULE_COMMAND, work, job, outcome);
}
