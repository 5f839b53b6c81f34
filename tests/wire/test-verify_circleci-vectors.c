/* test-verify_circleci-vectors.c - the contract's signature vectors, each as a request */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/json_scan.h"
#include "wire/verify_circleci.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SCHEME, ID, SECRET, BODY, EXPECT, SIGNATURE, FIELDS };

static const char *
vectors_path(struct pool *pool)
{
    const char *shared = getenv("HOOKLET_SHARED");
    const char *srcdir = getenv("srcdir");

    if (shared == NULL)
        shared = pool_printf(pool, "%s/../shared", srcdir == NULL ? "." : srcdir);
    return pool_printf(pool, "%s/api/signature-vectors.json", shared);
}

/*
 * Bodies of the vectors are no JSON ("hello world"), which is found out behind the signature: so one
 * that is accepted is refused as malformed, and not for its signature.
 */
static void
check_vector(struct pool *pool, const struct json_value *vector, int *accepted, int *refused)
{
    struct json_want wants[FIELDS] = {
        [SCHEME].pointer = "/scheme", [ID].pointer = "/id",
        [SECRET].pointer = "/secret", [BODY].pointer = "/body",
        [EXPECT].pointer = "/expect", [SIGNATURE].pointer = "/headers/circleci-signature",
    };
    struct settings settings = { .circleci.secret_count = 1 };
    const char *variables[] = { NULL, NULL };
    struct request req = { .path = "/hooks/circleci", .pool = pool, .variables = variables };
    struct secret secret = { .name = "main" };
    struct delivery delivery = { 0 };
    bool accept;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    if (strcmp(json_string(&wants[SCHEME]), "circleci") != 0)
        return;

    secret.bytes = json_string(&wants[SECRET]);
    secret.length = strlen(secret.bytes);
    settings.circleci.secrets = &secret;
    variables[0] = pool_printf(pool, "HTTP_CIRCLECI_SIGNATURE=%s", json_string(&wants[SIGNATURE]));
    req.body = json_string(&wants[BODY]);
    req.length = strlen(req.body);
    accept = strcmp(json_string(&wants[EXPECT]), "accept") == 0;
    print_message("# %s\n", json_string(&wants[ID]));
    assert_int_equal(verify_circleci(&req, &settings, &delivery),
                     accept ? FAIL_MALFORMED : FAIL_SIGNATURE);
    *(accept ? accepted : refused) += 1;
}

static void
signature_vectors(void **state)
{
    struct json_want want = { .pointer = "/vectors/*" };
    size_t length = 0;
    char *text = NULL;
    int accepted = 0;
    int refused = 0;

    assert_int_equal(file_read(*state, vectors_path(*state), 1 << 20, &text, &length), 0);
    assert_int_equal(json_scan(*state, text, length, &want, 1), 0);
    for (const struct json_value *vector = want.first; vector != NULL; vector = vector->next)
        check_vector(*state, vector, &accepted, &refused);

    assert_true(accepted >= 6);
    assert_true(refused >= 2);
}

static bool
contracts_absent(void)
{
    struct pool *pool = pool_new();
    bool absent = access(vectors_path(pool), R_OK) != 0;

    pool_free(pool);
    return absent;
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signature-vectors", signature_vectors),
    };
    const char *ci = getenv("CI");

    if (contracts_absent() && (ci == NULL || strcmp(ci, "true") != 0)) {
        puts("1..0 # SKIP shared contracts are absent");
        return 0;
    }

    return cmocka_run_group_tests_name("verify_circleci-vectors", tests, NULL, NULL);
}
