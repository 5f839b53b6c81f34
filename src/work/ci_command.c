/* ci_command.c - a command of ours builds: the job that runs it is the build. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "store/ledger.h"
#include "work/ci_command.h"
#include "work/ci_job.h"
#include "work/job_deployment.h"

#define PREFIX "job:"

struct ci_build
ci_command_build(struct pool *pool, const struct deployment *row, int64_t job)
{
    const char *number = pool_printf(pool, "%" PRId64, job);

    return (struct ci_build){ .id = pool_printf(pool, PREFIX "%s", number),
                              .number = number,
                              .revision = row->sha,
                              .state = CI_RUNNING,
                              .words = pool_printf(pool, "job %s runs its commands", number) };
}

bool
ci_command_builds(const struct deployment *row)
{
    return row->pipeline != NULL && strncmp(row->pipeline, PREFIX, strlen(PREFIX)) == 0;
}

/* NULL words: those of the job itself, which say how it ended. */
static const struct {
    const char *state;
    enum ci_state means;
    const char *words;
} ends[] = {
    { "done", CI_SUCCESS, NULL },
    { "dead", CI_FAILURE, NULL },
    { "cancelled", CI_FAILURE, "was cancelled" },
    { "superseded", CI_FAILURE, "a newer one took its place" },
    { "unknown", CI_ERROR, "was cut off, and nobody can tell whether it was done" },
};

static void
judge(struct pool *pool, const struct job_row *job, struct ci_build *build)
{
    const char *reason = job->reason != NULL ? job->reason : "no reason is known";

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(ends[i].state, job->state) != 0)
            continue;
        build->state = ends[i].means;
        build->words = pool_printf(pool, "job %" PRId64 ": %s", job->id,
                                   ends[i].words != NULL ? ends[i].words : reason);
    }
}

/* Ids of jobs that retention has dropped are given again. */
static bool
is_of(struct pool *pool, const struct job_row *row, const struct deployment *deployment)
{
    const struct job job = { .args = row->args };

    return strcmp(row->kind, TRIGGER_KIND) == 0 && row->args != NULL &&
           job_deployment(pool, &job) == deployment->id;
}

static int
look(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    struct job_row job = { 0 };
    int64_t id = strtoll(order->row->pipeline + strlen(PREFIX), NULL, 10);
    int rc = ledger_job(work->store, id, work->pool, &job);

    if (rc == 0 && !is_of(work->pool, &job, order->row))
        rc = FAIL_NOT_FOUND;
    if (rc != 0)
        return rc;
    *build = ci_command_build(work->pool, order->row, id);
    judge(work->pool, &job, build);
    return 0;
}

const struct ci_system ci_command = { .name = "hooklet", .look = look };

const struct ci_system *
ci_builder(const struct deployment *row)
{
    return ci_command_builds(row) ? &ci_command : &ci_circleci;
}
