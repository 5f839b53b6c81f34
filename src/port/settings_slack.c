/* settings_slack.c - reads how to speak to Slack, and checks that somebody can */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/settings_keys.h"
#include "port/settings_places.h"
#include "port/settings_slack.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

enum { COMMAND_MOST = 31 }; /* bytes; Slack's limit is 32 with the slash */

static const struct key_form token_form = {
    .what = "token",
    .key = "token_file",
    .credential = "slack_token",
    .variables = { "SLACK_BOT_TOKEN" },
};
static const struct key_form webhook_form = {
    .what = "webhook",
    .key = "webhook_url_file",
    .credential = "slack_webhook_url",
    .variables = { "SLACK_WEBHOOK_URL" },
    .url = true,
};

static void
read_urls(struct config *config, struct config_section *section, struct slack_api *api)
{
    api->api_url = url_base(config, section, "api_url", "https://slack.com/api");
    api->response_url = url_base(config, section, "response_url", "https://hooks.slack.com");
    if (api->api_url != NULL && strcmp(api->api_url, "https://slack.com") == 0)
        value_wrong(config, section, "api_url",
                    "api_url: %s is the web site; the API is https://slack.com/api", api->api_url);
    if (api->response_url != NULL && strchr(strstr(api->response_url, "://") + 3, '/') != NULL)
        value_wrong(config, section, "response_url",
                    "response_url: %s has a path; every address at that host is taken: write "
                    "https://HOST alone",
                    api->response_url);
}

static const char *
read_command(struct config *config, struct config_section *section)
{
    const char *name = value_text(section, "command");

    if (name != NULL && (strlen(name) > COMMAND_MOST ||
                         name[strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "._-")] != '\0'))
        value_wrong(config, section, "command",
                    "command: %s can't be a command of Slack's; write 1 to %d lower-case letters, "
                    "digits, '.', '_' and '-', without the slash",
                    name, COMMAND_MOST);
    return name;
}

/* An id that comes from the file or a variable. */
static const char *
read_id(struct config *config, struct config_section *section, const char *key,
        const char *variable, const char *first)
{
    const char *id = place_text(config, section, key, variable);

    if (id == NULL || slack_id_valid(id, first))
        return id;
    value_wrong(config, section, key,
                "%s: %s is no id of Slack's; write the one that begins with %c, as %c0123ABCD",
                value_written(section, key) ? key : variable, id, first[0], first[0]);
    return NULL;
}

static void
check_permit(struct config *config, struct config_section *section, const struct permit *permit)
{
    struct pool *pool = config->pool;
    const char *near = nearest(slack_commands, permit->command);
    const char *group = value_text(section, "group");

    if (!text_among(slack_commands, permit->command))
        value_wrong(config, section, NULL, "unknown command %s; %s", permit->command,
                    near != NULL
                        ? pool_printf(pool, "did you mean %s?", near)
                        : pool_printf(pool, "there are %s", words_join(pool, slack_commands, 0)));
    if (permit->who == PERMIT_GROUP && group == NULL && !section->flawed)
        value_wrong(config, section, "who",
                    "who = group needs the group; add group = S0123ABCD, its id");
    else if (permit->who != PERMIT_GROUP && group != NULL && !section->flawed)
        value_wrong(config, section, "group", "group needs who = group; add that, or remove group");
    else if (group != NULL && !slack_id_valid(group, "S"))
        value_wrong(config, section, "group",
                    "group: %s is no id of Slack's; write the one that begins with S, as S0123ABCD",
                    group);
}

static void
read_permits(struct config *config, struct slack_api *api)
{
    struct permit *permits = pool_array(config->pool, config->count, sizeof(*permits));

    api->permits = permits;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];
        struct permit *permit = &permits[api->permit_count];

        if (section->kind != SECTION_PERMIT)
            continue;
        permit->command = section->title;
        permit->who = (enum permit_who)value_word(section, "who");
        permit->group = value_text(section, "group");
        check_permit(config, section, permit);
        api->permit_count++;
    }
}

void
slack_api_read(struct config *config, struct slack_api *api)
{
    struct config_section *section = config_section(config, SECTION_SLACK, NULL);

    read_urls(config, section, api);
    api->command = read_command(config, section);
    api->team = read_id(config, section, "team", "SLACK_TEAM_ID", "TE");
    api->channel = read_id(config, section, "channel", "SLACK_CHANNEL", "CG");
    key_find(config, section, &token_form, &api->token);
    key_find(config, section, &webhook_form, &api->webhook);
    if (api->token.name != NULL && api->webhook.name != NULL)
        value_wrong(config, section, "webhook_url_file",
                    "%s and %s stand side by side; keep one of them: a bot with its token, who can "
                    "do all that a webhook can, or a webhook",
                    api->token.name, api->webhook.name);
    read_permits(config, api);
}

void
slack_api_check(struct config *config, const struct slack_api *api)
{
    struct config_section *section = config_section(config, SECTION_SLACK, NULL);

    key_check(config, section, &token_form, &api->token);
    key_check(config, section, &webhook_form, &api->webhook);
    for (size_t i = 0; i < config->count && api->token.name == NULL; i++) {
        struct config_section *permit = config->sections[i];

        if (permit->kind == SECTION_PERMIT && !section->flawed && !permit->flawed &&
            value_word(permit, "who") == PERMIT_GROUP)
            value_wrong(config, permit, "who",
                        "who: nobody can look who is in a group; add token_file to slack { }");
    }
}

void
slack_api_wipe(struct slack_api *api)
{
    key_source_wipe(&api->token);
    key_source_wipe(&api->webhook);
}
