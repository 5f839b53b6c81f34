/* github-issues.c - an issue was opened, edited, closed, ... */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "issues", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-issues",
        .events = events,
        .decide = decide_comment,
    };

    return serve(&program, argc, argv);
}
