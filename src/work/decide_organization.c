/* decide_organization.c - somebody joined an organisation, was invited to it, or left it */
#include "config.h"

#include "wire/github_organization.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan.h"
#include "work/plan_invite.h"

int
decide_organization(const struct delivery *delivery, const struct app *app, struct pool *pool,
                    struct plan *plan)
{
    struct github_organization organization = { 0 };
    struct repo repo = { 0 };
    int rc;

    rc = github_organization_decode(delivery, pool, &organization);
    if (rc == 0) {
        repo_find(app->settings, organization.event.repository, pool, &repo);
        plan_event(&organization.event, &repo, plan);
        plan_invite_joined(&organization, app->settings, &repo, plan);
    }

    return decided(rc, pool, plan);
}
