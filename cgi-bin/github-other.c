/* github-other.c - events without a program of their own, or all where one URL takes everything */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-other",
        .events = any_event,
        .decide = decide_stock,
    };

    return serve(&program, argc, argv);
}
