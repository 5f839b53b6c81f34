/* decide_slack.c - a command was typed in Slack, a button pressed, or something happened there */
#include "config.h"

#include <string.h>

#include "wire/slack_body.h"
#include "wire/slack_event.h"
#include "work/decide.h"
#include "work/decided.h"
#include "work/plan_slack.h"

static int
decide_command(const struct delivery *delivery, const struct app *app, struct pool *pool,
               struct plan *plan)
{
    struct slack_command *command = pool_alloc(pool, sizeof *command);
    int rc = slack_command_decode(delivery, pool, command);

    if (rc == 0)
        plan_slack_command(command, delivery, app, pool, plan);
    return rc;
}

static int
decide_action(const struct delivery *delivery, const struct app *app, struct pool *pool,
              struct plan *plan)
{
    struct slack_action *action = pool_alloc(pool, sizeof *action);
    int rc = slack_action_decode(delivery, pool, action);

    if (rc == 0)
        plan_slack_action(action, delivery, app, pool, plan);
    return rc;
}

static int
decide_happening(const struct delivery *delivery, const struct app *app, struct pool *pool,
                 struct plan *plan)
{
    struct slack_happening *happening = pool_alloc(pool, sizeof *happening);
    int rc = slack_happening_decode(delivery, pool, happening);

    if (rc == 0)
        plan_slack_happening(happening, delivery, app, pool, plan);
    return rc;
}

int
decide_slack(const struct delivery *delivery, const struct app *app, struct pool *pool,
             struct plan *plan)
{
    decide_function *function = decide_happening;

    if (strcmp(delivery->kind, SLACK_COMMAND) == 0)
        function = decide_command;
    else if (strcmp(delivery->kind, SLACK_INTERACTIVE) == 0)
        function = decide_action;
    return decided(function(delivery, app, pool, plan), pool, plan);
}
