/* sender_source.c - senders that the configuration describes, sections source */
#include "config.h"

#include "sender.h"
#include "wire/verify_source.h"

enum { BODY_MOST = 25 << 20 }; /* bytes; the most that a section may allow */

/* Whoever is no source of ours is told no sooner than others are. */
static size_t
limit(const struct request *req, const struct app *app)
{
    const struct inbound *inbound = source_of(req, app->settings);

    return inbound != NULL ? inbound->body_most : SOURCE_BODY_MOST;
}

static int
verify(const struct request *req, const struct app *app, struct delivery *delivery)
{
    return verify_source(req, app->settings, delivery);
}

const struct sender sender_source = {
    .body_most = BODY_MOST,
    .limit = limit,
    .accepted = 202,
    .verify = verify,
};
