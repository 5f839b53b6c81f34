/* test-verify_slack-vectors.c - the contract's vectors for Slack's signature, each as a request */
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
#include "wire/verify_slack.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SCHEME, ID, SECRET, BODY, EXPECT, NOW, SIGNATURE, TIMESTAMP, MEDIA, FIELDS };

static const char *
vectors_path(struct pool *pool)
{
    const char *shared = getenv("HOOKLET_SHARED");
    const char *srcdir = getenv("srcdir");

    if (shared == NULL)
        shared = pool_printf(pool, "%s/../shared", srcdir == NULL ? "." : srcdir);
    return pool_printf(pool, "%s/api/signature-vectors.json", shared);
}

static int
verify(struct pool *pool, const struct json_want *wants)
{
    const char *media = json_string(&wants[MEDIA]), *body = json_string(&wants[BODY]);
    const char *const variables[] = {
        pool_printf(pool, "CONTENT_TYPE=%s", media),
        pool_printf(pool, "HTTP_X_SLACK_REQUEST_TIMESTAMP=%s", json_string(&wants[TIMESTAMP])),
        pool_printf(pool, "HTTP_X_SLACK_SIGNATURE=%s", json_string(&wants[SIGNATURE])),
        NULL,
    };
    const struct request req = { .content_type = media,
                                 .body = body,
                                 .length = strlen(body),
                                 .received_ms = json_integer(&wants[NOW], 0) * 1000,
                                 .pool = pool,
                                 .variables = variables };
    const struct secret secret = { .name = "main",
                                   .bytes = json_string(&wants[SECRET]),
                                   .length = strlen(json_string(&wants[SECRET])) };
    const struct settings settings = { .slack = { .secrets = &secret, .secret_count = 1 } };
    const char *kind = strcmp(media, "application/json") == 0 ? SLACK_EVENT : SLACK_COMMAND;
    struct delivery delivery = { 0 };

    return verify_slack(&req, &settings, kind, &delivery);
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
        [NOW].pointer = "/now",
        [SIGNATURE].pointer = "/headers/X-Slack-Signature",
        [TIMESTAMP].pointer = "/headers/X-Slack-Request-Timestamp",
        [MEDIA].pointer = "/headers/Content-Type",
    };
    int rc;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    if (strcmp(json_string(&wants[SCHEME]), "slack") != 0)
        return;
    print_message("# %s\n", json_string(&wants[ID]));
    rc = verify(pool, wants);
    if (strcmp(json_string(&wants[EXPECT]), "accept") == 0) {
        assert_int_equal(rc, 0);
        ++*accepted;
    } else {
        assert_true(rc == FAIL_SIGNATURE || rc == FAIL_STALE);
        ++*refused;
    }
}

static void
signature_vectors(void **state)
{
    struct json_want want = { .pointer = "/vectors/*" };
    size_t length = 0;
    char *text = NULL;
    int accepted = 0, refused = 0;

    assert_int_equal(file_read(*state, vectors_path(*state), 1 << 20, &text, &length), 0);
    assert_int_equal(json_scan(*state, text, length, &want, 1), 0);
    for (const struct json_value *vector = want.first; vector != NULL; vector = vector->next)
        check_vector(*state, vector, &accepted, &refused);
    assert_true(accepted >= 3);
    assert_true(refused >= 5);
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
    return cmocka_run_group_tests_name("verify_slack-vectors", tests, NULL, NULL);
}
