/* outlook.c - where a job stands: one function per kind of state. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/outlook.h"
#include "cli/render.h"
#include "cli/table.h"
#include "cli/target_rest.h"
#include "port/group.h"
#include "port/settings_deploys.h"
#include "store/jobs.h"
#include "store/target.h"
#include "work/builtin.h"

#define SILENT_MS 20000 /* a worker is heard of more often than that */

/* ": REASON" or "". */
static const char *
because(struct pool *pool, const char *reason)
{
    if (reason == NULL || *reason == '\0')
        return "";
    return pool_printf(pool, ": %s", table_line(pool, reason));
}

static const char *
no_worker(struct pool *pool, int64_t seen_ms)
{
    const char *since = "No worker is running";

    if (seen_ms > 0)
        since = pool_printf(pool, "No worker and no drain has been seen since %s",
                            render_moment(pool, seen_ms));
    return pool_printf(pool,
                       "%s. Start one: hooklet work; or do what is due and end: "
                       "hooklet work --drain",
                       since);
}

/* What to do when nothing takes a job that is ready; NULL: a worker is at it. */
static int
missing_worker(struct cli *cli, const struct job_row *job, const char **advice)
{
    int64_t seen_ms = 0;
    const char *host = strchr(job->lane, '@');
    int rc;

    *advice = NULL;
    if (host != NULL && strcmp(host + 1, cli->settings->host) != 0) {
        *advice = pool_printf(cli->pool,
                              "It is for a worker on host %s; this is %s. Is one running there?",
                              table_line(cli->pool, host + 1), cli->settings->host);
        return 0;
    }
    rc = ledger_worker_seen(cli->store, &seen_ms);
    if (rc == 0 && cli->now_ms - seen_ms > JOB_LEASE_MS)
        *advice = no_worker(cli->pool, seen_ms);
    return rc;
}

static int
waiting(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    int64_t ahead = 0;
    int rc = 0;

    if (job->key != NULL)
        rc = ledger_ahead(cli->store, job->key, job->id, &ahead);
    if (rc != 0)
        return rc;
    if (job->run_at_ms > cli->now_ms)
        outlook->now =
            pool_printf(cli->pool, "Job %" PRId64 " waits until %s%s.", job->id,
                        render_moment(cli->pool, job->run_at_ms), because(cli->pool, job->reason));
    else if (ahead > 0)
        outlook->now = pool_printf(
            cli->pool, "Job %" PRId64 " waits for job %" PRId64 " to end: one at a time of %s.",
            job->id, ahead, table_line(cli->pool, job->key));
    else
        outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is due%s.", job->id,
                                   because(cli->pool, job->reason));
    return missing_worker(cli, job, &outlook->next);
}

static bool
is_delivery(const struct job_row *job)
{
    return strcmp(job->kind, JOB_SEND) == 0 || strcmp(job->kind, JOB_EXEC) == 0;
}

/* A delivery's step is its target. */
static int
resting(struct cli *cli, const struct job_row *job, const char **but)
{
    const char *rest = NULL;
    int rc = target_rest(cli, job->step, &rest);

    if (rest != NULL)
        *but = pool_printf(cli->pool, ", but its target is left alone %s", rest);
    return rc;
}

/* ", but ...": a rate limit holds up all jobs of a lane, and only one of them was told so. */
static int
sleeping(struct cli *cli, const struct job_row *job, const char **but)
{
    int64_t until_ms = 0;
    int rc;

    *but = "";
    if (is_delivery(job))
        return resting(cli, job, but);
    rc = jobs_lane_until(cli->store, job->lane, &until_ms);
    if (rc == 0 && until_ms > cli->now_ms)
        *but = pool_printf(cli->pool, ", but there is a rate limit, and lane %s sleeps until %s",
                           table_line(cli->pool, job->lane), render_moment(cli->pool, until_ms));
    return rc;
}

static int
ready(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    const char *but;
    int rc = sleeping(cli, job, &but);

    if (rc != 0)
        return rc;
    outlook->now =
        pool_printf(cli->pool, "Job %" PRId64 " is ready since %s%s%s.", job->id,
                    render_moment(cli->pool, job->updated_ms), but,
                    is_delivery(job) && *but != '\0' ? "" : because(cli->pool, job->reason));
    return missing_worker(cli, job, &outlook->next);
}

/* HOST:PID:RANDOM of this host, and no such process: it can't come back. */
static bool
process_gone(const struct cli *cli, const char *owner)
{
    size_t host = strlen(cli->settings->host);
    long pid;

    if (owner == NULL || strncmp(owner, cli->settings->host, host) != 0 || owner[host] != ':')
        return false;
    pid = strtol(owner + host + 1, NULL, 10);
    return pid > 0 && process_started((pid_t)pid) == 0;
}

