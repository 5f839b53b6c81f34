/* github-pull-request-review-comment.c - somebody wrote on a line of a pull request */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "pull_request_review_comment", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-pull-request-review-comment",
        .events = events,
        .decide = decide_comment,
    };

    return serve(&program, argc, argv);
}
