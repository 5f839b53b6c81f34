/* source_seal.c - what came in headers, and whose it is. */
#include "config.h"

#include <string.h>

#include "base/base64.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/crypto.h"
#include "wire/claim.h"
#include "wire/source_seal.h"
#include "wire/source_sign.h"
#include "wire/standard_webhooks.h"

enum { SECONDS_MOST = 11 /* digits; with more they are milliseconds */ };

static const int64_t time_most = INT64_C(999999999999999); /* whose milliseconds always fit */

/* --- What came -------------------------------------------------------------------------------- */

/* The first senders of Standard Webhooks called theirs so, and still do. */
static const char *
or_of_svix(const struct request *req, const char *name, const char *of_svix)
{
    const char *value = request_header(req, name);

    return value != NULL ? value : request_header(req, of_svix);
}

/* The items of a header that have this prefix, without it; `count` 0: none has. */
static struct strings
items_of(struct pool *pool, const char *header, const char *prefix)
{
    const char **items = NULL;
    size_t count = 0, room = 0;

    while (*header != '\0') {
        size_t length = strcspn(header, ",");
        const char *item = text_behind(text_trim(pool, pool_copy(pool, header, length)), prefix);

        if (item != NULL) {
            items = pool_grow(pool, items, count, &room, sizeof *items);
            items[count++] = item;
        }
        header += length + (header[length] == ',');
    }
    return (struct strings){ items, count };
}

/* A prefix may have a comma in it, and a token may, too. */
static struct strings
claims_of(struct pool *pool, const struct inbound *inbound, const char *header)
{
    const char **only = pool_alloc(pool, sizeof *only);

    if (inbound->scheme == INBOUND_HMAC && strchr(inbound->prefix, ',') == NULL)
        return items_of(pool, header, inbound->prefix);
    only[0] = text_behind(header, inbound->prefix);
    return (struct strings){ only, only[0] != NULL };
}

static int
read_time(const char *where, const char *digits, struct source_seal *seal)
{
    int64_t number = digits == NULL ? -1 : text_number(digits, strlen(digits), time_most);

    if (number < 0)
        return fail(FAIL_SIGNATURE, "%s is %s", where,
                    digits == NULL ? "missing" : "no time in digits");
    seal->timestamp = digits;
    seal->timestamp_ms = number;
    if (strlen(digits) <= SECONDS_MOST)
        seal->timestamp_ms *= 1000;
    return 0;
}

static int
read_standard(const struct request *req, const struct inbound *inbound, struct source_seal *seal)
{
    const char *of_id = source_id_header(inbound), *of_time = source_timestamp_header(inbound);
    const char *time = or_of_svix(req, of_time, "svix-timestamp");
    int rc;

    seal->id = or_of_svix(req, of_id, "svix-id");
    seal->signatures = or_of_svix(req, inbound->header, "svix-signature");
    if (seal->id == NULL || seal->signatures == NULL)
        return fail(FAIL_SIGNATURE, "%s is missing", seal->id == NULL ? of_id : inbound->header);
    rc = read_time(of_time, time, seal);
    /* It is signed as a number of seconds; another spelling is none of the sender's. */
    if (rc == 0 && (time[0] == '0' || strlen(time) > SECONDS_MOST))
        rc = fail(FAIL_SIGNATURE, "%s is no number of seconds", of_time);
    return rc;
}

static int
read_own(const struct request *req, const struct inbound *inbound, const char *header,
         struct source_seal *seal)
{
    const char *of_id = source_id_header(inbound), *name = inbound->timestamp.text;
    struct strings times = { 0 };

    seal->claims = claims_of(req->pool, inbound, header);
    if (seal->claims.count == 0)
        return fail(FAIL_SIGNATURE, "%s has nothing that begins with %s", inbound->header,
                    inbound->prefix);
    if (of_id != NULL)
        seal->id = request_header(req, of_id);
    if (inbound->timestamp.from == INBOUND_HEADER)
        return read_time(name, request_header(req, name), seal);
    if (inbound->timestamp.from != INBOUND_ITEM)
        return 0;
    times = items_of(req->pool, header, pool_printf(req->pool, "%s=", name));
    if (times.count > 1)
        return fail(FAIL_SIGNATURE, "%s has %s twice", inbound->header, name);
    return read_time(name, times.count == 1 ? times.items[0] : NULL, seal);
}

int
source_seal_read(const struct request *req, const struct inbound *inbound, struct source_seal *seal)
{
    const char *header;

    *seal = (struct source_seal){ 0 };
    if (inbound->scheme == INBOUND_STANDARD)
        return read_standard(req, inbound, seal);
    header = request_header(req, inbound->header);
    if (header == NULL)
        return fail(FAIL_SIGNATURE, "%s is missing", inbound->header);
    return read_own(req, inbound, header, seal);
}

/* --- Is it true? ------------------------------------------------------------------------------ */

static bool
claim_decode(const struct inbound *inbound, const char *text, unsigned char *mac, size_t size)
{
    unsigned char bytes[SOURCE_MAC_MOST + 2];
    size_t length = strlen(text), have = 0;

    if (inbound->encoding == INBOUND_HEX)
        return length == 2 * size && hex_decode(text, mac, size);
    if (length > (size + 2) / 3 * 4 || !base64_decode(text, length, bytes, &have) || have != size)
        return false;
    memcpy(mac, bytes, size);
    return true;
}

/* Does one of the claims say this? */
static bool
claimed(const struct inbound *inbound, const struct source_seal *seal, const unsigned char *mac)
{
    const size_t size = source_mac_size(inbound);
    bool found = false;

    for (size_t i = 0; i < seal->claims.count; i++) {
        unsigned char claim[SOURCE_MAC_MOST] = { 0 };

        found |= claim_decode(inbound, seal->claims.items[i], claim, size) &&
                 crypto_equal(claim, mac, size);
    }
    return found;
}

static int
try_hmac(const struct request *req, const struct inbound *inbound, const struct source_seal *seal,
         bool *matches)
{
    const struct source_signed text = { seal->timestamp, seal->id, req->body, req->length };
    const struct source_bytes bytes = source_bytes(req->pool, inbound, &text);
    unsigned char mac[SOURCE_MAC_MOST] = { 0 };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < inbound->source.secret_count; i++) {
        const struct secret *secret = &inbound->source.secrets[i];

        rc = source_mac(inbound, secret, &bytes, mac);
        matches[i] = rc == 0 && claimed(inbound, seal, mac) && secret->length > 0;
    }
    crypto_wipe(mac, sizeof mac);
    return rc;
}

int
source_seal_try(const struct request *req, const struct inbound *inbound,
                const struct source_seal *seal, bool *matches)
{
    const struct webhook_message message = {
        .id = seal->id,
        .timestamp_s = seal->timestamp_ms / 1000,
        .body = req->body,
        .length = req->length,
    };

    switch (inbound->scheme) {
    case INBOUND_STANDARD:
        return webhook_try(req->pool, &message, seal->signatures, &inbound->source, matches);
    case INBOUND_HMAC:
        return try_hmac(req, inbound, seal, matches);
    case INBOUND_TOKEN:
        return claim_try_token(seal->claims.items[0], &inbound->source, matches);
    }
    return fail(FAIL_SYSTEM, "a source without a scheme");
}
