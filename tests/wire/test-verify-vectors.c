/* test-verify-vectors.c - the contract's signature vectors, each as a request */
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
#include "wire/verify.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SECRET, BODY, SHA256, SHA1, MEDIA, EVENT, DELIVERY, FIELDS };

static const char *
or_else(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

/* What a vector leaves out is filled in, so that its signature alone decides. */
static struct request
request_of(struct pool *pool, const struct json_want *wants)
{
    const char **variables = pool_array(pool, FIELDS, sizeof *variables);
    const char *media = or_else(json_string(&wants[MEDIA]), "application/json");
    const char *sha256 = json_string(&wants[SHA256]);
    const char *sha1 = json_string(&wants[SHA1]);
    const char *body = json_string(&wants[BODY]);
    size_t count = 0;

    variables[count++] = pool_printf(pool, "CONTENT_TYPE=%s", media);
    variables[count++] =
        pool_printf(pool, "HTTP_X_GITHUB_EVENT=%s", or_else(json_string(&wants[EVENT]), "ping"));
    variables[count++] =
        pool_printf(pool, "HTTP_X_GITHUB_DELIVERY=%s", or_else(json_string(&wants[DELIVERY]), "1"));
    if (sha256 != NULL)
        variables[count++] = pool_printf(pool, "HTTP_X_HUB_SIGNATURE_256=%s", sha256);
    if (sha1 != NULL)
        variables[count++] = pool_printf(pool, "HTTP_X_HUB_SIGNATURE=%s", sha1);

    return (struct request){ .content_type = media,
                             .body = body,
                             .length = strlen(body),
                             .pool = pool,
                             .variables = variables };
}

static void
check_vector(struct pool *pool, const struct json_value *vector, bool accept)
{
    struct json_want wants[FIELDS] = {
        [SECRET].pointer = "/secret",
        [BODY].pointer = "/body",
        [SHA256].pointer = "/headers/X-Hub-Signature-256",
        [SHA1].pointer = "/headers/X-Hub-Signature",
        [MEDIA].pointer = "/headers/Content-Type",
        [EVENT].pointer = "/headers/X-GitHub-Event",
        [DELIVERY].pointer = "/headers/X-GitHub-Delivery",
    };
    struct settings settings = { .github.secret_count = 1 };
    struct secret secret = { .name = "main" };
    struct delivery delivery = { 0 };
    struct request req;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    secret.bytes = json_string(&wants[SECRET]);
    secret.length = strlen(secret.bytes);
    settings.github.secrets = &secret;
    req = request_of(pool, wants);
    assert_int_equal(verify_github(&req, &settings, &delivery), accept ? 0 : FAIL_SIGNATURE);
}

static void
signature_vectors(void **state)
{
    vectors_check(*state, "github", check_vector, 4, 8);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "signature-vectors", signature_vectors, new_pool, end_pool, NULL },
    };

    if (vectors_skip())
        return 0;
    return cmocka_run_group_tests_name("verify-vectors", tests, NULL, NULL);
}
