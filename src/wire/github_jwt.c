/* github_jwt.c - header, claims, signature. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/base64.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "port/json.h"
#include "wire/github_jwt.h"

enum { BACK_S = 60, AHEAD_S = 540 };

static const char *
encoded(struct pool *pool, struct json *object)
{
    const char *text = json_text(pool, object, JSON_COMPACT);

    return base64url_encode(pool, text, strlen(text));
}

int
github_jwt(struct pool *pool, const struct github_api *api, int64_t now_ms, const char **token)
{
    struct json *header = json_object(), *claims = json_object();
    char *pem = NULL, *signature = NULL;
    const char *head, *body;
    size_t length = 0;
    int rc;

    json_set_string(header, "alg", "RS256");
    json_set_string(header, "typ", "JWT");
    json_set_integer(claims, "iat", now_ms / 1000 - BACK_S);
    json_set_integer(claims, "exp", now_ms / 1000 + AHEAD_S);
    json_set_string(claims, "iss", api->app_id);
    head = encoded(pool, header);
    body = encoded(pool, claims);

    rc = github_api_require(api);
    if (rc == 0)
        rc = key_source_read(pool, &api->key, &pem, &length);
    if (rc == 0)
        rc = crypto_rs256(pool, pem, length, pool_printf(pool, "%s.%s", head, body), &signature);
    if (pem != NULL)
        crypto_wipe(pem, length);
    if (rc == 0)
        *token = pool_printf(pool, "%s.%s.%s", head, body, signature);
    return rc;
}
