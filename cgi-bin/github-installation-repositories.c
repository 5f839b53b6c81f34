/* github-installation-repositories.c - the App reaches other repositories from now on */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "installation_repositories", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-installation-repositories",
        .events = events,
        .decide = decide_installation,
    };

    return serve(&program, argc, argv);
}
