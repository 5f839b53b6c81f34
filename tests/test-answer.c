/* test-answer.c - what senders are told: every failure code, every kind of receipt */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "a_pool.h"
#include "answer.h"
#include "base/fail.h"

/* Last, because its macro fail() would hide our function. */
#include <cmocka.h>

static void
every_failure_has_its_status(void **state)
{
    static const struct {
        int code, status;
        const char *body;
    } table[] = {
        { FAIL_SIGNATURE, 401, "{\"error\":\"unauthorized\"}" },
        { FAIL_STALE, 401, "{\"error\":\"unauthorized\"}" },
        { FAIL_MALFORMED, 400, "{\"error\":\"malformed\",\"detail\":\"the reason\"}" },
        { FAIL_FIELD, 400, "{\"error\":\"malformed\",\"detail\":\"the reason\"}" },
        { FAIL_UNREADABLE, 400, "{\"error\":\"unreadable\",\"detail\":\"the reason\"}" },
        { FAIL_NOT_FOUND, 404, "{\"error\":\"not found\",\"detail\":\"the reason\"}" },
        { FAIL_METHOD, 405, "{\"error\":\"method not allowed\",\"detail\":\"the reason\"}" },
        { FAIL_TIMEOUT, 408, "{\"error\":\"timeout\",\"detail\":\"the reason\"}" },
        { FAIL_LENGTH, 411, "{\"error\":\"length required\",\"detail\":\"the reason\"}" },
        { FAIL_TOO_LARGE, 413, "{\"error\":\"too large\",\"detail\":\"the reason\"}" },
        { FAIL_MEDIA, 415, "{\"error\":\"unsupported media type\",\"detail\":\"the reason\"}" },
        { FAIL_BUSY, 503, NULL },
        { FAIL_STORE, 503, NULL },
        { FAIL_CONFLICT, 503, NULL },
        { FAIL_CONFIG, 503, NULL },
        { FAIL_SYSTEM, 503, NULL },
        { FAIL_NETWORK, 503, NULL },
        { FAIL_MEMORY, 503, NULL },
        { -99, 503, NULL },
        { 1, 503, NULL },
    };
    struct request req = { .pool = *state };

    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        struct response res;

        fail_adopt("the reason");
        res = response_for(table[i].code, &req, &(struct delivery){ 0 }, &(struct plan){ 0 },
                           &(struct receipt){ 0 });
        assert_int_equal(res.status, table[i].status);
        assert_int_equal(res.length, strlen(res.body));
        assert_int_equal(res.retry_after_s, table[i].status == 503 ? 30 : 0);
        assert_int_equal(res.allow != NULL, table[i].status == 405);
        assert_false(res.made_jobs);
        if (table[i].body != NULL)
            assert_string_equal(res.body, table[i].body);
    }
}

static void
who_asks_by_program_is_told_more_exactly(void **state)
{
    static const struct {
        int code, status;
        const char *body;
    } table[] = {
        { FAIL_FIELD, 422, "{\"error\":\"invalid\",\"detail\":\"the reason\"}" },
        { FAIL_CONFLICT, 409, "{\"error\":\"conflict\",\"detail\":\"the reason\"}" },
        { FAIL_MALFORMED, 400, "{\"error\":\"malformed\",\"detail\":\"the reason\"}" },
        { FAIL_NOT_FOUND, 404, "{\"error\":\"not found\",\"detail\":\"the reason\"}" },
        { FAIL_SIGNATURE, 401, "{\"error\":\"unauthorized\"}" },
        { FAIL_STALE, 401, "{\"error\":\"unauthorized\"}" },
        { FAIL_STORE, 503, NULL },
        { FAIL_CONFIG, 503, NULL },
    };
    struct request req = { .pool = *state };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct response res;

        fail_adopt("the reason");
        res = response_refusal(table[i].code, &req);
        assert_int_equal(res.status, table[i].status);
        assert_int_equal(res.retry_after_s, table[i].status == 503 ? 30 : 0);
        assert_int_equal(res.challenge != NULL, table[i].status == 401);
        if (table[i].body != NULL)
            assert_string_equal(res.body, table[i].body);
    }
}

static void
our_own_trouble_is_told_in_general_words(void **state)
{
    struct request req = { .pool = *state };
    struct response res;

    fail_adopt("/var/lib/hooklet/hooklet.db: disk I/O error");
    res = response_failure(FAIL_STORE, &req);
    assert_null(strstr(res.body, "hooklet.db"));
    assert_non_null(strstr(res.body, "\"error\":\"unavailable\""));
    assert_non_null(strstr(res.body, "\"detail\":"));
}

static void
a_reply_is_sent_as_it_stands(void **state)
{
    static const struct {
        enum accept_status is;
        int status;
    } table[] = { { ACCEPT_ACCEPTED, 202 }, { ACCEPT_IGNORED, 202 }, { ACCEPT_DUPLICATE, 200 } };
    struct request req = { .pool = *state };
    struct accepted_job job = { .id = 1, .kind = "slack", .rule = "deploy" };
    struct receipt receipt = { .reply = "hello", .reply_type = "text/plain", .jobs = &job };

    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        struct response res;

        receipt.status = table[i].is;
        receipt.job_count = i == 0 ? 1 : 0;
        res = response_for(0, &req, &(struct delivery){ 0 }, &(struct plan){ 0 }, &receipt);
        assert_int_equal(res.status, table[i].status);
        assert_string_equal(res.body, "hello");
        assert_int_equal(res.length, 5);
        assert_string_equal(res.content_type, "text/plain");
        assert_int_equal(res.made_jobs, i == 0);
    }
    receipt.reply = "";
    assert_int_equal(
        response_for(0, &req, &(struct delivery){ 0 }, &(struct plan){ 0 }, &receipt).length, 0);
}

