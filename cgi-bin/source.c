/* source.c - an event of a sender that hooklet.conf describes; queue what the rules for it ask */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "source",
        .sender = &sender_source,
        .decide = decide_source,
    };

    return serve(&program, argc, argv);
}
