/* test-verify_circleci-vectors.c - the contract's signature vectors, each as a request */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "vectors.h"
#include "wire/verify_circleci.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SECRET, BODY, SIGNATURE, FIELDS };

/*
 * Bodies of the vectors are no JSON ("hello world"), which is found out behind the signature: so one
 * that is accepted is refused as malformed, and not for its signature.
 */
static void
check_vector(struct pool *pool, const struct json_value *vector, bool accept)
{
    struct json_want wants[FIELDS] = {
        [SECRET].pointer = "/secret",
        [BODY].pointer = "/body",
        [SIGNATURE].pointer = "/headers/circleci-signature",
    };
    struct settings settings = { .circleci.secret_count = 1 };
    const char *variables[] = { NULL, NULL };
    struct request req = { .path = "/hooks/circleci", .pool = pool, .variables = variables };
    struct secret secret = { .name = "main" };
    struct delivery delivery = { 0 };

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    secret.bytes = json_string(&wants[SECRET]);
    secret.length = strlen(secret.bytes);
    settings.circleci.secrets = &secret;
    variables[0] = pool_printf(pool, "HTTP_CIRCLECI_SIGNATURE=%s", json_string(&wants[SIGNATURE]));
    req.body = json_string(&wants[BODY]);
    req.length = strlen(req.body);
    assert_int_equal(verify_circleci(&req, &settings, &delivery),
                     accept ? FAIL_MALFORMED : FAIL_SIGNATURE);
}

static void
signature_vectors(void **state)
{
    vectors_check(*state, "circleci", check_vector, 6, 2);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signature-vectors", signature_vectors),
    };

    if (vectors_skip())
        return 0;
    return cmocka_run_group_tests_name("verify_circleci-vectors", tests, NULL, NULL);
}