/* Each heartbeat of the owner lengthens the lease. */
static const char *
silence(struct cli *cli, const struct job_row *job)
{
    int64_t silent_ms = cli->now_ms - (job->lease_ms - JOB_LEASE_MS);

    if (job->lease_ms == 0 || (silent_ms <= SILENT_MS && !process_gone(cli, job->owner)))
        return "";
    return pool_printf(cli->pool, ", last heard of %" PRId64 " s ago",
                       silent_ms > 0 ? silent_ms / 1000 : 0);
}

static int
running(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now =
        pool_printf(cli->pool, "Job %" PRId64 " is running on %s, attempt %d%s.", job->id,
                    table_line(cli->pool, job->owner), job->attempt, silence(cli, job));
    if (job->lease_ms > 0 && job->lease_ms < cli->now_ms)
        outlook->next = "Its worker has gone silent: another one takes it over.";
    return 0;
}

static bool
is_builtin(const char *name)
{
    for (size_t i = 0; i < builtin_count; i++) {
        if (strcmp(builtins[i].name, name) == 0)
            return true;
    }
    return false;
}

/* Is it one of those that hooklet brings along for jobs of this kind? */
static bool
is_own(const struct settings *settings, const char *kind, const char *name)
{
    if (strcmp(kind, rule_kind_name(RULE_COMMAND)) == 0)
        return is_builtin(name);
    if (strcmp(kind, rule_kind_name(RULE_DEPLOYMENT)) == 0)
        return settings_deployment_rule(settings, name) != NULL;
    return strcmp(kind, rule_kind_name(RULE_CI)) == 0 && strcmp(name, CIRCLECI_NAME) == 0;
}

/* Some kinds are nobody's rule, and what stands in its place is for people. */
static bool
lacks_rule(const struct cli *cli, const struct job_row *job)
{
    static const enum rule_kind kinds[] = { RULE_DEPLOY, RULE_RUN,  RULE_COMMAND,    RULE_INVITE,
                                            RULE_TASKS,  RULE_FEED, RULE_DEPLOYMENT, RULE_CI };

    if (settings_rule(cli->settings, job->rule) != NULL ||
        is_own(cli->settings, job->kind, job->rule))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(rule_kind_name(kinds[i]), job->kind) == 0)
            return true;
    }
    return false;
}

static const char *
delivery_advice(struct cli *cli, const struct job_row *job)
{
    return pool_printf(cli->pool,
                       "What was sent and answered: hooklet delivery %" PRId64 ". To send it "
                       "again: hooklet resend %" PRId64,
                       job->id, job->id);
}

static int
dead(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    const char *see = job->attempt > 0
                          ? pool_printf(cli->pool, "Its output: hooklet job %" PRId64 ". ", job->id)
                          : "";

    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is dead%s.", job->id,
                               because(cli->pool, job->reason));
    if (is_delivery(job))
        outlook->next = delivery_advice(cli, job);
    else if (lacks_rule(cli, job))
        outlook->next = pool_printf(cli->pool,
                                    "%sThe configuration has no rule %s now; once it has: "
                                    "hooklet retry %" PRId64,
                                    see, table_line(cli->pool, job->rule), job->id);
    else
        outlook->next =
            pool_printf(cli->pool, "%sWhen it is mended: hooklet retry %" PRId64, see, job->id);
    return 0;
}

static int
unknown(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " ended nobody knows how%s.", job->id,
                               because(cli->pool, job->reason));
    outlook->next = pool_printf(cli->pool,
                                "It runs once at most, so look whether its work is done; "
                                "if not: hooklet retry %" PRId64,
                                job->id);
    return 0;
}

/* done, superseded, cancelled: nothing is left to do. */
static int
over(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    outlook->now = pool_printf(cli->pool, "Job %" PRId64 " is %s%s.", job->id, job->state,
                               because(cli->pool, job->reason));
    if (strcmp(job->state, "cancelled") == 0)
        outlook->next =
            pool_printf(cli->pool, "To run it after all: hooklet retry %" PRId64, job->id);
    return 0;
}

int
outlook_of(struct cli *cli, const struct job_row *job, struct outlook *outlook)
{
    static const struct {
        const char *state;
        int (*tell)(struct cli *, const struct job_row *, struct outlook *);
    } states[] = {
        { "waiting", waiting }, { "ready", ready }, { "leased", running },
        { "started", running }, { "dead", dead },   { "unknown", unknown },
    };

    *outlook = (struct outlook){ 0 };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].state, job->state) == 0)
            return states[i].tell(cli, job, outlook);
    return over(cli, job, outlook);
}
