/* github_api.c - who speaks to GitHub */
#include "config.h"

#include <inttypes.h>

#include "base/fail.h"
#include "port/github_api.h"

bool
github_api_configured(const struct github_api *api)
{
    return (api->app_id != NULL && api->key.name != NULL) || api->token.name != NULL;
}

int
github_api_require(const struct github_api *api)
{
    if (github_api_configured(api))
        return 0;
    return fail(FAIL_CONFIG, "github has neither an App nor a token: add app_id and "
                             "private_key_file, or token_file, to github { }");
}

const char *
github_lane(struct pool *pool, const struct github_api *api, int64_t installation)
{
    if (api->app_id == NULL)
        return "github:token";
    return pool_printf(pool, "github:%" PRId64, installation);
}
