/* test-slack_body.c - which part of a body is the document, and whose it says that it is */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/a_delivery.h"
#include "wire/slack_body.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define FORM "application/x-www-form-urlencoded"
#define JSON "application/json"

static void
documents(void **state)
{
    static const struct {
        const char *kind, *media, *body;
        int rc;
        const char *document;
    } cases[] = {
        { SLACK_COMMAND, FORM, "command=%2Fx&text=a", 0, "command=%2Fx&text=a" },
        { SLACK_COMMAND, FORM "; charset=utf-8", "command=%2Fx", 0, "command=%2Fx" },
        { SLACK_COMMAND, JSON, "{}", FAIL_MEDIA, NULL },
        { SLACK_COMMAND, "", "command=%2Fx", FAIL_MEDIA, NULL },
        /* An event in which somebody wrote "&command=..." is no command. */
        { SLACK_COMMAND, FORM, "{\"text\":\"&command=%2Fx&\"}", FAIL_MEDIA, NULL },
        { SLACK_INTERACTIVE, FORM, "payload=%7B%7D", 0, "{}" },
        { SLACK_INTERACTIVE, FORM, "command=%2Fx", FAIL_MALFORMED, NULL },
        { SLACK_INTERACTIVE, FORM, "{\"text\":\"&payload=%7B%7D&\"}", FAIL_MALFORMED, NULL },
        { SLACK_INTERACTIVE, "text/plain", "payload=%7B%7D", FAIL_MEDIA, NULL },
        { SLACK_EVENT, JSON, "{}", 0, "{}" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct payload payload = { cases[i].media, cases[i].body, strlen(cases[i].body) };
        const char *document = NULL;
        size_t length = 0;

        assert_int_equal(slack_body_find(*state, cases[i].kind, &payload, &document, &length),
                         cases[i].rc);
        if (cases[i].rc != 0)
            continue;
        assert_int_equal(length, strlen(cases[i].document));
        assert_memory_equal(document, cases[i].document, length);
    }
}

static void
assert_text(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void
origins(void **state)
{
    static const struct {
        const char *kind, *document, *id, *team;
        bool nowhere;
    } cases[] = {
        { SLACK_COMMAND, "trigger_id=1.2.a&team_id=T1&text=x", "1.2.a", "T1", false },
        { SLACK_COMMAND, "text=x", NULL, NULL, false },
        { SLACK_INTERACTIVE, "{'trigger_id':'1.2.b','team':{'id':'T1'}}", "1.2.b", "T1", false },
        { SLACK_INTERACTIVE, "{'team':null,'user':{'team_id':'T2'}}", NULL, "T2", false },
        { SLACK_EVENT, "{'event_id':'Ev1','team_id':'T1','type':'event_callback'}", "Ev1", "T1",
          false },
        { SLACK_EVENT, "{'type':'url_verification','challenge':'c'}", NULL, NULL, true },
        { SLACK_EVENT, "{'event_id':7,'team_id':['T1']}", NULL, NULL, false },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *document = quoted(*state, cases[i].document);
        struct slack_origin origin;

        assert_int_equal(
            slack_origin_read(*state, cases[i].kind, document, strlen(document), &origin), 0);
        assert_text(origin.id, cases[i].id);
        assert_text(origin.team, cases[i].team);
        assert_int_equal(origin.nowhere, cases[i].nowhere);
    }
}

static void
no_origin(void **state)
{
    struct slack_origin origin;

    assert_int_equal(slack_origin_read(*state, SLACK_EVENT, "{", 1, &origin), FAIL_MALFORMED);
    assert_int_equal(slack_origin_read(*state, SLACK_EVENT, "{\"a\":1,\"a\":2}", 13, &origin),
                     FAIL_UNREADABLE);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("documents", documents),
        TEST("origins", origins),
        TEST("no-origin", no_origin),
    };

    return cmocka_run_group_tests_name("slack_body", tests, NULL, NULL);
}
