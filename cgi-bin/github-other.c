/* github-other: events without a program of their own, or all where one URL takes everything. */
#include "config.h"

#include "serve.h"
#include "wire/verify.h"
#include "work/decide.h"

static struct response
on_event(struct request *req, const struct app *app)
{
    struct delivery delivery = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc;

    rc = verify_github(req, app->settings, &delivery);
    if (rc == 0)
        rc = decide(&delivery, app, req->pool, &plan);
    if (rc == 0)
        rc = store_accept(app->store, &delivery, &plan, req->pool, &receipt);

    return response_for(rc, req, &delivery, &receipt);
}

int
main(int argc, char **argv)
{
    static const struct program program = { "github-other", any_event, on_event,
                                            PROGRAM_NEEDS_STORE };

    return serve(&program, argc, argv);
}
