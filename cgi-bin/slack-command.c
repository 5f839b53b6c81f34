/* slack-command.c - somebody typed our command in Slack; answer, and queue what takes longer */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "slack-command",
        .sender = &sender_slack_command,
        .decide = decide_slack,
    };

    return serve(&program, argc, argv);
}
