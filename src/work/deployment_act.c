/* deployment_act.c - wish, row, GitHub: each step finds what the one before it has left. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments_rows.h"
#include "store/environment.h"
#include "work/asker.h"
#include "work/deploying.h"
#include "work/deployment_act.h"
#include "work/github_job.h"
#include "work/job_deployment.h"

enum { SUPERSEDED_MOST = 20 };

/* --- A row that is there ---------------------------------------------------------------------- */

/* Those that it has superseded have ended when it began; whoever added it may have been cut off. */
static int
announce_superseded(struct deploying *deploying)
{
    const struct deployment *row = &deploying->row;
    const struct deployment_filter filter = {
        .repository = row->repository,
        .environment = row->environment,
        .state = deployment_state_name(DEPLOYMENT_SUPERSEDED),
        .before = row->id,
        .most = SUPERSEDED_MOST,
    };
    struct deployments older = { 0 };
    int rc = deployment_list(deploying->work->store, &filter, deploying->work->pool, &older);

    for (size_t i = 0; rc == 0 && i < older.count; i++) {
        if (older.rows[i].ended_ms == row->created_ms)
            rc = deploying_announce(deploying, &older.rows[i]);
    }
    return rc;
}

static int
take_back(struct deploying *deploying, const char *why)
{
    const struct deploying_news news = { .news = NEWS_TAKEN_BACK, .detail = why };
    const char *ignored = NULL;
    int rc = deploying_hear(deploying, &news, &ignored);

    deploying_end(deploying, OUTCOME_DONE, ignored == NULL ? why : ignored);
    return rc == 0 ? deploying_announce(deploying, &deploying->row) : rc;
}

/* It is at GitHub already, or has ended; perhaps nobody was told. */
static int
is_past(struct deploying *deploying)
{
    const struct deployment *row = &deploying->row;

    deploying_end(deploying, OUTCOME_DONE,
                  pool_printf(deploying->work->pool, "deployment %" PRId64 ": %s", row->id,
                              deployment_status_words(deploying->work->pool, row)));
    return deploying_announce(deploying, row);
}

/* GitHub's event, which asks for it, was lost; or it is somebody else's, of which more is to be known. */
static int
ask_for_build(struct deploying *deploying)
{
    const struct deployment *row = &deploying->row;
    int rc = deploying_complete(deploying);

    if (rc != 0)
        return rc;
    announce_trigger(&deploying->announcing, &deploying->project.settings, row);
    deploying_end(deploying, OUTCOME_DONE,
                  pool_printf(deploying->work->pool,
                              "deployment %" PRId64 ", at GitHub %s: its build is asked for",
                              row->id, row->remote));
    return 0;
}

static int
go_on(struct deploying *deploying)
{
    const struct work *work = deploying->work;
    struct deployment *row = &deploying->row;
    const char *rule = row->rule == NULL ? "" : row->rule, *why = NULL;
    int rc;

    if (!deployment_is_open(row->state) || row->triggered_ms != 0)
        return is_past(deploying);
    rc = deploying_permitted(deploying, row->repository, row->environment, rule, &why);
    if (rc == 0 && why == NULL)
        rc = environment_find_words(work->store, row->repository, row->environment, work->pool,
                                    &why);
    if (rc != 0)
        return rc;
    if (why != NULL)
        return take_back(deploying, why);
    rc = github_job_open(work, deploying->job, row->repository, &deploying->github);
    if (rc == 0 && row->remote != NULL)
        return ask_for_build(deploying);
    row->contexts = deploying_contexts(deploying);
    return rc == 0 ? deploying_create(deploying, false) : rc;
}

static int
try_again(struct deploying *deploying, int64_t id)
{
    struct pool *pool = deploying->work->pool;
    int rc = deployment_get(deploying->work->store, id, pool, &deploying->row);

    if (rc == FAIL_NOT_FOUND) {
        deploying_end(deploying, OUTCOME_HOPELESS,
                      pool_printf(pool, "there is no deployment %" PRId64 " any more", id));
        return 0;
    }
    return rc == 0 ? go_on(deploying) : rc;
}

/* --- A wish ----------------------------------------------------------------------------------- */

struct adding {
    struct pool *pool;
    const struct deployment *wanted;
    int64_t now_ms;
    struct deployment row; /* out */
    const char *against;   /* out: why none was added, or NULL */
};

