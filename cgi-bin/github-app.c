/* github-app.c - the page that makes a GitHub App, while `hooklet github create-app` waits */
#include "config.h"

#include "serve.h"
#include "setup.h"

static struct response
on_setup(struct request *req, const struct app *app)
{
    return response_setup(req, app);
}

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "github-app",
        .page = on_setup,
        .wants_store = true,
    };

    return serve(&program, argc, argv);
}
