/* test-tokens.c - who may use the API */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/tokens.h"

#include <cmocka.h>

static const unsigned char one[CRYPTO_SHA256_SIZE] = { 1 };
static const unsigned char other[CRYPTO_SHA256_SIZE] = { 2 };

static int
add(struct fixture *f, const char *name, const unsigned char *hash, int64_t expires_ms)
{
    struct api_token token = { .name = name, .owner = "acme", .expires_ms = expires_ms };
    int rc = token_add(f->store, &token, hash, NOW);

    if (rc == 0)
        assert_int_equal(token.created_ms, NOW);
    return rc;
}

static void
found_by_its_hash(void **state)
{
    struct fixture *f = *state;
    struct api_token token;

    assert_int_equal(add(f, "ci", one, 0), 0);
    assert_int_equal(token_find_hash(f->store, one, NOW, f->pool, &token), 0);
    assert_string_equal(token.name, "ci");
    assert_string_equal(token.owner, "acme");
    assert_int_equal(token.expires_ms, 0);
    assert_int_equal(token_find_hash(f->store, other, NOW, f->pool, &token), FAIL_NOT_FOUND);
    assert_int_equal(token.id, 0);
}

static void
expired_it_is_none(void **state)
{
    struct fixture *f = *state;
    struct api_token token;

    assert_int_equal(add(f, "ci", one, NOW + 10), 0);
    assert_int_equal(token_find_hash(f->store, one, NOW + 9, f->pool, &token), 0);
    assert_int_equal(token_find_hash(f->store, one, NOW + 10, f->pool, &token), FAIL_NOT_FOUND);
}

static void
revoked_it_is_none(void **state)
{
    struct fixture *f = *state;
    struct api_token token;
    struct api_tokens tokens;

    assert_int_equal(add(f, "b", one, 0), 0);
    assert_int_equal(add(f, "a", other, 0), 0);
    assert_int_equal(token_revoke(f->store, "b", NOW + 1), 0);
    assert_int_equal(token_revoke(f->store, "b", NOW + 2), 0);
    assert_int_equal(token_revoke(f->store, "c", NOW), FAIL_NOT_FOUND);
    assert_int_equal(token_find_hash(f->store, one, NOW, f->pool, &token), FAIL_NOT_FOUND);
    assert_int_equal(token_find_hash(f->store, other, NOW, f->pool, &token), 0);
    assert_int_equal(token_list(f->store, f->pool, &tokens), 0);
    assert_int_equal(tokens.count, 2);
    assert_string_equal(tokens.rows[0].name, "a");
    assert_int_equal(tokens.rows[0].revoked_ms, 0);
    assert_int_equal(tokens.rows[1].revoked_ms, NOW + 1);
}

static void
a_name_is_used_once(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(add(f, "ci", one, 0), 0);
    assert_int_equal(add(f, "ci", other, 0), FAIL_CONFLICT);
    assert_string_equal(fail_detail(), "there is a token \"ci\" already");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("found-by-its-hash", found_by_its_hash),
        TEST("expired-it-is-none", expired_it_is_none),
        TEST("revoked-it-is-none", revoked_it_is_none),
        TEST("a-name-is-used-once", a_name_is_used_once),
    };

    log_open("test-tokens", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
