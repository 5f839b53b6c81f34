/* index.c - one friendly line for whoever looks at "/" */
#include "config.h"

#include "serve.h"

static struct response
on_index(struct request *req, const struct app *app)
{
    static const char line[] = "Hello, this is hooklet: webhooks come in here, work goes out.\n";

    (void)req;
    (void)app;
    return (struct response){ .status = 200,
                              .content_type = "text/plain; charset=utf-8",
                              .body = line,
                              .length = sizeof(line) - 1 };
}

int
main(int argc, char **argv)
{
    static const struct program program = { .name = "index", .page = on_index };

    return serve(&program, argc, argv);
}
