/* sender_github.c - GitHub's webhooks */
#include "config.h"

#include "sender.h"
#include "wire/verify.h"

enum { BODY_MOST = 25 << 20 }; /* bytes; GitHub's own cap, and it never sends again */

static int
verify(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_github(req, app->settings, delivery);
}

const struct sender sender_github = {
    .body_most = BODY_MOST,
    .delivery_header = "X-GitHub-Delivery",
    .accepted = 202,
    .verify = verify,
    .ping = decide_ping,
    .other = decide_other,
};
