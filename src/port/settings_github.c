/* settings_github.c - reads how to speak to GitHub's API, and checks that somebody can */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "port/crypto.h"
#include "port/secret.h"
#include "port/settings_github.h"
#include "port/settings_places.h"
#include "port/settings_rules.h"
#include "port/settings_value.h"

static const char app_word[] = "app"; /* in recover: the hook of the App itself */

/* A key's value, or that of the variable which stands for it; NULL: neither. */
static const char *
written_or_variable(struct config *config, struct config_section *section, const char *key,
                    const char *variable)
{
    const struct places places = {
        .what = key,
        .written = value_written(section, key) ? key : NULL,
        .variables = { variable },
    };
    const struct setting *setting = setting_find(SECTION_GITHUB, key);
    struct place place;
    const char *trouble;

    if (!place_find(config, &places, &place))
        return NULL;
    if (place.value == NULL)
        return value_text(section, key);
    trouble = value_trouble(config->pool, setting, place.value);
    if (trouble == NULL)
        return pool_string(config->pool, place.value);
    value_wrong(config, section, NULL, "%s: %s", variable, trouble);
    return NULL;
}

static void
find_key(struct config *config, struct config_section *section, const struct places *places,
         struct key_source *source)
{
    struct place place;

    if (!place_find(config, places, &place) || place.name == NULL)
        return;
    if (place.value != NULL) {
        source->bytes = pool_string(config->pool, place.value);
        source->length = strlen(place.value);
    } else {
        source->credential = place.path != NULL;
        source->path = source->credential ? place.path : value_text(section, place.name);
    }
    /* Neither of them: the key's value was refused. */
    if (source->path != NULL || source->bytes != NULL)
        source->name = place.name;
    if (source->path != NULL && source->path[0] != '/')
        value_wrong(config, section, place.name, "%s: %s is relative; write it from / on",
                    place.name, source->path);
}

static void
find_keys(struct config *config, struct config_section *section, struct github_api *api)
{
    const char *key = value_written(section, "private_key_file") ? "private_key_file" : NULL;
    const char *token = value_written(section, "token_file") ? "token_file" : NULL;
    /* Both variables are in use, by different programs that people come from. */
    const struct places keys = {
        "private key", key, "github_private_key", { "GITHUB_PRIVATE_KEY", "GITHUB_APP_PK" }
    };
    const struct places tokens = { "token", token, "github_token", { NULL } };

    find_key(config, section, &keys, &api->key);
    find_key(config, section, &tokens, &api->token);
    if (api->app_id != NULL && api->token.name != NULL)
        value_wrong(config, section, "token_file",
                    "app_id and %s stand side by side; keep one of them: an App, or a token",
                    api->token.name);
}

/* What is wrong with the URL of an API, or NULL. */
static const char *
url_trouble(const char *url)
{
    const char *host = NULL;

    if (strncmp(url, "https://", 8) == 0)
        host = url + 8;
    else if (strncmp(url, "http://", 7) == 0)
        host = url + 7;
    if (host == NULL || host[strspn(host, ":/")] == '\0' || host[0] == '/' || host[0] == ':' ||
        strpbrk(host, " ?#\\\"<>") != NULL)
        return "is no http or https URL; write https://HOST/api/v3";
    if (strcmp(host, "github.com") == 0 || strcmp(host, "www.github.com") == 0)
        return "is the web site; the API is https://api.github.com";
    return NULL;
}

static void
read_url(struct config *config, struct config_section *section, struct github_api *api)
{
    const char *url = value_text(section, "api_url");
    const char *trouble;

    if (url == NULL)
        return;
    api->api_url = value_url(config->pool, url);
    trouble = url_trouble(api->api_url);
    if (strchr(url, '@') != NULL) /* a password before it stays out of what is said */
        value_wrong(config, section, "api_url",
                    "api_url: there is a user's name in it; write https://HOST/api/v3 alone");
    else if (trouble != NULL)
        value_wrong(config, section, "api_url", "api_url: %s %s", url, trouble);
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
    api->app_id = written_or_variable(config, section, "app_id", "GITHUB_APP_ID");
    api->user_agent = written_or_variable(config, section, "user_agent", "GITHUB_USER_AGENT");
    installation =
        written_or_variable(config, section, "installation", "GITHUB_APP_INSTALLATIONID");
    api->installation = installation == NULL ? 0 : strtoll(installation, NULL, 10);
    find_keys(config, section, api);
    api->read_delay_ms = value_duration(section, "read_delay");
    api->commands = value_words(section, "commands");
    api->forks = value_flag(section, "forks");
    read_recover(config, section, api);
}

/* What is wrong with the text of a private key or a token, or NULL. */
static const char *
key_trouble(const char *bytes, size_t length, bool pem)
{
    static const char ending[] = "PRIVATE KEY-----";
    size_t good = 0;

    if (pem)
        return memmem(bytes, length, ending, strlen(ending)) != NULL
                   ? NULL
                   : "is no private key in PEM form; make one in the App's settings at GitHub";
    while (good < length && bytes[good] > ' ' && bytes[good] < 0x7f)
        good++;
    return good == length ? NULL : "is no token: it has blanks, line ends or odd characters";
}

static void
check_key(struct config *config, struct config_section *section, const struct key_source *source,
          bool pem)
{
    const bool file = source->path != NULL && !source->credential;
    struct place_bytes read = { 0 };
    const char *trouble;
    bool good = true;

    if (source->name == NULL || (file && source->path[0] != '/'))
        return;
    /* Private to the worker's user: that is how it should be, whoever else checks. */
    if (file && config->hidden == NULL && secret_hidden(config->pool, source->path) != NULL)
        return;
    if (file)
        good = place_read_file(config, section, source->name, source->path, &read);
    else if (source->credential)
        good = place_read_credential(config, source->path, &read);
    if (!good)
        return;
    trouble = read.bytes != NULL ? key_trouble(read.bytes, read.length, pem)
                                 : key_trouble(source->bytes, source->length, pem);
    if (trouble != NULL)
        value_wrong(config, section, file ? source->name : NULL, "%s: %s", source->name, trouble);
    if (read.bytes != NULL)
        crypto_wipe(read.bytes, read.length);
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

/* Whatever an invite rule does is done by the API. */
static void
check_invites(struct config *config, const struct github_api *api)
{
    for (size_t i = 0; i < config->count && !github_api_configured(api); i++) {
        if (config->sections[i]->kind == SECTION_INVITE)
            value_wrong(config, config->sections[i], NULL,
                        "nobody can invite; add app_id and private_key_file, or token_file, to "
                        "github { }");
    }
}

void
github_api_check(struct config *config, const struct github_api *api)
{
    struct config_section *section = config_section(config, SECTION_GITHUB, NULL);
    const bool flawed = section->flawed;

    check_key(config, section, &api->key, true);
    check_key(config, section, &api->token, false);
    if (flawed)
        return;
    check_app(config, section, api);
    check_recover(config, section, api);
    if (!section->flawed)
        check_invites(config, api);
}

void
github_api_wipe(struct github_api *api)
{
    key_source_wipe(&api->key);
    key_source_wipe(&api->token);
}
