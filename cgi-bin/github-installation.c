/* github-installation.c - the App was installed, suspended or taken away */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "installation", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-installation",
        .events = events,
        .decide = decide_installation,
    };

    return serve(&program, argc, argv);
}
