/* src/wire/payload.c: the content type alone tells where the JSON is. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */
#include "a_pool.h"
#include "wire/payload.h"

#include <cmocka.h>

static int
find(struct pool *pool, const char *type, const char *body, const char **document)
{
    const struct payload payload = { type, body, strlen(body) };
    size_t length = 0;
    int rc = payload_find(pool, &payload, document, &length);

    if (rc == 0)
        assert_int_equal(length, strlen(*document));
    return rc;
}

static void
json_is_the_body_itself(void **state)
{
    const char *document = NULL;

    assert_int_equal(find(*state, "application/json", "{\"a\":1}", &document), 0);
    assert_string_equal(document, "{\"a\":1}");
    assert_int_equal(find(*state, "Application/JSON ; charset=utf-8", "payload=%7B%7D", &document),
                     0);
    assert_string_equal(document, "payload=%7B%7D");
}

static void
form_has_it_in_one_field(void **state)
{
    static const char type[] = "application/x-www-form-urlencoded";
    const char *document = NULL;

    assert_int_equal(find(*state, type, "x=1&payload=%7B%22a%22%3A+1%7D", &document), 0);
    assert_string_equal(document, "{\"a\": 1}");
    assert_int_equal(find(*state, type, "{\"a\":1}", &document), FAIL_MALFORMED);
}

static void
what_begins_as_json_is_no_form(void **state)
{
    static const char *const bodies[] = { "{\"a\":\"&payload=%7B%7D&\"}", " &payload=%7B%7D",
                                          "\n&payload=%7B%7D", "[&payload=%7B%7D",
                                          "\"&payload=%7B%7D" };
    const char *document = NULL;
    size_t length = 0;

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const struct payload payload = { "application/x-www-form-urlencoded", bodies[i],
                                         strlen(bodies[i]) };

        assert_int_equal(payload_find(*state, &payload, &document, &length), FAIL_MALFORMED);
    }
}

static void
other_content_types_are_refused(void **state)
{
    const char *document = NULL;

    assert_int_equal(find(*state, "text/plain", "{}", &document), FAIL_MEDIA);
    assert_int_equal(find(*state, "", "{}", &document), FAIL_MEDIA);
}

static void
stored_headers_tell_the_content_type(void **state)
{
    static const char both[] = "{\"User-Agent\":\"x\",\"Content-Type\":\"a/b\"}";

    assert_string_equal(payload_content_type(*state, both), "a/b");
    assert_string_equal(payload_content_type(*state, "{}"), "application/json");
    assert_string_equal(payload_content_type(*state, NULL), "application/json");
}

static void
repository_or_null(void **state)
{
    static const char good[] = "{\"repository\":{\"full_name\":\"acme/web\"}}";

    assert_string_equal(payload_repository(*state, good, strlen(good)), "acme/web");
    assert_null(payload_repository(*state, "{\"repository\":{}}", 17));
    assert_null(payload_repository(*state, "no json", 7));
}

static void
last_push_is_a_number_or_a_date(void **state)
{
    static const struct {
        const char *value;
        int64_t seconds;
    } rows[] = {
        { "1557933657", 1557933657 },
        { "\"2019-05-15T15:20:57Z\"", 1557933657 },
        { "\"2019-05-15T17:20:57+02:00\"", 1557933657 },
        { "0", 0 },
        { "-5", 0 },
        { "\"1969-12-31T00:00:00Z\"", 0 },
        { "\"yesterday\"", 0 },
        { "null", 0 },
        { "true", 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *document =
            pool_printf(*state, "{\"repository\":{\"pushed_at\":%s}}", rows[i].value);

        assert_int_equal(payload_pushed(*state, document, strlen(document)), rows[i].seconds);
    }
    assert_int_equal(payload_pushed(*state, "{\"repository\":{}}", 17), 0);
    assert_int_equal(payload_pushed(*state, "no json", 7), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("json-is-the-body-itself", json_is_the_body_itself),
        TEST("form-has-it-in-one-field", form_has_it_in_one_field),
        TEST("what-begins-as-json-is-no-form", what_begins_as_json_is_no_form),
        TEST("other-content-types-are-refused", other_content_types_are_refused),
        TEST("stored-headers-tell-the-content-type", stored_headers_tell_the_content_type),
        TEST("repository-or-null", repository_or_null),
        TEST("last-push-is-a-number-or-a-date", last_push_is_a_number_or_a_date),
    };

    return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
