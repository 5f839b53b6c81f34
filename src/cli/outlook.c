/* Where a job stands: one function per kind of state. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "cli/outlook.h"
#include "cli/render.h"
#include "cli/table.h"
#include "store/jobs.h"

#define HOLDERS_MOST 1000 /* rows looked through for the one that holds a key */

/* ": REASON" or "". */
static const char *
because(struct pool *pool, const char *reason)
{
    if (reason == NULL || *reason == '\0')
        return "";
    return pool_printf(pool, ": %s", table_line(pool, reason));
}

/* The job that has the serial key of `job` now; 0: none. */
static int
find_holder(struct cli *cli, const struct job_row *job, int64_t *holder)
{
    static const char *const states[] = { "ready", "leased", "started" };
    int rc = 0;

    *holder = 0;
    for (size_t i = 0; rc == 0 && job->key != NULL && i < 3; i++) {
        const struct job_filter filter = { .rule = job->rule, .state = states[i],
                                           .most = HOLDERS_MOST };
        struct jobs jobs = { 0 };

        rc = ledger_jobs(cli->store, &filter, cli->pool, &jobs);
        for (size_t j = 0; rc == 0 && j < jobs.count; j++)
            if (jobs.rows[j].key != NULL && strcmp(jobs.rows[j].key, job->key) == 0)
                *holder = jobs.rows[j].id;
    }
    return rc;
}

/* What to do when nothing takes a job that is ready; NULL: a worker is at it. */
static int
missing_worker(struct cli *cli, const struct job_row *job, const char **advice)
{
    struct ledger_counts counts = { 0 };
    const char *host = strchr(job->lane, '@');
    int rc;

    *advice = NULL;
    if (host != NULL && strcmp(host + 1, cli->settings->host) != 0) {
        *advice = pool_printf(cli->pool,
                              "It is for a worker on host %s; this is %s. Is one running there?",
                              table_line(cli->pool, host + 1), cli->settings->host);
        return 0;
    }
    rc = ledger_counts(cli->store, &counts);
    if (rc != 0)
        return rc;
    if (counts.worker_ms == 0)
        *advice = "No worker is running. Start one: hooklet work";
    else if (cli->now_ms - counts.worker_ms > JOB_LEASE_MS)
        *advice = pool_printf(cli->pool,
                              "No worker has been running since %s. Start one: hooklet work",
                              render_moment(cli->pool, counts.worker_ms));
    return 0;
}

static int
waiting(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    int64_t holder;
    int rc = find_holder(cli, job, &holder);

    if (rc != 0)
        return rc;
    if (job->run_at_ms > cli->now_ms)
        outlook->now = pool_printf(cli->pool, "Job %" PRId64 " waits until %s%s.", job->id,
                                   render_moment(cli->pool, job->run_at_ms),
                                   because(cli->pool, job->reason));
    else if (holder > 0)
        outlook->now = pool_printf(cli->pool, "Job %" PRId64 " waits for job %" PRId64
                                   " to end: one at a time of %s.",
                                   job->id, holder, table_line(cli->pool, job->key));
    else
        outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is due%s.", job->id,
                                   because(cli->pool, job->reason));
    return missing_worker(cli, job, &outlook->next);
}

static int
ready(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is ready since %s%s.", job->id,
                               render_moment(cli->pool, job->updated_ms),
                               because(cli->pool, job->reason));
    return missing_worker(cli, job, &outlook->next);
}

static int
running(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is running on %s, attempt %d.", job->id,
                               table_line(cli->pool, job->owner), job->attempt);
    if (job->lease_ms > 0 && job->lease_ms < cli->now_ms)
        outlook->next = "Its worker has gone silent: another one takes it over.";
    return 0;
}

static int
dead(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    const char *see = job->attempt > 0
                          ? pool_printf(cli->pool, "Its output: hooklet job %" PRId64 ". ", job->id)
                          : "";

    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is dead%s.", job->id,
                               because(cli->pool, job->reason));
    if (settings_rule(cli->settings, job->rule) == NULL)
        outlook->next = pool_printf(cli->pool,
                                    "%sThe configuration has no rule %s now; once it has: "
                                    "hooklet retry %" PRId64,
                                    see, table_line(cli->pool, job->rule), job->id);
    else
        outlook->next = pool_printf(cli->pool, "%sWhen it is mended: hooklet retry %" PRId64, see,
                                    job->id);
    return 0;
}

static int
unknown(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " ended nobody knows how%s.", job->id,
                               because(cli->pool, job->reason));
    outlook->next = pool_printf(cli->pool,
                                "It runs once at most, so look whether its work is done; "
                                "if not: hooklet retry %" PRId64, job->id);
    return 0;
}

/* done, superseded, cancelled: nothing is left to do. */
static int
over(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is %s%s.", job->id, job->state,
                               because(cli->pool, job->reason));
    if (strcmp(job->state, "cancelled") == 0)
        outlook->next = pool_printf(cli->pool, "To run it after all: hooklet retry %" PRId64,
                                    job->id);
    return 0;
}

int
outlook_of(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    static const struct {
        const char *state;
        int (*tell)(struct cli *, const struct job_row *, struct outlook *);
    } states[] = {
        { "waiting", waiting }, { "ready", ready }, { "leased", running },   { "started", running },
        { "dead", dead },       { "unknown", unknown },
    };

    *outlook = (struct outlook){ 0 };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, job->state) == 0)
            return states[i].tell(cli, job, outlook);
    return over(cli, job, outlook);
}
