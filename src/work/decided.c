/* decided.c - what our reader refuses */
#include "config.h"

#include "base/fail.h"
#include "work/decided.h"

int
decided(int rc, struct pool *pool, struct plan *plan)
{
    if (rc != FAIL_UNREADABLE)
        return rc;

    *plan = (struct plan){ .status = PLAN_UNREADABLE };
    plan->reason = pool_string(pool, fail_detail());
    return 0;
}
