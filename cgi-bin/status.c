/* status.c - is the process alive (healthz), can it take and do work (readyz)? */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "ready.h"
#include "serve.h"

static bool
asks(const struct request *req, const char *name)
{
    const char *slash = strrchr(req->path, '/');

    return slash != NULL && strcmp(slash + 1, name) == 0;
}

static struct response
on_status(struct request *req, const struct app *app)
{
    if (asks(req, "healthz"))
        return response_alive(req);
    if (asks(req, "readyz"))
        return response_ready(req, app);
    return response_failure(fail(FAIL_NOT_FOUND, "status: there are healthz and readyz"), req);
}

int
main(int argc, char **argv)
{
    static const struct program program = {
        .name = "status",
        .page = on_status,
        .wants_store = true,
    };

    return serve(&program, argc, argv);
}
