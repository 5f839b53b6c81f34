/* sender_asana.c - Asana's webhooks, and the handshake that begins each of them */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "sender.h"
#include "store/asana_hooks.h"
#include "wire/verify_asana.h"

enum { BODY_MOST = 1 << 20, SECRET_LEAST = 16 }; /* bytes */

static int
verify(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_asana(req, app->store, delivery);
}

/* Visible ASCII, so that it can stand in a header; and too long to be guessed. */
static bool
is_secret(const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    }
    return length >= SECRET_LEAST && length <= ASANA_HOOK_SECRET_MOST;
}

/*
 * The handshake: it is not signed, as its secret is what will sign.  What is refused here goes the
 * way of a delivery, and so gets the answer of every delivery that is not true.
 */
static bool
greet(const struct request *req, const struct app *app, struct response *res)
{
    const char *secret = request_header(req, ASANA_HOOK_SECRET);
    struct asana_hook_row hook = { 0 };
    int rc;

    if (secret == NULL || !is_secret(secret) || request_header(req, ASANA_HOOK_SIGNATURE) != NULL)
        return false;
    rc = asana_hook_find(app->store, request_tail(req), req->pool, &hook);
    if (rc == 0)
        rc = asana_hook_secret(app->store, hook.key, secret, req->received_ms);
    if (rc == FAIL_NOT_FOUND)
        return false;
    if (rc != 0) {
        *res = response_failure(rc, req);
        return true;
    }
    log_say(LOG_INFO, "hook", "Asana has shaken hands for project %s", hook.project);
    *res = (struct response){ .status = 200, .body = "{}", .length = 2, .hook_secret = secret };
    return true;
}

const struct sender sender_asana = {
    .body_most = BODY_MOST,
    .accepted = 200, /* Asana takes 200 and 204 alone */
    .verify = verify,
    .greet = greet,
};
