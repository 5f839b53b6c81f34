/* decide_page.c - a page of a backfill: our own event, and the items of a repository in it */
#include "config.h"

#include "work/decide.h"
#include "work/decided.h"
#include "work/plan_tasks.h"

int
decide_page(const struct delivery *delivery, const struct app *app, struct pool *pool,
            struct plan *plan)
{
    struct github_page page = { 0 };
    struct repo repo = { 0 };
    int rc = github_page_decode(delivery, pool, &page);

    if (rc == 0) {
        repo_find(app->settings, page.repository, pool, &repo);
        plan_tasks_page(&page, &repo, plan);
    }
    return decided(rc, pool, plan);
}
