/* announce.c - a row, its project, and what others are to be told of it. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "port/json.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "store/project.h"
#include "work/announce.h"
#include "work/ci_job.h"
#include "work/deployment_state.h"
#include "work/notify_wish.h"

static struct planned_job *
add(struct announcing *announcing)
{
    announcing->jobs = pool_grow(announcing->pool, announcing->jobs, announcing->count,
                                 &announcing->room, sizeof *announcing->jobs);
    return &announcing->jobs[announcing->count++];
}

/*
 * No rule of hooklet.conf begins so; kind and row tell the jobs of one event apart.  Without an
 * order_ms arrival decides which is newest, and not a clock that was wrong for a while: each of them
 * tells what the row says then.
 */
static struct planned_job
job_of(const struct announcing *announcing, const char *kind, const struct deployment *row)
{
    struct pool *pool = announcing->pool;
    struct json *args = json_object();

    json_set_id(args, "deployment", row->id);
    json_set_string(args, "repository", row->repository);
    if (row->installation > 0)
        json_set_id(args, "installation", row->installation);
    return (struct planned_job){
        .kind = kind,
        .rule = pool_printf(pool, DEPLOYMENT_DEFAULT "%s:%" PRId64, kind, row->id),
        .step = (int)row->version,
        .key = pool_printf(pool, "%s:%" PRId64, kind, row->id),
        .subject = row->sha,
        .newest = true,
        .again = true,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = json_text(pool, args, JSON_COMPACT),
    };
}

/* --- Who is told ------------------------------------------------------------------------------ */

static void
tell_github(struct announcing *announcing, const struct deployment *row)
{
    struct planned_job *job;

    if (row->remote == NULL || deployment_is_told(row))
        return;
    job = add(announcing);
    *job = job_of(announcing, STATUS_KIND, row);
    job->lane = github_lane(announcing->pool, &announcing->settings->github_api, row->installation);
}

static bool
has_channel(const struct announcing *announcing, const struct project_settings *project,
            const struct deployment *row)
{
    const struct slack_api *api = &announcing->settings->slack_api;

    if (!slack_api_configured(api) || (project->notices & NOTICE_DEPLOYMENT) == 0)
        return false;
    if (api->token.name == NULL)
        return !deployment_is_open(row->state);
    return project->channel != NULL || api->channel != NULL;
}

/* Of one that was superseded the newer one's comment tells. */
static bool
has_comment(const struct deployment *row)
{
    return row->pull_request > 0 && row->state != DEPLOYMENT_SUPERSEDED &&
           (row->url != NULL || !deployment_is_open(row->state));
}

static void
tell_ticket(struct announcing *announcing, const struct deployment *row)
{
    struct planned_job *job;

    if (row->ticket == NULL || row->state != DEPLOYMENT_SUCCESS ||
        !asana_api_configured(&announcing->settings->asana_api))
        return;
    job = add(announcing);
    *job = job_of(announcing, TICKET_KIND, row);
    job->lane = asana_lane();
}

void
announce_row(struct announcing *announcing, const struct project_settings *project,
             const struct deployment *row)
{
    tell_github(announcing, row);
    if (project == NULL)
        return;
    if (has_channel(announcing, project, row))
        notify_wish_deployment(row, announcing->pool, add(announcing));
    if (has_comment(row))
        notify_wish_comment(row, &announcing->settings->github_api, announcing->pool,
                            add(announcing));
    tell_ticket(announcing, row);
}

/* --- What is next ----------------------------------------------------------------------------- */

/* Of several events each may ask for the same build; the row tells that it was asked for. */
void
announce_trigger(struct announcing *announcing, const struct project_settings *project,
                 const struct deployment *row)
{
    const struct settings *settings = announcing->settings;
    const char *ci = project == NULL ? NULL : settings_ci(settings, project);
    struct planned_job *job;

    if (ci == NULL)
        return;
    job = add(announcing);
    trigger_plan(settings, row, ci, row->updated_ms, announcing->pool, job);
    job->step = (int)row->id;
}

/* One whose build has ended lets those go on that were put off by it. */
static int
announce_next(struct db *db, struct announcing *announcing, const struct project_settings *project,
              const struct deployment *row)
{
    const struct deployment *next = NULL;
    struct deployments open = { 0 };
    int rc;

    if (row->triggered_ms == 0 || deployment_is_open(row->state))
        return 0;
    rc = deployments_open(db, row->repository, row->environment, announcing->pool, &open);
    for (size_t i = 0; rc == 0 && i < open.count; i++) {
        const struct deployment *one = &open.rows[i];

        if (one->state == DEPLOYMENT_QUEUED && one->triggered_ms == 0 && one->remote != NULL)
            next = one;
    }
    if (next != NULL)
        announce_trigger(announcing, project, next);
    return rc;
}

int
announce(struct db *db, struct announcing *announcing, const struct deployment *row)
{
    struct project project = { 0 };
    const struct project_settings *settings = &project.settings;
    int rc = project_look(db, announcing->settings, row->repository, announcing->pool, &project);

    if (project_is_none(rc)) {
        settings = NULL;
        rc = 0;
    }
    if (rc != 0)
        return rc;
    announce_row(announcing, settings, row);
    return announce_next(db, announcing, settings, row);
}

int
announce_by_reader(struct store *store, struct announcing *announcing, const struct deployment *row)
{
    struct db *db;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return rc;
    rc = announce(db, announcing, row);
    store_reader_give(store, db);
    return rc;
}

/* --- Where the jobs go ------------------------------------------------------------------------ */

void
announce_plan(const struct announcing *announcing, struct plan *plan)
{
    for (size_t i = 0; i < announcing->count; i++)
        *plan_add_job(plan, announcing->pool) = announcing->jobs[i];
}

void
announce_follow(const struct announcing *announcing, struct outcome *outcome)
{
    outcome_follow(outcome, announcing->jobs, announcing->count, announcing->pool);
}
