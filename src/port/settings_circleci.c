/* settings_circleci.c - reads how to speak to CircleCI */
#include "config.h"

#include <string.h>

#include "port/settings_circleci.h"
#include "port/settings_keys.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

static const struct key_form token_form = {
    .what = "token",
    .key = "token_file",
    .credential = "circleci_token",
    .variables = { "CIRCLECI_API_TOKEN" },
};

static const char *
read_url(struct config *config, struct config_section *section, const char *key,
         const char *example)
{
    const char *url = url_base(config, section, key, example);

    if (url != NULL &&
        (strcmp(url, "https://circleci.com") == 0 || strcmp(url, "https://circleci.com/api") == 0))
        value_wrong(config, section, key, "%s: %s lacks its path; write %s", key, url, example);
    return url;
}

void
circleci_api_read(struct config *config, struct circleci_api *api)
{
    struct config_section *section = config_section(config, SECTION_CIRCLECI, NULL);

    api->api_url = read_url(config, section, "api_url", "https://circleci.com/api/v2");
    api->legacy_url = read_url(config, section, "legacy_url", "https://circleci.com/api/v1.1");
    api->app_url = url_base(config, section, "app_url", "https://app.circleci.com");
    key_find(config, section, &token_form, &api->token);
}

void
circleci_api_check(struct config *config, const struct circleci_api *api)
{
    key_check(config, config_section(config, SECTION_CIRCLECI, NULL), &token_form, &api->token);
}

void
circleci_api_wipe(struct circleci_api *api)
{
    key_source_wipe(&api->token);
}
