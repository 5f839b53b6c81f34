/* hook.c - a schedule, its jobs, and what each of them does in turn. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/asana_api.h"
#include "port/json.h"
#include "work/hooking.h"

#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

enum {
    ATTEMPTS = 5,
    LINK_STEPS = 1000 /* of one job: itself, and the sync jobs that follow */
};
enum field { PROJECT, SINCE, BEGAN, OFFSET, FIELDS };

/* --- Planning */

/* The nth job of those that follow each other within one event. */
static struct planned_job
hook_job(struct pool *pool, const char *project, int link, const char *args)
{
    return (struct planned_job){
        .kind = HOOK_KIND,
        .rule = project,
        .step = link * LINK_STEPS,
        .key = pool_printf(pool, "hook:%s", project),
        .lane = asana_lane(),
        .newest = true,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = args,
    };
}

static const char *
first_args(struct pool *pool, const char *project, int64_t since_ms)
{
    struct json *args = json_object();

    json_set_string(args, "project", project);
    json_set_integer(args, "since_ms", since_ms);
    return json_text(pool, args, JSON_COMPACT);
}

/* Rows come by project. */
static int
plan_hooks(const struct app *app, const struct schedule *schedule, struct pool *pool,
           struct plan *plan)
{
    struct asana_hook_row *rows = NULL;
    size_t count = 0, end;
    int rc = project_hook_rows(app->store, pool, NULL, &rows, &count);

    (void)schedule;
    for (size_t i = 0; rc == 0 && i < count; i = end) {
        const char *project = rows[i].project;

        for (end = i + 1; end < count && strcmp(rows[end].project, project) == 0;)
            end++;
        *plan_add_job(plan, pool) = hook_job(
            pool, project, 0, first_args(pool, project, project_hook_heard(&rows[i], end - i)));
    }
    return rc;
}

/* Without hooks there is nothing to come round. */
int
hook_schedules(const struct app *app, struct schedules *schedules)
{
    struct asana_hook_row *rows = NULL;
    size_t count = 0;
    int rc;

    if (!asana_api_configured(&app->settings->asana_api))
        return 0;
    rc = project_hook_rows(app->store, schedules->pool, NULL, &rows, &count);
    if (rc == 0 && count > 0)
        schedules_add(schedules, &(struct schedule){ .kind = HOOK_EVENT,
                                                     .name = HOOK_EVENT,
                                                     .every_ms = HOUR_MS,
                                                     .plan = plan_hooks });
    return rc;
}

/* --- Doing */

