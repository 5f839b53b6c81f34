/* invite_joined.c - an issue says welcome: opened and closed at once, found again by its marker. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/state.h"
#include "wire/github_error.h"
#include "wire/github_people.h"
#include "work/invite_text.h"
#include "work/inviting.h"

#define KIND "welcome"

/* A welcome under way, whoever began it: its issue carries the mark of that job. */
struct welcome {
    bool begun; /* there is a row */
    bool over;
    const char *job;  /* idempotency key of who began it */
    int64_t since_ms; /* when that was */
    int64_t issue;
    int64_t version;
};

static int
look(struct inviting *inviting, struct welcome *welcome)
{
    enum { STATUS, JOB, FIELDS };
    struct json_want wants[FIELDS] = { [STATUS].pointer = "/status", [JOB].pointer = "/job" };
    struct pool *pool = inviting->work->pool;
    struct state_row row = { 0 };
    const char *status;
    int rc = state_get(inviting->work->store, KIND, inviting->key, pool, &row);

    *welcome = (struct welcome){ .job = inviting->job->idempotency };
    if (rc == FAIL_NOT_FOUND)
        return 0;
    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc != 0)
        return rc;
    status = json_string(&wants[STATUS]);
    welcome->begun = true;
    welcome->over = status != NULL && strcmp(status, "welcomed") == 0;
    welcome->job = json_string(&wants[JOB]);
    welcome->since_ms = row.updated_ms;
    welcome->version = row.version;
    if (welcome->job == NULL)
        return fail(FAIL_STORE, "state " KIND " %s names no job", inviting->key);
    return 0;
}

static int
remember(struct inviting *inviting, struct welcome *welcome, const char *status)
{
    struct pool *pool = inviting->work->pool;
    struct json *value = json_object();
    int rc;

    json_set_string(value, "status", status);
    json_set_string(value, "job", welcome->job);
    if (welcome->issue > 0)
        json_set_id(value, "issue", welcome->issue);
    rc = state_set(inviting->work->store, KIND, inviting->key, json_text(pool, value, JSON_COMPACT),
                   welcome->version, clock_ms());
    if (rc == 0)
        welcome->version++;
    return rc;
}

/* The issue may stand in another organisation than the one that the event came from. */
static int
open_client(struct inviting *inviting)
{
    const char *repository = inviting->rule->invite->welcome_repository;
    const char *organization = inviting->wish.organization;
    size_t length = strlen(organization);

    if (strncasecmp(repository, organization, length) == 0 && repository[length] == '/')
        return github_job_open(inviting->work, inviting->job, repository, &inviting->github);
    return github_job_open_other(inviting->work, repository, &inviting->github);
}

static int
open_issue(struct inviting *inviting, struct welcome *welcome, const char *marker)
{
    const struct invite *invite = inviting->rule->invite;
    struct pool *pool = inviting->work->pool;
    const char *title =
        pool_printf(pool, "Welcome to %s, @%s", inviting->wish.organization, inviting->wish.login);
    int count = 0;
    int rc = 0;

    if (invite_tells_count(invite->welcome))
        rc = inviting_count(inviting, (struct strings){ 0 }, true, &count);
    if (rc != 0)
        return rc;
    return github_issue_open(
        &inviting->github, invite->welcome_repository, title,
        pool_printf(pool, "%s\n\n%s", inviting_text(inviting, invite->welcome, count), marker),
        &welcome->issue);
}

static int
do_welcome(struct inviting *inviting, struct welcome *welcome)
{
    const char *repository = inviting->rule->invite->welcome_repository;
    struct github *github = &inviting->github;
    const struct job beginner = { .idempotency = welcome->job };
    const char *marker = github_job_marker(github->pool, &beginner);
    int rc = 0;

    if (welcome->begun)
        rc = github_issue_find(github, repository, marker, welcome->since_ms - GITHUB_CLOCKS_MS,
                               &welcome->issue);
    else
        rc = remember(inviting, welcome, "opening");
    if (rc == 0 && welcome->issue == 0)
        rc = open_issue(inviting, welcome, marker);
    if (rc == 0)
        rc = github_issue_close(github, repository, welcome->issue);
    if (rc == FAIL_NOT_FOUND)
        return github_gone(repository);
    return rc == 0 ? remember(inviting, welcome, "welcomed") : rc;
}

int
invite_joined(struct inviting *inviting)
{
    const struct invite *invite = inviting->rule->invite;
    const char *login = inviting->wish.login;
    struct welcome welcome = { 0 };
    int rc = look(inviting, &welcome);

    if (rc != 0)
        return rc;
    if (welcome.over) {
        inviting_end(inviting, "%s was welcomed before", login);
        return 0;
    }
    if (invite->welcome == NULL || invite->welcome_repository == NULL) {
        inviting_end(inviting, "the rule has no welcome any more");
        return 0;
    }
    rc = open_client(inviting);
    if (rc == 0)
        rc = do_welcome(inviting, &welcome);
    if (rc == 0)
        inviting_end(inviting, "%s is welcomed: %s#%" PRId64, login, invite->welcome_repository,
                     welcome.issue);
    return rc;
}
