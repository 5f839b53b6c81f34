/* verify.c - the signature first, over the bytes as they came; only then anything else. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/log.h"
#include "base/match.h"
#include "port/crypto.h"
#include "wire/claim.h"
#include "wire/delivery_headers.h"
#include "wire/payload.h"
#include "wire/verify.h"

struct scheme {
    const char *header;
    const char *prefix;
    claim_mac *mac;
    size_t size; /* bytes of the MAC */
};

static const struct scheme sha256 = { "X-Hub-Signature-256", "sha256=", crypto_hmac_sha256,
                                      CRYPTO_SHA256_SIZE };
static const struct scheme sha1 = { "X-Hub-Signature", "sha1=", crypto_hmac_sha1,
                                    CRYPTO_SHA1_SIZE };

static int
find_scheme(const struct request *req, const struct source_settings *source,
            const struct scheme **scheme)
{
    bool has_sha1 = request_header(req, sha1.header) != NULL;

    *scheme = &sha256;
    if (request_header(req, sha256.header) != NULL)
        return 0;
    if (has_sha1 && !source->sha1)
        return fail(FAIL_SIGNATURE, "only a SHA-1 signature came; github.sha1 in hooklet.conf "
                                    "would allow it, for an old GitHub Enterprise");
    if (!has_sha1)
        return fail(FAIL_SIGNATURE, "%s is missing: the hook at GitHub has no secret",
                    sha256.header);

    *scheme = &sha1;
    return 0;
}

static int
find_document(const struct request *req, const char **document, size_t *length)
{
    const struct payload payload = { req->content_type, req->body, req->length };

    return payload_find(req->pool, &payload, document, length);
}

/* NULL when the body names none, for whatever reason. */
static const char *
find_repository(const void *data)
{
    const struct request *req = data;
    const char *document = NULL;
    size_t length = 0;

    if (find_document(req, &document, &length) != 0)
        return NULL;

    return payload_repository(req->pool, document, length);
}

static int
authenticate(const struct request *req, const struct source_settings *source,
             const struct secret **secret)
{
    unsigned char mac[CRYPTO_SHA256_SIZE] = { 0 };
    struct claim claim = { .bytes = mac, .text = req->body, .length = req->length };
    struct claim_choice choice = { .pool = req->pool,
                                   .name = "github",
                                   .source = source,
                                   .repository = find_repository,
                                   .data = req };
    const struct scheme *scheme = NULL;
    bool *matches;
    int rc;

    if (source->secret_count == 0)
        return fail(FAIL_SIGNATURE, "github has no secret: add one to hooklet.conf, or set "
                                    "GITHUB_WEBHOOK_SECRET");

    choice.matches = matches = pool_array(req->pool, source->secret_count, sizeof *matches);
    rc = find_scheme(req, source, &scheme);
    if (rc == 0)
        rc = claim_read(scheme->header, request_header(req, scheme->header), scheme->prefix, mac,
                        scheme->size);
    if (rc == 0) {
        claim.mac = scheme->mac;
        claim.size = scheme->size;
        rc = claim_try(&claim, source, matches);
    }
    if (rc == 0)
        rc = claim_choose(&choice, secret);

    return rc;
}

static int
read_names(const struct request *req, struct delivery *delivery)
{
    const char *id = request_header(req, "X-GitHub-Delivery");
    const char *event = request_header(req, "X-GitHub-Event");

    if (!delivery_id_valid(id))
        return fail(FAIL_MALFORMED, "X-GitHub-Delivery is %s",
                    id == NULL ? "missing" : "not 1 to 128 of A-Z a-z 0-9 . _ : -");
    log_delivery(id);
    if (event == NULL || !event_name_valid(event))
        return fail(FAIL_MALFORMED, "X-GitHub-Event is %s",
                    event == NULL ? "missing" : "not 1 to 64 of a-z 0-9 _");

    delivery->id = id;
    delivery->kind = event;
    return 0;
}

int
verify_github(const struct request *req, const struct settings *settings, struct delivery *delivery)
{
    struct delivery made = { .source = "github", .replay_guard = true, .rearm = true };
    const struct secret *secret = NULL;
    int rc;

    rc = authenticate(req, &settings->github, &secret);
    if (rc == 0)
        rc = read_names(req, &made);
    if (rc == 0)
        rc = find_document(req, &made.document, &made.document_length);
    if (rc == 0)
        rc = crypto_sha256(req->body, req->length, made.body_sha);
    if (rc != 0)
        return rc;

    made.secret = pool_string(req->pool, secret->name);
    delivery_take(&made, req, delivery_headers, DELIVERY_HEADERS);
    *delivery = made;

    return 0;
}

int
sign_github(struct pool *pool, const struct secret *secret, const void *body, size_t length,
            const char **signature)
{
    return claim_sign(pool, sha256.prefix, secret, body, length, signature);
}
