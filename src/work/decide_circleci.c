/* decide_circleci.c - a workflow or a job has ended; whose deployment was that? */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "port/outgoing.h"
#include "store/deployments_rows.h"
#include "wire/circleci_event.h"
#include "wire/circleci_slug.h"
#include "work/ci_job.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"

/* What the event is about, as it stands in row.pipeline; NULL: nothing that we could look for. */
static const char *
pipeline_of(const struct delivery *delivery, struct pool *pool, const struct circleci_event *event)
{
    if (strcmp(delivery->kind, CIRCLECI_NOTIFY) != 0)
        return event->pipeline;
    if (event->repository == NULL || event->number == 0)
        return NULL;
    return circleci_build_id(pool, event->repository, event->number);
}

/*
 * Is it news for this row?  A secret that is good for some repositories only must not move the
 * deployments of others: the id of a pipeline says nothing about whose it is.
 */
static const char *
reason_against(const struct deployment *row, const char *repository, struct pool *pool)
{
    if (repository != NULL && !match_name(repository, row->repository))
        return pool_printf(pool, "the pipeline of deployment %" PRId64 " is not one of %s", row->id,
                           repository);
    if (!deployment_is_open(row->state))
        return pool_printf(pool, "deployment %" PRId64 " has ended: %s", row->id,
                           deployment_state_name(row->state));
    return NULL;
}

/* The plan names the repository that the event did; data: the pipeline. */
static int
apply(struct db *db, const struct plan_change *change, struct pool *pool, struct plan *plan)
{
    struct deployment row = { 0 };
    const char *reason;
    int rc = deployment_look_pipeline(db, change->data, pool, &row);

    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    reason = reason_against(&row, plan->repository, pool);
    if (reason != NULL) {
        plan->reason = plan->job_count > 0 ? NULL : reason;
        return 0;
    }
    plan->reason = NULL;
    plan->status = PLAN_ACCEPTED;
    plan->repository = row.repository;
    plan->subject = row.sha;
    build_plan(change->app->settings, &row, CIRCLECI_NAME, pool, plan_add_job(plan, pool));
    return 0;
}

/* Why nothing is done, as long as the store knows of no deployment. */
static const char *
reason_without(const struct delivery *delivery, const char *pipeline)
{
    if (strcmp(delivery->kind, CIRCLECI_PING) == 0)
        return "a test of the webhook";
    return pipeline != NULL ? "no deployment of ours" : "it names no pipeline";
}

/* What run rules of this source ask for.  A notify is signed by nobody, so it sets off nothing. */
static void
plan_runs(const struct delivery *delivery, const struct circleci_event *told, const struct app *app,
          struct pool *pool, struct plan *plan)
{
    const struct github_event event = {
        .kind = pool_string(pool, delivery->kind),
        .action = outgoing_event_valid(told->status) ? told->status : NULL,
        .repository = told->repository,
        .subject = told->revision,
        .received_ms = delivery->received_ms,
    };
    struct repo repo = { 0 };

    *plan = (struct plan){ .repository = told->repository, .subject = told->revision };
    if (strcmp(delivery->kind, CIRCLECI_NOTIFY) == 0 || strcmp(delivery->kind, CIRCLECI_PING) == 0)
        return;
    repo_find_of(app->settings, CIRCLECI_NAME, told->repository, pool, &repo);
    plan_event(&event, &repo, plan);
}

int
decide_circleci(const struct delivery *delivery, const struct app *app, struct pool *pool,
                struct plan *plan)
{
    struct circleci_event event = { 0 };
    const char *pipeline;
    int rc = circleci_event_decode(delivery, pool, &event);

    if (rc != 0)
        return decided(rc, pool, plan);
    pipeline = pipeline_of(delivery, pool, &event);
    plan_runs(delivery, &event, app, pool, plan);
    if (plan->job_count == 0) {
        plan->status = PLAN_IGNORED;
        plan->reason = reason_without(delivery, pipeline);
    }
    if (pipeline != NULL)
        plan->change = (struct plan_change){
            .apply = apply,
            .app = app,
            .delivery = delivery,
            .data = pipeline,
            .asks = pool_printf(pool, "the deployment of pipeline %s", pipeline),
            .repeatable = true,
        };
    return 0;
}
