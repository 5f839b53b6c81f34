/* github-push.c - a branch or tag moved; queue whatever its repository asks for */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "push", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-push",
        .events = events,
        .decide = decide_push,
    };

    return serve(&program, argc, argv);
}
