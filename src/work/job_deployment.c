/* job_deployment.c - one member of the args. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "work/job_deployment.h"

int64_t
job_deployment(struct pool *pool, const struct job *job)
{
    struct json_want want = { .pointer = "/deployment" };

    return json_scan(pool, job->args, strlen(job->args), &want, 1) == 0 ? json_id(&want) : 0;
}
