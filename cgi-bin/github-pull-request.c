/* github-pull-request.c - opened, changed, merged; a merge deploys what its base branch would */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "pull_request", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-pull-request",
        .events = events,
        .decide = decide_pull_request,
    };

    return serve(&program, argc, argv);
}
