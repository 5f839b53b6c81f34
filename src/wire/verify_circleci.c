/* verify_circleci.c - the signature where there is one, else the token. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/log.h"
#include "port/crypto.h"
#include "wire/circleci_event.h"
#include "wire/claim.h"
#include "wire/delivery_headers.h"
#include "wire/verify_circleci.h"

/* The newest version that we know.  Whoever breaks an older one gains nothing. */
#define NEWEST "v1="

static const char *const kept_headers[] = { "circleci-event-type", "Content-Type", "User-Agent" };

/* --- The signature ---------------------------------------------------------------------------- */

/* The one entry of our version; more than one is none of CircleCI's. */
static int
find_claim(const struct request *req, const char *text, unsigned char *claim)
{
    const char *found = NULL;

    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        const char *entry = text_trim(req->pool, pool_copy(req->pool, text, length));

        if (strncmp(entry, NEWEST, strlen(NEWEST)) == 0) {
            if (found != NULL)
                return fail(FAIL_SIGNATURE, "%s has v1 twice", CIRCLECI_SIGNATURE);
            found = entry;
        }
        text += length + (text[length] == ',');
    }
    if (found == NULL)
        return fail(FAIL_SIGNATURE, "%s has no v1, the version that we know", CIRCLECI_SIGNATURE);
    return claim_read(CIRCLECI_SIGNATURE, found, NEWEST, claim, CRYPTO_SHA256_SIZE);
}

/* NULL when the body names none, for whatever reason. */
static const char *
find_repository(const void *data)
{
    const struct request *req = data;
    const struct delivery signed_body = { .kind = CIRCLECI_WORKFLOW,
                                          .document = req->body,
                                          .document_length = req->length,
                                          .received_ms = req->received_ms };
    struct circleci_event event = { 0 };

    return circleci_event_decode(&signed_body, req->pool, &event) == 0 ? event.repository : NULL;
}

static int
authenticate(const struct request *req, const struct source_settings *source, const char *signature,
             const struct secret **secret)
{
    unsigned char mac[CRYPTO_SHA256_SIZE] = { 0 };
    const struct claim claim = { crypto_hmac_sha256, sizeof mac, mac, req->body, req->length };
    struct claim_choice choice = { .pool = req->pool,
                                   .name = "circleci",
                                   .source = source,
                                   .repository = find_repository,
                                   .data = req };
    bool *matches;
    int rc;

    if (source->secret_count == 0)
        return fail(FAIL_SIGNATURE, "circleci has no secret: add one to hooklet.conf, or set "
                                    "CIRCLECI_WEBHOOK_SECRET");
    choice.matches = matches = pool_array(req->pool, source->secret_count, sizeof *matches);
    rc = find_claim(req, signature, mac);
    if (rc == 0)
        rc = claim_try(&claim, source, matches);
    if (rc == 0)
        rc = claim_choose(&choice, secret);
    return rc;
}

/* --- The token -------------------------------------------------------------------------------- */

static int
authenticate_token(const struct request *req, const struct source_settings *source)
{
    bool *matches = pool_array(req->pool, source->secret_count + 1, sizeof *matches);
    int rc = claim_try_token(request_tail(req), source, matches);

    if (rc == 0 && !claim_matched(source, matches))
        rc = fail(FAIL_SIGNATURE,
                  source->secret_count > 0
                      ? "%s is missing, and the address does not end with the token of "
                        "notify_token_file"
                      : "%s is missing: the webhook at CircleCI has no secret",
                  CIRCLECI_SIGNATURE);
    return rc;
}

/* --- The delivery ----------------------------------------------------------------------------- */

/* What our reader can't take is kept for people, under its hash; it has no type that we know. */
static int
read_names(const struct request *req, struct delivery *delivery)
{
    struct json_want wants[] = { { .pointer = "/id" }, { .pointer = "/type" } };
    int rc = json_scan(req->pool, req->body, req->length, wants, 2);
    const char *id = json_string(&wants[0]), *type = json_string(&wants[1]);

    if (rc != 0 && rc != FAIL_UNREADABLE)
        return rc;
    if (delivery_id_valid(id))
        delivery->id = id;
    delivery->kind = circleci_kind_valid(type) ? type : CIRCLECI_PING;
    return 0;
}

static int
identify(const struct request *req, const struct settings *settings, struct delivery *delivery)
{
    const char *signature = request_header(req, CIRCLECI_SIGNATURE);
    const struct secret *secret = NULL;
    int rc;

    delivery->kind = delivery->secret = CIRCLECI_NOTIFY;
    if (signature == NULL)
        return authenticate_token(req, &settings->circleci_notify);
    rc = authenticate(req, &settings->circleci, signature, &secret);
    if (rc != 0)
        return rc;
    delivery->secret = pool_string(req->pool, secret->name);
    return read_names(req, delivery);
}

int
verify_circleci(const struct request *req, const struct settings *settings,
                struct delivery *delivery)
{
    struct delivery made = { .source = "circleci" };
    int rc = identify(req, settings, &made);

    if (rc == 0)
        rc = crypto_sha256(req->body, req->length, made.body_sha);
    if (rc != 0)
        return rc;
    if (made.id == NULL)
        made.id = hex_encode(req->pool, made.body_sha, sizeof made.body_sha);
    log_delivery(made.id);
    delivery_take(&made, req, kept_headers, sizeof kept_headers / sizeof *kept_headers);
    made.document = made.body;
    made.document_length = made.length;
    *delivery = made;
    return 0;
}

int
sign_circleci(struct pool *pool, const struct secret *secret, const void *body, size_t length,
              const char **signature)
{
    return claim_sign(pool, NEWEST, secret, body, length, signature);
}
