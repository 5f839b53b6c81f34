/* sync_carry_out.c - notes the echo, asks GitHub, notes what was done. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "wire/github_error.h"
#include "work/comment_wish.h"
#include "work/github_job.h"
#include "work/syncing.h"
#include "work/task_echo.h"

/* What follows a job has its rule, and so many steps more. */
#define COMMENT_STEPS 1000000
#define CLOSE_STEPS 2000000

enum { TRIES_MOST = 10, UNHEARD_MOST = 3 };

/* What came of it. */
struct carried {
    bool state, assignee; /* GitHub is as the task is */
    const char *refused;  /* GitHub's words, or NULL */
    const char *note;     /* more to be said, or NULL */
    struct {
        const char *action, *login;
    } unheard[UNHEARD_MOST]; /* noted as echoes, but GitHub won't tell of them */
    size_t unheard_count;
};

static struct github_place
place_of(const struct syncing *syncing)
{
    return (struct github_place){ .kind = PLACE_ISSUE,
                                  .repository = syncing->repository,
                                  .number = syncing->row.number };
}

static void
add_unheard(struct carried *carried, const char *action, const char *login)
{
    carried->unheard[carried->unheard_count].action = action;
    carried->unheard[carried->unheard_count++].login = login;
}

/* What GitHub says no to for good is no reason not to do the rest. */
static int
judge(struct syncing *syncing, struct carried *carried, int rc)
{
    struct pool *pool = syncing->work->pool;
    const struct github_place place = place_of(syncing);

    if (rc == FAIL_NOT_FOUND)
        rc = github_gone(github_place_name(pool, &place));
    if (rc != FAIL_REFUSED)
        return rc;
    if (carried->refused == NULL)
        carried->refused = pool_string(pool, fail_detail());
    return 0;
}

static void
unhear_assignees(const struct sync_decision *decision, struct carried *carried)
{
    if (decision->assign != NULL)
        add_unheard(carried, "assigned", decision->assign);
    if (decision->unassign != NULL)
        add_unheard(carried, "unassigned", decision->unassign);
}

/* Nobody is taken off for somebody whom GitHub does not let be assigned. */
static int
carry_assignee(struct syncing *syncing, struct carried *carried)
{
    const struct sync_decision *decision = &syncing->decision;
    bool taken = true;
    int rc = 0;

    if (decision->assign != NULL)
        rc = github_issue_assign(&syncing->github, syncing->repository, syncing->row.number,
                                 decision->assign, &taken);
    if (rc == 0 && taken && decision->unassign != NULL)
        rc = github_issue_unassign(&syncing->github, syncing->repository, syncing->row.number,
                                   decision->unassign);
    carried->assignee = rc == 0;
    if (!taken)
        carried->note = pool_printf(syncing->work->pool,
                                    "but GitHub does not let %s be assigned "
                                    "there",
                                    decision->assign);
    if (!taken || !carried->assignee)
        unhear_assignees(decision, carried);
    return judge(syncing, carried, rc);
}

static int
carry_state(struct syncing *syncing, struct carried *carried)
{
    bool reopens = syncing->decision.state == SYNC_REOPEN;
    int rc = 0;

    if (reopens || syncing->decision.state == SYNC_CLOSE)
        rc = github_issue_set_open(&syncing->github, syncing->repository, syncing->row.number,
                                   reopens);
    carried->state = rc == 0;
    if (!carried->state)
        add_unheard(carried, reopens ? "reopened" : "closed", NULL);
    return judge(syncing, carried, rc);
}

/* Of an attempt that was cut off nobody knows whether GitHub will tell. */
static const char *
echo_of(const struct syncing *syncing, const struct carried *carried, const char *echo)
{
    for (size_t i = 0; !github_job_tried(syncing->job) && i < carried->unheard_count; i++)
        echo = task_echo_without(syncing->work->pool, echo, carried->unheard[i].action,
                                 carried->unheard[i].login);
    return echo;
}

/* What another job has changed meanwhile it knows better. */
static int
write_row(struct syncing *syncing, const struct carried *carried)
{
    const struct sync_facts *facts = &syncing->facts;
    struct task_row row = syncing->row;

    if (carried->state && syncing->decision.state != SYNC_SAY &&
        row.completed == facts->was_completed)
        row.completed = facts->completed;
    if (carried->assignee &&
        text_equal(task_row_left_to(&row, facts->was_assignee), facts->was_assignee))
        row.assignee = facts->assignee;
    row.echo = echo_of(syncing, carried, row.echo);
    return task_row_write(syncing->work->store, &row, clock_ms());
}

/* The events of what was just done may be heard at the same time. */
static int
note_done(struct syncing *syncing, const struct carried *carried)
{
    const struct work *work = syncing->work;
    int rc = write_row(syncing, carried);

    for (int i = 0; rc == FAIL_CONFLICT && i < TRIES_MOST; i++) {
        rc = task_row_find_gid(work->store, syncing->gid, work->pool, &syncing->row);
        if (rc == FAIL_NOT_FOUND)
            return 0;
        if (rc == 0)
            rc = write_row(syncing, carried);
    }
    return rc == FAIL_CONFLICT
               ? fail(FAIL_BUSY, "the row of task %s is changed by many", syncing->gid)
               : rc;
}

static void
plan_comment(const struct syncing *syncing, struct planned_job *job)
{
    const struct work *work = syncing->work;
    const struct github_place place = place_of(syncing);
    const struct comment_wish wish = {
        .place = &place,
        .installation = syncing->github.installation,
        .text = syncing->decision.comment,
        .now_ms = clock_ms(),
    };

    comment_plan(job, &wish, &work->settings->github_api, work->pool);
    job->rule = syncing->job->rule;
    job->step = syncing->job->step + COMMENT_STEPS;
}

static void
plan_closing(const struct syncing *syncing, struct planned_job *job)
{
    const struct sync_wish wish = {
        .task = syncing->gid, .project = syncing->project, .order_ms = clock_ms(), .said = true
    };

    plan_sync_task(job, &wish, syncing->work->pool);
    job->rule = syncing->job->rule;
    job->step = syncing->job->step + CLOSE_STEPS;
}

static void
say(struct syncing *syncing)
{
    struct planned_job *follow = pool_array(syncing->work->pool, 2, sizeof *follow);

    plan_comment(syncing, &follow[0]);
    plan_closing(syncing, &follow[1]);
    syncing->outcome->follow = follow;
    syncing->outcome->follow_count = 2;
}

static void
conclude(struct syncing *syncing, const struct carried *carried)
{
    struct outcome *outcome = syncing->outcome;

    if (carried->note != NULL)
        outcome->detail =
            pool_printf(syncing->work->pool, "%s, %s", outcome->detail, carried->note);
    if (carried->refused != NULL) {
        outcome->end = OUTCOME_HOPELESS;
        outcome->detail = carried->refused;
    }
    if (syncing->decision.state == SYNC_SAY)
        say(syncing);
}

int
sync_carry_out(struct syncing *syncing)
{
    struct task_row *row = &syncing->row;
    struct carried carried = { 0 };
    int rc = 0;

    if (!text_equal(row->echo, syncing->decision.echo)) {
        row->echo = syncing->decision.echo;
        rc = task_row_write(syncing->work->store, row, clock_ms());
    }
    if (rc == 0)
        rc = carry_assignee(syncing, &carried);
    if (rc == 0)
        rc = carry_state(syncing, &carried);
    if (rc == 0)
        rc = note_done(syncing, &carried);
    if (rc == 0)
        conclude(syncing, &carried);
    return rc;
}
