/* render.c - rows of the ledger as JSON and as short texts. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/encode.h"
#include "cli/render.h"
#include "cli/table.h"

const char *
render_moment(struct pool *pool, int64_t ms)
{
    const char *text = clock_format(pool, ms);

    return pool_printf(pool, "%.10s %.8s", text, text + 11);
}

const char *
render_kind(struct pool *pool, const char *kind, const char *action)
{
    if (action == NULL || *action == '\0')
        return kind;
    return pool_printf(pool, "%s %s", kind, action);
}

const char *
render_commit(struct pool *pool, const char *sha)
{
    return sha == NULL || *sha == '\0' ? "-" : pool_printf(pool, "%.10s", sha);
}

const char *
render_size(struct pool *pool, int64_t bytes)
{
    if (bytes < 1024)
        return pool_printf(pool, "%" PRId64 " bytes", bytes);
    if (bytes < 1024 * 1024)
        return pool_printf(pool, "%.1f KiB", (double)bytes / 1024);
    return pool_printf(pool, "%.1f MiB", (double)bytes / (1024 * 1024));
}

const char *
render_duration(struct pool *pool, int64_t ms)
{
    int64_t s = ms / 1000;

    if (ms < 10000)
        return pool_printf(pool, "%" PRId64 " ms", ms < 0 ? 0 : ms);
    if (s < 60)
        return pool_printf(pool, "%" PRId64 " s", s);
    if (s < 3600)
        return pool_printf(pool, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
    return pool_printf(pool, "%" PRId64 " h %" PRId64 " min", s / 3600, s / 60 % 60);
}

const char *
render_bar(struct pool *pool, int64_t done, int64_t all)
{
    static const char full[] = "##########", empty[] = "..........";
    int cells = (int)strlen(full);
    int marked = 0;

    if (all > 0 && done > 0)
        marked = done < all ? (int)((double)done / (double)all * cells) : cells;
    return pool_printf(pool, "[%.*s%.*s]", marked, full, cells - marked, empty);
}

const char *
render_outcome(const char *outcome)
{
    static const char *const verbs[][2] = {
        { "done", "succeeded" },          { "hopeless", "failed for good" },
        { "postponed", "was postponed" }, { "interrupted", "was interrupted" },
        { "cut off", "was cut off" },
    };

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i][0], outcome) == 0)
            return verbs[i][1];
    return outcome;
}

const char *
render_sentence(struct pool *pool, const char *text)
{
    size_t length = strlen(text);

    if (length < 2 || text[length - 1] != '.' || strchr(".!?", text[length - 2]) == NULL)
        return text;
    return pool_copy(pool, text, length - 1);
}

bool
render_bad_end(const char *state)
{
    return strcmp(state, "dead") == 0 || strcmp(state, "unknown") == 0;
}

void
render_field(struct pool *pool, const char *name, const char *text)
{
    if (text != NULL && *text != '\0')
        printf("%-13s %s\n", pool_printf(pool, "%s:", name), table_line(pool, text));
}

static void
end_line(const char *bytes, size_t length)
{
    if (length > 0 && bytes[length - 1] != '\n')
        putchar('\n');
}

void
render_bytes(struct pool *pool, const char *bytes, size_t length)
{
    if (isatty(STDOUT_FILENO))
        fputs(utf8_clean(pool, bytes, length), stdout);
    else
        fwrite(bytes, 1, length, stdout);
    if (isatty(STDOUT_FILENO))
        end_line(bytes, length);
}

void
render_lines(struct pool *pool, const char *bytes, size_t length)
{
    render_bytes(pool, bytes, length);
    if (!isatty(STDOUT_FILENO))
        end_line(bytes, length);
}

struct json *
render_event(struct pool *pool, const struct event_row *event)
{
    struct json *top = json_object();

    json_set_id(top, "id", event->id);
    json_set_string(top, "source", event->source);
    json_set_string(top, "delivery", event->delivery);
    json_set_string(top, "kind", event->kind);
    json_set_string(top, "action", event->action);
    json_set_string(top, "repository", event->repository);
    json_set_string(top, "subject", event->subject);
    json_set_string(top, "status", event->status);
    json_set_string(top, "reason", event->reason);
    json_set_string(top, "secret", event->secret);
    if (event->parent > 0)
        json_set_id(top, "parent", event->parent);
    json_set_time(pool, top, "received", event->received_ms);
    json_set_integer(top, "body_length", event->body_length);
    json_set_integer(top, "job_count", event->job_count);
    if (event->headers != NULL)
        json_set_raw(top, "headers", event->headers);
    return top;
}

static void
set_counts(struct json *top, const struct job_row *job)
{
    json_set_integer(top, "attempt", job->attempt);
    json_set_integer(top, "failed", job->failed);
    json_set_integer(top, "crashed", job->crashed);
    json_set_integer(top, "attempts_allowed", job->attempts);
}

struct json *
render_job(struct pool *pool, const struct job_row *job)
{
    struct json *top = json_object();

    json_set_id(top, "id", job->id);
    json_set_id(top, "event", job->event);
    json_set_string(top, "kind", job->kind);
    json_set_string(top, "rule", job->rule);
    json_set_integer(top, "step", job->step);
    json_set_string(top, "state", job->state);
    json_set_string(top, "reason", job->reason);
    json_set_string(top, "lane", job->lane);
    json_set_string(top, "key", job->key);
    json_set_string(top, "subject", job->subject);
    json_set_string(top, "crash", job->crash);
    json_set_string(top, "owner", job->owner);
    set_counts(top, job);
    json_set_time(pool, top, "order", job->order_ms);
    json_set_time(pool, top, "created", job->created_ms);
    json_set_time(pool, top, "updated", job->updated_ms);
    json_set_time(pool, top, "run_at", job->run_at_ms);
    json_set_time(pool, top, "lease", job->lease_ms);
    if (job->args != NULL)
        json_set_raw(top, "args", job->args);
    return top;
}

static struct json *
render_step(struct pool *pool, const struct step_row *step)
{
    struct json *top = json_object();

    json_set_integer(top, "n", step->n);
    json_set_string(top, "title", step->title);
    json_set_string(top, "end", step->end);
    json_set_integer(top, "code", step->code);
    json_set_time(pool, top, "start", step->start_ms);
    json_set_integer(top, "duration_ms", step->duration_ms);
    json_set_integer(top, "output_length", (int64_t)step->output_length);
    if (step->output != NULL)
        json_set_string(top, "output", utf8_clean(pool, step->output, step->output_length));
    return top;
}

struct json *
render_attempts(struct pool *pool, const struct attempts *attempts, const struct steps *steps)
{
    struct json *list = json_array();

    for (size_t i = 0; i < attempts->count; i++) {
        const struct attempt_row *attempt = &attempts->rows[i];
        struct json *top = json_object();
        struct json *its_steps = json_array();

        json_set_integer(top, "n", attempt->n);
        json_set_string(top, "owner", attempt->owner);
        json_set_string(top, "outcome", attempt->outcome);
        json_set_string(top, "detail", attempt->detail);
        json_set_time(pool, top, "start", attempt->start_ms);
        json_set_time(pool, top, "end", attempt->end_ms);
        for (size_t j = 0; j < steps->count; j++)
            if (steps->rows[j].attempt == attempt->n)
                json_add(its_steps, render_step(pool, &steps->rows[j]));
        json_set(top, "steps", its_steps);
        json_add(list, top);
    }
    return list;
}

struct json *
render_notes(struct pool *pool, const struct notes *notes)
{
    struct json *list = json_array();

    for (size_t i = 0; i < notes->count; i++) {
        struct json *top = json_object();

        if (notes->rows[i].job > 0)
            json_set_id(top, "job", notes->rows[i].job);
        json_set_string(top, "rule", notes->rows[i].rule);
        json_set_string(top, "text", notes->rows[i].text);
        json_set_time(pool, top, "at", notes->rows[i].at_ms);
        json_add(list, top);
    }
    return list;
}

struct json *
render_receipt(const struct receipt *receipt)
{
    struct json *top = json_object();
    struct json *jobs = json_array();

    json_set_id(top, "event", receipt->event);
    json_set_string(top, "status", accept_status_name(receipt->status));
    json_set_string(top, "reason", receipt->reason);
    for (size_t i = 0; i < receipt->job_count; i++) {
        struct json *job = json_object();

        json_set_id(job, "id", receipt->jobs[i].id);
        json_set_string(job, "kind", receipt->jobs[i].kind);
        json_set_string(job, "rule", receipt->jobs[i].rule);
        json_set_string(job, "state", job_state_name(receipt->jobs[i].state));
        json_add(jobs, job);
    }
    json_set(top, "jobs", jobs);
    return top;
}
