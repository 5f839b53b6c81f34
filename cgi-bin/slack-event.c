/* slack-event.c - something happened in Slack that concerns us */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "slack-event",
        .sender = &sender_slack_event,
        .decide = decide_slack,
    };

    return serve(&program, argc, argv);
}
