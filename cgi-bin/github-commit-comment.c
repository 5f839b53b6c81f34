/* github-commit-comment.c - somebody wrote on a commit */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "commit_comment", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-commit-comment",
        .events = events,
        .decide = decide_comment,
    };

    return serve(&program, argc, argv);
}
