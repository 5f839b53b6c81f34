/* test-send_body.c - the bytes of each content, envelope and kind of data */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "quiet_log.h"
#include "work/send_body.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define JSON "application/json"
#define TEXT "text/plain; charset=utf-8"
#define FORM "application/x-www-form-urlencoded"

/* Where a hash stands in what is expected. */
#define HASH "#"

struct expected {
    enum target_content content;
    enum target_envelope envelope;
    const char *data, *body, *type;
};

static int
make(struct pool *pool, const struct expected *expected, struct send_body *body)
{
    const struct send_form form = { expected->content, expected->envelope };
    const struct hook_message message = { .id = "msg_1",
                                          .event = "invoice.paid",
                                          .owner = "acme",
                                          .data = expected->data,
                                          .length = strlen(expected->data),
                                          .received_ms = 1796000000123 };

    return send_body(pool, &form, &message, body);
}

/* With the hash of the data in its place. */
static const char *
with_hash(struct pool *pool, const struct expected *expected)
{
    const char *at = strchr(expected->body, *HASH);
    unsigned char digest[CRYPTO_SHA256_SIZE];

    if (at == NULL)
        return expected->body;
    assert_int_equal(crypto_sha256(expected->data, strlen(expected->data), digest), 0);
    return pool_printf(pool, "%.*s%s%s", (int)(at - expected->body), expected->body,
                       hex_encode(pool, digest, sizeof digest), at + 1);
}

static void
hold(struct pool *pool, const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct send_body body = { 0 };
        const char *wanted = with_hash(pool, &expected[i]), *sha = NULL;

        assert_int_equal(make(pool, &expected[i], &body), 0);
        assert_string_equal(body.bytes, wanted);
        assert_int_equal(body.length, strlen(wanted));
        assert_string_equal(body.content_type, expected[i].type);
        assert_int_equal(crypto_sha256_hex(pool, wanted, strlen(wanted), &sha), 0);
        assert_string_equal(body.sha, sha);
    }
}
#define HOLD(pool, table) hold(pool, table, sizeof(table) / sizeof(table)[0])

static const char written[] = " { \"a\" : 1.10,\"n\":12345678901234567890 ,\"e\":1E400,\n"
                              "\"s\":\"\\u00fc \xc3\xbc\\/\",\"o\":{ \"x\": [1.0, null] } }\n";

static void
json_as_it_is(void **state)
{
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_BARE, written, written, JSON },
        { TARGET_JSON, TARGET_BARE, "[1, 2]", "[1, 2]", JSON },
        { TARGET_JSON, TARGET_BARE, "1.10", "1.10", JSON },
        { TARGET_JSON, TARGET_BARE, "null", "null", JSON },
        { TARGET_JSON, TARGET_BARE, "true", "true", JSON },
        { TARGET_JSON, TARGET_BARE, "{}", "{}", JSON },
    };

    HOLD(*state, table);
}

static void
a_string_is_its_text(void **state)
{
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_BARE, "\"a\\n\\u00fc\\ud83d\\ude00\\\"\"",
          "a\n\xc3\xbc\xf0\x9f\x98\x80\"", TEXT },
        { TARGET_JSON, TARGET_BARE, " \"\" ", "", TEXT },
    };

    HOLD(*state, table);
}

static void
fields_beside_its_own(void **state)
{
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_FIELDS, written,
          "{\"a\" : 1.10,\"n\":12345678901234567890,\"e\":1E400,\"s\":\"\\u00fc \xc3\xbc\\/\","
          "\"o\":{ \"x\": [1.0, null] },\"event\":\"invoice.paid\",\"owner\":\"acme\","
          "\"hash\":\"#\"}",
          JSON },
        { TARGET_JSON, TARGET_FIELDS, "{}",
          "{\"event\":\"invoice.paid\",\"owner\":\"acme\",\"hash\":\"#\"}", JSON },
    };

    HOLD(*state, table);
}

/* Whoever checks `event` must be able to rely on it. */
static void
fields_replace_its_own(void **state)
{
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_FIELDS,
          "{\"event\":1,\"a\":[\"}\"],\"\\u006fwner\":\"mallory\",\"hash\":{\"x\":2},\"Event\":3}",
          "{\"a\":[\"}\"],\"Event\":3,\"event\":\"invoice.paid\",\"owner\":\"acme\","
          "\"hash\":\"#\"}",
          JSON },
        { TARGET_JSON, TARGET_FIELDS, "{\"hash\":\"x\"}",
          "{\"event\":\"invoice.paid\",\"owner\":\"acme\",\"hash\":\"#\"}", JSON },
    };

    HOLD(*state, table);
}

static void
fields_of_what_is_no_object(void **state)
{
#define OURS "{\"event\":\"invoice.paid\",\"owner\":\"acme\",\"hash\":\"#\",\"data\":"
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_FIELDS, " [1.10, {\"a\":2}]\n", OURS "[1.10, {\"a\":2}]}", JSON },
        { TARGET_JSON, TARGET_FIELDS, "\"\\u00fc\"", OURS "\"\\u00fc\"}", JSON },
        { TARGET_JSON, TARGET_FIELDS, "12345678901234567890", OURS "12345678901234567890}", JSON },
        { TARGET_JSON, TARGET_FIELDS, "null", OURS "null}", JSON },
    };

    HOLD(*state, table);
}

