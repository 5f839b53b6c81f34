/* decide_comment.c - somebody wrote something: on an issue, a pull request, in a review, on a commit */
#include "config.h"

#include "wire/github_comment.h"
#include "wire/github_item.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_comment.h"
#include "work/plan_deployments.h"

int
decide_comment(const struct delivery *delivery, const struct app *app, struct pool *pool,
               struct plan *plan)
{
    struct github_comment comment = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_comment_decode(delivery, pool, &comment);
    if (rc == 0) {
        repo_find(app->settings, comment.event.repository, pool, &repo);
        plan_event(&comment.event, &repo, plan);
        rc = plan_comment(&comment, &repo, &app->settings->github_api, plan);
    }
    if (rc == 0)
        rc = plan_deployments_notice(delivery, app, &repo, plan);
    if (rc == 0 && github_item_root(delivery->kind) != NULL)
        rc = decided_tasks(delivery, app, &repo, plan);

    return decided(rc, pool, plan);
}
