/* stock_schedules.c - what comes round by itself; schedule.h stands before all actions */
#include "config.h"

#include "work/deployment_sweep.h"
#include "work/feed_job.h"
#include "work/hook.h"
#include "work/recover_job.h"
#include "work/schedule.h"
#include "work/wish.h"

const struct schedule_source stock_schedules[] = {
    { RECOVER_KIND, recover_schedules },
    { FEED_KIND, feed_schedules },
    { HOOK_KIND, hook_schedules },
    { WISH_KIND, sweep_schedules },
    { NULL, NULL },
};