static void
standard_envelope(void **state)
{
#define TYPE "{\"type\":\"invoice.paid\",\"timestamp\":\"2026-11-30T00:53:20.123Z\",\"data\":"
    static const struct expected table[] = {
        { TARGET_JSON, TARGET_STANDARD, "\t{ \"n\": 1.0 }\r\n", TYPE "{ \"n\": 1.0 }}", JSON },
        { TARGET_JSON, TARGET_STANDARD, "\"x\"", TYPE "\"x\"}", JSON },
        { TARGET_JSON, TARGET_STANDARD, "[]", TYPE "[]}", JSON },
    };

    HOLD(*state, table);
}

static void
form_fields(void **state)
{
    static const struct expected table[] = {
        { TARGET_FORM, TARGET_BARE,
          "{\"a b\":\"x&y=z+\\u00fc\\n\",\"n\":1.10,\"big\":12345678901234567890,\"t\":true,"
          "\"none\":null,\"o\":{ \"x\":[1, 2] },\"\":\"\"}",
          "a%20b=x%26y%3Dz%2B%C3%BC%0A&n=1.10&big=12345678901234567890&t=true&none="
          "&o=%7B%20%22x%22%3A%5B1%2C%202%5D%20%7D&=",
          FORM },
        { TARGET_FORM, TARGET_BARE, "{}", "", FORM },
        { TARGET_FORM, TARGET_BARE, "\"a\\u00fc\"", "data=a%C3%BC", FORM },
        { TARGET_FORM, TARGET_BARE, "[1.0]", "data=%5B1.0%5D", FORM },
        { TARGET_FORM, TARGET_BARE, "7", "data=7", FORM },
        { TARGET_FORM, TARGET_BARE, "null", "data=", FORM },
    };

    HOLD(*state, table);
}

static void
form_of_an_envelope(void **state)
{
    static const struct expected table[] = {
        { TARGET_FORM, TARGET_FIELDS, "{\"a\":1.10,\"owner\":2}",
          "a=1.10&event=invoice.paid&owner=acme&hash=#", FORM },
        { TARGET_FORM, TARGET_FIELDS, "[1.0]",
          "event=invoice.paid&owner=acme&hash=#&data=%5B1.0%5D", FORM },
        { TARGET_FORM, TARGET_STANDARD, "{\"a\":1.10}",
          "type=invoice.paid&timestamp=2026-11-30T00%3A53%3A20.123Z&data=%7B%22a%22%3A1.10%7D",
          FORM },
    };

    HOLD(*state, table);
}

static void
payload_field(void **state)
{
    static const struct expected table[] = {
        { TARGET_PAYLOAD, TARGET_BARE, "{\"n\": 1.10}", "payload=%7B%22n%22%3A%201.10%7D", FORM },
        { TARGET_PAYLOAD, TARGET_BARE, "\"x\"", "payload=%22x%22", FORM },
        { TARGET_PAYLOAD, TARGET_FIELDS, "{}",
          "payload=%7B%22event%22%3A%22invoice.paid%22%2C%22owner%22%3A%22acme%22%2C"
          "%22hash%22%3A%22#%22%7D",
          FORM },
        { TARGET_PAYLOAD, TARGET_STANDARD, "1",
          "payload=%7B%22type%22%3A%22invoice.paid%22%2C%22timestamp%22%3A"
          "%222026-11-30T00%3A53%3A20.123Z%22%2C%22data%22%3A1%7D",
          FORM },
    };

    HOLD(*state, table);
}

static void
what_is_no_json(void **state)
{
    static const enum target_content contents[] = { TARGET_JSON, TARGET_FORM, TARGET_PAYLOAD };
    static const enum target_envelope envelopes[] = { TARGET_BARE, TARGET_FIELDS, TARGET_STANDARD };
    struct send_body body;

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++) {
            struct expected expected = { contents[i], envelopes[k], "{\"a\":}", "", "" };

            assert_int_equal(make(*state, &expected, &body), FAIL_MALFORMED);
            expected.data = "{\"a\":1,\"a\":2}";
            assert_int_equal(make(*state, &expected, &body), FAIL_UNREADABLE);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("json-as-it-is", json_as_it_is),
        TEST("a-string-is-its-text", a_string_is_its_text),
        TEST("fields-beside-its-own", fields_beside_its_own),
        TEST("fields-replace-its-own", fields_replace_its_own),
        TEST("fields-of-what-is-no-object", fields_of_what_is_no_object),
        TEST("standard-envelope", standard_envelope),
        TEST("form-fields", form_fields),
        TEST("form-of-an-envelope", form_of_an_envelope),
        TEST("payload-field", payload_field),
        TEST("what-is-no-json", what_is_no_json),
    };

    return cmocka_run_group_tests_name("send_body", tests, quiet_log, NULL);
}
