/* test-send_request.c - the headers of an attempt, and what is kept of it */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "quiet_log.h"
#include "work/send_request.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

/* Standard Webhooks' own example. */
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define NOW_MS INT64_C(1614265330999)
#define OLDER "whsec_bm90aGluZyBidXQgdHdlbnR5LWZvdXIh"

static const struct target_secret one[] = { { .kind = TARGET_V1, .key = SECRET } };

static struct hook_message message = { .id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                       .event = "invoice.paid",
                                       .owner = "acme" };
static const struct send_body body = {
    "{\"test\": 2432232314}", 20, "application/json",
    "ae858931f67887e8150d6f96c9fe03062c1df36b4464c4ddc8e002c084d5d198"
};

static struct target
plain_target(void)
{
    return (struct target){ .id = 12,
                            .url = "https://example.com/in?token=s3cret",
                            .headers = "{}",
                            .secrets = one,
                            .secret_count = 1 };
}

static int
try_request(struct pool *pool, const struct target *target, struct send_request *request)
{
    const struct send_letter letter = { .target = target,
                                        .message = &message,
                                        .body = &body,
                                        .user_agent = "hooklet/1",
                                        .now_ms = NOW_MS };

    return send_request(pool, &letter, request);
}

static struct send_request
request_for(struct pool *pool, const struct target *target)
{
    struct send_request request = { 0 };

    assert_int_equal(try_request(pool, target, &request), 0);
    return request;
}

/* NULL: it isn't there; each is there once. */
static const char *
header(const struct send_request *request, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) != 0)
            continue;
        assert_null(value);
        value = request->headers[i].value;
    }
    return value;
}

static const char *
record_string(struct pool *pool, const struct send_request *request, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    assert_int_equal(json_scan(pool, request->record, strlen(request->record), &want, 1), 0);
    return json_string(&want);
}

static void
published_signature(void **state)
{
    const struct target target = plain_target();
    const struct send_request request = request_for(*state, &target);

    assert_int_equal(request.header_count, 5);
    assert_string_equal(header(&request, "webhook-id"), message.id);
    assert_string_equal(header(&request, "webhook-timestamp"), "1614265330");
    assert_string_equal(header(&request, "webhook-signature"), SIGNATURE);
    assert_string_equal(header(&request, "Content-Type"), "application/json");
    assert_string_equal(header(&request, "User-Agent"), "hooklet/1");
}

static void
every_live_secret_signs(void **state)
{
    const struct target_secret secrets[] = {
        { .kind = TARGET_V1, .key = SECRET },
        { .kind = TARGET_V1, .key = OLDER, .until_ms = NOW_MS + 2000 },
        { .kind = TARGET_V1, .key = OLDER, .until_ms = NOW_MS - 1000 },
    };
    struct target target = plain_target();
    struct send_request request;
    const char *signature;

    target.secrets = secrets;
    target.secret_count = 3;
    request = request_for(*state, &target);
    signature = header(&request, "webhook-signature");
    assert_memory_equal(signature, SIGNATURE " v1,", strlen(SIGNATURE " v1,"));
    assert_null(strchr(signature + strlen(SIGNATURE) + 1, ' '));
}

static void
no_secret_at_all(void **state)
{
    struct target target = plain_target();
    struct send_request request;

    target.secret_count = 0;
    assert_int_equal(try_request(*state, &target, &request), FAIL_CONFIG);
}

/* printf '{"test": 2432232314}' | openssl dgst -sha256 -hmac whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw */
static void
signature_of_github(void **state)
{
    struct target target = plain_target();
    struct send_request request = request_for(*state, &target);

    assert_null(header(&request, "X-Hub-Signature-256"));
    target.github = true;
    request = request_for(*state, &target);
    assert_string_equal(header(&request, "X-Hub-Signature-256"),
                        "sha256=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c");
}

