/* deploy_wish.c - what the store knows of it. */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "store/deployments_rows.h"
#include "work/deploy_wish.h"

const char *
deploy_wish_begin(const struct settings *settings, const char *repository, const char *environment,
                  struct pool *pool, struct deploy_wish *wish)
{
    struct workflow workflow;

    *wish = (struct deploy_wish){ .repository = repository, .pool = pool };
    workflow_find(settings, repository, pool, &workflow);
    return workflow_place(&workflow, environment, &wish->place);
}

/* By its branch, as when it deploys itself, while there is one that can be sent. */
void
deploy_wish_pull(struct deploy_wish *wish, int64_t number, const char *branch)
{
    const char *pull = pool_printf(wish->pool, "pull/%" PRId64 "/head", number);
    const char *full = branch == NULL ? NULL : pool_printf(wish->pool, "refs/heads/%s", branch);
    bool by_branch = !wish->fork && !wish->closed && ref_valid(full);

    wish->ref = (struct deployment_ref){ REF_PULL, pull, number };
    wish->full = by_branch ? full : pool_printf(wish->pool, "refs/%s", pull);
    wish->pull_request = number;
}

void
deploy_wish_row(struct deploy_wish *wish, const struct deployment *row)
{
    struct deployment_ref ref = deployment_ref_read(wish->pool, row->ref);

    wish->full = deployment_ref_full(wish->pool, &ref);
    if (ref.kind == REF_NONE)
        ref = (struct deployment_ref){ REF_COMMIT, row->sha, 0 };
    wish->ref = ref;
    wish->sha = row->sha;
    wish->author = row->author;
    wish->pull_request = row->pull_request;
}

int
deploy_wish_live(struct db *db, struct deploy_wish *wish, const char **words)
{
    const char *after = wish->place.rule->deployment->after;
    struct deployment row = { 0 };
    int rc = deployment_look_current(db, wish->repository, after, wish->pool, &row);

    *words = NULL;
    if (rc == 0)
        deploy_wish_row(wish, &row);
    if (rc == FAIL_NOT_FOUND)
        *words = pool_printf(wish->pool, "%s takes what is live on %s, and nothing is there yet",
                             wish->place.environment, after);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

const char *
deploy_wish_closed(const struct deploy_wish *wish)
{
    const struct deployment_ref any = { REF_NAME, "it", 0 };

    return workflow_pick(&wish->place) == PICK_NOTHING
               ? workflow_refusal(wish->pool, &wish->place, &any, false)
               : NULL;
}

int
deploy_wish_previous(struct db *db, struct deploy_wish *wish, const char **words)
{
    struct deployment row = { 0 };
    int rc;

    /* Where the rules let nobody send anything any more, they don't let it back, either. */
    *words = deploy_wish_closed(wish);
    if (*words != NULL)
        return 0;
    rc = deployment_look_previous(db, wish->repository, wish->place.environment, wish->pool, &row);
    if (rc == 0)
        deploy_wish_row(wish, &row);
    if (rc == FAIL_NOT_FOUND)
        *words = pool_printf(wish->pool,
                             "there is nothing to go back to: I know of no good deployment to %s "
                             "before the current one",
                             wish->place.environment);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Was that commit built to the environment that this one takes its own from? */
static int
was_built(struct db *db, const struct deploy_wish *wish, bool *built)
{
    const char *after = wish->place.rule->deployment->after;
    struct deployment row;
    int rc;

    *built = false;
    if (after == NULL || wish->sha == NULL)
        return 0;
    rc = deployment_look_built(db, wish->repository, after, wish->sha, wish->pool, &row);
    *built = rc == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static const char *
pull_refusal(const struct deploy_wish *wish)
{
    if (wish->fork && !wish->place.rule->deployment->forks)
        return pool_printf(wish->pool,
                           "#%" PRId64 " comes from a fork, and nothing of a fork goes to %s",
                           wish->pull_request, wish->place.environment);
    if (wish->closed && wish->pull_request == wish->place.pull_request)
        return pool_printf(wish->pool, "#%" PRId64 " is closed, and %s with it", wish->pull_request,
                           wish->place.environment);
    return NULL;
}

int
deploy_wish_refusal(struct db *db, const struct deploy_wish *wish, const char **words)
{
    bool its_own = wish->ref.kind == REF_PULL && wish->ref.number == wish->place.pull_request;
    bool built = false;
    int rc = was_built(db, wish, &built);

    if (rc != 0)
        return rc;
    *words = pull_refusal(wish);
    if (*words == NULL && !its_own)
        *words = workflow_refusal(wish->pool, &wish->place, &wish->ref, built);
    return 0;
}

struct wish
deploy_wish_job(const struct deploy_wish *wish)
{
    return (struct wish){
        .what = WISH_DEPLOY,
        .rule = wish->place.rule->name,
        .repository = wish->repository,
        .environment = wish->place.environment,
        .ref = wish->full,
        .sha = wish->sha,
        .author = wish->author,
        .pull_request = wish->pull_request > 0 ? wish->pull_request : wish->place.pull_request,
    };
}
