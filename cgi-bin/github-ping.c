/* github-ping: a new hook asks whether it reaches us. */
#include "config.h"

#include "serve.h"

static const char *const events[] = { "ping", NULL };

int
main(int argc, char **argv)
{
    static const struct program program = { "github-ping", events, serve_ping,
                                            PROGRAM_NEEDS_STORE };

    return serve(&program, argc, argv);
}
