/* circleci.c - a workflow or a job has ended at CircleCI; queue what its deployment asks for */
#include "config.h"

#include "serve.h"

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "circleci",
        .sender = &sender_circleci,
        .decide = decide_circleci,
    };

    return serve(&program, argc, argv);
}
