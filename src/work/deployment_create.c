/* deployment_create.c - GitHub makes the deployment, or says why not. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "port/settings_deploys.h"
#include "wire/github_deployment.h"
#include "work/deploying.h"
#include "work/github_job.h"
#include "work/reason.h"

static int
read_contexts(struct pool *pool, const char *contexts, struct strings *list)
{
    struct json_want want = { .pointer = "/*" };
    int rc = json_scan(pool, contexts, strlen(contexts), &want, 1);

    if (rc == 0)
        *list = json_strings(pool, &want);
    return rc;
}

/* --- What GitHub answers ---------------------------------------------------------------------- */

static const char *
detail_of(struct pool *pool, const struct github_deployment_answer *answer)
{
    const char *list =
        answer->contexts.count == 0 ? answer->words : reason_list(answer->contexts, pool);

    return answer->end == GITHUB_DEPLOYMENT_CONFLICT ? answer->words : list;
}

static enum deployment_news
news_of(enum github_deployment_end end)
{
    switch (end) {
    case GITHUB_DEPLOYMENT_CREATED:
        return NEWS_CREATED;
    case GITHUB_DEPLOYMENT_FAILED:
        return NEWS_CHECK_FAILED;
    case GITHUB_DEPLOYMENT_CONFLICT:
        return NEWS_CONFLICT;
    default:
        return NEWS_CHECKS_PENDING;
    }
}

/* "deployment 12 waits for checks: ci/test (pending)" */
static const char *
told(struct pool *pool, const struct deployment *row)
{
    const char *state = deployment_status_words(pool, row);

    if (row->remote == NULL)
        return pool_printf(pool, "deployment %" PRId64 ": %s", row->id, state);
    return pool_printf(pool, "deployment %" PRId64 ", at GitHub %s: %s", row->id, row->remote,
                       deployment_description(pool, row));
}

/* Whoever asks every few minutes, and hears the same, has nothing to tell. */
static bool
is_same(const struct deployment *before, const struct deployment *after)
{
    const char *was = before->detail == NULL ? "" : before->detail;
    const char *is = after->detail == NULL ? "" : after->detail;

    return before->state == after->state && strcmp(was, is) == 0 &&
           (before->remote == NULL) == (after->remote == NULL);
}

static int
settle(struct deploying *deploying, const struct deploying_news *news)
{
    struct pool *pool = deploying->work->pool;
    const struct deployment before = deploying->row;
    const char *ignored = NULL;
    int rc = deploying_hear(deploying, news, &ignored);

    if (rc != 0)
        return rc;
    deploying_end(deploying, OUTCOME_DONE,
                  ignored == NULL
                      ? told(pool, &deploying->row)
                      : pool_printf(pool, "deployment %" PRId64 ": %s", before.id, ignored));
    if (is_same(&before, &deploying->row) && !github_job_tried(deploying->job))
        return 0;
    return deploying_announce(deploying, &deploying->row);
}

/* --- Asking it -------------------------------------------------------------------------------- */

static int
find(struct deploying *deploying, const char **remote)
{
    const struct deployment *row = &deploying->row;
    const struct github_deployment_sought sought = { .sha = row->sha,
                                                     .environment = row->environment,
                                                     .row = row->id,
                                                     .since_ms = row->created_ms };
    struct github_deployment found = { 0 };
    int rc = github_deployment_find(&deploying->github, row->repository, &sought, &found);

    *remote = rc == 0 ? found.remote : NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* It has refused, for a reason that is none of those above: asking again can't help. */
static int
refused(struct deploying *deploying, int rc)
{
    struct pool *pool = deploying->work->pool;
    const char *why = rc == FAIL_NOT_FOUND
                          ? pool_printf(pool,
                                        "GitHub knows no repository %s, or its App may not make "
                                        "deployments there",
                                        deploying->row.repository)
                          : pool_string(pool, fail_detail());

    return settle(deploying, &(struct deploying_news){ .news = NEWS_REFUSED, .detail = why });
}

static int
make(struct deploying *deploying)
{
    struct pool *pool = deploying->work->pool;
    const struct deployment *row = &deploying->row;
    struct strings contexts = { 0 };
    struct github_deployment_answer answer = { 0 };
    struct github_deployment_wish wish = {
        .ref = row->sha,
        .environment = row->environment,
        .description = deployment_description(pool, row),
        .contexts = row->contexts == NULL ? NULL : &contexts,
        .transient = deploying_is_own(deploying),
        .production = strcmp(row->environment, "production") == 0,
        .row = row->id,
        .pull_request = row->pull_request,
        .url = row->url,
    };
    int rc = row->contexts == NULL ? 0 : read_contexts(pool, row->contexts, &contexts);

    if (rc == 0)
        rc = github_deployment_create(&deploying->github, row->repository, &wish, &answer);
    if (rc == FAIL_NOT_FOUND || rc == FAIL_REFUSED)
        return refused(deploying, rc);
    if (rc != 0)
        return rc;
    if (answer.end == GITHUB_DEPLOYMENT_MERGED) {
        deploying_end(deploying, OUTCOME_FAILED, answer.words);
        return 0;
    }
    return settle(deploying, &(struct deploying_news){
                                 .news = news_of(answer.end),
                                 .detail = detail_of(pool, &answer),
                                 .remote = answer.deployment.remote,
                             });
}

int
deploying_create(struct deploying *deploying, bool is_new)
{
    const char *remote = NULL;
    int rc = is_new ? 0 : find(deploying, &remote);

    if (rc != 0)
        return rc;
    if (remote != NULL)
        return settle(deploying,
                      &(struct deploying_news){ .news = NEWS_CREATED, .remote = remote });
    return make(deploying);
}
