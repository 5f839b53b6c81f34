/* job.c - one job with its attempts, their steps and the newest output. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/asked.h"
#include "cli/cli.h"
#include "cli/delivery_show.h"
#include "cli/deployment_show.h"
#include "cli/render.h"
#include "cli/table.h"
#include "work/delivery_json.h"

/* All that is known of one job. */
struct whole {
    struct job_row job;
    struct deployment deployment; /* id 0: it has none */
    struct delivery_row delivery; /* job 0: it is none */
    struct attempts attempts;
    struct steps steps;
};

static int
read_whole(struct cli *cli, int64_t id, struct whole *whole)
{
    int rc = ledger_job(cli->store, id, cli->pool, &whole->job);

    if (rc == 0)
        rc = ledger_attempts(cli->store, id, cli->pool, &whole->attempts);
    if (rc == 0)
        rc = ledger_steps(cli->store, id, cli->pool, &whole->steps);
    if (rc != 0)
        return rc;
    rc = deployment_of_job(cli->store, id, cli->pool, &whole->deployment);
    if (rc == 0 || rc == FAIL_NOT_FOUND)
        rc = delivery_find(cli->store, id, cli->pool, &whole->delivery);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* "production, success" */
static const char *
deployment_text(struct cli *cli, const struct deployment *deployment)
{
    if (deployment->id == 0)
        return NULL;
    return pool_printf(cli->pool, "%s, %s", deployment->environment,
                       deployment_state_name(deployment->state));
}

/* What it has answered last. */
static const char *
answer_text(struct cli *cli, const struct delivery_row *delivery)
{
    if (delivery->job == 0 || delivery->last_duration_ms < 0)
        return NULL;
    return delivery_status(cli->pool, delivery, delivery->last_status);
}

static void
print_fields(struct cli *cli, const struct whole *whole)
{
    const struct job_row *job = &whole->job;
    struct pool *pool = cli->pool;

    render_field(pool, "job", pool_printf(pool, "%" PRId64, job->id));
    render_field(pool, "event", pool_printf(pool, "%" PRId64, job->event));
    render_field(pool, "kind", job->kind);
    render_field(pool, "rule", job->rule);
    render_field(pool, "command", asked_line(pool, job->kind, job->args));
    render_field(pool, "is to", asked_wish(pool, job->kind, job->args));
    render_field(pool, "by", asked_by(pool, job->args));
    render_field(pool, "is for", asked_row(pool, job->args));
    render_field(pool, "place", asked_at(pool, job->args));
    render_field(pool, "text", asked_text(pool, job->kind, job->args));
    render_field(pool, "state", job->state);
    render_field(pool, "reason", job->reason);
    render_field(pool, "commit", job->subject);
    render_field(pool, "deployment", deployment_text(cli, &whole->deployment));
    if (whole->delivery.job != 0)
        render_field(pool, "url", delivery_url(pool, &whole->delivery));
    render_field(pool, "status", answer_text(cli, &whole->delivery));
    render_field(pool, "key", job->key);
    render_field(pool, "lane", job->lane);
    render_field(pool, "crash", job->crash);
    render_field(pool, "tries",
                 pool_printf(pool, "%d begun, %d failed of %d allowed, %d cut off", job->attempt,
                             job->failed, job->attempts, job->crashed));
    render_field(pool, "made", render_moment(pool, job->created_ms));
    render_field(pool, "changed", render_moment(pool, job->updated_ms));
    if (strcmp(job->state, "waiting") == 0)
        render_field(pool, "due", render_moment(pool, job->run_at_ms));
}

static void
print_attempts(struct cli *cli, const struct attempts *attempts)
{
    static const char *const headings[] = { "ATTEMPT", "BEGAN", "TOOK", "OUTCOME", "DETAIL" };
    struct table *table = table_new(cli->pool, headings, 5);

    for (size_t i = 0; i < attempts->count; i++) {
        const struct attempt_row *row = &attempts->rows[i];
        int64_t end_ms = row->end_ms > 0 ? row->end_ms : cli->now_ms;
        const char *outcome = row->outcome == NULL ? "under way" : row->outcome;

        table_cell(table, pool_printf(cli->pool, "%d", row->n), TABLE_PLAIN);
        table_cell(table, render_moment(cli->pool, row->start_ms), TABLE_PLAIN);
        table_cell(table, render_duration(cli->pool, end_ms - row->start_ms), TABLE_PLAIN);
        table_cell(table, outcome, table_state_colour(outcome));
        table_cell(table, row->detail, TABLE_PLAIN);
    }
    putchar('\n');
    table_print(table);
}

static void
print_steps(struct cli *cli, const struct steps *steps, int attempt)
{
    static const char *const headings[] = { "STEP", "TOOK", "END", "OUTPUT", "COMMAND" };
    struct table *table = table_new(cli->pool, headings, 5);
    bool any = false;

    for (size_t i = 0; i < steps->count; i++) {
        const struct step_row *row = &steps->rows[i];

        if (row->attempt != attempt)
            continue;
        any = true;
        table_cell(table, pool_printf(cli->pool, "%d", row->n), TABLE_PLAIN);
        table_cell(table, render_duration(cli->pool, row->duration_ms), TABLE_PLAIN);
        table_cell(table, row->end, row->code == 0 ? TABLE_GOOD : TABLE_BAD);
        table_cell(table, render_size(cli->pool, (int64_t)row->output_length), TABLE_PLAIN);
        table_cell(table, row->title, TABLE_PLAIN);
    }
    if (!any)
        return;
    printf("\nAttempt %d\n", attempt);
    table_print(table);
}

/* The step to show without being asked: the last one, where it failed or ended. */
static const struct step_row *
last_step(const struct steps *steps, int attempt)
{
    const struct step_row *last = NULL;

    for (size_t i = 0; i < steps->count; i++)
        if (steps->rows[i].attempt == attempt)
            last = &steps->rows[i];
    return last;
}

static const struct step_row *
find_step(const struct steps *steps, int attempt, int64_t n)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->rows[i].attempt == attempt && steps->rows[i].n == n)
            return &steps->rows[i];
    return NULL;
}

