/* test-verify_asana.c - only what a hook's secret has signed becomes a delivery */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "store/some_jobs.h"
#include "wire/verify_asana.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"
#define BODY "{\"events\":[]}"
#define SIGNATURE "10468027b67df18c739cc4794c6fc2d2806dcaaf2259fc3e1ed9d26433659853"
/* The same with the secret's 32 bytes as the key, which is wrong: it is its text. */
#define OF_DECODED_KEY "0c00034f93ce9f29a033d24ea96278a5ef291e08d90c9862c13cfd8d07e59b9b"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

struct post {
    const char *token;
    const char *body;
    const char *signature; /* NULL: no such header */
    const char *secret;    /* X-Hook-Secret */
};

static struct request
request_of(struct pool *pool, const struct post *post)
{
    const char **variables = pool_array(pool, 5, sizeof *variables);
    size_t count = 0;

    variables[count++] = "HTTP_USER_AGENT=Asana";
    variables[count++] = "CONTENT_TYPE=application/json";
    if (post->signature != NULL)
        variables[count++] = pool_printf(pool, "HTTP_X_HOOK_SIGNATURE=%s", post->signature);
    if (post->secret != NULL)
        variables[count++] = pool_printf(pool, "HTTP_X_HOOK_SECRET=%s", post->secret);
    return (struct request){ .method = "POST",
                             .path = pool_printf(pool, "/hooks/asana/%s", post->token),
                             .program = "test",
                             .content_type = "application/json",
                             .body = post->body,
                             .length = strlen(post->body),
                             .received_ms = NOW,
                             .pool = pool,
                             .variables = variables };
}

/* A hook with the secret of the contract's vectors, or without any: its token. */
static const char *
hook_make(struct fixture *f, const char *project, const char *secret)
{
    struct asana_hook_row hook = { .project = project, .workspace = "1", .url = "https://x.org" };
    const char *token = NULL;

    assert_int_equal(asana_hook_open(f->store, f->pool, &hook, NOW, &token), 0);
    if (secret != NULL)
        assert_int_equal(asana_hook_secret(f->store, hook.key, secret, NOW), 0);
    return token;
}

static int
verify(struct fixture *f, const struct post *post, struct delivery *delivery)
{
    struct request req = request_of(f->pool, post);

    return verify_asana(&req, f->store, delivery);
}

/* Refused; nothing is handed out, and no line has a token, a secret or what would have been right. */
static void
assert_refused(struct fixture *f, const struct post *post)
{
    static const struct delivery nothing;
    struct delivery delivery = { 0 };

    assert_int_equal(verify(f, post, &delivery), FAIL_SIGNATURE);
    assert_memory_equal(&delivery, &nothing, sizeof delivery);
    assert_null(strstr(fail_detail(), SIGNATURE));
    assert_null(strstr(fail_detail(), SECRET));
    if (strlen(post->token) > 8)
        assert_null(strstr(fail_detail(), post->token));
}

static void
signed_delivery(void **state)
{
    struct fixture *f = *state;
    const struct post post = { hook_make(f, "55", SECRET), BODY, SIGNATURE, NULL };
    unsigned char digest[CRYPTO_SHA256_SIZE];
    struct delivery delivery = { 0 };

    assert_int_equal(verify(f, &post, &delivery), 0);
    assert_int_equal(crypto_sha256(BODY, strlen(BODY), digest), 0);
    assert_string_equal(delivery.source, "asana");
    assert_string_equal(delivery.kind, "task");
    assert_string_equal(delivery.secret, "asana:55");
    assert_string_equal(delivery.id, hex_encode(f->pool, digest, sizeof digest));
    assert_memory_equal(delivery.body_sha, digest, sizeof digest);
    assert_string_equal(delivery.document, BODY);
    assert_int_equal(delivery.document_length, strlen(BODY));
    assert_string_equal(delivery.body, BODY);
    assert_int_equal(delivery.received_ms, NOW);
    assert_false(delivery.replay_guard || delivery.rearm);
    assert_string_equal(delivery.headers,
                        "{\"Content-Type\":\"application/json\",\"User-Agent\":\"Asana\"}");
}

