/* decide.c - the table of all kinds of event that are decided in a way of their own. */
#include "config.h"

#include <string.h>

#include "wire/github_page.h"
#include "wire/slack_body.h"
#include "work/decide.h"
#include "work/hook_message.h"
#include "work/plan_forward.h"

/* Those of GitHub. */
static const struct {
    const char *kind;
    decide_function *function;
} kinds[] = {
    { "push", decide_push },
    { "pull_request", decide_pull_request },
    { "issues", decide_comment },
    { "issue_comment", decide_comment },
    { "pull_request_review", decide_comment },
    { "pull_request_review_comment", decide_comment },
    { "commit_comment", decide_comment },
    { "ping", decide_ping },
    { "installation", decide_installation },
    { "installation_repositories", decide_installation },
    { "organization", decide_organization },
    { "release", decide_release },
    { "deployment", decide_deployment },
    { "deployment_status", decide_deployment_status },
    { "status", decide_status },
    { "check_suite", decide_check_suite },
};

int
decide_stock(const struct delivery *delivery, const struct app *app, struct pool *pool,
             struct plan *plan)
{
    if (strcmp(delivery->source, "asana") == 0)
        return decide_asana(delivery, app, pool, plan);
    if (strcmp(delivery->source, "circleci") == 0)
        return decide_circleci(delivery, app, pool, plan);
    if (strcmp(delivery->source, SLACK_SOURCE) == 0)
        return decide_slack(delivery, app, pool, plan);
    if (strcmp(delivery->source, MESSAGE_SOURCE) == 0)
        return decide_message(delivery, app, pool, plan);
    /* GitHub may name an event as we name our own. */
    if (strcmp(delivery->source, "hooklet") == 0 && strcmp(delivery->kind, GITHUB_PAGE_KIND) == 0)
        return decide_page(delivery, app, pool, plan);
    /* What a source tells that isn't configured any more must not pass for GitHub's. */
    if (strcmp(delivery->source, "github") != 0 && strcmp(delivery->source, "hooklet") != 0)
        return decide_source(delivery, app, pool, plan);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, delivery->kind) == 0)
            return kinds[i].function(delivery, app, pool, plan);

    return decide_other(delivery, app, pool, plan);
}

int
decide(const struct delivery *delivery, const struct app *app, struct pool *pool, struct plan *plan)
{
    int rc = decide_stock(delivery, app, pool, plan);

    return rc == 0 ? plan_forward(delivery, app->settings, pool, plan) : rc;
}
