/* slack_limit.c - until when the lane sleeps */
#include "config.h"

#include "base/clock.h"
#include "wire/api_answer.h"
#include "wire/api_lane.h"
#include "wire/slack_limit.h"

static struct api_lane
lane_of(const struct slack *slack)
{
    return (struct api_lane){
        .store = slack->store, .pool = slack->pool, .service = "Slack", .name = slack_lane()
    };
}

int
slack_limit_awake(const struct slack *slack, const char *call)
{
    const struct api_lane lane = lane_of(slack);

    return api_lane_awake(&lane, call);
}

int
slack_limit_sleep(const struct slack *slack, const char *call, const struct http_answer *answer)
{
    const struct api_lane lane = lane_of(slack);

    return api_lane_sleep(&lane, call, api_limit_until(answer, clock_ms()));
}
