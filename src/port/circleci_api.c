/* circleci_api.c - who speaks to CircleCI */
#include "config.h"

#include "base/fail.h"
#include "port/circleci_api.h"

bool
circleci_api_configured(const struct circleci_api *api)
{
    return api->token.name != NULL;
}

int
circleci_api_require(const struct circleci_api *api)
{
    if (circleci_api_configured(api))
        return 0;
    return fail(FAIL_CONFIG, "circleci has no token: add token_file to circleci { }");
}

const char *
circleci_lane(void)
{
    return "circleci";
}
