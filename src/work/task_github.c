/* task_github.c - asks, and judges what becomes of it */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "wire/github_open.h"
#include "wire/github_people.h"
#include "wire/github_repository.h"
#include "work/task_github.h"

#define SOON_MS INT64_C(300000)

static int
open_client(struct task_github *github, struct github *client)
{
    const struct work *work = github->work;

    *client = (struct github){ .api = &work->settings->github_api,
                               .store = work->store,
                               .pool = work->pool };
    return github_open(client, github->installation, github->repository);
}

/* The store's troubles, and this machine's, are none of GitHub's. */
static bool
is_ours(int rc)
{
    return rc == FAIL_STORE || rc == FAIL_SYSTEM || rc == FAIL_MEMORY || rc == FAIL_CONFLICT;
}

/* busy: it sleeps for so short a time that it is worth waiting for, or it is the store that is busy. */
static int
judge_limit(struct task_github *github, const struct github *client, bool *busy)
{
    const struct work *work = github->work;
    const char *lane = github_lane(work->pool, client->api, client->installation);
    int64_t until_ms = 0, now_ms = clock_ms();
    int rc = jobs_lane_until(work->store, lane, &until_ms);

    *busy = until_ms - now_ms <= SOON_MS;
    if (until_ms > now_ms && *busy)
        github->again_ms = until_ms;
    return rc;
}

/* Returns rc, if it is to be one; else says what the trouble is. */
static int
judge(struct task_github *github, const struct github *client, int rc, const char **trouble)
{
    const char *said = pool_string(github->work->pool, fail_detail());
    bool busy = false;
    int judged = rc == FAIL_BUSY ? judge_limit(github, client, &busy) : 0;

    if (rc == 0 || rc == FAIL_NOT_FOUND)
        return 0;
    if (judged != 0)
        return judged;
    if (is_ours(rc) || busy)
        return rc;
    *trouble =
        said[0] != '\0' ? said : pool_printf(github->work->pool, "GitHub: %s", fail_text(rc));
    return 0;
}

/* Without GitHub's API nobody expects an answer. */
static const char *
unasked(const struct task_github *github)
{
    return github_api_configured(&github->work->settings->github_api)
               ? NULL
               : "GitHub's API is not set up to be asked";
}

int
task_github_name(struct task_github *github, const char *login, const char **name,
                 const char **trouble)
{
    struct github client = { 0 };
    int rc;

    *name = NULL;
    *trouble = unasked(github);
    if (*trouble != NULL)
        return 0;
    fail_adopt("");
    rc = open_client(github, &client);
    if (rc == 0)
        rc = github_user_name(&client, login, name);
    return judge(github, &client, rc, trouble);
}

int
task_github_reviewers(struct task_github *github, int64_t number, struct strings *logins,
                      const char **trouble)
{
    struct github client = { 0 };
    int rc;

    *logins = (struct strings){ 0 };
    *trouble = unasked(github);
    if (*trouble != NULL)
        return 0;
    fail_adopt("");
    rc = open_client(github, &client);
    if (rc == 0)
        rc = github_pull_reviewers(&client, github->repository, number, logins);
    return judge(github, &client, rc, trouble);
}
