/* command_help.c - /help, made of the table and the configuration. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "work/command.h"

enum { TEXT_MOST = 32 * 1024 };

static int
add_line(struct buf *text, const char *usage, enum rule_who who, const char *help)
{
    return buf_printf(text, "| `%s` | %s | %s |\n", usage, rule_who_name(who),
                      help != NULL ? help : "");
}

static int
add_builtins(struct buf *text, const struct github_api *api)
{
    int rc = 0;

    for (size_t i = 0; i < builtin_count && rc == 0; i++) {
        if (builtin_find(api, builtins[i].name) != NULL)
            rc = add_line(text, builtins[i].usage, builtins[i].who, builtins[i].help);
    }
    return rc;
}

static int
add_rules(struct buf *text, struct pool *pool, const struct repo *repo)
{
    int rc = 0;

    for (size_t i = 0; i < repo->rule_count && rc == 0; i++) {
        const struct rule *rule = repo->rules[i];

        if (rule->kind == RULE_COMMAND)
            rc = add_line(text, pool_printf(pool, "/%s", rule->name), rule->who, rule->help);
    }
    return rc;
}

int
command_help(struct command *command)
{
    struct buf text;
    int rc;

    buf_init(&text, TEXT_MOST);
    rc = buf_text(&text, "Commands, each on a line of its own:\n\n"
                         "| command | who may | what it does |\n|---|---|---|\n");
    if (rc == 0)
        rc = add_builtins(&text, &command->work->settings->github_api);
    if (rc == 0)
        rc = add_rules(&text, command->work->pool, &command->repo);
    if (rc == 0)
        command_reply(command, NULL, "%s", buf_string(&text));
    buf_free(&text);
    if (rc == 0)
        command->outcome->detail = "said which commands there are";
    return rc;
}
