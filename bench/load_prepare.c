/* load_prepare.c - every request gets an id, a mark and a signature of its own before the run */
#include "config.h"

#include <string.h>
#include <time.h>

#include "base/encode.h"
#include "load.h"
#include "port/crypto.h"
#include "wire/verify.h"
#include "wire/verify_slack.h"

enum {
    TICKS_PER_SECOND = 10000000, /* a UUID's clock: 100 ns, */
    APART_TICKS = 800,           /* of which one delivery is this far behind another */
};
#define GREGORIAN_TICKS 0x01b21dd213814000 /* from October 1582 to 1970 */

/* Ids as GitHub makes them: UUIDs of version 1, in which the time stands lowest part first. */
static const char *
make_id(struct pool *pool, uint64_t ticks, const unsigned char node[8])
{
    return pool_printf(pool, "%08x-%04x-1%03x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                       (unsigned)(ticks & 0xffffffff), (unsigned)(ticks >> 32 & 0xffff),
                       (unsigned)(ticks >> 48 & 0xfff), 0x80 | (node[0] & 0x3f), node[1], node[2],
                       node[3], node[4], node[5], node[6], node[7]);
}

static const char *
text_of(struct pool *pool, const struct load_request *request)
{
    const struct load_body *body = request->body;
    char *text = pool_copy(pool, body->bytes, body->length);

    memcpy(text + body->mark, request->mark, LOAD_MARK);
    return text;
}

/* The headers by which the sender is known. */
static int
sign_delivery(struct pool *pool, const struct load_plan *plan, const char *id,
              const struct load_request *request, const char **headers)
{
    const char *signature = NULL;
    int rc =
        sign_github(pool, &plan->secret, text_of(pool, request), request->body->length, &signature);

    if (rc == 0)
        *headers = pool_printf(pool,
                               "User-Agent: GitHub-Hookshot/0000000\r\n"
                               "Content-Type: application/json\r\nX-GitHub-Delivery: %s\r\n"
                               "X-GitHub-Event: %s\r\nX-Hub-Signature-256: %s\r\n",
                               id, plan->event, signature);
    return rc;
}

/* The same for Slack, whose trigger_id, which stands for the delivery, is in the body. */
static int
sign_command(struct pool *pool, const struct load_plan *plan, const struct load_request *request,
             const char **headers)
{
    const struct slack_signed text = { .timestamp = pool_printf(pool, "%jd", (intmax_t)time(NULL)),
                                       .body = text_of(pool, request),
                                       .length = request->body->length };
    const char *signature = NULL;
    int rc = sign_slack(pool, &plan->secret, &text, &signature);

    if (rc == 0)
        *headers = pool_printf(pool,
                               "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
                               "Content-Type: application/x-www-form-urlencoded\r\n" SLACK_TIMESTAMP
                               ": %s\r\n" SLACK_SIGNATURE ": %s\r\n",
                               text.timestamp, signature);
    return rc;
}

static int
prepare_one(struct pool *pool, struct pool *scratch, const struct load_plan *plan, const char *id,
            struct load_request *request)
{
    unsigned char bytes[LOAD_MARK / 2];
    const char *headers = NULL;
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc == 0) {
        memcpy(request->mark, hex_encode(scratch, bytes, sizeof bytes), LOAD_MARK);
        rc = plan->event == NULL ? sign_command(scratch, plan, request, &headers)
                                 : sign_delivery(scratch, plan, id, request, &headers);
    }
    if (rc != 0)
        return rc;
    request->head = pool_printf(pool,
                                "POST %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: */*\r\n"
                                "Content-Length: %zu\r\n%s\r\n",
                                plan->path, plan->host, plan->port, request->body->length, headers);
    request->head_length = strlen(request->head);
    return 0;
}

int
load_prepare(struct pool *pool, const struct load_plan *plan, const struct load_body *bodies,
             size_t body_count, struct load_request *requests)
{
    struct pool *scratch = pool_new();
    unsigned char node[8];
    struct timespec now;
    uint64_t ticks;
    int rc = crypto_random(node, sizeof node);

    (void)clock_gettime(CLOCK_REALTIME, &now);
    ticks = GREGORIAN_TICKS + (uint64_t)now.tv_sec * TICKS_PER_SECOND + (uint64_t)now.tv_nsec / 100;
    for (size_t i = 0; i < plan->count && rc == 0; i++) {
        requests[i].body = &bodies[i % body_count];
        rc = prepare_one(pool, scratch, plan, make_id(scratch, ticks + i * APART_TICKS, node),
                         &requests[i]);
        pool_reset(scratch);
    }
    pool_free(scratch);
    return rc;
}
