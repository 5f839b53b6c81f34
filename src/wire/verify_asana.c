/* verify_asana.c - the same work for every request whose signature could be one. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/log.h"
#include "port/crypto.h"
#include "wire/claim.h"
#include "wire/delivery_headers.h"
#include "wire/verify_asana.h"

/* Signs nothing: whoever finds no secret computes with this one. */
static const char no_secret[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const char *const kept_headers[] = { "Content-Type", "User-Agent" };

static int
read_claim(const struct request *req, unsigned char *claim)
{
    const char *text = request_header(req, ASANA_HOOK_SIGNATURE);

    if (text == NULL && request_header(req, ASANA_HOOK_SECRET) != NULL)
        return fail(FAIL_SIGNATURE, "a handshake of Asana's that nobody waits for, or without a "
                                    "secret that could be one");
    if (text == NULL)
        return fail(FAIL_SIGNATURE, "%s is missing", ASANA_HOOK_SIGNATURE);
    return claim_read(ASANA_HOOK_SIGNATURE, text, "", claim, CRYPTO_SHA256_SIZE);
}

static int
check_claim(const struct request *req, const struct asana_hook_row *hook,
            const unsigned char *claim)
{
    const char *secret = hook->secret == NULL ? no_secret : hook->secret;
    unsigned char mac[CRYPTO_SHA256_SIZE] = { 0 };
    bool matches;
    int rc;

    rc = crypto_hmac_sha256(secret, strlen(secret), req->body, req->length, mac);
    matches = crypto_equal(mac, claim, sizeof mac);
    crypto_wipe(mac, sizeof mac);
    if (rc != 0)
        return rc;
    if (hook->key == NULL)
        return fail(FAIL_SIGNATURE, "no hook of Asana's has the token in this address");
    if (hook->secret == NULL)
        return fail(FAIL_SIGNATURE, "the hook of project %s has had no handshake yet",
                    hook->project);
    if (!matches)
        return fail(FAIL_SIGNATURE, "the signature is not that of the hook of project %s",
                    hook->project);
    return 0;
}

static int
authenticate(const struct request *req, struct store *store, struct asana_hook_row *hook)
{
    unsigned char claim[CRYPTO_SHA256_SIZE] = { 0 };
    int rc = read_claim(req, claim);

    if (rc == 0)
        rc = asana_hook_find(store, request_tail(req), req->pool, hook);
    if (rc == 0 || rc == FAIL_NOT_FOUND)
        rc = check_claim(req, hook, claim);
    return rc;
}

int
verify_asana(const struct request *req, struct store *store, struct delivery *delivery)
{
    struct delivery made = { .source = "asana", .kind = "task" };
    struct asana_hook_row hook = { 0 };
    int rc = authenticate(req, store, &hook);

    if (rc == 0)
        rc = crypto_sha256(req->body, req->length, made.body_sha);
    if (rc != 0)
        return rc;
    made.id = hex_encode(req->pool, made.body_sha, sizeof made.body_sha);
    log_delivery(made.id);
    made.secret = pool_printf(req->pool, ASANA_SECRET_PREFIX "%s", hook.project);
    delivery_take(&made, req, kept_headers, sizeof kept_headers / sizeof *kept_headers);
    made.document = made.body;
    made.document_length = made.length;
    *delivery = made;
    return 0;
}
