/* steps.c - each command holds the lock, and its group stands in the lock's record first. */
#include "config.h"

#include "base/clock.h"
#include "work/steps.h"

enum {
    OUTPUT_KEPT = 64 * 1024,
    SLACK_MS = 5000 /* what a worker may need to end a group; only then are others to step in */
};

static void
note_group(pid_t group, void *data)
{
    struct step_runner *runner = data;

    rule_lock_note(runner->lock, group, clock_ms() + runner->timeout_ms + RUN_GRACE_MS + SLACK_MS);
}

int
steps_ask(struct step_runner *runner, const struct step *step, struct run_result *result)
{
    struct run_command command = { .argv = step->argv,
                                   .environment = step->environment,
                                   .directory = step->directory,
                                   .input = step->input,
                                   .input_length = step->input_length,
                                   .timeout_ms = runner->timeout_ms,
                                   .output_ceiling = OUTPUT_KEPT,
                                   .keep_fd = runner->lock->fd,
                                   .stop_fd = runner->work->stop_fd,
                                   .started = note_group,
                                   .data = runner };
    int rc;

    if (work_stopping(runner->work)) {
        *result = (struct run_result){ .end = RUN_STOPPED, .code = -1 };
        return 0; /* without output: not begun */
    }
    rc = run(runner->work->pool, &command, result);
    if (rc != 0 || result->end == RUN_TIMED_OUT || result->end == RUN_STOPPED)
        runner->cut = true;
    return rc;
}

/* How it ended, and whether what is kept of its output is all. */
static const char *
end_text(const struct step_runner *runner, const struct run_result *result)
{
    const char *end = run_describe(runner->work->pool, result);

    if (result->output_dropped == 0)
        return end;
    return pool_printf(runner->work->pool, "%s (only the last %zu of %zu bytes of output are kept)",
                       end, result->output_length, result->output_length + result->output_dropped);
}

static struct step_record *
add_record(struct step_runner *runner)
{
    struct outcome *outcome = runner->outcome;

    outcome->steps = pool_grow(runner->work->pool, outcome->steps, outcome->step_count,
                               &runner->room, sizeof(*outcome->steps));
    return &outcome->steps[outcome->step_count++];
}

int
steps_run(struct step_runner *runner, const struct step *step, struct run_result *result)
{
    int64_t start_ms = clock_ms();
    struct step_record *record;
    int rc = steps_ask(runner, step, result);

    if (rc != 0 || result->output == NULL)
        return rc;
    record = add_record(runner);
    record->title = step->title;
    record->end = end_text(runner, result);
    record->code = result->end == RUN_EXITED ? result->code : -1;
    record->start_ms = start_ms;
    record->duration_ms = result->duration_ms;
    record->output = result->output;
    record->output_length = result->output_length;
    return 0;
}

void
steps_failed(struct step_runner *runner, const struct step *step, const struct run_result *result)
{
    struct outcome *outcome = runner->outcome;

    outcome->end = result->end == RUN_STOPPED ? OUTCOME_INTERRUPTED : OUTCOME_FAILED;
    outcome->detail = pool_printf(runner->work->pool, "step %s: %s", step->title,
                                  run_describe(runner->work->pool, result));
}

int
steps_do(struct step_runner *runner, const struct step *step, bool *good)
{
    struct run_result result;
    int rc = steps_run(runner, step, &result);

    *good = rc == 0 && result.end == RUN_EXITED && result.code == 0;
    if (rc == 0 && !*good)
        steps_failed(runner, step, &result);
    return rc;
}
