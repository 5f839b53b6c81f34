/* story_show.c - a story on paper: for people, and as JSON. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/render.h"
#include "cli/story.h"
#include "cli/table.h"
#include "work/delivery_json.h"

static void
print_heading(struct cli *cli, const struct event_row *event)
{
    const char *heading =
        pool_printf(cli->pool, "Event %" PRId64 ": %s%s%s, delivery %s", event->id,
                    table_line(cli->pool, render_kind(cli->pool, event->kind, event->action)),
                    event->repository == NULL ? "" : " of ",
                    event->repository == NULL ? "" : table_line(cli->pool, event->repository),
                    table_line(cli->pool, event->delivery));

    puts(heading);
}

static void
print_outlook(struct cli *cli, const struct story_job *job)
{
    const char *now = render_sentence(cli->pool, job->outlook.now);

    puts(table_paint(cli->pool, now, table_state_colour(job->row->state)));
    if (job->outlook.next != NULL)
        printf("  %s\n", job->outlook.next);
}

void
story_print(struct cli *cli, const struct story *story)
{
    print_heading(cli, story->event);
    for (const struct moment *at = story->moments; at != NULL; at = at->next)
        printf("  %s  %s\n",
               table_paint(cli->pool, render_moment(cli->pool, at->at_ms), TABLE_FAINT), at->text);
    for (size_t i = 0; i < story->job_count; i++)
        print_outlook(cli, &story->jobs[i]);
}

void
story_print_reports(struct cli *cli, const struct event_row *first, const struct event_row *last,
                    size_t count)
{
    const char *ids = pool_printf(cli->pool, " %" PRId64, first->id), *times = "";
    const char *reason = first->reason == NULL ? "" : table_line(cli->pool, first->reason);

    if (count > 1) {
        ids = pool_printf(cli->pool, "s%s to %" PRId64, ids, last->id);
        times = pool_printf(cli->pool, ", %zu times", count);
    }
    printf("Event%s: %s%s%s%s, ignored%s%s\n", ids,
           table_line(cli->pool, render_kind(cli->pool, first->kind, first->action)),
           first->repository == NULL ? "" : " of ",
           first->repository == NULL ? "" : table_line(cli->pool, first->repository), times,
           reason[0] == '\0' ? "" : ": ", reason);
}

static struct json *
job_json(struct cli *cli, const struct story_job *job)
{
    struct json *top = render_job(cli->pool, job->row);

    json_set(top, "attempts", render_attempts(cli->pool, &job->attempts, &job->steps));
    if (job->delivery.job != 0)
        json_set(top, "delivery", delivery_json(cli->pool, &job->delivery));
    json_set_string(top, "now", job->outlook.now);
    json_set_string(top, "next", job->outlook.next);
    return top;
}

struct json *
story_json(struct cli *cli, const struct story *story)
{
    struct json *top = render_event(cli->pool, story->event);
    struct json *jobs = json_array();
    struct json *moments = json_array();

    for (size_t i = 0; i < story->job_count; i++)
        json_add(jobs, job_json(cli, &story->jobs[i]));
    for (const struct moment *at = story->moments; at != NULL; at = at->next) {
        struct json *moment = json_object();

        json_set_time(cli->pool, moment, "at", at->at_ms);
        json_set_string(moment, "text", at->text);
        json_add(moments, moment);
    }
    json_set(top, "jobs", jobs);
    json_set(top, "notes", render_notes(cli->pool, &story->notes));
    json_set(top, "story", moments);
    return top;
}
