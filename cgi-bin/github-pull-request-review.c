/* github-pull-request-review.c - somebody reviewed a pull request */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "pull_request_review", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-pull-request-review",
        .events = events,
        .decide = decide_comment,
    };

    return serve(&program, argc, argv);
}
