/* sync.c - gathers what is so, and has it decided. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "store/ledger.h"
#include "store/people.h"
#include "wire/github_repository.h"
#include "work/github_job.h"
#include "work/plan_tasks.h"
#include "work/syncing.h"
#include "work/task_place.h"

#define BUSY_MS INT64_C(1000) /* a job of the issue takes hardly longer */

enum { TRIES_MOST = 3 };

static void
take_row(struct syncing *syncing)
{
    const char *repository = syncing->row.repository;
    const struct rule *rule =
        repository == NULL ? NULL : task_rule(syncing->work->settings, repository);

    syncing->facts = (struct sync_facts){
        .both_ways = rule != NULL && rule->tasks->both_ways,
        .state = syncing->row.state,
        .was_completed = syncing->row.completed,
        .echo = syncing->row.echo,
        .said = syncing->said,
    };
}

/* The person's login, or NULL. */
static int
find_login(struct syncing *syncing, const char *gid, const char **login)
{
    struct person person;
    int rc;

    if (gid == NULL)
        return 0;
    rc = person_find(syncing->work->store, PERSON_BY_ASANA, gid, syncing->work->pool, &person);
    if (rc == 0)
        *login = person.github;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
ask_asana(struct syncing *syncing)
{
    const struct work *work = syncing->work;
    struct sync_facts *facts = &syncing->facts;
    struct asana asana = { .api = &work->settings->asana_api,
                           .store = work->store,
                           .pool = work->pool };
    struct asana_task task;
    int rc = asana_task_get(&asana, syncing->gid, &task);

    facts->task_gone = rc == FAIL_NOT_FOUND;
    if (rc != 0)
        return facts->task_gone ? 0 : rc;
    facts->completed = task.completed;
    facts->completed_by = task.completed_by;
    facts->assignee = task.assignee;
    facts->was_assignee = task_row_left_to(&syncing->row, task.assignee);
    rc = find_login(syncing, task.assignee, &facts->login);
    if (rc == 0)
        rc = find_login(syncing, facts->was_assignee, &facts->was_login);
    if (rc == 0)
        rc = find_login(syncing, task.completed_by_gid, &facts->completed_by_login);
    return rc;
}

/* Another repository may have the name by now, and a transferred issue is found at its new place. */
static int
find_issue(struct syncing *syncing, struct github_issue *issue)
{
    const struct task_row *row = &syncing->row;
    struct github_repository repository;
    int rc = github_repository_get(&syncing->github, row->repository, &repository);

    if (rc == 0 && repository.id != row->repository_id)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        rc = github_issue_get(&syncing->github, repository.name, row->number, issue);
    if (rc == 0 && strcasecmp(issue->repository, repository.name) != 0)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        syncing->repository = repository.name;
    return rc;
}

static int
ask_github(struct syncing *syncing)
{
    struct sync_facts *facts = &syncing->facts;
    struct github_issue issue;
    int rc = github_job_open_other(syncing->work, syncing->row.repository, &syncing->github);

    if (rc == 0)
        rc = find_issue(syncing, &issue);
    facts->item_gone = rc == FAIL_NOT_FOUND;
    if (rc != 0)
        return facts->item_gone ? 0 : rc;
    facts->pull_request = issue.pull_request;
    facts->open = issue.open;
    facts->assignees = issue.assignees;
    return 0;
}

static void
wait_for(struct syncing *syncing, const struct job_row *job)
{
    int64_t now_ms = clock_ms();

    *syncing->outcome = (struct outcome){
        .end = OUTCOME_POSTPONED,
        .detail = pool_printf(syncing->work->pool, "after job %" PRId64 " of its issue", job->id),
        .not_before_ms = (job->run_at_ms > now_ms ? job->run_at_ms : now_ms) + BUSY_MS,
    };
}

/*
 * A job of the issue changes the task first, and the row after it.  So what differs was done by people
 * only if no such job is under way now, and none has ended since the row was read.
 */
static int
wait_for_issue(struct syncing *syncing)
{
    const struct work *work = syncing->work;
    const struct task_row *row = &syncing->row;
    struct task_row now;
    struct job_row job;
    int64_t ahead = 0;
    int rc = ledger_ahead(work->store, plan_tasks_key(work->pool, row->repository_id, row->number),
                          INT64_MAX, &ahead);

    if (rc == 0 && ahead > 0) {
        rc = ledger_job(work->store, ahead, work->pool, &job);
        syncing->waits = rc == 0;
        if (rc == 0)
            wait_for(syncing, &job);
        return rc;
    }
    if (rc == 0)
        rc = task_row_find_gid(work->store, syncing->gid, work->pool, &now);
    if (rc == FAIL_NOT_FOUND || (rc == 0 && now.version != row->version))
        return FAIL_CONFLICT;
    return rc;
}

/* Nobody is asked who can't change what is decided. */
static int
gather(struct syncing *syncing)
{
    const struct sync_facts *facts = &syncing->facts;
    int rc;

    take_row(syncing);
    if (!facts->both_ways || (facts->state != TASK_OPEN && facts->state != TASK_CLOSED))
        return 0;
    rc = ask_asana(syncing);
    if (rc != 0 || !sync_differs(facts))
        return rc;
    rc = wait_for_issue(syncing);
    return rc == 0 && !syncing->waits ? ask_github(syncing) : rc;
}

static int
sync_once(struct syncing *syncing)
{
    struct pool *pool = syncing->work->pool;
    int rc = task_row_find_gid(syncing->work->store, syncing->gid, pool, &syncing->row);

    *syncing->outcome = (struct outcome){ .end = OUTCOME_DONE };
    if (rc == FAIL_NOT_FOUND || (rc == 0 && syncing->row.repository_id == 0)) {
        syncing->outcome->detail =
            rc == 0 ? "a feed's task: GitHub has nothing to do with it" : "no task of ours";
        return 0;
    }
    if (rc == 0)
        rc = gather(syncing);
    if (rc != 0 || syncing->waits)
        return rc;
    syncing->decision = sync_decide(pool, &syncing->facts);
    syncing->outcome->detail = syncing->decision.reason;
    return syncing->decision.row ? sync_carry_out(syncing) : 0;
}

int
sync_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct json_want wants[] = { { .pointer = "/task" },
                                 { .pointer = "/hook" },
                                 { .pointer = "/said" } };
    int rc = json_scan(work->pool, job->args, strlen(job->args), wants, 3);
    struct syncing syncing = { .work = work, .job = job, .outcome = outcome };

    if (rc != 0 || json_string(&wants[0]) == NULL) {
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = "its args name no task" };
        return 0;
    }
    syncing.gid = json_string(&wants[0]);
    syncing.project = json_string(&wants[1]);
    syncing.said = json_true(&wants[2]);
    rc = FAIL_CONFLICT;
    for (int i = 0; rc == FAIL_CONFLICT && i < TRIES_MOST; i++)
        rc = sync_once(&syncing);
    if (rc != FAIL_CONFLICT)
        return rc;
    *outcome =
        (struct outcome){ .end = OUTCOME_POSTPONED, .detail = "another job was at the task's row" };
    return 0;
}
