/* asana_limit.c - 429 and Retry-After */
#include "config.h"

#include "base/clock.h"
#include "wire/api_answer.h"
#include "wire/api_lane.h"
#include "wire/asana_limit.h"

enum { TOO_MANY = 429 };

int64_t
asana_limit_until(const struct http_answer *answer, int64_t now_ms)
{
    return answer->status == TOO_MANY ? api_limit_until(answer, now_ms) : 0;
}

static struct api_lane
lane_of(const struct asana *asana)
{
    return (struct api_lane){
        .store = asana->store, .pool = asana->pool, .service = "Asana", .name = asana_lane()
    };
}

int
asana_limit_awake(const struct asana *asana, const char *call)
{
    const struct api_lane lane = lane_of(asana);

    return api_lane_awake(&lane, call);
}

int
asana_limit_check(const struct asana *asana, const char *call, const struct http_answer *answer)
{
    const struct api_lane lane = lane_of(asana);
    int64_t until_ms = asana_limit_until(answer, clock_ms());

    if (until_ms == 0)
        return 0;
    return api_lane_sleep(&lane, pool_printf(asana->pool, "%s: status %d", call, answer->status),
                          until_ms);
}
