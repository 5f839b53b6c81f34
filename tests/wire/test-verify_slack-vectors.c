/* test-verify_slack-vectors.c - the contract's vectors for Slack's signature, each as a request */
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
#include "wire/verify_slack.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

enum { SECRET, BODY, NOW, SIGNATURE, TIMESTAMP, MEDIA, FIELDS };

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
check_vector(struct pool *pool, const struct json_value *vector, bool accept)
{
    struct json_want wants[FIELDS] = {
        [SECRET].pointer = "/secret",
        [BODY].pointer = "/body",
        [NOW].pointer = "/now",
        [SIGNATURE].pointer = "/headers/X-Slack-Signature",
        [TIMESTAMP].pointer = "/headers/X-Slack-Request-Timestamp",
        [MEDIA].pointer = "/headers/Content-Type",
    };
    int rc;

    assert_int_equal(json_scan(pool, vector->text, vector->length, wants, FIELDS), 0);
    rc = verify(pool, wants);
    if (accept)
        assert_int_equal(rc, 0);
    else
        assert_true(rc == FAIL_SIGNATURE || rc == FAIL_STALE);
}

static void
signature_vectors(void **state)
{
    vectors_check(*state, "slack", check_vector, 3, 5);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signature-vectors", signature_vectors),
    };

    if (vectors_skip())
        return 0;
    return cmocka_run_group_tests_name("verify_slack-vectors", tests, NULL, NULL);
}
