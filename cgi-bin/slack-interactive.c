/* slack-interactive.c - somebody pressed a button in Slack; do what it says, if it still may */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "slack-interactive",
        .sender = &sender_slack_interactive,
        .decide = decide_slack,
    };

    return serve(&program, argc, argv);
}
