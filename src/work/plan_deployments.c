/* plan_deployments.c - what an event asks for, and whether anybody may ask. */
#include "config.h"

#include "base/match.h"
#include "port/settings_deploys.h"
#include "store/project.h"
#include "work/notice.h"
#include "work/notify_wish.h"
#include "work/plan.h"
#include "work/plan_deployments.h"
#include "work/workflow.h"

static const char no_project[] = "no project";

/* What an event asks for, should its repository be a project. */
struct asked {
    struct repo repo;
    struct workflow_answers answers;
    struct notice notice; /* of no kind: nothing is told */
    int64_t received_ms;
};

static void
add_answers(const struct asked *asked, const struct github_api *api, struct pool *pool,
            struct plan *plan)
{
    for (size_t i = 0; i < asked->answers.count; i++) {
        const struct workflow_answer *answer = &asked->answers.items[i];

        if (answer->reason == NULL)
            wish_plan(&answer->wish, api, pool, plan_add_job(plan, pool));
        else
            plan_add_ignored(plan, pool, answer->rule->name, answer->reason);
    }
}

static void
add_notice(const struct asked *asked, unsigned notices, struct pool *pool, struct plan *plan)
{
    const struct notify_wish wish = { .what = NOTIFY_NOTICE,
                                      .repository = asked->notice.repository,
                                      .thing = asked->notice.thing,
                                      .event = asked->notice.event };

    if (asked->notice.kind == 0)
        return;
    if ((asked->notice.kind & notices) != 0)
        notify_wish_notice(&wish, asked->received_ms, pool, plan_add_job(plan, pool));
    else
        plan_add_ignored(plan, pool, WORKFLOW_RULE, "such messages are turned off");
}

/* Project NULL: it is none. */
static void
complete(const struct asked *asked, const struct settings *settings,
         const struct project_settings *project, struct pool *pool, struct plan *plan)
{
    struct repo repo = asked->repo;
    const char *said = plan->reason;
    bool more;

    repo.pool = pool;
    /* What is said of commands tells more than what is said of rules. */
    plan_conclude(plan, &repo);
    more = !text_equal(said, plan->reason);
    if (project == NULL) {
        plan_add_ignored(plan, pool, WORKFLOW_RULE, no_project);
    } else {
        add_answers(asked, &settings->github_api, pool, plan);
        add_notice(asked, project->notices, pool, plan);
    }
    plan_conclude(plan, &repo);
    if (more && plan->job_count == 0)
        plan->reason = project != NULL ? said : pool_printf(pool, "%s; %s", said, no_project);
}

static int
look_and_complete(struct db *db, const struct plan_change *change, struct pool *pool,
                  struct plan *plan)
{
    const struct settings *settings = change->app->settings;
    const struct asked *asked = change->data;
    struct project project = { 0 };
    int rc = project_look(db, settings, asked->repo.name, pool, &project);
    bool none = project_is_none(rc);

    if (rc != 0 && !none)
        return rc;
    complete(asked, settings, none ? NULL : &project.settings, pool, plan);
    return 0;
}

/* For `explain`: "whether acme/web is a project; if so, it is deployed to pr12, its channel told" */
static const char *
question(const struct asked *asked)
{
    struct pool *pool = asked->repo.pool;
    const char *text = pool_printf(pool, "whether %s is a project", asked->repo.name);
    const char *before = "; if so, ";

    for (size_t i = 0; i < asked->answers.count; i++) {
        const struct wish *wish = &asked->answers.items[i].wish;

        if (asked->answers.items[i].reason != NULL)
            continue;
        text = pool_printf(pool, "%s%s%s %s", text, before,
                           wish->what == WISH_END ? "what is live ends in" : "it is deployed to",
                           wish->environment);
        before = ", ";
    }
    return asked->notice.kind == 0 ? text
                                   : pool_printf(pool, "%s%sits channel is told", text, before);
}

static void
ask(const struct asked *asked, const struct app *app, struct plan *plan)
{
    const struct project_settings *project = settings_project(app->settings, asked->repo.name);
    struct pool *pool = asked->repo.pool;
    struct asked *kept;

    if (asked->answers.count == 0 && asked->notice.kind == 0)
        return;
    if (project != NULL) {
        complete(asked, app->settings, project, pool, plan);
        return;
    }
    kept = pool_alloc(pool, sizeof *kept);
    *kept = *asked;
    plan->change = (struct plan_change){ .apply = look_and_complete,
                                         .app = app,
                                         .data = kept,
                                         .asks = question(asked),
                                         .repeatable = true };
}

static bool
concerns(const struct app *app, const struct repo *repo)
{
    return repo->name != NULL && settings_deploys(app->settings);
}

static int
read_notice(const struct delivery *delivery, struct asked *asked)
{
    asked->received_ms = delivery->received_ms;
    return notice_read(asked->repo.pool, delivery->kind, delivery->document,
                       delivery->document_length, &asked->notice);
}

void
plan_deployments_push(const struct github_push *push, const struct app *app,
                      const struct repo *repo, struct plan *plan)
{
    struct asked asked = { .repo = *repo };
    struct workflow workflow;

    if (!concerns(app, repo))
        return;
    workflow_find(app->settings, repo->name, repo->pool, &workflow);
    workflow_push(&workflow, push, &asked.answers);
    ask(&asked, app, plan);
}

int
plan_deployments_pull_request(const struct github_pull_request *pull_request,
                              const struct delivery *delivery, const struct app *app,
                              const struct repo *repo, struct plan *plan)
{
    struct asked asked = { .repo = *repo };
    struct workflow workflow;
    int rc;

    if (!concerns(app, repo))
        return 0;
    workflow_find(app->settings, repo->name, repo->pool, &workflow);
    workflow_pull_request(&workflow, pull_request, &asked.answers);
    rc = read_notice(delivery, &asked);
    if (rc == 0)
        ask(&asked, app, plan);
    return rc;
}

int
plan_deployments_notice(const struct delivery *delivery, const struct app *app,
                        const struct repo *repo, struct plan *plan)
{
    struct asked asked = { .repo = *repo };
    int rc;

    if (!concerns(app, repo) || !notice_event(delivery->kind))
        return 0;
    rc = read_notice(delivery, &asked);
    if (rc == 0)
        ask(&asked, app, plan);
    return rc;
}
