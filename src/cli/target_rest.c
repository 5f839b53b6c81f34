/* target_rest.c - the sleep of a target's lane, in words */
#include "config.h"

#include <inttypes.h>

#include "cli/render.h"
#include "cli/table.h"
#include "cli/target_rest.h"
#include "store/deliveries.h"

int
target_rest(struct cli *cli, int64_t target, const char **text)
{
    struct delivery_rest rest = { 0 };
    int rc = delivery_rest(cli->store, target, cli->pool, &rest);

    *text = NULL;
    if (rc == 0 && rest.until_ms > cli->now_ms)
        *text = pool_printf(
            cli->pool, "until %s (%s); hooklet targets enable %" PRId64 " ends that",
            render_moment(cli->pool, rest.until_ms), table_line(cli->pool, rest.reason), target);
    return rc;
}
