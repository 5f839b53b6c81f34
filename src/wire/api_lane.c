/* api_lane.c - until when a lane sleeps, and why */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "wire/api_lane.h"

int
api_lane_awake(const struct api_lane *lane, const char *call)
{
    int64_t until_ms = 0;
    int rc = jobs_lane_until(lane->store, lane->name, &until_ms);

    if (rc == 0 && until_ms > clock_ms())
        rc = fail(FAIL_BUSY, "%s: %s: %s sleeps until %s, because of a rate limit", lane->service,
                  call, lane->name, clock_format(lane->pool, until_ms));
    return rc;
}

int
api_lane_sleep(const struct api_lane *lane, const char *what, int64_t until_ms)
{
    const char *when = clock_format(lane->pool, until_ms);
    const char *reason = pool_printf(lane->pool, "%s's rate limit, until %s", lane->service, when);
    int rc = jobs_lane_sleep(lane->store, lane->name, until_ms, reason);

    if (rc != 0)
        return rc;
    return fail(FAIL_BUSY, "%s: %s: rate limit; %s sleeps until %s", lane->service, what,
                lane->name, when);
}
