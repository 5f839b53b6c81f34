/* github-ping.c - a new hook asks whether it reaches us */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "ping", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-ping",
        .events = events,
        .decide = decide_ping,
    };

    return serve(&program, argc, argv);
}
