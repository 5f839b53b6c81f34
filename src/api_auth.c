/* api_auth.c - a bearer token, looked up by its hash */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "api_auth.h"
#include "base/fail.h"

#define SCHEME "Bearer"

enum { TOKEN_MOST = 256 /* characters */ };

/* What stands behind the scheme, or NULL: it is another one, or no token. */
static const char *
token_of(const char *header)
{
    static const char characters[] = LETTERS DIGITS "-._~+/=";
    size_t scheme = strlen(SCHEME), length;

    if (header == NULL || strncasecmp(header, SCHEME, scheme) != 0 || header[scheme] != ' ')
        return NULL;
    header += scheme + strspn(header + scheme, " ");
    length = strspn(header, characters);
    return length >= 1 && length <= TOKEN_MOST && header[length] == '\0' ? header : NULL;
}

int
api_auth(const struct request *req, struct store *store, struct api_token *token)
{
    const char *text = token_of(request_header(req, "Authorization"));
    unsigned char hash[CRYPTO_SHA256_SIZE];
    int rc;

    if (text == NULL)
        return fail(FAIL_SIGNATURE, "api: no bearer token");
    rc = crypto_sha256(text, strlen(text), hash);
    if (rc == 0)
        rc = token_find_hash(store, hash, req->received_ms, req->pool, token);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_SIGNATURE, "api: a token that is unknown, expired or revoked");
    return rc;
}
