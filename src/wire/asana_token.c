/* asana_token.c - looks, takes its turn, looks again, asks. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "store/state.h"
#include "store/turn.h"
#include "wire/asana_oauth.h"
#include "wire/asana_token.h"

#define STATE_LOGIN "asana_token"
#define EARLY_MS INT64_C(300000)

enum { SECRET_BYTES = 32 /* 43 characters, the fewest that a verifier may have */ };

enum field { ACCESS, EXPIRES, REFRESH, ENDED, FIELDS };

/* What is kept of a login. */
struct kept {
    const char *access; /* NULL: there is none */
    int64_t expires_ms; /* of the access token */
    const char *refresh;
    const char *ended; /* why Asana does not take the refresh token any more, or NULL */
    int64_t version;
};

/* Another app, or another Asana, has another login. */
static const char *
row_key(const struct asana *asana)
{
    return pool_printf(asana->pool, "%s %s", asana->api->client_id, asana->api->login_url);
}

static const char *
bearer(struct pool *pool, const char *token)
{
    return pool_printf(pool, "Bearer %s", token);
}

/* Nothing is kept: that is an answer, too. */
static int
look(struct asana *asana, struct kept *kept)
{
    struct json_want wants[FIELDS] = { [ACCESS].pointer = "/access",
                                       [EXPIRES].pointer = "/expires_ms",
                                       [REFRESH].pointer = "/refresh",
                                       [ENDED].pointer = "/ended" };
    struct state_row row = { 0 };
    int rc = state_get(asana->store, STATE_LOGIN, row_key(asana), asana->pool, &row);

    *kept = (struct kept){ 0 };
    if (rc == 0)
        rc = json_scan(asana->pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    *kept = (struct kept){ .access = json_string(&wants[ACCESS]),
                           .expires_ms = json_integer(&wants[EXPIRES], 0),
                           .refresh = json_string(&wants[REFRESH]),
                           .ended = json_string(&wants[ENDED]),
                           .version = row.version };
    return 0;
}

static const char *
kept_text(struct asana *asana, const struct kept *kept)
{
    struct json *value = json_object();

    json_set_string(value, "access", kept->access);
    json_set_integer(value, "expires_ms", kept->expires_ms);
    json_set_string(value, "refresh", kept->refresh);
    json_set_string(value, "ended", kept->ended);
    return json_text(asana->pool, value, JSON_COMPACT);
}

static int
keep(struct asana *asana, const struct kept *kept)
{
    return state_put(asana->store, STATE_LOGIN, row_key(asana), kept_text(asana, kept), clock_ms());
}

/* The access token if it lives for a while, or NULL. */
static const char *
lasting(const struct kept *kept)
{
    return kept->expires_ms - EARLY_MS > clock_ms() ? kept->access : NULL;
}

/* The login is over, and whoever comes next need not ask. */
static int
end(struct asana *asana, const char *why)
{
    const struct kept ended = { .ended = why };
    int rc = keep(asana, &ended);

    if (rc != 0)
        return rc;
    return fail(FAIL_REFUSED,
                "Asana does not take the login any more (%s); run \"hooklet asana login\" again",
                why);
}

static int
renew(struct asana *asana, const struct kept *old, const char **token)
{
    struct asana_grant grant = { 0 };
    const char *ended = NULL;
    struct kept kept;
    int rc;

    if (old->ended != NULL)
        return fail(FAIL_REFUSED,
                    "Asana has ended the login (%s); run \"hooklet asana login\" again",
                    old->ended);
    if (old->refresh == NULL)
        return fail(FAIL_REFUSED, "nobody has logged in at Asana; run \"hooklet asana login\"");
    rc = asana_oauth_refresh(asana, old->refresh, &grant, &ended);
    if (ended != NULL)
        return end(asana, ended);
    if (rc != 0)
        return rc;
    kept = (struct kept){ .access = grant.access,
                          .expires_ms = grant.expires_ms,
                          .refresh = grant.refresh != NULL ? grant.refresh : old->refresh };
    rc = keep(asana, &kept);
    if (rc == 0)
        *token = grant.access;
    return rc;
}

/* Whoever had the turn before may have asked meanwhile. */
static int
renew_in_turn(struct asana *asana, const char **token)
{
    struct kept kept;
    int fd = -1;
    int rc = turn_take(asana->store, TURN_ASANA_LOGIN, &fd);

    if (rc != 0)
        return rc;
    rc = look(asana, &kept);
    if (rc == 0)
        *token = lasting(&kept);
    if (rc == 0 && *token == NULL)
        rc = renew(asana, &kept, token);
    turn_give(fd);
    return rc;
}

static int
personal(struct asana *asana, const char **authorization)
{
    char *token = NULL;
    size_t length = 0;
    int rc = asana_api_require(asana->api);

    if (rc == 0)
        rc = key_source_read(asana->pool, &asana->api->token, &token, &length);
    if (rc != 0)
        return rc;
    *authorization = bearer(asana->pool, token);
    crypto_wipe(token, length);
    return 0;
}

int
asana_authorization(struct asana *asana, const char **authorization)
{
    const char *token;
    struct kept kept;
    int rc;

    if (!asana_api_oauth(asana->api))
        return personal(asana, authorization);
    rc = look(asana, &kept);
    if (rc != 0)
        return rc;
    token = lasting(&kept);
    if (token == NULL)
        rc = renew_in_turn(asana, &token);
    if (rc == 0)
        *authorization = bearer(asana->pool, token);
    return rc;
}

/* Only if it is still the one that is kept: somebody may have renewed it. */
int
asana_authorization_refused(struct asana *asana, const char *authorization)
{
    struct kept kept;
    int rc = look(asana, &kept);

    if (rc != 0 || kept.access == NULL ||
        strcmp(bearer(asana->pool, kept.access), authorization) != 0)
        return rc;
    kept.access = NULL;
    kept.expires_ms = 0;
    rc = state_set(asana->store, STATE_LOGIN, row_key(asana), kept_text(asana, &kept), kept.version,
                   clock_ms());
    return rc == FAIL_CONFLICT ? 0 : rc;
}

int
asana_login_begin(struct asana *asana, struct asana_login *login)
{
    unsigned char secret[SECRET_BYTES], name[SECRET_BYTES];
    int rc = crypto_random(secret, sizeof secret);

    if (rc == 0)
        rc = crypto_random(name, sizeof name);
    if (rc != 0)
        return rc;
    login->verifier = base64url_encode(asana->pool, secret, sizeof secret);
    login->state = base64url_encode(asana->pool, name, sizeof name);
    crypto_wipe(secret, sizeof secret);
    return asana_oauth_url(asana, login->state, login->verifier, &login->url);
}

/* In turn, so that nobody who renews the old login meanwhile puts it over the new one. */
int
asana_login_finish(struct asana *asana, const struct asana_login *login, const char *code)
{
    struct asana_grant grant = { 0 };
    int fd = -1;
    int rc = turn_take(asana->store, TURN_ASANA_LOGIN, &fd);

    if (rc != 0)
        return rc;
    rc = asana_oauth_redeem(asana, code, login->verifier, &grant);
    if (rc == 0) {
        const struct kept kept = { .access = grant.access,
                                   .expires_ms = grant.expires_ms,
                                   .refresh = grant.refresh };

        rc = keep(asana, &kept);
    }
    turn_give(fd);
    return rc;
}
