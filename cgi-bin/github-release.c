/* github-release.c - a release was drafted, published, changed, taken back */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "release", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-release",
        .events = events,
        .decide = decide_release,
    };

    return serve(&program, argc, argv);
}
