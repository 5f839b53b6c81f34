/* github-pull-request: opened, changed, merged; a merge deploys what its base branch would. */
#include "config.h"

#include "serve.h"
#include "wire/verify.h"
#include "work/decide.h"

static const char *const events[] = { "pull_request", NULL };

static struct response
on_pull_request(struct request *req, const struct app *app)
{
    struct delivery delivery = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc;

    rc = verify_github(req, app->settings, &delivery);
    if (rc == 0)
        rc = decide_pull_request(&delivery, app, req->pool, &plan);
    if (rc == 0)
        rc = store_accept(app->store, &delivery, &plan, req->pool, &receipt);

    return response_for(rc, req, &delivery, &receipt);
}

int
main(int argc, char **argv)
{
    static const struct program program = { "github-pull-request", events, on_pull_request,
                                            PROGRAM_NEEDS_STORE };

    return serve(&program, argc, argv);
}
