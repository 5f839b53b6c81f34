/* plan_deployed.c - a deployment, or a status of one, that GitHub tells of: whose is it? */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "store/project.h"
#include "work/deployment_state.h"
#include "work/plan.h"
#include "work/plan_deployments.h"
#include "work/planning_deployed.h"

/* --- What all of them do ---------------------------------------------------------------------- */

static bool
concerns(const struct plan_deployed *asked)
{
    return asked->repo->name != NULL && settings_deploys(asked->app->settings);
}

void
deployed_ask(const struct plan_deployed *asked, const struct deployed *deployed, plan_apply *apply,
             const char *question, struct plan *plan)
{
    struct deployed *kept;

    if (!concerns(asked))
        return;
    kept = pool_alloc(asked->repo->pool, sizeof *kept);
    *kept = *deployed;
    kept->repo = *asked->repo;
    plan->change = (struct plan_change){ .apply = apply,
                                         .app = asked->app,
                                         .delivery = asked->delivery,
                                         .data = kept,
                                         .asks = question,
                                         .repeatable = true };
}

void
deployed_refuse(const struct plan_deployed *asked, const char *reason, struct plan *plan)
{
    if (!concerns(asked))
        return;
    plan_add_ignored(plan, asked->repo->pool, WORKFLOW_RULE, reason);
    plan_conclude(plan, asked->repo);
}

struct deployed_plan
deployed_begin(struct db *db, const struct plan_change *change, struct pool *pool,
               struct plan *plan)
{
    return (struct deployed_plan){
        .db = db,
        .change = change,
        .deployed = change->data,
        .announcing = { .settings = change->app->settings, .pool = pool },
        .plan = plan,
    };
}

void
deployed_ignore(struct deployed_plan *planning, const char *reason)
{
    plan_add_ignored(planning->plan, planning->announcing.pool, WORKFLOW_RULE, reason);
}

int
deployed_conclude(struct deployed_plan *planning)
{
    struct repo repo = planning->deployed->repo;

    repo.pool = planning->announcing.pool;
    announce_plan(&planning->announcing, planning->plan);
    plan_conclude(planning->plan, &repo);
    return 0;
}

/* --- A deployment ----------------------------------------------------------------------------- */

/* One that GitHub tells of before its id was noted is known by what it says of itself. */
static bool
is_of(const struct deployment *row, const struct github_deployment *theirs)
{
    if (row->remote != NULL)
        return strcmp(row->remote, theirs->remote) == 0;
    return row->job == 0 && deployment_is_open(row->state) && row->id == theirs->row &&
           strcmp(row->sha, theirs->sha) == 0 &&
           name_among((struct strings){ &row->environment, 1 }, theirs->environment);
}

/* FAIL_NOT_FOUND: it is none of ours. */
static int
find_ours(struct deployed_plan *planning, const struct github_deployment *theirs,
          struct deployment *row)
{
    struct pool *pool = planning->announcing.pool;
    const char *repository = planning->deployed->repo.name;
    int rc = deployment_look_remote(planning->db, theirs->remote, pool, row);

    if (rc == FAIL_NOT_FOUND && theirs->row > 0)
        rc = deployment_look(planning->db, theirs->row, pool, row);
    if (rc != 0)
        return rc;
    return name_among((struct strings){ &row->repository, 1 }, repository) && is_of(row, theirs)
               ? 0
               : FAIL_NOT_FOUND;
}

/* The job that builds it; where nothing does, that is its end. */
static int
ask_for_build(struct deployed_plan *planning, struct deployment *row)
{
    struct announcing *announcing = &planning->announcing;
    struct project project = { 0 };
    size_t before = announcing->count;
    int rc = project_look(planning->db, announcing->settings, row->repository, announcing->pool,
                          &project);
    bool none = project_is_none(rc);

    if (rc == 0)
        announce_trigger(announcing, &project.settings, row);
    if ((rc != 0 && !none) || announcing->count > before)
        return rc;
    row->state = deployment_hear(row, NEWS_REFUSED).state;
    row->detail = none ? "no project" : SETTINGS_NO_CI;
    rc = deployment_write_by(planning->db, row, planning->change->delivery->received_ms);
    if (rc == 0)
        rc = announce(planning->db, announcing, row);
    return rc;
}

static int
hear_of_ours(struct deployed_plan *planning, const struct github_deployment *theirs,
             struct deployment *row)
{
    struct deployment_verdict verdict = deployment_hear(row, NEWS_CREATED);
    int rc = 0;

