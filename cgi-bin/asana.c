/* asana.c - tasks were changed in Asana; queue what GitHub is to be told */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "asana",
        .sender = &sender_asana,
        .decide = decide_asana,
    };

    return serve(&program, argc, argv);
}
