/* test-asana_error.c - statuses to codes, and what people are told */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "wire/asana_error.h"

#include <cmocka.h>

struct row {
    int status;
    const char *content_type;
    const char *body;
    int code;
    const char *says;
};

static const char json[] = "application/json; charset=UTF-8";

static const struct row rows[] = {
    { 404, json, "{\"errors\":[{\"message\":\"task: Unknown object: 12345\"}]}", FAIL_NOT_FOUND,
      "Asana: GET /x: status 404, task: Unknown object: 12345" },
    { 400, json, "{\"errors\":[{\"message\":\"workspace: Missing input\"}]}", FAIL_REFUSED,
      "Asana: GET /x: status 400, workspace: Missing input" },
    { 400, json,
      "{\"errors\":[{\"message\":\"one\"},{\"message\":\"two\\nlines\",\"help\":\"Try this\"}]}",
      FAIL_REFUSED, "Asana: GET /x: status 400, one; two lines; Try this" },
    { 403, json,
      "{\"errors\":[{\"message\":\"Forbidden\",\"help\":\"For more information on API status codes "
      "and how to handle them, read the docs\"}]}",
      FAIL_REFUSED, "Asana: GET /x: status 403, Forbidden" },
    { 402, json, "{\"errors\":[{\"message\":\"Premium only\"}]}", FAIL_REFUSED,
      "Asana: GET /x: status 402, Premium only" },
    { 401, json, "{\"error\":\"invalid_client\",\"error_description\":\"Who?\"}", FAIL_REFUSED,
      "Asana: GET /x: status 401, invalid_client: Who?" },
    { 400, json, "{\"error\":\"invalid_grant\"}", FAIL_REFUSED,
      "Asana: GET /x: status 400, invalid_grant" },
    { 451, json, "{\"errors\":[]}", FAIL_REFUSED, "Asana: GET /x: status 451" },
    { 500, json,
      "{\"errors\":[{\"message\":\"Server Error\",\"phrase\":\"6 sad squid snuggle softly\"}]}",
      FAIL_NETWORK,
      "Asana: GET /x: status 500, Server Error; phrase for Asana's support: "
      "\"6 sad squid snuggle softly\"" },
    { 502, "text/html", "<html>Bad Gateway</html>", FAIL_NETWORK, "Asana: GET /x: status 502" },
    { 500, json, "{\"errors\":", FAIL_NETWORK, "Asana: GET /x: status 500" },
    { 400, json, "{\"errors\":[{\"message\":7},3,null]}", FAIL_REFUSED,
      "Asana: GET /x: status 400" },
    { 400, NULL, "{\"errors\":[{\"message\":\"no type\"}]}", FAIL_REFUSED,
      "Asana: GET /x: status 400" },
    { 302, json, "{}", FAIL_REFUSED,
      "Asana: GET /x: status 302, and redirects are not followed: see api_url and login_url" },
};

static void
statuses_and_words(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct http_answer answer = { .status = rows[i].status,
                                            .content_type = rows[i].content_type,
                                            .body = rows[i].body,
                                            .length = strlen(rows[i].body) };
        const char *said = NULL;

        fail_adopt("");
        assert_int_equal(asana_error(*state, "GET /x", &answer, &said), rows[i].code);
        assert_string_equal(said, rows[i].says);
    }
}

static void
words_never_steer_a_terminal(void **state)
{
    const char *body = "{\"errors\":[{\"message\":\"\\u001b[2Jgone\"}]}";
    const struct http_answer answer = {
        .status = 400, .content_type = json, .body = body, .length = strlen(body)
    };

    assert_string_equal(asana_complaint(*state, &answer), "\xef\xbf\xbd[2Jgone");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("statuses-and-words", statuses_and_words),
        TEST("words-never-steer-a-terminal", words_never_steer_a_terminal),
    };

    return cmocka_run_group_tests_name("asana_error", tests, NULL, NULL);
}
