/* test-verify_circleci.c - what CircleCI's secret has signed, or comes to the address with the token */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_delivery.h"
#include "a_pool.h"
#include "base/encode.h"
#include "base/fail.h"
#include "wire/verify_circleci.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define KEY "cci-secret"
#define TOKEN "3f1c0c2a9b7d4e5f8a6b"
#define BODY "{\"type\":\"workflow-completed\",\"id\":\"3888f21b-eaa7-38e3-8f3d-75a63bba8895\"}"
/* Of that body under that key, as the contract's facts have it. */
#define DIGITS_OF_BODY "de3004d6c206a9c8a0ae3b9f5fdeec4548e56b482b21047c38fff0cdeb0b33dd"
#define SIGNATURE "v1=" DIGITS_OF_BODY

struct post {
    const char *path;
    const char *body;
    const char *signature; /* NULL: no such header */
};

static const char *
sign(struct pool *pool, const char *key, const char *body)
{
    unsigned char mac[CRYPTO_SHA256_SIZE];

    assert_int_equal(crypto_hmac_sha256(key, strlen(key), body, strlen(body), mac), 0);
    return pool_printf(pool, "v1=%s", hex_encode(pool, mac, sizeof mac));
}

static const struct secret main_secret = { .name = "main", .bytes = KEY, .length = sizeof KEY - 1 };
static const struct secret token_secret = { .name = "notify",
                                            .bytes = TOKEN,
                                            .length = sizeof TOKEN - 1 };

static struct settings
usual(void)
{
    return (struct settings){ .circleci = { .secrets = &main_secret, .secret_count = 1 },
                              .circleci_notify = { .secrets = &token_secret, .secret_count = 1 } };
}

static int
verify_by(struct pool *pool, const struct settings *settings, const struct post *post,
          struct delivery *delivery)
{
    const char **variables = pool_array(pool, 4, sizeof *variables);
    const struct request req = { .method = "POST",
                                 .path = post->path != NULL ? post->path : "/hooks/circleci",
                                 .content_type = "application/json",
                                 .body = post->body,
                                 .length = strlen(post->body),
                                 .received_ms = RECEIVED,
                                 .pool = pool,
                                 .variables = variables };

    variables[0] = "CONTENT_TYPE=application/json";
    variables[1] = "HTTP_CIRCLECI_EVENT_TYPE=job-completed";
    if (post->signature != NULL)
        variables[2] = pool_printf(pool, "HTTP_CIRCLECI_SIGNATURE=%s", post->signature);
    return verify_circleci(&req, settings, delivery);
}

static int
verify(struct pool *pool, const struct post *post, struct delivery *delivery)
{
    const struct settings settings = usual();

    return verify_by(pool, &settings, post, delivery);
}

/* Nothing is handed out, and no line has the key, the token or what would have been right. */
static void
assert_refused(struct pool *pool, const struct settings *settings, const struct post *post)
{
    static const struct delivery nothing;
    struct delivery delivery = { 0 };

    assert_int_equal(verify_by(pool, settings, post, &delivery), FAIL_SIGNATURE);
    assert_memory_equal(&delivery, &nothing, sizeof delivery);
    assert_null(strstr(fail_detail(), KEY));
    assert_null(strstr(fail_detail(), TOKEN));
    assert_null(strstr(fail_detail(), DIGITS_OF_BODY));
}

static void
signed_delivery(void **state)
{
    const struct post post = { NULL, BODY, SIGNATURE };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_string_equal(delivery.source, "circleci");
    assert_string_equal(delivery.kind, "workflow-completed");
    assert_string_equal(delivery.id, "3888f21b-eaa7-38e3-8f3d-75a63bba8895");
    assert_string_equal(delivery.secret, "main");
    assert_string_equal(delivery.body, BODY);
    assert_int_equal(delivery.document_length, strlen(BODY));
    assert_int_equal(delivery.received_ms, RECEIVED);
    assert_false(delivery.replay_guard || delivery.rearm);
    assert_string_equal(delivery.headers, "{\"circleci-event-type\":\"job-completed\","
                                          "\"Content-Type\":\"application/json\"}");
}

