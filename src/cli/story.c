/* story.c - the story of an event: rows of the ledger become sentences, sorted by time. */
#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/delivery_show.h"
#include "cli/render.h"
#include "cli/story.h"
#include "cli/table.h"
#include "store/target.h"
#include "work/hook_message.h"

#define JOBS_MOST 1000

/* Behind all that are not later: sentences of one millisecond stay in the order of telling. */
static void __attribute__((format(printf, 4, 5)))
tell(struct cli *cli, struct story *story, int64_t at_ms, const char *format, ...)
{
    struct moment *moment = pool_alloc(cli->pool, sizeof *moment);
    struct moment **at = &story->moments;
    va_list args;

    while (*at != NULL && (*at)->at_ms <= at_ms)
        at = &(*at)->next;
    va_start(args, format);
    moment->text =
        table_line(cli->pool, render_sentence(cli->pool, pool_vprintf(cli->pool, format, args)));
    va_end(args);
    moment->at_ms = at_ms;
    moment->next = *at;
    *at = moment;
}

static void
tell_arrival(struct cli *cli, struct story *story)
{
    const struct event_row *event = story->event;
    const char *kind = render_kind(cli->pool, event->kind, event->action);
    const char *size = render_size(cli->pool, event->body_length);

    if (event->parent > 0)
        tell(cli, story, event->received_ms, "Made by hand: a replay of event %" PRId64 ".",
             event->parent);
    else if (strcmp(event->source, MESSAGE_SOURCE) == 0)
        tell(cli, story, event->received_ms, "Given to us to send: %s, %s.", kind, size);
    else if (event->secret == NULL || *event->secret == '\0')
        tell(cli, story, event->received_ms, "Made by hooklet itself: %s.", kind);
    else
        tell(cli, story, event->received_ms,
             "Received from %s: %s, %s; its signature is good under secret \"%s\".", event->source,
             kind, size, event->secret);
}

static void
tell_decision(struct cli *cli, struct story *story)
{
    const struct event_row *event = story->event;
    const char *colon = event->reason == NULL ? "" : ": ";
    const char *reason = event->reason == NULL ? "" : event->reason;

    if (strcmp(event->status, "suspect") == 0)
        tell(cli, story, event->received_ms,
             "Stored as suspect, so nothing is done%s%s. If it is genuine: hooklet replay %" PRId64,
             colon, reason, event->id);
    else if (strcmp(event->status, "unreadable") == 0)
        tell(cli, story, event->received_ms, "Stored, but unreadable, so nothing is done%s%s.",
             colon, reason);
    else if (strcmp(event->status, "ignored") == 0)
        tell(cli, story, event->received_ms, "Ignored%s%s.", colon, reason);
    else
        tell(cli, story, event->received_ms, "Accepted%s%s.", colon, reason);
}

static void
tell_notes(struct cli *cli, struct story *story)
{
    for (size_t i = 0; i < story->notes.count; i++) {
        const struct note_row *note = &story->notes.rows[i];

        if (note->job > 0)
            tell(cli, story, note->at_ms, "Job %" PRId64 ": %s.", note->job, note->text);
        else if (note->rule != NULL)
            tell(cli, story, note->at_ms, "Rule %s did not act: %s.", note->rule, note->text);
        else
            tell(cli, story, note->at_ms, "Note: %s.", note->text);
    }
}

/* A step lasts by the steady clock, an attempt by the other one: no step ends after its attempt. */
static int64_t
step_end(const struct step_row *step, const struct attempt_row *attempt)
{
    int64_t end_ms = step->start_ms + step->duration_ms;

    return attempt->end_ms > 0 && attempt->end_ms < end_ms ? attempt->end_ms : end_ms;
}

static void
tell_steps(struct cli *cli, struct story *story, const struct story_job *job,
           const struct attempt_row *attempt)
{
    for (size_t i = 0; i < job->steps.count; i++) {
        const struct step_row *step = &job->steps.rows[i];
        const char *where = "no output";

        if (step->attempt != attempt->n)
            continue;
        if (step->output_length > 0)
            where = pool_printf(cli->pool, "output: hooklet job --attempt %d --output %d %" PRId64,
                                step->attempt, step->n, job->row->id);
        tell(cli, story, step_end(step, attempt),
             "Job %" PRId64 ", attempt %d, step %d `%s`: %s after %s; %s.", job->row->id,
             step->attempt, step->n, step->title, step->end,
             render_duration(cli->pool, step->duration_ms), where);
    }
}