static void
signature_one_bit_off(void **state)
{
    struct fixture *f = *state;
    unsigned char mac[CRYPTO_SHA256_SIZE];
    struct post post = { hook_make(f, "55", SECRET), BODY, NULL, NULL };

    assert_true(hex_decode(SIGNATURE, mac, sizeof mac));
    for (size_t bit = 0; bit < 8 * sizeof mac; bit++) {
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
        post.signature = hex_encode(f->pool, mac, sizeof mac);
        assert_refused(f, &post);
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void
odd_signatures(void **state)
{
    static const char *const odd[] = {
        NULL,
        "",
        " ",
        "sha256=" SIGNATURE,
        " " SIGNATURE,
        SIGNATURE " ",
        SIGNATURE "0",
        SIGNATURE "," SIGNATURE,
        OF_DECODED_KEY,
        ZEROS,
        "10468027B67DF18C739CC4794C6FC2D2806DCAAF2259FC3E1ED9D26433659853",
        "10468027b67df18c739cc4794c6fc2d2806dcaaf2259fc3e1ed9d2643365985",
    };
    struct fixture *f = *state;
    struct post post = { hook_make(f, "55", SECRET), BODY, NULL, NULL };

    for (size_t i = 0; i < COUNT(odd); i++) {
        post.signature = odd[i];
        assert_refused(f, &post);
    }
    post.signature = SIGNATURE;
    post.body = BODY " ";
    assert_refused(f, &post);
    post.body = "";
    assert_refused(f, &post);
}

static void
tokens_of_no_hook(void **state)
{
    static const char *const odd[] = { "", "a", ZEROS, "..", "%00", "' OR 1=1" };
    struct fixture *f = *state;
    const char *token = hook_make(f, "55", SECRET);
    struct post post = { NULL, BODY, SIGNATURE, NULL };

    for (size_t i = 0; i < COUNT(odd); i++) {
        post.token = odd[i];
        assert_refused(f, &post);
    }
    post.token = pool_printf(f->pool, "%s/", token);
    assert_refused(f, &post);
    post.token = pool_copy(f->pool, token, 63);
    assert_refused(f, &post);
}

static void
each_hook_has_its_own_secret(void **state)
{
    struct fixture *f = *state;
    struct delivery delivery = { 0 };
    struct post post = { hook_make(f, "66", ZEROS "1"), BODY, SIGNATURE, NULL };

    hook_make(f, "55", SECRET);
    assert_refused(f, &post);
    post.token = hook_make(f, "77", SECRET);
    assert_int_equal(verify(f, &post, &delivery), 0);
    assert_string_equal(delivery.secret, "asana:77");
}

/* Nobody can sign for a hook that has no secret, not with the one that we compute with then, either. */
static void
hook_without_a_secret(void **state)
{
    struct fixture *f = *state;
    unsigned char mac[CRYPTO_SHA256_SIZE];
    struct post post = { hook_make(f, "55", NULL), BODY, SIGNATURE, NULL };

    assert_refused(f, &post);
    assert_int_equal(crypto_hmac_sha256("", 0, BODY, strlen(BODY), mac), 0);
    post.signature = hex_encode(f->pool, mac, sizeof mac);
    assert_refused(f, &post);
    assert_int_equal(crypto_hmac_sha256(ZEROS, strlen(ZEROS), BODY, strlen(BODY), mac), 0);
    post.signature = hex_encode(f->pool, mac, sizeof mac);
    assert_refused(f, &post);
    post.token = "nobody";
    assert_refused(f, &post);
}

static void
handshake_is_no_delivery(void **state)
{
    struct fixture *f = *state;
    const struct post post = { hook_make(f, "55", NULL), "", NULL, SECRET };

    assert_refused(f, &post);
}

static void
token_is_what_the_path_ends_with(void **state)
{
    static const struct {
        const char *path, *token;
    } rows[] = {
        { "/hooks/asana/abc", "abc" }, { "abc", "" },     { "", "" },
        { "/hooks/asana/", "" },       { "/a/b/c", "c" }, { "/cgi-bin/asana.fcgi/abc", "abc" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct request req = { .path = rows[i].path };

        assert_string_equal(request_tail(&req), rows[i].token);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signed-delivery", signed_delivery),
        TEST("signature-one-bit-off", signature_one_bit_off),
        TEST("odd-signatures", odd_signatures),
        TEST("tokens-of-no-hook", tokens_of_no_hook),
        TEST("each-hook-has-its-own-secret", each_hook_has_its_own_secret),
        TEST("hook-without-a-secret", hook_without_a_secret),
        TEST("handshake-is-no-delivery", handshake_is_no_delivery),
        TEST("token-is-what-the-path-ends-with", token_is_what_the_path_ends_with),
    };

    return cmocka_run_group_tests_name("verify_asana", tests, NULL, NULL);
}
