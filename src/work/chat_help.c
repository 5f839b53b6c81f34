/* chat_help.c - the table of commands, and what it says of them. */
#include "config.h"

#include <string.h>

#include "wire/slack_text.h"
#include "work/chat_parts.h"

const struct chat_command chat_commands[] = {
    { .name = "setup",
      .permit = "setup",
      .usage = "setup OWNER/REPO",
      .help = "ties this channel to a repository, and asks who is who",
      .more = "A channel has one repository, and a repository one channel. Then people can say who "
              "they are at GitHub.",
      .anywhere = true,
      .act = chat_setup },
    { .name = "reset",
      .permit = "reset",
      .usage = "reset",
      .help = "unties them again",
      .more = "What was set here is forgotten; who is who at GitHub isn't.",
      .act = chat_reset },
    { .name = "set",
      .permit = "set",
      .usage = "set KEY VALUE",
      .help = "sets where environments can be seen",
      .more = "`set basedomain example.org`: environments are at https://ENV.example.org/\n"
              "`set urlseparator -`: what stands between the two (.)\n"
              "`set urlpattern PATTERN`: another form; it must hold all of {environment}, "
              "{urlseparator} and {basedomain}\n"
              "`set url ENV HOST`: that one is at https://HOST",
      .act = chat_set },
    { .name = "unset",
      .permit = "unset",
      .usage = "unset KEY",
      .help = "takes that back",
      .more = "`unset url ENV` for the host of one environment.",
      .act = chat_unset },
    { .name = "get",
      .alias = "config",
      .permit = "get",
      .usage = "get",
      .help = "shows what is set, and what holds where nothing is",
      .act = chat_get },
    { .name = "url",
      .permit = "set",
      .usage = "url ENV HOST",
      .help = "sets where one environment can be seen",
      .more = "The same as `set url ENV HOST`; `unset url ENV` takes it back.",
      .act = chat_url },
    { .name = "hello",
      .permit = "hello",
      .usage = "hello",
      .help = "tells me who you are at GitHub, by a button",
      .more = "`hello LOGIN` tells it by name. Then I can mention you.",
      .anywhere = true,
      .act = chat_hello },
    { .name = "goodbye",
      .alias = "bye",
      .permit = "goodbye",
      .usage = "goodbye",
      .help = "makes me forget who you are",
      .anywhere = true,
      .act = chat_goodbye },
    { .name = "list",
      .permit = "list",
      .usage = "list",
      .help = "lists the newest deployments",
      .more = "`list ENV`: those to one environment.",
      .act = chat_list },
    { .name = "deploy",
      .permit = "deploy",
      .usage = "deploy REF to ENV",
      .help = "deploys a branch, a tag, a pull request (#12) or a commit",
      .more = "`deploy ENV` deploys what belongs there: the newest tag, what is live one "
              "environment before, or the default branch.",
      .act = chat_deploy },
    { .name = "rollback",
      .permit = "rollback",
      .usage = "rollback ENV",
      .help = "deploys the last good commit before the current one",
      .act = chat_rollback },
    { .name = "lock",
      .permit = "lock",
      .usage = "lock ENV REASON",
      .help = "keeps everybody from deploying there",
      .act = chat_lock },
    { .name = "unlock",
      .permit = "unlock",
      .usage = "unlock ENV",
      .help = "ends a lock",
      .act = chat_unlock },
    { .name = "status",
      .permit = "status",
      .usage = "status",
      .help = "shows what is live, what is on its way, and what is locked",
      .act = chat_status },
    { .name = "help",
      .permit = "help",
      .usage = "help",
      .help = "shows this list",
      .more = "`help COMMAND`: all of one command.",
      .anywhere = true,
      .act = chat_help_command },
};
const size_t chat_command_count = sizeof chat_commands / sizeof *chat_commands;

static const char *
who_may(struct pool *pool, const struct slack_api *api, const struct chat_command *command)
{
    const struct permit *permit = slack_permit(api, command->permit);

    switch (permit->who) {
    case PERMIT_CHANNEL:
        break;
    case PERMIT_WRITE:
        return " _(people who may write to the repository)_";
    case PERMIT_GROUP:
        return pool_printf(pool, " _(members of <!subteam^%s>)_", permit->group);
    }
    return "";
}

static const char *
line_of(struct pool *pool, const struct slack_api *api, const struct chat_command *command)
{
    return pool_printf(pool, "%s: %s%s", chat_hint_of(pool, api, command->usage), command->help,
                       who_may(pool, api, command));
}

const char *
chat_help(struct pool *pool, const struct slack_api *api, const struct chat_command *command)
{
    const char *text;

    if (command != NULL) {
        text = line_of(pool, api, command);
        if (command->alias != NULL)
            text = pool_printf(pool, "%s\n%s is the same.", text, slack_code(pool, command->alias));
        return command->more == NULL ? text : pool_printf(pool, "%s\n%s", text, command->more);
    }
    text = "What I can do in a channel:";
    for (size_t i = 0; i < chat_command_count; i++)
        text = pool_printf(pool, "%s\n%s", text, line_of(pool, api, &chat_commands[i]));
    return pool_printf(pool, "%s\n%s tells more of one.", text,
                       chat_hint_of(pool, api, "help COMMAND"));
}

int
chat_help_command(struct chat *chat)
{
    const char *name = chat->words.count > 1 ? chat->words.items[1] : NULL;
    const struct chat_command *command = name == NULL ? NULL : chat_command_find(name);

    if (name != NULL && command == NULL)
        chat_unknown(chat, 1, "help ");
    else
        chat_say(chat, "%s", chat_help(chat->pool, &chat->app->settings->slack_api, command));
    return 0;
}
