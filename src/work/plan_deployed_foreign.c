/* plan_deployed_foreign.c - a deployment that somebody else has made, and that we may build. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "store/environment.h"
#include "store/project.h"
#include "work/deployment_again.h"
#include "work/deployment_ref.h"
#include "work/deployment_url.h"
#include "work/planning_deployed.h"
#include "work/wish.h"
#include "work/workflow.h"

struct foreign {
    const struct github_deployment_event *event;
    struct workflow_place place;
    struct project project;
};

/* Why nothing is built by what it says of itself. */
static const char *
reason_by_event(struct deployed_plan *planning, struct foreign *foreign)
{
    const struct github_deployment *theirs = &foreign->event->deployment;
    struct pool *pool = planning->announcing.pool;
    struct workflow workflow;

    if (planning->deployed->by_actions)
        return "a workflow of GitHub Actions has made it, and does it";
    if (theirs->row > 0)
        return pool_printf(pool, "its payload names deployment %" PRId64 ", which is none of ours",
                           theirs->row);
    if (theirs->task != NULL && strcmp(theirs->task, "deploy") != 0)
        return pool_printf(pool, "its task is %s, not deploy",
                           text_printable(theirs->task) ? theirs->task : "another");
    if (!environment_name_valid(name_lower(pool, theirs->environment)))
        return "its environment has a name that is none of ours";
    workflow_find(planning->announcing.settings, planning->deployed->repo.name, pool, &workflow);
    return workflow_place(&workflow, theirs->environment, &foreign->place);
}

/* The same by what we know. */
static int
ask_store(struct deployed_plan *planning, struct foreign *foreign, const char **reason)
{
    const struct settings *settings = planning->announcing.settings;
    const char *repository = planning->deployed->repo.name;
    struct pool *pool = planning->announcing.pool;
    int rc = project_look(planning->db, settings, repository, pool, &foreign->project);

    if (project_is_none(rc))
        *reason = "no project";
    else if (rc == 0 && settings_ci(settings, &foreign->project.settings) == NULL)
        *reason = SETTINGS_NO_CI;
    if (*reason != NULL || rc != 0)
        return *reason != NULL ? 0 : rc;
    return environment_look_words(planning->db, repository, foreign->place.environment, pool,
                                  reason);
}

static struct deployment
row_of(const struct deployed_plan *planning, const struct foreign *foreign)
{
    const struct github_deployment *theirs = &foreign->event->deployment;
    struct pool *pool = planning->announcing.pool;
    struct deployment_ref ref = deployment_ref_read(pool, theirs->ref);

    return (struct deployment){
        .repository = planning->deployed->repo.name,
        .environment = foreign->place.environment,
        .sha = theirs->sha,
        .ref = ref.kind == REF_COMMIT ? NULL : deployment_ref_full(pool, &ref),
        .rule = foreign->place.rule->name,
        .origin = "deployment",
        .by = wish_login_valid(theirs->creator) ? theirs->creator : NULL,
        .remote = theirs->remote,
        .pull_request = foreign->place.pull_request,
        .installation = foreign->event->event.installation,
        .url = deployment_url(pool, &foreign->project.settings, foreign->place.environment),
        .state = DEPLOYMENT_QUEUED,
    };
}

/* What is known of it by GitHub alone, a job asks for, and that asks for the build. */
static int
add(struct deployed_plan *planning, const struct foreign *foreign)
{
    struct announcing *announcing = &planning->announcing;
    struct deployment row = row_of(planning, foreign);
    struct deployment_added added;
    int rc = deployment_add(planning->db, &row, planning->change->delivery->received_ms,
                            announcing->pool, &added);

    for (size_t i = 0; rc == 0 && i < added.superseded.count; i++)
        rc = announce(planning->db, announcing, &added.superseded.rows[i]);
    if (rc == 0)
        rc = announce(planning->db, announcing, &row);
    if (rc == 0)
        deployment_again(&row, &announcing->settings->github_api, 0, announcing->pool,
                         plan_add_job(planning->plan, announcing->pool));
    return rc;
}

int
deployed_foreign(struct deployed_plan *planning)
{
    struct foreign foreign = { .event = planning->deployed->event };
    const char *reason = reason_by_event(planning, &foreign);
    int rc = reason != NULL ? 0 : ask_store(planning, &foreign, &reason);

    if (rc == 0 && reason != NULL)
        deployed_ignore(planning, reason);
    return rc == 0 && reason == NULL ? add(planning, &foreign) : rc;
}