static const char *
read_args(struct hooking *hooking)
{
    struct json_want wants[FIELDS] = { [PROJECT].pointer = "/project",
                                       [SINCE].pointer = "/since_ms",
                                       [BEGAN].pointer = "/began_ms",
                                       [OFFSET].pointer = "/offset" };
    const char *args = hooking->job->args;

    if (json_scan(hooking->work->pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    hooking->project = json_string(&wants[PROJECT]);
    hooking->since_ms = json_integer(&wants[SINCE], 0);
    hooking->began_ms = json_integer(&wants[BEGAN], clock_ms());
    hooking->offset = json_string(&wants[OFFSET]);
    if (hooking->project == NULL || hooking->since_ms <= 0)
        return "its args name no project, or no time";
    return NULL;
}

/* What is left of older ones, now that the newest is fine. */
static int
remove_others(struct hooking *hooking)
{
    const char *refused;
    int rc = 0;

    for (size_t i = 1; rc == 0 && i < hooking->row_count; i++)
        rc = project_hook_remove(&hooking->asana, &hooking->rows[i], &refused);
    return rc;
}

/* As the old one was; the project may be called otherwise by now. */
static int
make_again(struct hooking *hooking, const struct asana_hook *there, const char **note)
{
    struct pool *pool = hooking->work->pool;
    const struct asana_hook_row *old = &hooking->rows[0];
    struct asana_hook_row made = *old;
    const char *refused;
    bool shaken;
    int rc;

    made.heard_ms = hooking->since_ms;
    if (there->resource_name != NULL)
        made.name = there->resource_name;
    rc = project_hook_make(&hooking->asana, &made, &shaken);
    if (rc == FAIL_REFUSED || rc == FAIL_NOT_FOUND) {
        hooking->outcome->end = OUTCOME_HOPELESS;
        *note = pool_printf(pool, "its hook is gone and can't be made again: %s",
                            rc == FAIL_REFUSED ? fail_detail() : "the project is gone, too");
        return 0;
    }
    if (rc == 0)
        rc = project_hook_remove(&hooking->asana, &hooking->rows[0], &refused);
    hooking->rows[0] = made;
    *note = there->gid == NULL ? "its hook was gone, and was made again"
                               : "its hook was inactive, and was made again";
    return rc;
}

static int
look_after(struct hooking *hooking, const char **note, bool *wanted)
{
    struct asana_hook_row *row = &hooking->rows[0];
    enum project_hook_state state;
    struct asana_hook there;
    int rc = project_hook_look(&hooking->asana, row, &state, &there);

    if (rc == 0)
        rc = hook_wanted(&hooking->asana, hooking->work->settings, row,
                         there.resource_name != NULL ? there.resource_name : row->name, wanted);
    if (rc != 0 || !*wanted || state == PROJECT_HOOK_WAITS)
        return rc;
    *note = "its hook is there";
    if (state != PROJECT_HOOK_ACTIVE)
        rc = make_again(hooking, &there, note);
    return rc == 0 && hooking->outcome->end == OUTCOME_DONE ? remove_others(hooking) : rc;
}

static const char *
next_args(const struct hooking *hooking, const char *offset)
{
    struct json *args = json_object();

    json_set_string(args, "project", hooking->project);
    json_set_integer(args, "since_ms", hooking->since_ms);
    json_set_integer(args, "began_ms", hooking->began_ms);
    json_set_string(args, "offset", offset);
    return json_text(hooking->work->pool, args, JSON_COMPACT);
}

/* Not a thread that waits for Asana's limits, but a job that comes later. */
static void
go_on_later(struct hooking *hooking, struct caught_up *found)
{
    struct planned_job *next = &found->jobs[found->count++];

    *next = hook_job(hooking->work->pool, hooking->project, hooking->job->step / LINK_STEPS + 1,
                     next_args(hooking, found->offset));
    next->delay_ms = MINUTE_MS;
}

static int
note_heard(struct hooking *hooking)
{
    int rc =
        asana_hook_heard(hooking->work->store, hooking->rows[0].key, hooking->began_ms, clock_ms());

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
catch_up(struct hooking *hooking, const char *note)
{
    struct outcome *outcome = hooking->outcome;
    struct caught_up found;
    size_t differ;
    int rc = hook_catch_up(hooking, &found);

    if (rc != 0)
        return rc;
    if (found.stopped) {
        outcome->end = OUTCOME_INTERRUPTED;
        return 0;
    }
    differ = found.count;
    outcome->detail =
        pool_printf(hooking->work->pool, "%s; %" PRId64 " task%s modified, %zu not as we left %s%s",
                    note, found.looked_at, found.looked_at == 1 ? "" : "s", differ,
                    differ == 1 ? "it" : "them", found.offset != NULL ? ", and more to come" : "");
    if (found.offset != NULL)
        go_on_later(hooking, &found);
    else
        rc = note_heard(hooking);
    outcome->follow = found.jobs;
    outcome->follow_count = found.count;
    return rc;
}

static const char *
title_of(const struct hooking *hooking)
{
    const char *name = hooking->rows[0].name;

    return name != NULL ? name : hooking->project;
}

int
hook_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct hooking hooking = {
        .work = work,
        .job = job,
        .outcome = outcome,
        .asana = { &work->settings->asana_api, work->store, work->pool },
    };
    const char *trouble = read_args(&hooking), *note = "its hook is being made";
    bool wanted = false;
    int rc;

    *outcome = (struct outcome){ .end = trouble != NULL ? OUTCOME_HOPELESS : OUTCOME_DONE,
                                 .detail = trouble };
    if (trouble != NULL)
        return 0;
    rc = project_hook_rows(work->store, work->pool, hooking.project, &hooking.rows,
                           &hooking.row_count);
    if (rc == 0 && hooking.row_count == 0)
        outcome->detail = "disconnected meanwhile";
    if (rc != 0 || hooking.row_count == 0)
        return rc;
    rc = look_after(&hooking, &note, &wanted);
    if (rc == 0 && !wanted)
        outcome->detail = pool_printf(work->pool,
                                      "no tasks rule that works both ways leads to project %s any "
                                      "more; hooklet asana disconnect %s takes its hook away",
                                      title_of(&hooking), hooking.project);
    if (rc != 0 || !wanted)
        return rc;
    return catch_up(&hooking, note);
}
