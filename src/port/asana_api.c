/* asana_api.c - who speaks to Asana */
#include "config.h"

#include "base/fail.h"
#include "port/asana_api.h"

bool
asana_api_configured(const struct asana_api *api)
{
    return (api->client_id != NULL && api->client_secret.name != NULL) || api->token.name != NULL;
}

int
asana_api_require(const struct asana_api *api)
{
    if (asana_api_configured(api))
        return 0;
    return fail(FAIL_CONFIG, "asana has neither a token nor an OAuth app: add token_file, or "
                             "client_id and client_secret_file, to asana { }");
}

bool
asana_api_oauth(const struct asana_api *api)
{
    return api->client_id != NULL;
}

const char *
asana_lane(void)
{
    return "asana";
}
