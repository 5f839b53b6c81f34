/* test-api_auth.c - which tokens are let in, and that all others are told the same */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "answer.h"
#include "api_auth.h"
#include "base/fail.h"
#include "store/some_jobs.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

#define TOKEN "hk_0123456789abcdefghijklmnopqrstuv"

static void
token_make(struct fixture *f, const char *name, const char *text, int64_t expires_ms)
{
    unsigned char hash[CRYPTO_SHA256_SIZE];
    struct api_token token = { .name = name, .owner = "acme", .expires_ms = expires_ms };

    assert_int_equal(crypto_sha256(text, strlen(text), hash), 0);
    assert_int_equal(token_add(f->store, &token, hash, NOW), 0);
}

/* header NULL: there is none. */
static int
ask(struct fixture *f, const char *header, int64_t now_ms, struct api_token *token)
{
    const char *const variables[] = {
        header == NULL ? NULL : pool_printf(f->pool, "HTTP_AUTHORIZATION=%s", header), NULL
    };
    struct request req = { .pool = f->pool, .variables = variables, .received_ms = now_ms };

    return api_auth(&req, f->store, token);
}

static void
a_token_tells_its_owner(void **state)
{
    static const char *const headers[] = { "Bearer " TOKEN, "bearer " TOKEN, "BEARER   " TOKEN };
    struct fixture *f = *state;

    token_make(f, "laptop", TOKEN, 0);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct api_token token = { 0 };

        assert_int_equal(ask(f, headers[i], NOW, &token), 0);
        assert_string_equal(token.name, "laptop");
        assert_string_equal(token.owner, "acme");
    }
}

static void
whatever_is_wrong_the_answer_is_one(void **state)
{
    static const char *const headers[] = {
        NULL,
        "",
        "Bearer",
        "Bearer ",
        "Bearer" TOKEN,
        "Bearer\t" TOKEN,
        TOKEN,
        "Basic " TOKEN,
        "Bearer " TOKEN " ",
        "Bearer " TOKEN ", Bearer " TOKEN,
        "Bearer " TOKEN "x",
        "Bearer hk_0123456789abcdefghijklmnopqrstuV",
        "Bearer '; DROP TABLE token; --",
        "Bearer \xff\xfe",
    };
    struct fixture *f = *state;
    struct request req = { .pool = f->pool };

    token_make(f, "laptop", TOKEN, 0);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct api_token token = { 0 };
        struct response res;
        int rc = ask(f, headers[i], NOW, &token);

        assert_int_equal(rc, FAIL_SIGNATURE);
        assert_null(token.owner);
        assert_null(strstr(fail_detail(), "hk_"));
        res = response_refusal(rc, &req);
        assert_string_equal(res.body, "{\"error\":\"unauthorized\"}");
        assert_string_equal(res.challenge, "Bearer");
    }
}

static void
an_endless_token_is_not_looked_up(void **state)
{
    struct fixture *f = *state;
    char *text = pool_alloc(f->pool, 300);
    struct api_token token = { 0 };

    memset(text, 'a', 257);
    token_make(f, "long", text, 0);
    assert_int_equal(ask(f, pool_printf(f->pool, "Bearer %s", text), NOW, &token), FAIL_SIGNATURE);
}

static void
expired_and_revoked_are_over(void **state)
{
    struct fixture *f = *state;
    struct api_token token = { 0 };

    token_make(f, "short", TOKEN, NOW + 1000);
    assert_int_equal(ask(f, "Bearer " TOKEN, NOW + 999, &token), 0);
    assert_int_equal(ask(f, "Bearer " TOKEN, NOW + 1000, &token), FAIL_SIGNATURE);
    token_make(f, "taken", TOKEN "b", 0);
    assert_int_equal(ask(f, "Bearer " TOKEN "b", NOW, &token), 0);
    assert_int_equal(token_revoke(f->store, "taken", NOW), 0);
    assert_int_equal(ask(f, "Bearer " TOKEN "b", NOW, &token), FAIL_SIGNATURE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-token-tells-its-owner", a_token_tells_its_owner),
        TEST("whatever-is-wrong-the-answer-is-one", whatever_is_wrong_the_answer_is_one),
        TEST("an-endless-token-is-not-looked-up", an_endless_token_is_not_looked_up),
        TEST("expired-and-revoked-are-over", expired_and_revoked_are_over),
    };

    return cmocka_run_group_tests_name("api_auth", tests, NULL, NULL);
}