static void
tell_attempts(struct cli *cli, struct story *story, const struct story_job *job)
{
    for (size_t i = 0; i < job->attempts.count; i++) {
        const struct attempt_row *attempt = &job->attempts.rows[i];
        const char *detail = attempt->detail == NULL ? "" : attempt->detail;

        tell(cli, story, attempt->start_ms, "Job %" PRId64 ", attempt %d began on %s.",
             job->row->id, attempt->n, attempt->owner);
        tell_steps(cli, story, job, attempt);
        if (attempt->outcome != NULL)
            tell(cli, story, attempt->end_ms, "Job %" PRId64 ", attempt %d %s after %s%s%s.",
                 job->row->id, attempt->n, render_outcome(attempt->outcome),
                 render_duration(cli->pool, attempt->end_ms - attempt->start_ms),
                 *detail == '\0' ? "" : ": ", detail);
    }
}

/* "target 3, https://example.com/in" */
static const char *
target_of(struct cli *cli, const struct story_job *job)
{
    return pool_printf(cli->pool, "target %" PRId64 ", %s", job->delivery.target,
                       delivery_url(cli->pool, &job->delivery));
}

static void
tell_job(struct cli *cli, struct story *story, const struct story_job *job)
{
    const struct job_row *row = job->row;
    const char *line = asked_line(cli->pool, row->kind, row->args);
    const char *place = line == NULL ? asked_row(cli->pool, row->args) : NULL;

    if (line == NULL)
        line = asked_wish(cli->pool, row->kind, row->args);
    if (line == NULL && place == NULL)
        place = asked_at(cli->pool, row->args);
    if (job->delivery.job != 0)
        place = target_of(cli, job);
    tell(cli, story, row->created_ms, "Job %" PRId64 " made: %s by rule %s%s%s%s%s%s%s.", row->id,
         row->kind, row->rule, row->subject == NULL ? "" : ", commit ",
         row->subject == NULL ? "" : row->subject, place == NULL ? "" : ", for ",
         place == NULL ? "" : place, line == NULL ? "" : ": ", line == NULL ? "" : line);
    tell_attempts(cli, story, job);
}

static int
read_delivery(struct cli *cli, struct story_job *job)
{
    if (strcmp(job->row->kind, JOB_SEND) != 0 && strcmp(job->row->kind, JOB_EXEC) != 0)
        return 0;
    return delivery_find(cli->store, job->row->id, cli->pool, &job->delivery);
}

static int
read_job(struct cli *cli, const struct job_row *row, struct story_job *job)
{
    int rc = ledger_attempts(cli->store, row->id, cli->pool, &job->attempts);

    job->row = row;
    if (rc == 0)
        rc = ledger_steps(cli->store, row->id, cli->pool, &job->steps);
    if (rc == 0)
        rc = read_delivery(cli, job);
    if (rc == 0)
        rc = outlook_of(cli, row, &job->outlook);
    return rc;
}

static int
read_jobs(struct cli *cli, struct story *story)
{
    const struct job_filter filter = { .event = story->event->id, .most = JOBS_MOST };
    struct jobs jobs = { 0 };
    int rc = ledger_jobs(cli->store, &filter, cli->pool, &jobs);

    if (rc != 0)
        return rc;
    story->jobs = pool_array(cli->pool, jobs.count, sizeof *story->jobs);
    story->job_count = jobs.count;
    for (size_t i = 0; rc == 0 && i < jobs.count; i++)
        rc = read_job(cli, &jobs.rows[jobs.count - 1 - i], &story->jobs[i]);
    return rc;
}

int
story_read(struct cli *cli, const struct event_row *event, struct story *story)
{
    int rc;

    *story = (struct story){ .event = event };
    rc = read_jobs(cli, story);
    if (rc == 0)
        rc = ledger_notes(cli->store, event->id, cli->pool, &story->notes);
    if (rc != 0)
        return rc;
    tell_arrival(cli, story);
    tell_decision(cli, story);
    for (size_t i = 0; i < story->job_count; i++)
        tell_job(cli, story, &story->jobs[i]);
    tell_notes(cli, story);
    return 0;
}

/* What others tell of a commit, also of what we have told them. */
bool
story_is_report(const struct story *story)
{
    static const char *const kinds[] = { "status",       "check_run",    "check_suite",
                                         "workflow_run", "workflow_job", "deployment_status",
                                         "job-completed" };

    return story->job_count == 0 && strcmp(story->event->status, "ignored") == 0 &&
           name_among(STRINGS(kinds), story->event->kind);
}

bool
story_bad_end(const struct story *story)
{
    for (size_t i = 0; i < story->job_count; i++)
        if (render_bad_end(story->jobs[i].row->state))
            return true;
    return false;
}
