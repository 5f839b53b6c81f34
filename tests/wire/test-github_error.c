/* test-github_error.c - statuses to codes, and what people are told */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/github_error.h"

#include <cmocka.h>

struct row {
    int status;
    const char *content_type;
    const char *body;
    const char *permissions;
    int code;
    const char *says; /* NULL: nothing */
};

static const char json[] = "application/json; charset=utf-8";

static const struct row rows[] = {
    { 404, json, "{\"message\":\"Not Found\"}", NULL, FAIL_NOT_FOUND, NULL },
    { 401, json, "{\"message\":\"Bad credentials\"}", NULL, FAIL_REFUSED,
      "GitHub: GET /x: status 401, Bad credentials; request A:1" },
    { 403, json, "{\"message\":\"Resource not accessible by integration\"}", "issues=write",
      FAIL_REFUSED,
      "GitHub: GET /x: status 403, Resource not accessible by integration; the App needs the "
      "permission issues=write; request A:1" },
    { 410, json, "{\"message\":\"Issues are disabled for this repo\"}", NULL, FAIL_REFUSED,
      "GitHub: GET /x: status 410, Issues are disabled for this repo; request A:1" },
    { 422, json,
      "{\"message\":\"Validation Failed\",\"errors\":[{\"resource\":\"Issue\",\"field\":"
      "\"title\",\"code\":\"missing_field\"}]}",
      NULL, FAIL_REFUSED,
      "GitHub: GET /x: status 422, Validation Failed: title missing_field; request A:1" },
    { 422, json, "{\"message\":\"Unprocessable\",\"errors\":[\"body is too long\"]}", NULL,
      FAIL_REFUSED, "GitHub: GET /x: status 422, Unprocessable: body is too long; request A:1" },
    { 451, json, "{\"message\":\"Repository access blocked\\nfor good\"}", NULL, FAIL_REFUSED,
      "GitHub: GET /x: status 451, Repository access blocked for good; request A:1" },
    { 400, "text/html", "<html>bad</html>", NULL, FAIL_REFUSED,
      "GitHub: GET /x: status 400; request A:1" },
    { 502, "text/html", "<html>Unicorn</html>", NULL, FAIL_NETWORK,
      "GitHub: GET /x: status 502; request A:1" },
    { 500, json, "{\"message\":", NULL, FAIL_NETWORK, "GitHub: GET /x: status 500; request A:1" },
};

static void
statuses_and_words(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct row *row = &rows[i];
        const struct http_header headers[] = {
            { "x-github-request-id", "A:1" }, { "x-accepted-github-permissions", row->permissions }
        };
        const struct http_answer answer = { .status = row->status,
                                            .content_type = row->content_type,
                                            .body = row->body,
                                            .length = strlen(row->body),
                                            .headers = headers,
                                            .header_count = row->permissions != NULL ? 2 : 1 };

        fail_adopt("");
        assert_int_equal(github_error(*state, "GET /x", &answer), row->code);
        assert_string_equal(fail_detail(), row->says != NULL ? row->says : "");
    }
}

static void
a_long_complaint_is_cut(void **state)
{
    char *body = pool_printf(*state, "{\"message\":\"%01000d\"}", 0);
    const struct http_answer answer = {
        .status = 422, .content_type = json, .body = body, .length = strlen(body)
    };

    assert_int_equal(strlen(github_complaint(*state, &answer)), 300);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("statuses-and-words", statuses_and_words),
        TEST("a-long-complaint-is-cut", a_long_complaint_is_cut),
    };

    return cmocka_run_group_tests_name("github_error", tests, NULL, NULL);
}
