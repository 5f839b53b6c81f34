/* an_api.c - fixture: requests to the API, and what they are told */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <inttypes.h>
#include <string.h>

#include "an_api.h"
#include "base/json_scan.h"
#include "port/outgoing.h"
#include "store/tokens.h"

#include <cmocka.h>

static const char *const catalogue[] = { "invoice.*", "user.created", OUTGOING_TEST,
                                         OUTGOING_CONFIRM, OUTGOING_DISABLED };
static const uint16_t ports[] = { 443 };

struct settings api_settings = {
    .host = HOST,
    .outgoing = { .limited = true,
                  .catalogue = { catalogue, 5 },
                  .wall = { .ports = ports, .port_count = 1 },
                  .confirm = true },
};

static void
token_make(struct fixture *f, const char *text, const char *owner)
{
    unsigned char hash[CRYPTO_SHA256_SIZE];
    struct api_token token = { .name = text, .owner = owner };

    assert_int_equal(crypto_sha256(text, strlen(text), hash), 0);
    assert_int_equal(token_add(f->store, &token, hash, NOW), 0);
}

int
api_make(void **state)
{
    int rc = fixture_make(state);

    if (rc != 0)
        return rc;
    token_make(*state, ACME, "acme");
    token_make(*state, OTHER, "other");
    token_make(*state, ALL, "*");
    return 0;
}

int
api_remove(void **state)
{
    return fixture_remove(state);
}

struct response
ask_api(struct fixture *f, const struct asked *asked)
{
    const char *query = strchr(asked->path, '?');
    size_t length = strcspn(asked->path, "?"), count = 0;
    const char *variables[5] = { NULL };
    struct app app = { &api_settings, f->store };
    struct request req = {
        .method = asked->method,
        .path = pool_printf(f->pool, "/hooklet/api/%.*s", (int)length, asked->path),
        .content_type = asked->type != NULL ? asked->type : "application/json",
        .body = asked->body,
        .length = asked->body != NULL ? strlen(asked->body) : 0,
        .received_ms = NOW,
        .pool = f->pool,
        .variables = variables,
    };

    if (asked->token != NULL)
        variables[count++] = pool_printf(f->pool, "HTTP_AUTHORIZATION=Bearer %s", asked->token);
    if (asked->key != NULL)
        variables[count++] = pool_printf(f->pool, "HTTP_IDEMPOTENCY_KEY=%s", asked->key);
    if (query != NULL)
        variables[count++] = pool_printf(f->pool, "QUERY_STRING=%s", query + 1);
    return api_answer(&req, &app);
}

const char *
ask_as(struct fixture *f, const char *token, const char *method, const char *path, const char *body,
       int status)
{
    const struct asked asked = { .token = token, .method = method, .path = path, .body = body };
    struct response res = ask_api(f, &asked);

    if (res.status != status)
        fail_msg("%s %s: %d %s", method, path, res.status, res.body == NULL ? "" : res.body);
    return res.body;
}

const char *
told(struct fixture *f, const char *answer, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    assert_int_equal(json_scan(f->pool, answer, strlen(answer), &want, 1), 0);
    return want.first == NULL ? NULL : want.first->text;
}

void
assert_told(struct fixture *f, const char *answer, const char *pointer, const char *text)
{
    const char *is = told(f, answer, pointer);

    if (is == NULL || strcmp(is, text) != 0)
        fail_msg("%s is %s, not %s, in %s", pointer, is == NULL ? "not there" : is, text, answer);
}

void
assert_detail(struct fixture *f, const char *answer, const char *words)
{
    const char *detail = told(f, answer, "/detail");

    if (detail == NULL || strstr(detail, words) == NULL)
        fail_msg("not said: %s, in: %s", words, answer);
}

const char *
target_of(struct fixture *f, const char *body)
{
    const char *id = told(f, ask_as(f, ACME, "POST", "targets", body, 201), "/id");

    sql(f, "UPDATE target SET state = 'enabled', challenge = NULL, reason = NULL WHERE id = %s",
        id);
    return id;
}
