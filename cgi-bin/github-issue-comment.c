/* github-issue-comment.c - somebody wrote on an issue or a pull request */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "issue_comment", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-issue-comment",
        .events = events,
        .decide = decide_comment,
    };

    return serve(&program, argc, argv);
}
