/* settings_asana.c - reads how to speak to Asana's API */
#include "config.h"

#include "port/settings_asana.h"
#include "port/settings_value.h"

static void
find_key(const struct config_section *section, const char *key, struct key_source *source)
{
    source->path = value_text(section, key);
    source->name = source->path == NULL ? NULL : key;
}

/* NULL: it was refused. */
static const char *
find_url(struct config *config, const struct config_section *section, const char *key)
{
    const char *url = value_text(section, key);

    return url == NULL ? NULL : value_url(config->pool, url);
}

void
asana_api_read(struct config *config, struct asana_api *api)
{
    const struct config_section *section = config_section(config, SECTION_ASANA, NULL);

    api->api_url = find_url(config, section, "api_url");
    api->login_url = find_url(config, section, "login_url");
    api->client_id = value_text(section, "client_id");
    api->redirect_uri = value_text(section, "redirect_uri");
    api->workspace = value_text(section, "workspace");
    find_key(section, "token_file", &api->token);
    find_key(section, "client_secret_file", &api->client_secret);
}

void
asana_api_wipe(struct asana_api *api)
{
    key_source_wipe(&api->token);
    key_source_wipe(&api->client_secret);
}
