/* test-slack_error.c - Slack's words to codes, and what people are told */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "wire/slack_error.h"

#include <cmocka.h>

struct row {
    int status;
    const char *content_type;
    const char *body;
    int code; /* 0: no failure */
    const char *error;
    const char *says;
};

static const char json[] = "application/json; charset=utf-8";
static const char text[] = "text/html";

typedef bool judge(struct pool *pool, const char *call, const char *key,
                   const struct http_answer *answer, struct slack_failure *failure);

static void
check(struct pool *pool, judge *failed, const struct row *row)
{
    const struct http_answer answer = { .status = row->status,
                                        .body = row->body,
                                        .length = strlen(row->body),
                                        .content_type = row->content_type };
    struct slack_failure failure = { .said = "never set" };

    assert_int_equal(failed(pool, "m", "token_file", &answer, &failure), row->code != 0);
    assert_int_equal(failure.code, row->code);
    if (row->error == NULL)
        assert_null(failure.error);
    else
        assert_string_equal(failure.error, row->error);
    if (row->says == NULL)
        assert_null(failure.said);
    else
        assert_string_equal(failure.said, row->says);
}

static const struct row methods[] = {
    { 200, json, "{\"ok\":true,\"ts\":\"1.2\"}", 0, NULL, NULL },
    { 200, json, "{\"ok\":true,\"warning\":\"superfluous_charset\"}", 0, NULL, NULL },
    { 200, json, "{\"ok\":false,\"error\":\"not_in_channel\"}", FAIL_REFUSED, "not_in_channel",
      "Slack: m: not_in_channel; invite the app into the channel: /invite and its name" },
    { 200, json, "{\"ok\":false,\"error\":\"token_revoked\"}", FAIL_REFUSED, "token_revoked",
      "Slack: m: token_revoked; install the app again, and put its token into token_file" },
    { 200, json, "{\"ok\":false,\"error\":\"not_allowed_token_type\"}", FAIL_REFUSED,
      "not_allowed_token_type",
      "Slack: m: not_allowed_token_type; token_file has to hold a bot's token, which begins with "
      "xoxb-" },
    { 200, json,
      "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\",\"provided\":\"a,b\"}",
      FAIL_REFUSED, "missing_scope",
      "Slack: m: missing_scope (needed chat:write; the token has a,b); add it under \"OAuth & "
      "Permissions\" at api.slack.com/apps, and install the app again" },
    { 200, json, "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}",
      FAIL_REFUSED, "missing_scope",
      "Slack: m: missing_scope (needed chat:write; the token has others); add it under \"OAuth & "
      "Permissions\" at api.slack.com/apps, and install the app again" },
    { 200, json,
      "{\"ok\":false,\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"one\\n\","
      "\"two\"]}}",
      FAIL_REFUSED, "invalid_blocks", "Slack: m: invalid_blocks (one )" },
    { 200, json, "{\"ok\":false,\"error\":\"brand_new\"}", FAIL_REFUSED, "brand_new",
      "Slack: m: brand_new" },
    { 200, json, "{\"ok\":false,\"error\":\"message_not_found\"}", FAIL_NOT_FOUND,
      "message_not_found", "Slack: m: message_not_found" },
    { 200, json, "{\"ok\":false,\"error\":\"ratelimited\"}", FAIL_BUSY, "ratelimited",
      "Slack: m: ratelimited" },
    { 200, json, "{\"ok\":false,\"error\":\"internal_error\"}", FAIL_NETWORK, "internal_error",
      "Slack: m: internal_error; Slack is in trouble" },
    { 429, json, "{\"ok\":false,\"error\":\"ratelimited\"}", FAIL_BUSY, "ratelimited",
      "Slack: m: ratelimited" },
    { 429, text, "Too many", FAIL_BUSY, NULL, "Slack: m: status 429" },
    { 500, json, "{\"ok\":false,\"error\":\"not_in_channel\"}", FAIL_NETWORK, "not_in_channel",
      "Slack: m: not_in_channel; invite the app into the channel: /invite and its name" },
    { 502, text, "<html>", FAIL_NETWORK, NULL, "Slack: m: status 502" },
    { 404, text, "<html>", FAIL_REFUSED, NULL, "Slack: m: status 404" },
    { 403, json, "{\"ok\":true}", FAIL_REFUSED, NULL, "Slack: m: status 403" },
    { 301, json, "{\"ok\":true}", FAIL_REFUSED, NULL,
      "Slack: m: status 301, and redirects are not followed: see api_url and response_url" },
    { 200, json, "{\"ok\":\"true\"}", FAIL_MALFORMED, NULL,
      "Slack: m: status 200, but the answer is not Slack's" },
    { 200, json, "{}", FAIL_MALFORMED, NULL,
      "Slack: m: status 200, but the answer is not Slack's" },
    { 200, json, "[]", FAIL_MALFORMED, NULL,
      "Slack: m: status 200, but the answer is not Slack's" },
    { 200, json, "", FAIL_MALFORMED, NULL, "Slack: m: status 200, but the answer is not Slack's" },
    { 200, text, "{\"ok\":true}", FAIL_MALFORMED, NULL,
      "Slack: m: status 200, but the answer is not Slack's" },
    { 200, NULL, "{\"ok\":true}", FAIL_MALFORMED, NULL,
      "Slack: m: status 200, but the answer is not Slack's" },
};

static void
answers_of_methods(void **state)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        check(*state, slack_failed, &methods[i]);
}

static const struct row hooks[] = {
    { 200, text, "ok", 0, "ok", NULL },
    { 200, json, "{\"ok\":true}", 0, NULL, NULL },
    { 200, json, "", 0, NULL, NULL },
    { 204, NULL, "", 0, NULL, NULL },
    { 200, json, "{\"ok\":false,\"error\":\"invalid_blocks\"}", FAIL_REFUSED, "invalid_blocks",
      "Slack: m: invalid_blocks" },
    { 404, json, "{\"ok\":false,\"error\":\"Expired url\"}", FAIL_REFUSED, "Expired url",
      "Slack: m: Expired url; it lives for half an hour and five answers" },
    { 404, text, "no_service", FAIL_REFUSED, "no_service",
      "Slack: m: no_service; make a new incoming webhook, and put its URL into token_file" },
    { 400, text, "user_not_found", FAIL_REFUSED, "user_not_found", "Slack: m: user_not_found" },
    { 404, text, "<!DOCTYPE html>", FAIL_REFUSED, NULL, "Slack: m: status 404" },
    { 500, text, "rollup_error", FAIL_NETWORK, "rollup_error", "Slack: m: rollup_error" },
    { 429, text, "rate_limited", FAIL_BUSY, "rate_limited", "Slack: m: rate_limited" },
    { 302, text, "", FAIL_REFUSED, NULL,
      "Slack: m: status 302, and redirects are not followed: see api_url and response_url" },
};

static void
answers_of_hooks(void **state)
{
    for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
        check(*state, slack_hook_failed, &hooks[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("answers-of-methods", answers_of_methods),
        TEST("answers-of-hooks", answers_of_hooks),
    };

    return cmocka_run_group_tests_name("slack_error", tests, NULL, NULL);
}
