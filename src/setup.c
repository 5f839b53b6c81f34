/* setup.c - who asks, then which page. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "setup.h"
#include "setup_page.h"
#include "work/app_code.h"

enum { NONCE_BYTES = 16 };

struct asked {
    const char *state; /* NULL: there is none, or two */
    const char *code;  /* the same */
    struct app_setup setup;
    bool taken; /* the wish has its code */
    bool made_jobs;
};

/* HEAD takes nothing: a look is not a visit. */
static int
take_code(const struct request *req, const struct app *app, struct asked *asked)
{
    struct receipt receipt = { 0 };
    int rc;

    if (asked->taken || asked->code == NULL || strcmp(req->method, "GET") != 0)
        return 0;
    if (!app_code_valid(asked->code))
        return FAIL_NOT_FOUND;
    rc = app_code_accept(app, &asked->setup, asked->code, req->received_ms, req->pool, &receipt);
    asked->taken = rc == 0;
    asked->made_jobs = receipt.job_count > 0;
    return rc;
}

static int
find(const struct request *req, const struct app *app, struct asked *asked)
{
    const char *query = request_variable(req, "QUERY_STRING");
    int64_t event = 0;
    int rc;

    asked->state = app_query_value(req->pool, query, "state");
    asked->code = app_query_value(req->pool, query, "code");
    if (asked->state == NULL)
        return FAIL_NOT_FOUND;
    rc = app_setup_find(app->store, asked->state, req->received_ms, req->pool, &asked->setup);
    if (rc == 0)
        rc = app_code_event(app->store, asked->state, req->pool, &event);
    asked->taken = event != 0;
    return rc;
}

static int
answer(const struct request *req, const struct asked *asked, struct response *res)
{
    unsigned char bytes[NONCE_BYTES];
    const char *nonce;
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc != 0)
        return rc;
    nonce = hex_encode(req->pool, bytes, sizeof bytes);
    *res = (struct response){ .status = 200, .content_type = "text/html; charset=utf-8" };
    res->policy = setup_page_policy(req->pool, asked->setup.target, nonce);
    res->body = asked->taken ? setup_page_done(req->pool, nonce)
                             : setup_page_form(req->pool, &asked->setup, nonce);
    res->length = strlen(res->body);
    res->made_jobs = asked->made_jobs;
    return 0;
}

struct response
response_setup(const struct request *req, const struct app *app)
{
    struct asked asked = { 0 };
    struct response res;
    int rc = app->store == NULL ? FAIL_STORE : find(req, app, &asked);

    if (rc == 0)
        rc = take_code(req, app, &asked);
    if (rc == 0)
        rc = answer(req, &asked, &res);
    /* Not worth a line in the log: whoever guesses would fill it. */
    if (rc == FAIL_NOT_FOUND)
        fail_adopt("nothing is served at this path");
    return rc == 0 ? res : response_failure(rc, req);
}
