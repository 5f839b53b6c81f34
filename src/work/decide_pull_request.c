/* decide_pull_request.c - a pull request was opened, perhaps with commands, merged, closed, ... */
#include "config.h"

#include <string.h>

#include "wire/github_comment.h"
#include "wire/github_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_comment.h"
#include "work/plan_deployments.h"
#include "work/plan_invite.h"

int
decide_pull_request(const struct delivery *delivery, const struct app *app, struct pool *pool,
                    struct plan *plan)
{
    struct github_pull_request pull_request = { 0 };
    struct github_comment text = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_pull_request_decode(delivery, pool, &pull_request);
    if (rc == 0) {
        repo_find(app->settings, pull_request.event.repository, pool, &repo);
        plan_pull_request(&pull_request, &repo, plan);
        plan_invite_pull_request(&pull_request, &repo, &app->settings->github_api, plan);
    }
    /* Of all that happens to a pull request only this brings a text that is new. */
    if (rc == 0 && pull_request.event.action != NULL &&
        strcmp(pull_request.event.action, "opened") == 0)
        rc = github_comment_decode(delivery, pool, &text);
    if (rc == 0 && text.fresh)
        rc = plan_comment(&text, &repo, &app->settings->github_api, plan);
    if (rc == 0)
        rc = plan_deployments_pull_request(&pull_request, delivery, app, &repo, plan);
    if (rc == 0)
        rc = decided_tasks(delivery, app, &repo, plan);

    return decided(rc, pool, plan);
}