static void
print_whole(struct cli *cli, const struct whole *whole, int attempt)
{
    const struct step_row *step = last_step(&whole->steps, attempt);

    print_fields(cli, whole);
    if (whole->attempts.count > 0)
        print_attempts(cli, &whole->attempts);
    print_steps(cli, &whole->steps, attempt);
    if (step == NULL || step->output_length == 0)
        return;
    printf("\nOutput of step %d\n", step->n);
    render_bytes(cli->pool, step->output, step->output_length);
}

static void
print_json(struct cli *cli, const struct whole *whole)
{
    struct json *top = render_job(cli->pool, &whole->job);

    if (whole->deployment.id != 0)
        json_set(top, "deployment", deployment_json(cli->pool, &whole->deployment));
    if (whole->delivery.job != 0)
        json_set(top, "delivery", delivery_json(cli->pool, &whole->delivery));
    json_set(top, "attempts", render_attempts(cli->pool, &whole->attempts, &whole->steps));
    cli_print_json(cli, top);
}

static int
print_output(struct cli *cli, const struct whole *whole, int attempt, int64_t n)
{
    const struct step_row *step = find_step(&whole->steps, attempt, n);

    if (step == NULL)
        return fail(FAIL_NOT_FOUND, "job %" PRId64 ": attempt %d has no step %" PRId64,
                    whole->job.id, attempt, n);
    if (step->output != NULL)
        render_bytes(cli->pool, step->output, step->output_length);
    return 0;
}

static enum exit_code
show(struct cli *cli, int64_t id, int64_t attempt, int64_t output)
{
    struct whole whole = { 0 };
    int rc = read_whole(cli, id, &whole);

    if (rc != 0)
        return cli_exit(rc);
    if (attempt > whole.job.attempt)
        return cli_exit(fail(FAIL_NOT_FOUND, "job %" PRId64 ": there were only %d attempts", id,
                             whole.job.attempt));
    if (attempt == 0)
        attempt = whole.job.attempt;
    if (output > 0)
        return cli_exit(print_output(cli, &whole, (int)attempt, output));
    if (cli->json)
        print_json(cli, &whole);
    else
        print_whole(cli, &whole, (int)attempt);
    return render_bad_end(whole.job.state) ? EXIT_BAD : EXIT_GOOD;
}

static enum exit_code
run_job(struct cli *cli, int argc, char **argv)
{
    int64_t attempt = 0;
    int64_t output = 0;
    const struct cli_option options[] = {
        { "attempt", 0, CLI_NUMBER, &attempt },
        { "output", 0, CLI_NUMBER, &output },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int64_t id;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "the ID of a job"))
        return cli->status;
    if (!cli_id(cli->words.items[0], &id))
        return cli_usage(cli->command, "\"%s\" is no id of a job", cli->words.items[0]);
    rc = cli_store(cli);
    return rc == 0 ? show(cli, id, attempt, output) : cli_exit(rc);
}

const struct command command_job = {
    .name = "job",
    .summary = "one job: its attempts, steps and output",
    .usage = "hooklet job [--attempt N] [--output STEP] [--json] ID\n"
             "Shows one job with its attempts, the steps of the last one, and its output.\n"
             "  --attempt N    the steps of this attempt\n"
             "  --output STEP  only the output of this step, byte for byte\n"
             "                 (on a terminal without control characters)\n"
             "  --json         as JSON, with the output of all steps\n"
             "The exit status is 1 when the job is dead or unknown.\n",
    .run = run_job,
};