static void
signature_one_bit_off(void **state)
{
    const struct settings settings = usual();
    unsigned char mac[CRYPTO_SHA256_SIZE];
    struct post post = { NULL, BODY, NULL };

    assert_true(hex_decode(DIGITS_OF_BODY, mac, sizeof mac));
    for (size_t bit = 0; bit < 8 * sizeof mac; bit++) {
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
        post.signature = pool_printf(*state, "v1=%s", hex_encode(*state, mac, sizeof mac));
        assert_refused(*state, &settings, &post);
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void
lists_of_signatures(void **state)
{
    static const char *const good[] = {
        SIGNATURE,          SIGNATURE ",v2=00",
        "v2=00," SIGNATURE, "v0=" DIGITS_OF_BODY ", " SIGNATURE ",",
        "," SIGNATURE " ",
    };
    static const char *const odd[] = {
        "",
        ",",
        "v1=",
        "v2=" DIGITS_OF_BODY,
        "v11=" DIGITS_OF_BODY,
        "V1=" DIGITS_OF_BODY,
        DIGITS_OF_BODY,
        SIGNATURE "0",
        SIGNATURE "," SIGNATURE,
        "v1=00," SIGNATURE,
        "v1 =" DIGITS_OF_BODY,
        "v1=DE3004D6C206A9C8A0AE3B9F5FDEEC4548E56B482B21047C38FFF0CDEB0B33DD",
    };
    const struct settings settings = usual();
    struct delivery delivery = { 0 };
    struct post post = { NULL, BODY, NULL };

    for (size_t i = 0; i < COUNT(good); i++) {
        post.signature = good[i];
        assert_int_equal(verify(*state, &post, &delivery), 0);
    }
    for (size_t i = 0; i < COUNT(odd); i++) {
        post.signature = odd[i];
        assert_refused(*state, &settings, &post);
    }
    post.signature = SIGNATURE;
    post.body = BODY " ";
    assert_refused(*state, &settings, &post);
}

/* A secret that is being rotated has two keys; one that is empty signs nothing. */
static void
several_secrets(void **state)
{
    static const struct secret secrets[] = {
        { .name = "empty", .bytes = "" },
        { .name = "other", .bytes = "another", .length = 7 },
        { .name = "main (previous)", .bytes = KEY, .length = sizeof KEY - 1 },
    };
    struct settings settings = { .circleci = { .secrets = secrets, .secret_count = 3 } };
    struct delivery delivery = { 0 };
    struct post post = { NULL, BODY, SIGNATURE };

    assert_int_equal(verify_by(*state, &settings, &post, &delivery), 0);
    assert_string_equal(delivery.secret, "main (previous)");
    post.signature = sign(*state, "", BODY);
    assert_refused(*state, &settings, &post);
    settings.circleci.secret_count = 0;
    post.signature = SIGNATURE;
    assert_refused(*state, &settings, &post);
}

/* It signs for what the body is about; a body that names no repository is none of its. */
static void
secret_of_some_repositories(void **state)
{
    static const char *const pattern = "acme/*";
    static const struct {
        const char *body;
        bool good;
    } rows[] = {
        { "{'id':'1','project':{'slug':'github/acme/web'}}", true },
        { "{'id':'1','project':{'slug':'gh/ACME/Web'}}", true },
        { "{'id':'1','project':{'slug':'gh/other/web'}}", false },
        { "{'id':'1','project':{'slug':'circleci/a/b'},'pipeline':{'trigger_parameters':{'git':"
          "{'checkout_url':'https://github.com/acme/app.git'}}}}",
          true },
        { "{'id':'1','project':{'slug':'circleci/acme/b'}}", false },
        { "{'id':'1'}", false },
        { "{", false },
    };
    const struct secret secret = {
        .name = "acme", .bytes = KEY, .length = sizeof KEY - 1, .repositories = { &pattern, 1 }
    };
    const struct settings settings = { .circleci = { .secrets = &secret, .secret_count = 1 } };
    struct delivery delivery = { 0 };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = quoted(*state, rows[i].body);
        const struct post post = { NULL, body, sign(*state, KEY, body) };

        if (rows[i].good)
            assert_int_equal(verify_by(*state, &settings, &post, &delivery), 0);
        else
            assert_refused(*state, &settings, &post);
    }
}

/* What stands in the header of an event's type is not signed. */
static void
names_of_a_body(void **state)
{
    static const struct {
        const char *body, *id, *kind;
    } rows[] = {
        { "{'id':'a-1','type':'job-completed'}", "a-1", "job-completed" },
        { "{'id':'a-1','type':'something-new'}", "a-1", "something-new" },
        { "{'id':'a-1'}", "a-1", "ping" },
        { "{'id':'a-1','type':'no name'}", "a-1", "ping" },
        { "{'id':'a-1','type':7}", "a-1", "ping" },
        { "{'id':'a b','type':'ping'}", NULL, "ping" },
        { "{'id':7}", NULL, "ping" },
        { "{'type':'ping','webhook':null}", NULL, "ping" },
        { "[]", NULL, "ping" },
        { "{'a':1,'a':2}", NULL, "ping" },
    };
    struct delivery delivery = { 0 };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = quoted(*state, rows[i].body);
        const struct post post = { NULL, body, sign(*state, KEY, body) };

        assert_int_equal(verify(*state, &post, &delivery), 0);
        assert_string_equal(delivery.kind, rows[i].kind);
        assert_string_equal(delivery.id, rows[i].id != NULL ? rows[i].id
                                                            : hex_encode(*state, delivery.body_sha,
                                                                         sizeof delivery.body_sha));
    }
}

