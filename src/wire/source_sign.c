/* source_sign.c - one table of algorithms, one template of what is signed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/encode.h"
#include "wire/claim.h"
#include "wire/source_sign.h"
#include "wire/standard_webhooks.h"

static const struct algorithm {
    claim_mac *mac;
    size_t size;
} algorithms[] = {
    [INBOUND_SHA256] = { crypto_hmac_sha256, CRYPTO_SHA256_SIZE },
    [INBOUND_SHA1] = { crypto_hmac_sha1, CRYPTO_SHA1_SIZE },
    [INBOUND_SHA512] = { crypto_hmac_sha512, CRYPTO_SHA512_SIZE },
};

const char *
source_id_header(const struct inbound *inbound)
{
    if (inbound->id.from == INBOUND_HEADER)
        return inbound->id.text;
    return inbound->scheme == INBOUND_STANDARD ? WEBHOOK_ID : NULL;
}

const char *
source_timestamp_header(const struct inbound *inbound)
{
    if (inbound->timestamp.from == INBOUND_HEADER)
        return inbound->timestamp.text;
    return inbound->scheme == INBOUND_STANDARD ? WEBHOOK_TIMESTAMP : NULL;
}

/* Without room they are only counted. */
static void
put(struct source_bytes *to, const char *bytes, size_t length)
{
    if (to->at != NULL && length > 0)
        memcpy(to->at + to->length, bytes, length);
    to->length += length;
}

static void
put_text(struct source_bytes *to, const char *text)
{
    if (text != NULL)
        put(to, text, strlen(text));
}

/* Fills the template in. */
static void
fill(const char *form, const struct source_signed *text, struct source_bytes *to)
{
    while (*form != '\0') {
        if (strncmp(form, "{body}", 6) == 0) {
            put(to, text->body, text->length);
            form += 6;
        } else if (strncmp(form, "{timestamp}", 11) == 0) {
            put_text(to, text->timestamp);
            form += 11;
        } else if (strncmp(form, "{id}", 4) == 0) {
            put_text(to, text->id);
            form += 4;
        } else {
            put(to, form++, 1);
        }
    }
}

struct source_bytes
source_bytes(struct pool *pool, const struct inbound *inbound, const struct source_signed *text)
{
    struct source_bytes bytes = { 0 };

    fill(inbound->signed_form, text, &bytes);
    bytes.at = pool_alloc(pool, bytes.length + 1);
    bytes.length = 0;
    fill(inbound->signed_form, text, &bytes);
    return bytes;
}

size_t
source_mac_size(const struct inbound *inbound)
{
    return algorithms[inbound->algorithm].size;
}

int
source_mac(const struct inbound *inbound, const struct secret *secret,
           const struct source_bytes *bytes, unsigned char mac[SOURCE_MAC_MOST])
{
    return algorithms[inbound->algorithm].mac(secret->bytes, secret->length, bytes->at,
                                              bytes->length, mac);
}

static int
sign_standard(struct pool *pool, const struct secret *secret, const struct source_signed *text,
              const char **value)
{
    const struct webhook_secret only = { secret->bytes, 0 };
    const struct webhook_message message = {
        .id = text->id,
        .timestamp_s = strtoll(text->timestamp, NULL, 10),
        .body = text->body,
        .length = text->length,
    };

    return webhook_sign(pool, &only, 1, &message, value);
}

int
source_sign(struct pool *pool, const struct inbound *inbound, const struct secret *secret,
            const struct source_signed *text, const char **value)
{
    const size_t size = source_mac_size(inbound);
    unsigned char mac[SOURCE_MAC_MOST];
    struct source_bytes bytes;
    int rc;

    if (inbound->scheme == INBOUND_STANDARD)
        return sign_standard(pool, secret, text, value);
    if (inbound->scheme == INBOUND_TOKEN) {
        *value = pool_printf(pool, "%s%s", inbound->prefix, secret->bytes);
        return 0;
    }
    bytes = source_bytes(pool, inbound, text);
    rc = source_mac(inbound, secret, &bytes, mac);
    if (rc != 0)
        return rc;
    *value = pool_printf(pool, "%s%s", inbound->prefix,
                         inbound->encoding == INBOUND_HEX ? hex_encode(pool, mac, size)
                                                          : base64_encode(pool, mac, size));
    if (inbound->timestamp.from == INBOUND_ITEM)
        *value = pool_printf(pool, "%s=%s,%s", inbound->timestamp.text, text->timestamp, *value);
    return 0;
}