static void
signature_of_github_needs_a_v1_secret(void **state)
{
    static const struct target_secret secrets[] = {
        { .kind = TARGET_V1A, .key = "whsk_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=" }
    };
    struct target target = plain_target();
    struct send_request request;

    target.secrets = secrets;
    request = request_for(*state, &target);
    assert_memory_equal(header(&request, "webhook-signature"), "v1a,", 4);
    target.github = true;
    assert_int_equal(try_request(*state, &target, &request), FAIL_CONFIG);
}

static void
headers_of_the_target(void **state)
{
    struct target target = plain_target();
    struct send_request request;

    target.headers = "{\"Authorization\":\"Bearer s3cret\",\"user-agent\":\"me\","
                     "\"content-type\":\"application/vnd.acme+json\"}";
    request = request_for(*state, &target);
    assert_int_equal(request.header_count, 6);
    assert_string_equal(header(&request, "Authorization"), "Bearer s3cret");
    assert_string_equal(header(&request, "User-Agent"), "me");
    assert_string_equal(header(&request, "Content-Type"), "application/vnd.acme+json");
}

/* They were checked when they were set; what else is in the row is not sent. */
static void
headers_that_a_target_cannot_have(void **state)
{
    static const char *const bad[] = { "{\"webhook-id\":\"x\"}", "{\"X\":\"a\\r\\nb\"}", "[]",
                                       "{\"Host\":\"x\"}" };
    struct target target = plain_target();
    struct send_request request;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        target.headers = bad[i];
        assert_int_equal(try_request(*state, &target, &request), FAIL_FIELD);
    }
}

static void
headers_that_came_along(void **state)
{
    struct target target = plain_target();
    struct send_request request;

    target.headers = "{\"X-Mine\":\"1\"}";
    message.headers = "{\"X-GitHub-Event\":\"push\",\"X-GitHub-Delivery\":\"d\",\"x-mine\":\"2\","
                      "\"User-Agent\":\"GitHub-Hookshot/1\",\"webhook-id\":\"evil\",\"Host\":\"x\","
                      "\"X-Bad\":\"a\\r\\nb\",\"X-Number\":1}";
    request = request_for(*state, &target);
    message.headers = NULL;
    assert_int_equal(request.header_count, 8);
    assert_string_equal(header(&request, "X-GitHub-Event"), "push");
    assert_string_equal(header(&request, "X-GitHub-Delivery"), "d");
    assert_string_equal(header(&request, "X-Mine"), "1");
    assert_string_equal(header(&request, "User-Agent"), "hooklet/1");
    assert_string_equal(header(&request, "webhook-id"), message.id);
}

static void
the_record_has_no_secrets(void **state)
{
    struct target target = plain_target();
    struct send_request request;

    target.headers = "{\"Authorization\":\"Bearer s3cret\",\"X-Key\":\"s3cret\"}";
    request = request_for(*state, &target);
    assert_null(strstr(request.record, "s3cret"));
    assert_null(strstr(request.record, "whsec"));
    assert_string_equal(record_string(*state, &request, "/url"), "https://example.com/in?***");
    assert_string_equal(record_string(*state, &request, "/headers/Authorization"), "***");
    assert_string_equal(record_string(*state, &request, "/headers/webhook-signature"), SIGNATURE);
    assert_string_equal(record_string(*state, &request, "/body_sha"),
                        "ae858931f67887e8150d6f96c9fe03062c1df36b4464c4ddc8e002c084d5d198");
    assert_non_null(strstr(request.record, "\"body_length\":20"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("published-signature", published_signature),
        TEST("every-live-secret-signs", every_live_secret_signs),
        TEST("no-secret-at-all", no_secret_at_all),
        TEST("signature-of-github", signature_of_github),
        TEST("signature-of-github-needs-a-v1-secret", signature_of_github_needs_a_v1_secret),
        TEST("headers-of-the-target", headers_of_the_target),
        TEST("headers-that-a-target-cannot-have", headers_that_a_target_cannot_have),
        TEST("headers-that-came-along", headers_that_came_along),
        TEST("the-record-has-no-secrets", the_record_has_no_secrets),
    };

    return cmocka_run_group_tests_name("send_request", tests, quiet_log, NULL);
}
