/* status_act.c - one status, once. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments_rows.h"
#include "wire/github_deployment.h"
#include "work/announce.h"
#include "work/deployment_state.h"
#include "work/github_job.h"
#include "work/job_deployment.h"
#include "work/status_act.h"

struct telling {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct github github;
    struct deployment row;
};

const char *
status_word(enum deployment_state state)
{
    static const char *const words[DEPLOYMENT_STATES] = {
        [DEPLOYMENT_QUEUED] = "queued",       [DEPLOYMENT_IN_PROGRESS] = "in_progress",
        [DEPLOYMENT_SUCCESS] = "success",     [DEPLOYMENT_FAILURE] = "failure",
        [DEPLOYMENT_ERROR] = "error",         [DEPLOYMENT_INACTIVE] = "inactive",
        [DEPLOYMENT_SUPERSEDED] = "inactive",
    };

    return words[state];
}

static int
end(struct telling *telling, enum outcome_end how, const char *detail)
{
    *telling->outcome = (struct outcome){ .end = how, .detail = detail };
    return 0;
}

static bool
note_told(struct deployment *row, void *data)
{
    row->told = data;
    return true;
}

/* Others may have written the row meanwhile; if it has another state now, its job stands behind. */
static int
note(struct telling *telling, const char *told)
{
    const struct work *work = telling->work;
    struct deployment_change change = { .id = telling->row.id,
                                        .make = note_told,
                                        .data = pool_string(work->pool, told) };
    int rc = deployment_change(work->store, &change, work->pool, clock_ms());

    if (rc == 0)
        telling->row = change.row;
    return rc;
}

/* GitHub may have heard an attempt that we know no end of. */
static int
was_heard(struct telling *telling, const char *word, bool *heard)
{
    const struct deployment *row = &telling->row;
    const char *last = "";
    int rc;

    *heard = false;
    if (!github_job_tried(telling->job))
        return 0;
    rc = github_deployment_state(&telling->github, row->repository, row->remote, &last);
    *heard = rc == 0 && strcmp(last, word) == 0;
    return rc;
}

static int
post(struct telling *telling, const char *word)
{
    const struct deployment *row = &telling->row;
    const struct github_deployment_news news = {
        .state = word,
        .description = deployment_status_words(telling->work->pool, row),
        .log_url = row->build_url,
        .environment_url = row->url,
    };
    bool heard;
    int rc = was_heard(telling, word, &heard);

    if (rc != 0 || heard)
        return rc;
    return github_deployment_status(&telling->github, row->repository, row->remote, &news);
}

static int
tell(struct telling *telling, const char *word)
{
    struct pool *pool = telling->work->pool;
    const struct deployment *row = &telling->row;
    const char *remote = row->remote, *state = deployment_state_name(row->state);
    int rc = github_job_open(telling->work, telling->job, row->repository, &telling->github);

    if (rc == 0)
        rc = post(telling, word);
    if (rc == FAIL_NOT_FOUND)
        return end(telling, OUTCOME_HOPELESS,
                   pool_printf(pool, "GitHub has no deployment %s of %s any more", remote,
                               row->repository));
    if (rc == 0)
        rc = note(telling, state);
    if (rc == 0)
        return end(telling, OUTCOME_DONE,
                   pool_printf(pool, "deployment %" PRId64 ", at GitHub %s, is %s", row->id, remote,
                               word));
    return rc;
}

int
status_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct telling telling = { .work = work, .job = job, .outcome = outcome };
    const struct deployment *row = &telling.row;
    int64_t id = job_deployment(work->pool, job);
    const char *word;
    int rc = id == 0 ? FAIL_NOT_FOUND : deployment_get(work->store, id, work->pool, &telling.row);

    if (rc == FAIL_NOT_FOUND)
        return end(&telling, OUTCOME_HOPELESS, "its args name no deployment that there is");
    if (rc != 0)
        return rc;
    word = status_word(row->state);
    if (row->remote == NULL || word == NULL)
        return end(&telling, OUTCOME_DONE, "GitHub doesn't have it yet");
    if (deployment_is_told(row))
        return end(&telling, OUTCOME_DONE,
                   pool_printf(work->pool, "GitHub knows already that it is %s", word));
    return tell(&telling, word);
}
