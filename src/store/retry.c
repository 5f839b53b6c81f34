/* retry.c - when to try again */
#include "config.h"

#include "store/jobs.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* Standard Webhooks' span, closer at its beginning. */
static const int64_t schedule_ms[] = {
    5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR,
    5 * HOUR,   10 * HOUR,   14 * HOUR,  20 * HOUR,   24 * HOUR,
};

_Static_assert(sizeof(schedule_ms) / sizeof(schedule_ms[0]) == RETRY_ATTEMPTS - 1,
               "a delay before each attempt but the first");

int64_t
retry_delay_ms(int failures, uint32_t dice)
{
    int last = (int)(sizeof(schedule_ms) / sizeof(schedule_ms[0])) - 1;
    int at = failures < 1 ? 0 : failures - 1;
    int64_t most_ms = schedule_ms[at < last ? at : last];

    return (int64_t)(((uint64_t)most_ms * dice) >> 32);
}