    if (row->remote == NULL) {
        row->remote = theirs->remote;
        row->state = verdict.state;
        rc = deployment_write_by(planning->db, row, planning->change->delivery->received_ms);
    }
    if (rc == 0 && row->state == DEPLOYMENT_QUEUED && row->triggered_ms == 0)
        return ask_for_build(planning, row);
    deployed_ignore(planning, pool_printf(planning->announcing.pool, "deployment %" PRId64 ": %s",
                                          row->id, verdict.ignored));
    return rc;
}

static int
apply_deployment(struct db *db, const struct plan_change *change, struct pool *pool,
                 struct plan *plan)
{
    struct deployed_plan planning = deployed_begin(db, change, pool, plan);
    const struct github_deployment_event *event = planning.deployed->event;
    struct deployment row = { 0 };
    int rc = find_ours(&planning, &event->deployment, &row);

    if (rc == 0)
        rc = hear_of_ours(&planning, &event->deployment, &row);
    else if (rc == FAIL_NOT_FOUND)
        rc = deployed_foreign(&planning);
    return rc == 0 ? deployed_conclude(&planning) : rc;
}

void
plan_deployed_deployment(const struct plan_deployed *asked,
                         const struct github_deployment_event *event, bool by_actions,
                         struct plan *plan)
{
    const struct deployed deployed = { .event = event, .by_actions = by_actions };

    deployed_ask(asked, &deployed, apply_deployment,
                 pool_printf(asked->repo->pool,
                             "whether deployment %s is ours; if so, its build is asked for",
                             event->deployment.remote),
                 plan);
}

/* --- A status of one -------------------------------------------------------------------------- */

/* Why the status changes nothing; NULL: it makes inactive what is live. */
static const char *
reason_against(struct deployed_plan *planning, const struct deployment *row,
               const struct github_deployment_status_event *event, bool current)
{
    struct pool *pool = planning->announcing.pool;
    const char *by = event->creator == NULL ? "somebody" : event->creator;

    if (text_equal(row->told, event->state) ||
        text_equal(deployment_state_name(row->state), event->state))
        return pool_printf(pool, "deployment %" PRId64 " is %s, as we know", row->id, event->state);
    if (strcmp(event->state, "inactive") != 0)
        return pool_printf(pool,
                           "deployment %" PRId64 " goes by its build, not by what %s says of it",
                           row->id, by);
    if (row->state != DEPLOYMENT_SUCCESS)
        return pool_printf(pool, "deployment %" PRId64 " is not live", row->id);
    if (!current)
        return pool_printf(pool, "a newer one than deployment %" PRId64 " is live", row->id);
    return NULL;
}

static int
take_back(struct deployed_plan *planning, const struct github_deployment_status_event *event,
          struct deployment *row)
{
    struct announcing *announcing = &planning->announcing;
    int rc;

    row->state = DEPLOYMENT_INACTIVE;
    row->told = deployment_state_name(row->state);
    row->detail = pool_printf(announcing->pool, "%s made it inactive at GitHub",
                              event->creator == NULL ? "somebody" : event->creator);
    rc = deployment_write_by(planning->db, row, planning->change->delivery->received_ms);
    return rc == 0 ? announce(planning->db, announcing, row) : rc;
}

static int
hear_status(struct deployed_plan *planning, const struct github_deployment_status_event *event,
            struct deployment *row)
{
    struct deployment current = { 0 };
    const char *reason;
    int rc = deployment_look_current(planning->db, row->repository, row->environment,
                                     planning->announcing.pool, &current);

    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    reason = reason_against(planning, row, event, rc == 0 && current.id == row->id);
    if (reason == NULL)
        return take_back(planning, event, row);
    deployed_ignore(planning, reason);
    return 0;
}

static int
apply_status(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    struct deployed_plan planning = deployed_begin(db, change, pool, plan);
    const struct github_deployment_status_event *event = planning.deployed->event;
    struct deployment row = { 0 };
    int rc = find_ours(&planning, &event->deployment, &row);

    if (rc == 0)
        rc = hear_status(&planning, event, &row);
    else if (rc == FAIL_NOT_FOUND) {
        deployed_ignore(&planning, "it is about no deployment of ours");
        rc = 0;
    }
    return rc == 0 ? deployed_conclude(&planning) : rc;
}

void
plan_deployed_status(const struct plan_deployed *asked,
                     const struct github_deployment_status_event *event, struct plan *plan)
{
    const struct deployed deployed = { .event = event };

    deployed_ask(asked, &deployed, apply_status,
                 pool_printf(asked->repo->pool, "whether deployment %s is ours, and live",
                             event->deployment.remote),
                 plan);
}
