/* github-status.c - a commit status was set; a deployment may wait for it */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "status", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-status",
        .events = events,
        .decide = decide_status,
    };

    return serve(&program, argc, argv);
}
