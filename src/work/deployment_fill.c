/* deployment_fill.c - a wish becomes what is to be written in its row. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/json.h"
#include "store/deployments_rows.h"
#include "wire/github_linked.h"
#include "wire/github_ref.h"
#include "wire/github_repository.h"
#include "work/deploying.h"
#include "work/deployment_ref.h"
#include "work/deployment_ticket.h"
#include "work/deployment_url.h"

/* Is it no more than that GitHub doesn't say?  Then it is not worth a deployment. */
static bool
is_silence(int rc)
{
    return rc == FAIL_NOT_FOUND || rc == FAIL_REFUSED || rc == FAIL_FIELD || rc == FAIL_TOO_LARGE;
}

/* --- Commit ----------------------------------------------------------------------------------- */

static const char *
no_such_ref(struct pool *pool, const struct wish *wish)
{
    struct deployment_ref ref = deployment_ref_read(pool, wish->ref);

    if (ref.kind == REF_PULL)
        return pool_printf(pool, "%s has no pull request #%" PRId64, wish->repository, ref.number);
    if (ref.kind == REF_NAME)
        return pool_printf(pool, "%s has no branch, tag or commit %s", wish->repository, ref.name);
    return pool_printf(pool, "%s has no %s %s, or not any more", wish->repository,
                       ref_kind_name(ref.kind), ref.name);
}

/* A name may turn out to be that of a pull request's head, whose rule is only seen now. */
static const char *
trouble_with(const struct deploying *deploying, const struct github_ref *found)
{
    struct pool *pool = deploying->work->pool;
    const struct wish *wish = &deploying->wish;

    if (found->ambiguous)
        return pool_printf(
            pool,
            "%s is a branch and a tag of %s, too: refs/heads/%s or refs/tags/%s says "
            "which",
            wish->ref, wish->repository, wish->ref, wish->ref);
    if (found->fork && !deploying->rule->deployment->forks)
        return pool_printf(pool,
                           "pull request #%" PRId64 " comes from a fork, and deployment rule %s "
                           "doesn't allow these",
                           found->pull_request, deploying->rule->name);
    if (found->kind == GITHUB_REF_PULL && !found->open && deploying_is_own(deploying))
        return pool_printf(pool, "#%" PRId64 " is closed, and %s with it", found->pull_request,
                           wish->environment);
    return NULL;
}

static int
resolve(struct deploying *deploying, const char **why)
{
    struct pool *pool = deploying->work->pool;
    const struct wish *wish = &deploying->wish;
    struct deployment *row = &deploying->row;
    struct github_ref found = { 0 };
    int rc = github_ref_resolve(&deploying->github, wish->repository, wish->ref, &found);

    if (rc == FAIL_NOT_FOUND) {
        *why = no_such_ref(pool, wish);
        return 0;
    }
    if (rc != 0)
        return rc;
    row->sha = found.sha;
    row->ref = found.full;
    if (found.kind == GITHUB_REF_PULL && row->author == NULL)
        row->author = found.author;
    if (found.kind == GITHUB_REF_PULL && row->pull_request == 0)
        row->pull_request = found.pull_request;
    *why = trouble_with(deploying, &found);
    return 0;
}

/*
 * A button may be pressed when the end of its pull request is over: nobody would take back what came
 * of it.  What the pull request's own events ask for, its end takes the place of.
 */