/* Who presses a button at Slack may do so twice before there is a row that tells (chat_wish). */
static int
look_twice(struct db *db, struct adding *adding)
{
    const struct deployment *row = &adding->row, *open_one;
    struct deployments open = { 0 };
    int rc;

    if (row->by_slack == NULL || adding->against != NULL)
        return 0;
    rc = deployments_open(db, row->repository, row->environment, adding->pool, &open);
    open_one = rc == 0 ? deployments_with(&open, row->sha) : NULL;
    if (open_one != NULL)
        adding->against = pool_printf(
            adding->pool, "it is on its way already, as deployment %" PRId64, open_one->id);
    return rc;
}

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;
    struct deployment_added added;
    int rc;

    adding->row = *adding->wanted;
    adding->against = NULL;
    /* Somebody may have locked it since we looked. */
    rc = environment_look_words(db, adding->row.repository, adding->row.environment, adding->pool,
                                &adding->against);
    if (rc == 0)
        rc = look_twice(db, adding);
    if (rc != 0 || adding->against != NULL)
        return rc;
    return deployment_add(db, &adding->row, adding->now_ms, adding->pool, &added);
}

static int
add_row(struct deploying *deploying, const char **against)
{
    struct adding adding = { .pool = deploying->work->pool,
                             .wanted = &deploying->row,
                             .now_ms = clock_ms() };
    int rc = store_write(deploying->work->store, add_work, &adding);

    *against = adding.against;
    if (rc == 0)
        deploying->row = adding.row;
    return rc;
}

/* The row, and all that can be said against it before there is one. */
static int
begin(struct deploying *deploying, const char **why, enum outcome_end *end)
{
    const struct wish *wish = &deploying->wish;
    const struct work *work = deploying->work;
    int rc = deploying_permitted(deploying, wish->repository, wish->environment, wish->rule, why);

    *end = OUTCOME_HOPELESS;
    if (rc == 0 && *why == NULL) {
        rc = environment_find_words(work->store, wish->repository, wish->environment, work->pool,
                                    why);
        *end = *why != NULL ? OUTCOME_DONE : OUTCOME_HOPELESS;
    }
    if (rc == 0 && *why == NULL)
        rc = github_job_open(work, deploying->job, wish->repository, &deploying->github);
    if (rc == 0 && *why == NULL)
        rc = deploying_fill(deploying, why);
    if (rc == 0 && *why == NULL) {
        rc = add_row(deploying, why);
        *end = OUTCOME_DONE;
    }
    return rc;
}

/* All in the channel have read that it would be deployed; whoever wrote a comment reads it there. */
static void
tell_asker(struct deploying *deploying, const char *why)
{
    if (strcmp(deploying->job->source, "slack") == 0)
        asker_refused(deploying->work->pool, deploying->job, &deploying->wish,
                      deploying->project.settings.channel, why, deploying->outcome);
}

static int
deploy(struct deploying *deploying)
{
    const struct work *work = deploying->work;
    enum outcome_end end = OUTCOME_HOPELESS;
    const char *why = NULL;
    bool is_new;
    int rc =
        deployment_by_wish(work->store, deploying->job->idempotency, work->pool, &deploying->row);

    is_new = rc == FAIL_NOT_FOUND;
    if (is_new)
        rc = begin(deploying, &why, &end);
    if (rc != 0)
        return rc;
    if (why != NULL) {
        deploying_end(deploying, end, why);
        tell_asker(deploying, why);
        return 0;
    }
    rc = announce_superseded(deploying);
    if (rc != 0 || is_new)
        return rc != 0 ? rc : deploying_create(deploying, true);
    return deploying->row.remote != NULL ? is_past(deploying) : go_on(deploying);
}

int
deployment_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct deploying deploying = {
        .work = work,
        .job = job,
        .outcome = outcome,
        .announcing = { .settings = work->settings, .pool = work->pool },
    };
    int64_t row = job_deployment(work->pool, job);
    const char *trouble = row != 0 ? NULL : wish_read(work->pool, job->args, &deploying.wish);
    int rc = 0;

    *outcome = (struct outcome){ .end = OUTCOME_FAILED };
    if (trouble != NULL)
        deploying_end(&deploying, OUTCOME_HOPELESS, trouble);
    else if (row != 0)
        rc = try_again(&deploying, row);
    else if (deploying.wish.what == WISH_END)
        rc = deploying_finish(&deploying);
    else
        rc = deploy(&deploying);
    if (rc == 0)
        announce_follow(&deploying.announcing, outcome);
    return rc;
}
