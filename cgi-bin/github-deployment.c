/* github-deployment.c - somebody, maybe we, wants something deployed */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "deployment", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-deployment",
        .events = events,
        .decide = decide_deployment,
    };

    return serve(&program, argc, argv);
}
