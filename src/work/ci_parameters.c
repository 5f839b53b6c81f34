/* ci_parameters.c - one value after the other. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "work/ci_parameters.h"

enum { SHORT_SHA = 10 /* digits */ };

static const char *
version_of(struct pool *pool, const struct ci_order *order, bool production)
{
    if (production && order->tag != NULL)
        return order->tag;
    return pool_printf(pool, "%s-%.*s", order->row->environment, SHORT_SHA, order->row->sha);
}

struct build_parameters
ci_parameters(struct pool *pool, const struct ci_order *order)
{
    const struct deployment *row = order->row;
    const bool production = match_name(CI_PRODUCTION, row->environment);
    const char *const values[CI_VALUES] = {
        [CI_VALUE_ENVIRONMENT] = row->environment,
        [CI_VALUE_VERSION] = version_of(pool, order, production),
        [CI_VALUE_SUBDOMAIN] = production ? NULL : row->environment,
        [CI_VALUE_URL] = row->url,
        [CI_VALUE_DEPLOYMENT] = pool_printf(pool, "%" PRId64, row->id),
        [CI_VALUE_REVISION] = row->sha,
    };
    struct build_parameter *items = pool_array(pool, CI_VALUES, sizeof *items);
    size_t count = 0;

    for (size_t i = 0; i < CI_VALUES; i++) {
        const char *name = order->project->parameters[i];

        if (name != NULL && values[i] != NULL)
            items[count++] = (struct build_parameter){ name, values[i] };
    }
    return (struct build_parameters){ items, count };
}