static int
look_again(struct deploying *deploying, const char **why)
{
    struct pool *pool = deploying->work->pool;
    const struct wish *wish = &deploying->wish;
    struct github_ref found = { 0 };
    int rc;

    if (strcmp(wish->origin, "pull_request") == 0 || !deploying_is_own(deploying))
        return 0;
    rc = github_ref_resolve(
        &deploying->github, wish->repository,
        pool_printf(pool, "refs/pull/%" PRId64 "/head", deploying->row.pull_request), &found);
    if (rc == FAIL_NOT_FOUND)
        *why = pool_printf(pool, "%s has no pull request #%" PRId64, wish->repository,
                           deploying->row.pull_request);
    else if (rc == 0)
        *why = trouble_with(deploying, &found);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* --- What people want to know of it ----------------------------------------------------------- */

static int
find_author(struct deploying *deploying)
{
    struct deployment *row = &deploying->row;
    const char *login = NULL;
    int rc;

    if (row->author != NULL)
        return 0;
    rc = github_commit_author(&deploying->github, row->repository, row->sha, &login);
    if (rc == 0 && wish_login_valid(login))
        row->author = login;
    return is_silence(rc) ? 0 : rc;
}

static int
find_ticket(struct deploying *deploying)
{
    const struct work *work = deploying->work;
    struct deployment *row = &deploying->row;
    struct github_linked linked = { 0 };
    int rc;

    if (row->pull_request == 0)
        return 0;
    rc = github_linked_get(&deploying->github, row->repository, row->pull_request, &linked);
    if (rc == 0)
        row->ticket = deployment_ticket(work->pool, work->settings->asana_api.login_url,
                                        row->repository, &linked);
    return is_silence(rc) ? 0 : rc;
}

const char *
deploying_contexts(const struct deploying *deploying)
{
    const struct deployment_rule *rule = deploying->rule->deployment;

    if (rule->contexts == CONTEXTS_ALL)
        return NULL;
    return json_text(deploying->work->pool, json_list(rule->context_names), JSON_COMPACT);
}

int
deploying_fill(struct deploying *deploying, const char **why)
{
    struct pool *pool = deploying->work->pool;
    const struct wish *wish = &deploying->wish;
    int rc;

    *why = NULL;
    deploying->row = (struct deployment){
        .repository = wish->repository,
        .environment = wish->environment,
        .sha = wish->sha,
        .ref = wish->ref,
        .rule = wish->rule,
        .origin = wish->origin,
        .by = wish->by,
        .by_slack = wish->by_slack,
        .author = wish->author,
        .pull_request = wish->pull_request,
        .installation = wish->installation,
        .wish = deploying->job->idempotency,
        .contexts = deploying_contexts(deploying),
        .url = deployment_url(pool, &deploying->project.settings, wish->environment),
        .state = DEPLOYMENT_QUEUED,
    };
    rc = wish->sha == NULL ? resolve(deploying, why) : look_again(deploying, why);
    if (rc == 0 && *why == NULL)
        rc = find_author(deploying);
    if (rc == 0 && *why == NULL)
        rc = find_ticket(deploying);
    return rc;
}

/* Of a name that is both nobody can tell; then it stays one. */
static int
find_ref(struct deploying *deploying)
{
    struct deployment *row = &deploying->row;
    struct deployment_ref ref = deployment_ref_read(deploying->work->pool, row->ref);
    struct github_ref found = { 0 };
    int rc;

    if (ref.kind != REF_NAME)
        return 0;
    rc = github_ref_resolve(&deploying->github, row->repository, row->ref, &found);
    if (rc == 0 && !found.ambiguous)
        row->ref = found.full;
    return is_silence(rc) ? 0 : rc;
}

/* Others may have written the row meanwhile. */
static bool
note_found(struct deployment *row, void *data)
{
    const struct deployment *found = data;

    row->ref = found->ref;
    row->author = found->author;
    row->ticket = found->ticket;
    return true;
}

static int
write_found(struct deploying *deploying)
{
    const struct work *work = deploying->work;
    struct deployment_change change = { .id = deploying->row.id,
                                        .make = note_found,
                                        .data = &deploying->row };
    int rc = deployment_change(work->store, &change, work->pool, clock_ms());

    if (rc == 0)
        deploying->row = change.row;
    return rc;
}

int
deploying_complete(struct deploying *deploying)
{
    struct deployment *row = &deploying->row;
    const struct deployment before = *row;
    int rc = find_ref(deploying);

    if (rc == 0)
        rc = find_author(deploying);
    if (rc == 0 && row->ticket == NULL)
        rc = find_ticket(deploying);
    if (rc != 0 || (text_equal(row->ref, before.ref) && text_equal(row->author, before.author) &&
                    text_equal(row->ticket, before.ticket)))
        return rc;
    return write_found(deploying);
}