/* Whatever the plan had meant to say: it isn't stored. */
static void
a_failure_is_told_instead_of_a_reply(void **state)
{
    struct request req = { .pool = *state };
    struct receipt receipt = { .reply = "hello" };
    struct response res;

    res = response_for(FAIL_STORE, &req, &(struct delivery){ 0 }, &(struct plan){ 0 }, &receipt);
    assert_int_equal(res.status, 503);
    assert_null(strstr(res.body, "hello"));
}

static void
what_senders_can_do_cannot_break_the_json(void **state)
{
    struct request req = { .pool = *state };
    struct response res;

    fail_adopt("a \"quote\"\n\x01\xff");
    res = response_failure(FAIL_FIELD, &req);
    assert_non_null(strstr(res.body, "a \\\"quote\\\"\\n"));
    assert_null(strchr(res.body, '\n'));
    assert_null(strchr(res.body, '\xff'));
}

static void
every_receipt_has_its_answer(void **state)
{
    static const struct {
        enum accept_status status;
        int http;
        const char *word;
    } table[] = {
        { ACCEPT_ACCEPTED, 202, "accepted" },   { ACCEPT_IGNORED, 202, "ignored" },
        { ACCEPT_SUSPECT, 202, "ignored" },     { ACCEPT_UNREADABLE, 202, "unreadable" },
        { ACCEPT_DUPLICATE, 200, "duplicate" },
    };
    struct delivery delivery = { .kind = "push", .id = "72d3162e" };
    struct request req = { .pool = *state };

    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        struct receipt receipt = { .status = table[i].status, .event = 7, .reason = "because" };
        struct response res = response_for(0, &req, &delivery, &(struct plan){ 0 }, &receipt);

        assert_int_equal(res.status, table[i].http);
        assert_string_equal(res.body,
                            pool_printf(*state,
                                        "{\"event\":\"push\",\"delivery\":\"72d3162e\","
                                        "\"status\":\"%s\",\"reason\":\"because\",\"jobs\":[]}",
                                        table[i].word));
        assert_false(res.made_jobs);
    }
}

static void
jobs_are_told_with_ids_as_strings(void **state)
{
    struct accepted_job jobs[] = { { 9007199254740993, "deploy", "a \"b", JOB_READY },
                                   { 2, "run", "refresh", JOB_WAITING } };
    struct receipt receipt = { .status = ACCEPT_ACCEPTED, .jobs = jobs, .job_count = 2 };
    struct delivery delivery = { .kind = "push", .id = "d" };
    struct request req = { .pool = *state };
    struct response res = response_for(0, &req, &delivery, &(struct plan){ 0 }, &receipt);

    assert_int_equal(res.status, 202);
    assert_true(res.made_jobs);
    assert_string_equal(res.body,
                        "{\"event\":\"push\",\"delivery\":\"d\",\"status\":\"accepted\",\"jobs\":["
                        "{\"id\":\"9007199254740993\",\"kind\":\"deploy\",\"rule\":\"a \\\"b\"},"
                        "{\"id\":\"2\",\"kind\":\"run\",\"rule\":\"refresh\"}]}");
}

static void
a_ping_is_200_with_the_id_of_its_hook(void **state)
{
    struct delivery delivery = { .kind = "ping", .id = "d" };
    struct receipt receipt = { .status = ACCEPT_ACCEPTED, .reason = "a ping" };
    struct request req = { .pool = *state };
    struct plan plan = { .status = PLAN_ACCEPTED, .hook = 123 };
    struct response res = response_for(0, &req, &delivery, &plan, &receipt);

    assert_int_equal(res.status, 200);
    assert_string_equal(res.body, "{\"event\":\"ping\",\"delivery\":\"d\",\"status\":\"accepted\","
                                  "\"hook_id\":\"123\"}");
    receipt.status = ACCEPT_DUPLICATE;
    res = response_for(0, &req, &delivery, &plan, &receipt);
    assert_int_equal(res.status, 200);
    assert_non_null(strstr(res.body, "\"status\":\"duplicate\""));
    assert_int_equal(response_for(FAIL_SIGNATURE, &req, &delivery, &plan, &receipt).status, 401);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_failure_has_its_status, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(who_asks_by_program_is_told_more_exactly, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(our_own_trouble_is_told_in_general_words, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(what_senders_can_do_cannot_break_the_json, new_pool,
                                        end_pool),
        cmocka_unit_test_setup_teardown(a_reply_is_sent_as_it_stands, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(a_failure_is_told_instead_of_a_reply, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(every_receipt_has_its_answer, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(jobs_are_told_with_ids_as_strings, new_pool, end_pool),
        cmocka_unit_test_setup_teardown(a_ping_is_200_with_the_id_of_its_hook, new_pool, end_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
