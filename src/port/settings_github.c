/* settings_github.c - reads how to speak to GitHub's API, and checks that somebody can */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "port/settings_github.h"
#include "port/settings_keys.h"
#include "port/settings_places.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

static const char app_word[] = "app"; /* in recover: the hook of the App itself */

/* Both variables are in use, by different programs that people come from. */
static const struct key_form key_form = { .what = "private key",
                                          .key = "private_key_file",
                                          .credential = "github_private_key",
                                          .variables = { "GITHUB_PRIVATE_KEY", "GITHUB_APP_PK" },
                                          .pem = true };
static const struct key_form token_form = { .what = "token",
                                            .key = "token_file",
                                            .credential = "github_token" };

static void
find_keys(struct config *config, struct config_section *section, struct github_api *api)
{
    key_find(config, section, &key_form, &api->key);
    key_find(config, section, &token_form, &api->token);
    if (api->app_id != NULL && api->token.name != NULL)
        value_wrong(config, section, "token_file",
                    "app_id and %s stand side by side; keep one of them: an App, or a token",
                    api->token.name);
}

static void
read_url(struct config *config, struct config_section *section, struct github_api *api)
{
    api->api_url = url_base(config, section, "api_url", "https://HOST/api/v3");
    if (api->api_url == NULL)
        return;
    if (strcmp(api->api_url, "https://github.com") == 0 ||
        strcmp(api->api_url, "https://www.github.com") == 0)
        value_wrong(config, section, "api_url",
                    "api_url: %s is the web site; the API is https://api.github.com", api->api_url);
}

static void
read_recover(struct config *config, struct config_section *section, struct github_api *api)
{
    const char **app = pool_array(config->pool, 1, sizeof(*app));

    api->recover = value_list(section, "recover");
    for (size_t i = 0; i < api->recover.count; i++) {
        const char *name = api->recover.items[i];

        if (!login_valid(name) && !repository_valid(name))
            value_wrong(config, section, "recover",
                        "recover: %s is neither app nor an organization nor OWNER/NAME", name);
    }
    if (value_written(section, "recover") || api->app_id == NULL || api->key.name == NULL)
        return;
    *app = app_word;
    api->recover = (struct strings){ .items = app, .count = 1 };
}

void
github_api_read(struct config *config, struct github_api *api)
{
    struct config_section *section = config_section(config, SECTION_GITHUB, NULL);
    const char *installation;

    read_url(config, section, api);
    api->app_id = place_text(config, section, "app_id", "GITHUB_APP_ID");
    api->user_agent = place_text(config, section, "user_agent", "GITHUB_USER_AGENT");
    installation = place_text(config, section, "installation", "GITHUB_APP_INSTALLATIONID");
    api->installation = installation == NULL ? 0 : strtoll(installation, NULL, 10);
    find_keys(config, section, api);
    api->read_delay_ms = value_duration(section, "read_delay");
    api->commands = value_words(section, "commands");
    api->forks = value_flag(section, "forks");
    read_recover(config, section, api);
}

/* An App is its id and its key. */
static void
check_app(struct config *config, struct config_section *section, const struct github_api *api)
{
    if (api->app_id != NULL && api->key.name == NULL)
        value_wrong(config, section, "app_id",
                    "app_id needs the App's private key; add private_key_file = "
                    "/etc/hooklet/secrets/github.pem");
    else if (api->app_id == NULL && api->key.name != NULL)
        value_wrong(config, section, "private_key_file",
                    "%s needs the App that it belongs to; add app_id = ID", api->key.name);
    else if (api->app_id == NULL && api->installation != 0)
        value_wrong(config, section, "installation",
                    "installation is one of an App; add app_id and private_key_file, or remove it");
}

static void
check_recover(struct config *config, struct config_section *section, const struct github_api *api)
{
    for (size_t i = 0; i < api->recover.count; i++) {
        const bool app = strcmp(api->recover.items[i], app_word) == 0;

        if (app && api->app_id == NULL)
            value_wrong(config, section, "recover",
                        "recover: app needs app_id and private_key_file; add them, or remove app");
        else if (!app && !github_api_configured(api))
            value_wrong(config, section, "recover",
                        "recover: %s can't be asked for; add app_id and private_key_file, or "
                        "token_file",
                        api->recover.items[i]);
        else
            continue;
        return;
    }
}

/* Whatever these do is done by the API, and so is what comes back from Asana. */
static void
check_rules(struct config *config, const struct github_api *api)
{
    for (size_t i = 0; i < config->count && !github_api_configured(api); i++) {
        struct config_section *section = config->sections[i];

        if (section->kind == SECTION_INVITE)
            value_wrong(config, section, NULL,
                        "nobody can invite; add app_id and private_key_file, or token_file, to "
                        "github { }");
        else if (section->kind == SECTION_PROJECT || section->kind == SECTION_DEPLOYMENT)
            value_wrong(config, section, NULL,
                        "nobody can make its deployments at GitHub; add app_id and "
                        "private_key_file, or token_file, to github { }");
        else if (section->kind == SECTION_TASKS && value_flag(section, "both_ways"))
            value_wrong(config, section, "both_ways",
                        "both_ways: nobody can close or assign its issues; add app_id and "
                        "private_key_file, or token_file, to github { }, or remove both_ways");
    }
}

void
github_api_check(struct config *config, const struct github_api *api)
{
    struct config_section *section = config_section(config, SECTION_GITHUB, NULL);
    const bool flawed = section->flawed;

    key_check(config, section, &key_form, &api->key);
    key_check(config, section, &token_form, &api->token);
    if (flawed)
        return;
    check_app(config, section, api);
    check_recover(config, section, api);
    if (!section->flawed)
        check_rules(config, api);
}

void
github_api_wipe(struct github_api *api)
{
    key_source_wipe(&api->key);
    key_source_wipe(&api->token);
}
