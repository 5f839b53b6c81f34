/* asana_oauth.c - forms go out, tokens come back. */
#include "config.h"

#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "wire/api_answer.h"
#include "wire/api_send.h"
#include "wire/asana_error.h"
#include "wire/asana_limit.h"
#include "wire/asana_oauth.h"

#define CALL "POST /-/oauth_token"
#define TIMEOUT_MS 20000
#define CEILING (256 * 1024)
#define LIFE_S 3600 /* when an answer does not say how long its token lives */
#define LIFE_MOST_S 86400

enum field { ACCESS, EXPIRES_IN, REFRESH, FIELDS };

static int
require_app(const struct asana_api *api)
{
    if (asana_api_oauth(api))
        return 0;
    return fail(FAIL_CONFIG, "asana { } has no OAuth app: add client_id and client_secret_file");
}

int
asana_oauth_challenge(struct pool *pool, const char *verifier, const char **challenge)
{
    unsigned char digest[CRYPTO_SHA256_SIZE];
    int rc = crypto_sha256(verifier, strlen(verifier), digest);

    if (rc == 0)
        *challenge = base64url_encode(pool, digest, sizeof digest);
    return rc;
}

int
asana_oauth_url(struct asana *asana, const char *state, const char *verifier, const char **url)
{
    const struct asana_api *api = asana->api;
    struct pool *pool = asana->pool;
    const char *challenge = NULL;
    int rc = require_app(api);

    if (rc == 0)
        rc = asana_oauth_challenge(pool, verifier, &challenge);
    if (rc == 0)
        *url = pool_printf(pool,
                           "%s/-/oauth_authorize?response_type=code&client_id=%s&redirect_uri=%s"
                           "&state=%s&code_challenge_method=S256&code_challenge=%s",
                           api->login_url, percent_encode(pool, api->client_id),
                           percent_encode(pool, api->redirect_uri), state, challenge);
    return rc;
}

/* What every form has: who asks, and where to; `rest` is what for. */
static int
make_form(struct asana *asana, const char *rest, const char **form)
{
    const struct asana_api *api = asana->api;
    struct pool *pool = asana->pool;
    char *secret = NULL;
    size_t length = 0;
    int rc = require_app(api);

    if (rc == 0)
        rc = key_source_read(pool, &api->client_secret, &secret, &length);
    if (rc != 0)
        return rc;
    *form = pool_printf(pool, "client_id=%s&client_secret=%s&redirect_uri=%s&%s",
                        percent_encode(pool, api->client_id), percent_encode(pool, secret),
                        percent_encode(pool, api->redirect_uri), rest);
    crypto_wipe(secret, length);
    return 0;
}

static int
post(struct asana *asana, const char *rest, struct http_answer *answer)
{
    const struct http_header accept = { "Accept", "application/json" };
    struct api_sending sending = {
        .home = asana->api->login_url,
        .method = "POST",
        .url = pool_printf(asana->pool, "%s/-/oauth_token", asana->api->login_url),
        .headers = &accept,
        .header_count = 1,
        .content_type = "application/x-www-form-urlencoded",
        .timeout_ms = TIMEOUT_MS,
        .ceiling = CEILING,
    };
    int rc = make_form(asana, rest, &sending.body);

    if (rc == 0)
        rc = api_send(asana->pool, &sending, answer);
    return rc == 0 ? asana_limit_check(asana, CALL, answer) : rc;
}

/* The `error` of RFC 6749, or "". */
static const char *
error_of(struct pool *pool, const struct http_answer *answer)
{
    struct json_want want = { .pointer = "/error" };

    if (!api_is_json(answer) || json_scan(pool, answer->body, answer->length, &want, 1) != 0 ||
        json_string(&want) == NULL)
        return "";
    return json_string(&want);
}

static bool
is_invalid_grant(struct pool *pool, const struct http_answer *answer)
{
    return answer->status >= 400 && answer->status < 500 &&
           strcmp(error_of(pool, answer), "invalid_grant") == 0;
}

static int
refuse(struct pool *pool, const struct http_answer *answer)
{
    const char *error = error_of(pool, answer), *said = NULL;
    enum fail code = asana_error(pool, CALL, answer, &said);

    if (strcmp(error, "invalid_client") == 0 || strcmp(error, "unauthorized_client") == 0)
        said = pool_printf(pool, "%s; are client_id and the client secret of one app?", said);
    /* What is not there is no absence of somebody's thing here. */
    return fail(code == FAIL_NOT_FOUND ? FAIL_REFUSED : code, "%s", said);
}

static int64_t
life_ms(const struct json_want *want)
{
    int64_t life_s = json_integer(want, LIFE_S);

    return (life_s > 0 && life_s < LIFE_MOST_S ? life_s : LIFE_S) * 1000;
}

static int
take(struct pool *pool, const struct http_answer *answer, struct asana_grant *grant)
{
    struct json_want wants[FIELDS] = { [ACCESS].pointer = "/access_token",
                                       [EXPIRES_IN].pointer = "/expires_in",
                                       [REFRESH].pointer = "/refresh_token" };
    int rc;

    if (answer->status >= 300)
        return refuse(pool, answer);
    rc = api_require_json("Asana", CALL, answer);
    if (rc == 0)
        rc = json_scan(pool, answer->body, answer->length, wants, FIELDS);
    if (rc == 0 && json_string(&wants[ACCESS]) == NULL)
        rc = fail(FAIL_FIELD, "Asana: the answer to " CALL " has no access token");
    if (rc != 0)
        return rc;
    *grant = (struct asana_grant){ .access = json_string(&wants[ACCESS]),
                                   .expires_ms = clock_ms() + life_ms(&wants[EXPIRES_IN]),
                                   .refresh = json_string(&wants[REFRESH]) };
    return 0;
}

int
asana_oauth_redeem(struct asana *asana, const char *code, const char *verifier,
                   struct asana_grant *grant)
{
    struct pool *pool = asana->pool;
    struct http_answer answer = { 0 };
    struct asana_grant given = { 0 };
    int rc = post(asana,
                  pool_printf(pool, "grant_type=authorization_code&code=%s&code_verifier=%s",
                              percent_encode(pool, code), verifier),
                  &answer);

    if (rc == 0 && is_invalid_grant(pool, &answer))
        return fail(FAIL_REFUSED,
                    "Asana does not take this code (%s): it is good once, for a few minutes, and "
                    "for the login that it was made for; run \"hooklet asana login\" again",
                    asana_complaint(pool, &answer));
    if (rc == 0)
        rc = take(pool, &answer, &given);
    if (rc == 0 && given.refresh == NULL)
        rc = fail(FAIL_FIELD, "Asana: the answer to " CALL " has no refresh token");
    if (rc == 0)
        *grant = given;
    return rc;
}

int
asana_oauth_refresh(struct asana *asana, const char *refresh, struct asana_grant *grant,
                    const char **ended)
{
    struct pool *pool = asana->pool;
    struct http_answer answer = { 0 };
    int rc = post(asana,
                  pool_printf(pool, "grant_type=refresh_token&refresh_token=%s",
                              percent_encode(pool, refresh)),
                  &answer);

    *ended = NULL;
    if (rc != 0)
        return rc;
    if (is_invalid_grant(pool, &answer)) {
        *ended = asana_complaint(pool, &answer);
        return FAIL_REFUSED;
    }
    return take(pool, &answer, grant);
}
