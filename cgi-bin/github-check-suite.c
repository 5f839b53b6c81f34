/* github-check-suite.c - a commit's checks have begun or ended; a deployment may wait for them */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "check_suite", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-check-suite",
        .events = events,
        .decide = decide_check_suite,
    };

    return serve(&program, argc, argv);
}
