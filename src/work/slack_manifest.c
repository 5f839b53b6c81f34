/* slack_manifest.c - the app's description, as Slack takes it */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "work/slack_manifest.h"

/*
 * chat:write.public is not asked for: hooklet must be in a channel anyway to hear who joins it, so
 * there is no need of the right to write into all others.  incoming-webhook neither: it makes
 * whoever installs the app choose one channel, and a bot writes into many.
 */
const struct slack_scope slack_scopes[] = {
    { "commands", "to take its slash commands", false },
    { "chat:write", "to post and edit messages in the channels that it is invited to", false },
    { "app_mentions:read", "to answer who mentions it", false },
    { "channels:read", "to hear who joins a public channel, and how it is called", false },
    { "groups:read", "the same in private channels that it is invited to", false },
    { "usergroups:read", "to tell who is in a user group", true },
};
const size_t slack_scope_count = sizeof slack_scopes / sizeof *slack_scopes;

/* The last two need no scope; a private channel has renames of its own. */
static const char *const events[] = {
    "app_mention",  "member_joined_channel", "channel_rename",
    "group_rename", "app_uninstalled",       "tokens_revoked",
};

bool
slack_groups_asked(const struct slack_api *api)
{
    for (size_t i = 0; i < api->permit_count; i++) {
        if (api->permits[i].who == PERMIT_GROUP)
            return true;
    }
    return false;
}

struct strings
slack_scopes_needed(struct pool *pool, bool groups)
{
    const char **names = pool_array(pool, slack_scope_count, sizeof *names);
    struct strings needed = { names, 0 };

    for (size_t i = 0; i < slack_scope_count; i++) {
        if (groups || !slack_scopes[i].groups)
            names[needed.count++] = slack_scopes[i].name;
    }
    return needed;
}

bool
slack_name_valid(const char *name)
{
    size_t length = strlen(name), characters = 0, step;
    uint32_t character;

    for (const char *at = name; length > 0; at += step, length -= step) {
        step = utf8_next(at, length, &character);
        if (step == 0 || character_hidden(character))
            return false;
        characters++;
    }
    return characters > 0 && characters <= SLACK_NAME_MOST;
}

/* A bot is called by [a-z0-9._-]. */
static const char *
bot_name(struct pool *pool, const char *name)
{
    char *bot = name_lower(pool, name);

    for (char *at = bot; *at != '\0'; at++) {
        if (strchr(LETTERS DIGITS "._-", *at) == NULL)
            *at = '-';
    }
    return bot;
}

/*
 * Text comes as it was typed: with should_escape Slack turns whatever looks like an address into a
 * link, www.example.org into <http://www.example.org|www.example.org>, and `url` and `set` would
 * keep that.  No subcommand takes a mention.
 */
static struct json *
command(struct pool *pool, const struct slack_manifest *manifest, const char *name,
        const char *description, const char *hint)
{
    struct json *one = json_object();

    json_set_string(one, "command", pool_printf(pool, "/%s", name));
    json_set_string(one, "url", pool_printf(pool, "%s/hooks/slack/command", manifest->url));
    json_set_string(one, "description", description);
    json_set_string(one, "usage_hint", hint);
    json_set_bool(one, "should_escape", false);
    return one;
}

static struct json *
features(struct pool *pool, const struct slack_manifest *manifest)
{
    struct json *all = json_object(), *bot = json_object(), *commands = json_array();

    json_set_string(bot, "display_name", bot_name(pool, manifest->name));
    json_set_bool(bot, "always_online", true);
    json_add(
        commands,
        command(pool, manifest, manifest->command, "Deployments of this channel's repository",
                "help | list | deploy REF to ENV | rollback ENV | lock ENV | setup OWNER/REPO"));
    if (strcmp(manifest->command, SLACK_DEPLOY) != 0)
        json_add(commands, command(pool, manifest, SLACK_DEPLOY,
                                   pool_printf(pool, "Short for /%s deploy", manifest->command),
                                   "REF to ENV | ENV"));
    json_set(all, "bot_user", bot);
    json_set(all, "slash_commands", commands);
    return all;
}

static struct json *
oauth(struct pool *pool, const struct slack_manifest *manifest)
{
    struct json *all = json_object(), *scopes = json_object();

    json_set(scopes, "bot", json_list(slack_scopes_needed(pool, manifest->groups)));
    json_set(all, "scopes", scopes);
    return all;
}

static struct json *
settings(struct pool *pool, const struct slack_manifest *manifest)
{
    struct json *all = json_object(), *hear = json_object(), *press = json_object();

    json_set_string(hear, "request_url", pool_printf(pool, "%s/hooks/slack/event", manifest->url));
    json_set(hear, "bot_events", json_list(STRINGS(events)));
    json_set_bool(press, "is_enabled", true);
    json_set_string(press, "request_url",
                    pool_printf(pool, "%s/hooks/slack/interactive", manifest->url));
    json_set(all, "event_subscriptions", hear);
    json_set(all, "interactivity", press);
    json_set_bool(all, "org_deploy_enabled", false);
    json_set_bool(all, "socket_mode_enabled", false);
    json_set_bool(all, "token_rotation_enabled", false);
    return all;
}

struct json *
slack_manifest_json(struct pool *pool, const struct slack_manifest *manifest)
{
    struct json *top = json_object(), *about = json_object(), *display = json_object();

    json_set_integer(about, "major_version", 1);
    json_set_string(display, "name", manifest->name);
    json_set_string(display, "description",
                    "Deployments from Slack, and what becomes of pull requests and issues");
    json_set(top, "_metadata", about);
    json_set(top, "display_information", display);
    json_set(top, "features", features(pool, manifest));
    json_set(top, "oauth_config", oauth(pool, manifest));
    json_set(top, "settings", settings(pool, manifest));
    return top;
}
