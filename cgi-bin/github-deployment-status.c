/* github-deployment-status.c - how a deployment goes */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "deployment_status", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-deployment-status",
        .events = events,
        .decide = decide_deployment_status,
    };

    return serve(&program, argc, argv);
}
