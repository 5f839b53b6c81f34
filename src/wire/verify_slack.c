/* verify_slack.c - the signature first, over the bytes as they came; then the clock; then names. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/log.h"
#include "base/text.h"
#include "port/crypto.h"
#include "wire/claim.h"
#include "wire/delivery_headers.h"
#include "wire/verify_slack.h"

#define SECONDS_MOST INT64_C(999999999999) /* as many digits always fit */

static const char prefix[] = "v0=";
static const char *const kept_headers[] = { "Content-Type", "User-Agent", SLACK_TIMESTAMP,
                                            "X-Slack-Retry-Num", "X-Slack-Retry-Reason" };

/* What is signed: "v0:TIMESTAMP:" and the body. */
static const char *
base_text(struct pool *pool, const struct slack_signed *text, size_t *length)
{
    const char *head = pool_printf(pool, "v0:%s:", text->timestamp);

    return text_join(pool, head, text->body, text->length, length);
}

/* All of an app's secrets are as good, so it is no matter which one of several it was. */
static int
find_secret(struct pool *pool, const struct source_settings *source,
            const struct slack_signed *text, const unsigned char *mac, const struct secret **secret)
{
    struct claim claim = { crypto_hmac_sha256, CRYPTO_SHA256_SIZE, mac, NULL, 0 };
    bool *matches = pool_array(pool, source->secret_count, sizeof *matches);
    int rc;

    claim.text = base_text(pool, text, &claim.length);
    rc = claim_try(&claim, source, matches);
    for (size_t i = 0; rc == 0 && i < source->secret_count; i++) {
        if (matches[i])
            *secret = &source->secrets[i];
    }
    return rc;
}

static int
read_timestamp(const struct request *req, struct slack_signed *text, int64_t *seconds)
{
    const char *digits = request_header(req, SLACK_TIMESTAMP);
    int64_t number = digits == NULL ? -1 : text_number(digits, strlen(digits), SECONDS_MOST);

    if (number < 0)
        return fail(FAIL_SIGNATURE, "%s is %s", SLACK_TIMESTAMP,
                    digits == NULL ? "missing" : "no number of seconds");
    *text = (struct slack_signed){ digits, req->body, req->length };
    *seconds = number;
    return 0;
}

static int
authenticate(const struct request *req, const struct source_settings *source,
             const struct secret **secret)
{
    const char *signature = request_header(req, SLACK_SIGNATURE);
    unsigned char claim[CRYPTO_SHA256_SIZE] = { 0 };
    struct slack_signed text = { 0 };
    int64_t seconds = 0;
    int rc = 0;

    if (source->secret_count == 0)
        return fail(FAIL_SIGNATURE, "slack has no signing secret: add one to hooklet.conf, or set "
                                    "SLACK_SIGNING_SECRET");
    if (signature == NULL)
        return fail(FAIL_SIGNATURE, "%s is missing", SLACK_SIGNATURE);
    rc = claim_read(SLACK_SIGNATURE, signature, prefix, claim, sizeof claim);
    if (rc == 0)
        rc = read_timestamp(req, &text, &seconds);
    if (rc == 0)
        rc = find_secret(req->pool, source, &text, claim, secret);
    if (rc == 0 && *secret == NULL)
        return fail(FAIL_SIGNATURE, "the signature matches none of slack's secrets (%zu tried)",
                    source->secret_count);
    /* Slack counts in seconds, and so do we. */
    return rc == 0
               ? claim_clock(req->received_ms / 1000 * 1000, seconds * 1000, SLACK_CLOCK_S * 1000)
               : rc;
}

static int
check_team(const struct slack_api *api, const struct slack_origin *origin)
{
    if (api->team == NULL || origin->nowhere ||
        (origin->team != NULL && strcmp(origin->team, api->team) == 0))
        return 0;
    return fail(FAIL_SIGNATURE, "signed, but for %s: slack.team is %s",
                origin->team == NULL ? "no workspace" : "another workspace", api->team);
}

/* What our reader refuses is kept for people to look at, under a name of its own. */
static int
read_names(const struct request *req, const struct slack_api *api, struct delivery *delivery)
{
    struct slack_origin origin = { 0 };
    int rc = slack_origin_read(req->pool, delivery->kind, delivery->document,
                               delivery->document_length, &origin);

    if (rc == 0)
        rc = check_team(api, &origin);
    else if (rc == FAIL_UNREADABLE)
        rc = 0;
    delivery->id = delivery_id_valid(origin.id)
                       ? origin.id
                       : hex_encode(req->pool, delivery->body_sha, sizeof delivery->body_sha);
    return rc;
}

int
verify_slack(const struct request *req, const struct settings *settings, const char *kind,
             struct delivery *delivery)
{
    const struct payload payload = { req->content_type, req->body, req->length };
    struct delivery made = { .source = SLACK_SOURCE, .kind = kind };
    const struct secret *secret = NULL;
    int rc = authenticate(req, &settings->slack, &secret);

    if (rc == 0)
        rc = slack_body_find(req->pool, kind, &payload, &made.document, &made.document_length);
    if (rc == 0)
        rc = crypto_sha256(req->body, req->length, made.body_sha);
    if (rc == 0)
        rc = read_names(req, &settings->slack_api, &made);
    if (rc != 0)
        return rc;
    log_delivery(made.id);
    made.secret = pool_string(req->pool, secret->name);
    delivery_take(&made, req, kept_headers, sizeof kept_headers / sizeof *kept_headers);
    *delivery = made;
    return 0;
}

int
sign_slack(struct pool *pool, const struct secret *secret, const struct slack_signed *text,
           const char **signature)
{
    size_t length;
    const char *base = base_text(pool, text, &length);

    return claim_sign(pool, prefix, secret, base, length, signature);
}
