/* slack_api.c - who speaks to Slack, and who may command there */
#include "config.h"

#include <string.h>

#include "port/slack_api.h"

static const char *const commands[] = { "setup", "reset",   "set",    "unset",  "get",
                                        "hello", "goodbye", "list",   "deploy", "rollback",
                                        "lock",  "unlock",  "status", "help" };
const struct strings slack_commands = { commands, sizeof(commands) / sizeof(commands[0]) };

bool
slack_api_configured(const struct slack_api *api)
{
    return api->token.name != NULL || api->webhook.name != NULL;
}

const struct permit *
slack_permit(const struct slack_api *api, const char *command)
{
    static const struct permit everyone = { .who = PERMIT_CHANNEL };

    for (size_t i = 0; i < api->permit_count; i++) {
        if (strcmp(api->permits[i].command, command) == 0)
            return &api->permits[i];
    }
    return &everyone;
}

bool
slack_id_valid(const char *id, const char *first)
{
    return id != NULL && id[0] != '\0' && strchr(first, id[0]) != NULL && id[1] != '\0' &&
           strlen(id) <= 32 && id[strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS)] == '\0';
}

bool
slack_channel_valid(const char *id)
{
    return slack_id_valid(id, "CG");
}

const char *
slack_lane(void)
{
    return "slack";
}
