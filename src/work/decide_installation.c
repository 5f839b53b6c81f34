/* decide_installation.c - an App was installed, suspended, taken away, or reaches other repositories */
#include "config.h"

#include "wire/github_installation.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan_installation.h"

int
decide_installation(const struct delivery *delivery, const struct app *app, struct pool *pool,
                    struct plan *plan)
{
    struct github_installation installation = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_installation_decode(delivery, pool, &installation);
    if (rc == 0) {
        repo_find(app->settings, installation.event.repository, pool, &repo);
        plan_installation(&installation, &repo, plan);
    }

    return decided(rc, pool, plan);
}
