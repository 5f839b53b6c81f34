/* sender_circleci.c - CircleCI's webhooks, and the notify of its builds in the old way */
#include "config.h"

#include "sender.h"
#include "wire/verify_circleci.h"

enum { BODY_MOST = 8 << 20 }; /* bytes; an old build has all its steps in it */

static int
verify(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_circleci(req, app->settings, delivery);
}

const struct sender sender_circleci = {
    .body_most = BODY_MOST,
    .accepted = 202, /* it takes every 2xx, and sends again otherwise */
    .verify = verify,
};
