/* api.c - the JSON API: messages, targets, deliveries */
#include "config.h"

#include "api.h"
#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "api",
        .api = api_answer,
    };

    return serve(&program, argc, argv);
}
