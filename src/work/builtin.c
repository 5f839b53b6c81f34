/* builtin.c - the table of commands */
#include "config.h"

#include <string.h>

#include "work/builtin.h"

const struct builtin builtins[] = {
    { GITHUB_COMMAND_PING, "ping", RULE_WHO_ANYONE, "/ping", "asks whether I am here" },
    { GITHUB_COMMAND_HELP, "help", RULE_WHO_ANYONE, "/help", "shows this list" },
    { GITHUB_COMMAND_DEPLOY, "deploy", RULE_WHO_WRITE, "/deploy [ENV]",
      "deploys this pull request's head, this commit, or on an issue the default branch" },
    { GITHUB_COMMAND_ROLLBACK, "rollback", RULE_WHO_WRITE, "/rollback ENV",
      "deploys the last good commit before the current one" },
    { GITHUB_COMMAND_LOCK, "lock", RULE_WHO_WRITE, "/lock ENV REASON",
      "keeps everybody from deploying there" },
    { GITHUB_COMMAND_UNLOCK, "unlock", RULE_WHO_WRITE, "/unlock ENV", "ends a lock" },
};
const size_t builtin_count = sizeof(builtins) / sizeof(*builtins);

const struct builtin *
builtin_find(const struct github_api *api, const char *name)
{
    for (size_t i = 0; i < builtin_count; i++) {
        if ((api->commands & builtins[i].command) != 0 && strcmp(builtins[i].name, name) == 0)
            return &builtins[i];
    }
    return NULL;
}
