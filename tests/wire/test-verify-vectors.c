/* test-verify-vectors.c - the contract's signature vectors, each as a request */
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
#include "wire/verify.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SCHEME, ID, SECRET, BODY, EXPECT, SHA256, SHA1, MEDIA, EVENT, DELIVERY, FIELDS };

static const char *
vectors_path(struct pool *pool)
{
    const char *shared = getenv("HOOKLET_SHARED");
    const char *srcdir = getenv("srcdir");

    if (shared == NULL)
        shared = pool_printf(pool, "%s/../shared", srcdir == NULL ? "." : srcdir);

    return pool_printf(pool, "%s/api/signature-vectors.json", shared);
}

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
check_vector(struct pool *pool, const struct json_value *vector, int *accepted, int *refused)
{
    struct json_want wants[FIELDS] = {
        [SCHEME].pointer = "/scheme",
        [ID].pointer = "/id",
        [SECRET].pointer = "/secret",
        [BODY].pointer = "/body",
        [EXPECT].pointer = "/expect",
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
    bool accept;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    if (strcmp(json_string(&wants[SCHEME]), "github") != 0)
        return;

    secret.bytes = json_string(&wants[SECRET]);
    secret.length = strlen(secret.bytes);
    settings.github.secrets = &secret;
    accept = strcmp(json_string(&wants[EXPECT]), "accept") == 0;
    req = request_of(pool, wants);
    print_message("# %s\n", json_string(&wants[ID]));
    assert_int_equal(verify_github(&req, &settings, &delivery), accept ? 0 : FAIL_SIGNATURE);
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

    assert_true(accepted >= 4);
    assert_true(refused >= 8);
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
        { "signature-vectors", signature_vectors, new_pool, end_pool, NULL },
    };
    const char *ci = getenv("CI");

    if (contracts_absent() && (ci == NULL || strcmp(ci, "true") != 0)) {
        puts("1..0 # SKIP shared contracts are absent");
        return 0;
    }

    return cmocka_run_group_tests_name("verify-vectors", tests, NULL, NULL);
}
