/* settings_asana.c - reads how to speak to Asana's API, and checks that somebody can */
#include "config.h"

#include <string.h>

#include "port/settings_asana.h"
#include "port/settings_keys.h"
#include "port/settings_places.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

static const struct key_form token_form = {
    .what = "token",
    .key = "token_file",
    .credential = "asana_token",
    .variables = { "ASANA_TOKEN" },
};
static const struct key_form secret_form = {
    .what = "client secret",
    .key = "client_secret_file",
    .credential = "asana_client_secret",
    .variables = { "ASANA_CLIENT_SECRET" },
};

void
asana_name_check(struct config *config, struct config_section *section, const char *key)
{
    const char *name = value_text(section, key);

    if (name != NULL && (name[0] == ' ' || name[strlen(name) - 1] == ' '))
        value_wrong(config, section, key,
                    "%s: \"%s\" begins or ends with a blank, as no name in Asana does; take it out",
                    key, name);
}

static void
read_urls(struct config *config, struct config_section *section, struct asana_api *api)
{
    api->api_url = url_base(config, section, "api_url", "https://app.asana.com/api/1.0");
    api->login_url = url_base(config, section, "login_url", "https://app.asana.com");
    if (api->api_url != NULL && strcmp(api->api_url, "https://app.asana.com") == 0)
        value_wrong(config, section, "api_url",
                    "api_url: %s is the web site; the API is https://app.asana.com/api/1.0",
                    api->api_url);
    if (api->login_url != NULL && strstr(api->login_url, "/-/") != NULL)
        value_wrong(config, section, "login_url",
                    "login_url: %s has too much; /-/oauth_authorize and /-/oauth_token are put "
                    "behind it: write https://HOST alone",
                    api->login_url);
}

static const char *
read_redirect(struct config *config, struct config_section *section)
{
    const char *uri = value_text(section, "redirect_uri");

    if (uri != NULL && strncmp(uri, "urn:", 4) == 0 && strchr(uri, ' ') == NULL)
        return uri;
    return url_page(config, section, "redirect_uri", "urn:ietf:wg:oauth:2.0:oob");
}

void
asana_api_read(struct config *config, struct asana_api *api)
{
    struct config_section *section = config_section(config, SECTION_ASANA, NULL);

    read_urls(config, section, api);
    api->client_id = place_text(config, section, "client_id", "ASANA_CLIENT_ID");
    api->redirect_uri = read_redirect(config, section);
    api->workspace = value_text(section, "workspace");
    asana_name_check(config, section, "workspace");
    key_find(config, section, &token_form, &api->token);
    key_find(config, section, &secret_form, &api->client_secret);
    if (api->client_id != NULL && api->token.name != NULL)
        value_wrong(config, section, "token_file",
                    "client_id and %s stand side by side; keep one of them: an OAuth app, or a "
                    "personal access token",
                    api->token.name);
}

/* An OAuth app is its id and its secret. */
static void
check_app(struct config *config, struct config_section *section, const struct asana_api *api)
{
    if (api->client_id != NULL && api->client_secret.name == NULL)
        value_wrong(config, section, "client_id",
                    "client_id needs the OAuth app's secret; add client_secret_file = "
                    "/etc/hooklet/secrets/asana-client");
    else if (api->client_id == NULL && api->client_secret.name != NULL)
        value_wrong(config, section, "client_secret_file",
                    "%s needs the OAuth app that it belongs to; add client_id = ID",
                    api->client_secret.name);
    else if (api->client_id == NULL && value_written(section, "redirect_uri"))
        value_wrong(config, section, "redirect_uri",
                    "redirect_uri is one of an OAuth app; add client_id and client_secret_file, "
                    "or remove it");
}

/* Whatever these rules do is done by the API. */
static void
check_rules(struct config *config, const struct asana_api *api)
{
    for (size_t i = 0; i < config->count && !asana_api_configured(api); i++) {
        struct config_section *section = config->sections[i];

        if (section->kind == SECTION_TASKS || section->kind == SECTION_FEED)
            value_wrong(config, section, NULL,
                        "nobody can make tasks; add token_file, or client_id and "
                        "client_secret_file, to asana { }");
    }
}

void
asana_api_check(struct config *config, const struct asana_api *api)
{
    struct config_section *section = config_section(config, SECTION_ASANA, NULL);
    const bool flawed = section->flawed;

    key_check(config, section, &token_form, &api->token);
    key_check(config, section, &secret_form, &api->client_secret);
    if (flawed)
        return;
    check_app(config, section, api);
    if (!section->flawed)
        check_rules(config, api);
}

void
asana_api_wipe(struct asana_api *api)
{
    key_source_wipe(&api->token);
    key_source_wipe(&api->client_secret);
}
