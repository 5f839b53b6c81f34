/* test-sender_slack.c - whose certificate check is answered, and what people read in place of errors */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "sender.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool
probe(struct pool *pool, const char *method, const char *query, const char *body,
      struct response *res)
{
    const char *const variables[] = { pool_printf(pool, "QUERY_STRING=%s", query), NULL };
    const struct request req = { .method = method,
                                 .body = body,
                                 .length = body == NULL ? 0 : strlen(body),
                                 .pool = pool,
                                 .variables = variables };

    *res = (struct response){ 0 };
    return sender_slack_command.probe(&req, res);
}

static void
certificate_check(void **state)
{
    struct response res;

    assert_true(probe(*state, "POST", "", "ssl_check=1&token=verif", &res));
    assert_int_equal(res.status, 200);
    assert_null(res.body);
    assert_true(probe(*state, "GET", "token=verif&ssl_check=1", NULL, &res));
    assert_int_equal(res.status, 200);
}

static void
no_certificate_check(void **state)
{
    struct response res;

    assert_false(probe(*state, "POST", "ssl_check=1", "", &res));
    assert_false(probe(*state, "POST", "", "ssl_check=0&command=%2Fx", &res));
    assert_false(probe(*state, "POST", "", "text=ssl_check%3D1", &res));
    assert_false(probe(*state, "POST", "", "ssl_check=1&ssl_check=1", &res));
    assert_false(probe(*state, "GET", "", NULL, &res));
}

/* Words for whoever has typed something; the others hear the truth. */
static void
sorry(void **state)
{
    static const int ours[] = { FAIL_BUSY, FAIL_STORE, FAIL_NOT_FOUND, FAIL_CONFIG, FAIL_MEMORY };
    static const int theirs[] = { FAIL_SIGNATURE, FAIL_STALE, FAIL_MALFORMED, FAIL_FIELD,
                                  FAIL_TOO_LARGE };
    const struct request req = { .method = "POST", .pool = *state };
    struct response res;

    for (size_t i = 0; i < COUNT(ours); i++) {
        assert_true(sender_slack_command.sorry(&req, ours[i], &res));
        assert_int_equal(res.status, 200);
        assert_non_null(strstr(res.body, "\"response_type\":\"ephemeral\""));
        assert_int_equal(strstr(res.body, "did nothing of this") != NULL, ours[i] == FAIL_BUSY);
    }
    for (size_t i = 0; i < COUNT(theirs); i++)
        assert_false(sender_slack_command.sorry(&req, theirs[i], &res));
    assert_null(sender_slack_interactive.sorry);
    assert_null(sender_slack_event.sorry);
}

static void
what_all_three_take(void **state)
{
    const struct sender *const senders[] = { &sender_slack_command, &sender_slack_interactive,
                                             &sender_slack_event };

    (void)state;
    for (size_t i = 0; i < COUNT(senders); i++) {
        assert_int_equal(senders[i]->body_most, 1 << 20);
        assert_int_equal(senders[i]->accepted, 200);
        assert_non_null(senders[i]->probe);
        assert_null(senders[i]->greet);
        assert_null(senders[i]->ping);
        assert_null(senders[i]->other);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("certificate-check", certificate_check),
        TEST("no-certificate-check", no_certificate_check),
        TEST("sorry", sorry),
        TEST("what-all-three-take", what_all_three_take),
    };

    return cmocka_run_group_tests_name("sender_slack", tests, NULL, NULL);
}
