/* api_lane.c - until when a lane sleeps, and why */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "wire/api_answer.h"
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
    const char *reason;
    int rc;

    if (until_ms == API_LIMIT_UNTOLD) {
        reason = pool_printf(lane->pool, "%s's rate limit, and it does not say until when",
                             lane->service);
        rc = jobs_lane_back_off(lane->store, lane->name, clock_ms(), reason, &until_ms);
    } else {
        reason = pool_printf(lane->pool, "%s's rate limit, until %s", lane->service,
                             clock_format(lane->pool, until_ms));
        rc = jobs_lane_sleep(lane->store, lane->name, until_ms, reason);
    }
    if (rc != 0)
        return rc;
    return fail(FAIL_BUSY, "%s: %s: rate limit; %s sleeps until %s", lane->service, what,
                lane->name, clock_format(lane->pool, until_ms));
}
