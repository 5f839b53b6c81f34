/* test-delivery_api.c - what GitHub's API tells of a delivery becomes one */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "a_delivery.h"
#include "base/fail.h"
#include "base/log.h"
#include "wire/delivery_api.h"

#include <cmocka.h>

#define GUID "0b989ba4-242f-11e5-81e1-c7b6966d2516"

static struct github_payload
payload_of(struct pool *pool, const char *headers, const char *body)
{
    return (struct github_payload){
        .guid = GUID,
        .event = "issues",
        .headers = quoted(pool, headers),
        .body = body,
        .length = strlen(body),
    };
}

static void
as_if_it_had_been_posted(void **state)
{
    struct pool *pool = *state;
    struct github_payload payload = payload_of(pool, "{}", "{\"action\":\"opened\"}");
    unsigned char sha[CRYPTO_SHA256_SIZE];
    struct delivery delivery;

    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), 0);
    assert_string_equal(delivery.source, "github");
    assert_string_equal(delivery.id, GUID);
    assert_string_equal(delivery.kind, "issues");
    assert_string_equal(delivery.secret, "api");
    assert_string_equal(delivery.document, payload.body);
    assert_int_equal(delivery.document_length, payload.length);
    assert_int_equal(delivery.length, payload.length);
    assert_int_equal(delivery.received_ms, RECEIVED);
    assert_true(delivery.replay_guard);
    assert_int_equal(delivery.parent, 0);
    assert_int_equal(crypto_sha256(payload.body, payload.length, sha), 0);
    assert_memory_equal(delivery.body_sha, sha, sizeof sha);
}

/* The body was posted as a form; what we keep of it is JSON, and replay goes by the header. */
static void
headers_worth_keeping(void **state)
{
    struct pool *pool = *state;
    struct github_payload payload = payload_of(
        pool,
        "{'X-GitHub-Delivery':'other','X-GitHub-Event':'push','X-GitHub-Hook-ID':'42',"
        "'X-Hub-Signature-256':'sha256=00','User-Agent':'GitHub-Hookshot/b8c71d8',"
        "'content-type':'application/x-www-form-urlencoded','Accept':'*/*',"
        "'Content-Type':'application/x-www-form-urlencoded','X-GitHub-Hook-Installation-Target-ID':"
        "null}",
        "{}");
    struct delivery delivery;

    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), 0);
    assert_string_equal(delivery.headers,
                        quoted(pool, "{'X-GitHub-Event':'issues','X-GitHub-Delivery':'" GUID "',"
                                     "'X-GitHub-Hook-ID':'42','Content-Type':'application/json',"
                                     "'User-Agent':'GitHub-Hookshot/b8c71d8'}"));
}

static void
names_that_are_none(void **state)
{
    struct pool *pool = *state;
    struct github_payload payload = payload_of(pool, "{}", "{}");
    struct delivery delivery = { .id = "untouched" };

    payload.guid = "a b";
    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), FAIL_MALFORMED);
    payload.guid = "";
    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), FAIL_MALFORMED);
    payload.guid = GUID;
    payload.event = "Push/";
    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), FAIL_MALFORMED);
    payload.event = "push";
    payload.headers = "{";
    assert_int_equal(delivery_from_api(pool, &payload, RECEIVED, &delivery), FAIL_MALFORMED);
    assert_string_equal(delivery.id, "untouched");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("as-if-it-had-been-posted", as_if_it_had_been_posted),
        TEST("headers-worth-keeping", headers_worth_keeping),
        TEST("names-that-are-none", names_that_are_none),
    };

    log_open("test-delivery_api", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("delivery_api", tests, NULL, NULL);
}