static void
signed_but_no_json(void **state)
{
    struct delivery delivery = { 0 };
    const struct post post = { NULL, "payload=1", sign(*state, KEY, "payload=1") };

    assert_int_equal(verify(*state, &post, &delivery), FAIL_MALFORMED);
}

static void
notify_by_its_token(void **state)
{
    const struct post post = { "/hooks/circleci/" TOKEN, "{\"payload\":{}}", NULL };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_string_equal(delivery.kind, "notify");
    assert_string_equal(delivery.secret, "notify");
    assert_string_equal(delivery.id,
                        hex_encode(*state, delivery.body_sha, sizeof delivery.body_sha));
}

static void
tokens_that_are_none(void **state)
{
    static const char *const paths[] = {
        "",
        "/hooks/circleci",
        "/hooks/circleci/",
        "/hooks/circleci/" TOKEN "/",
        "/hooks/circleci/" TOKEN "0",
        "/hooks/circleci/3f1c0c2a9b7d4e5f8a6",
        "/hooks/circleci/3f1c0c2a9b7d4e5f8a6c",
        "/hooks/circleci/3F1C0C2A9B7D4E5F8A6B",
        TOKEN,
    };
    struct settings settings = usual();
    struct post post = { NULL, "{}", NULL };

    for (size_t i = 0; i < COUNT(paths); i++) {
        post.path = paths[i];
        assert_refused(*state, &settings, &post);
    }
    post.path = "/hooks/circleci/";
    settings.circleci_notify.secrets = &(struct secret){ .name = "notify", .bytes = "" };
    assert_refused(*state, &settings, &post);
    post.path = "/hooks/circleci/" TOKEN;
    settings.circleci_notify.secret_count = 0;
    assert_refused(*state, &settings, &post);
}

/* Whoever knows the token can't make a webhook of it. */
static void
token_signs_nothing(void **state)
{
    const struct settings settings = usual();
    const struct post post = { "/hooks/circleci/" TOKEN, BODY, "v1=00" };
    const struct post bare = { "/hooks/circleci/" TOKEN, BODY, NULL };
    struct delivery delivery = { 0 };

    assert_refused(*state, &settings, &post);
    assert_int_equal(verify(*state, &bare, &delivery), 0);
    assert_string_equal(delivery.kind, "notify");
    assert_string_not_equal(delivery.id, "3888f21b-eaa7-38e3-8f3d-75a63bba8895");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signed-delivery", signed_delivery),
        TEST("signature-one-bit-off", signature_one_bit_off),
        TEST("lists-of-signatures", lists_of_signatures),
        TEST("several-secrets", several_secrets),
        TEST("secret-of-some-repositories", secret_of_some_repositories),
        TEST("names-of-a-body", names_of_a_body),
        TEST("signed-but-no-json", signed_but_no_json),
        TEST("notify-by-its-token", notify_by_its_token),
        TEST("tokens-that-are-none", tokens_that_are_none),
        TEST("token-signs-nothing", token_signs_nothing),
    };

    return cmocka_run_group_tests_name("verify_circleci", tests, NULL, NULL);
}
