/* deploy.c - a job's rule, its values, and where it goes; the rest is rule_run.c's. */
#include "config.h"

#include "base/fail.h"
#include "work/deploy.h"
#include "work/destination.h"
#include "work/report.h"
#include "work/rule_run.h"

/* Is there a rule of that name and kind, and are the job's values fit for a command? */
static bool
prepare(struct rule_run *run, enum rule_kind kind, struct rule_values *values)
{
    const char *name = run->job->rule;
    const char *trouble;

    run->rule = settings_rule(run->work->settings, name);
    if (run->rule == NULL || run->rule->kind != kind) {
        rule_run_end(run, OUTCOME_HOPELESS,
                     pool_printf(run->work->pool, "%s rule %s is not in hooklet.conf any more",
                                 rule_kind_name(kind), name));
        return false;
    }
    trouble = rule_values_read(run->work->pool, run->job, values);
    if (trouble != NULL)
        rule_run_end(run, OUTCOME_HOPELESS, trouble);
    run->values = values;
    return trouble == NULL;
}

static struct destination
destination_of(const struct rule_run *run)
{
    return (struct destination){ run->work, run->job, run->rule, run->values };
}

static int
begin(struct rule_run *run, bool *go_on)
{
    const struct destination destination = destination_of(run);

    *go_on = true;
    return destination_begin(&destination);
}

static int
act(struct rule_run *run)
{
    const struct destination destination = destination_of(run);
    const char *locked = NULL;
    int rc = destination_ask(&destination, &locked);

    if (rc != 0)
        return rule_run_put_off(run, rc);
    if (locked != NULL) {
        rule_run_end(run, OUTCOME_HOPELESS, locked);
        return 0;
    }
    return rule_run(run);
}

static int
act_as(enum rule_kind kind, const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct rule_values values = { 0 };
    struct rule_run run = { .work = work, .job = job, .begin = begin, .outcome = outcome };
    int rc;

    *outcome = (struct outcome){ .end = OUTCOME_FAILED };
    if (!prepare(&run, kind, &values))
        return 0;
    rc = act(&run);
    if (rc == 0 && kind == RULE_DEPLOY)
        report_deploy(work, job, run.rule, &values, outcome);
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
