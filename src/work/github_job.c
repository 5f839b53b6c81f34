/* github_job.c - clients and markers. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "wire/github_open.h"
#include "wire/github_place.h"
#include "work/github_job.h"

int64_t
github_job_installation(struct pool *pool, const struct job *job)
{
    struct json_want want = { .pointer = "/installation" };

    return json_scan(pool, job->args, strlen(job->args), &want, 1) == 0 ? json_id(&want) : 0;
}

static int
open_as(const struct work *work, int64_t installation, const char *repository,
        struct github *github)
{
    *github = (struct github){ .api = &work->settings->github_api,
                               .store = work->store,
                               .pool = work->pool };
    return github_open(github, installation, repository);
}

int
github_job_open(const struct work *work, const struct job *job, const char *repository,
                struct github *github)
{
    return open_as(work, github_job_installation(work->pool, job), repository, github);
}

int
github_job_open_other(const struct work *work, const char *repository, struct github *github)
{
    return open_as(work, 0, repository, github);
}

const char *
github_job_marker(struct pool *pool, const struct job *job)
{
    return pool_printf(pool, GITHUB_MARKER "%s -->", job->idempotency);
}

bool
github_job_tried(const struct job *job)
{
    return job->check_first || job->attempt > 1;
}
