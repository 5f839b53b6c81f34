/* test-verify_slack.c - only what Slack has just signed under a live secret becomes a delivery */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/encode.h"
#include "base/fail.h"
#include "wire/verify_slack.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define NOW_S 1700000000
#define FORM "application/x-www-form-urlencoded"
#define COMMAND                                                                                    \
    "team_id=T1&user_id=U1&channel_id=C1&command=%2Fhooklet&text=help&trigger_id=1.2.abc"
#define EVENT "{\"type\":\"event_callback\",\"team_id\":\"T1\",\"event_id\":\"Ev1\",\"event\":{}}"
#define SECRET_OF(title, key)                                                                      \
    {                                                                                              \
        .name = (title), .bytes = (key), .length = sizeof(key) - 1                                 \
    }

/* Text, though they look like hex. */
static const struct secret secrets[] = {
    SECRET_OF("main", "8f742231b10e8888abcd99yyyzzz85a5"),
    SECRET_OF("main (previous)", "0123456789abcdef0123456789abcdef"),
    SECRET_OF("empty", ""),
};

struct post {
    const char *kind;
    const char *media;
    const char *body;
    int64_t at_s;                /* when it is signed */
    const struct secret *secret; /* by which; NULL: the first */
    const char *signature;       /* that one instead; "": none */
    const char *timestamp;       /* the same */
    const char *team;            /* slack.team */
    size_t live;                 /* secrets; 0: all but the empty one */
};

static const char *
sign(struct pool *pool, const struct post *post, const char *timestamp)
{
    const struct slack_signed text = { timestamp, post->body, strlen(post->body) };
    const char *signature = NULL;

    assert_int_equal(sign_slack(pool, post->secret ? post->secret : &secrets[0], &text, &signature),
                     0);
    return signature;
}

static int
verify(struct pool *pool, const struct post *post, struct delivery *delivery)
{
    const char *timestamp = pool_printf(pool, "%lld", (long long)(post->at_s ? post->at_s : NOW_S));
    const char *signature = sign(pool, post, timestamp);
    const char **variables = pool_array(pool, 5, sizeof *variables);
    size_t count = 0;
    const struct settings settings = {
        .slack = { .secrets = secrets, .secret_count = post->live ? post->live : 2 },
        .slack_api.team = post->team,
    };
    struct request req = { .method = "POST",
                           .content_type = post->media ? post->media : FORM,
                           .body = post->body,
                           .length = strlen(post->body),
                           .received_ms = NOW_S * INT64_C(1000) + 999,
                           .pool = pool,
                           .variables = variables };

    if (post->timestamp != NULL)
        timestamp = post->timestamp;
    if (post->signature != NULL)
        signature = post->signature;
    variables[count++] = "HTTP_X_SLACK_RETRY_NUM=1";
    variables[count++] = "CONTENT_TYPE=" FORM;
    if (timestamp[0] != '\0')
        variables[count++] = pool_printf(pool, "HTTP_X_SLACK_REQUEST_TIMESTAMP=%s", timestamp);
    if (signature[0] != '\0')
        variables[count++] = pool_printf(pool, "HTTP_X_SLACK_SIGNATURE=%s", signature);
    return verify_slack(&req, &settings, post->kind ? post->kind : SLACK_COMMAND, delivery);
}

/* Nothing is handed out, and no line tells what would have been right. */
static void
assert_refused(struct pool *pool, const struct post *post, int rc)
{
    static const struct delivery nothing;
    struct delivery delivery = { 0 };

    assert_int_equal(verify(pool, post, &delivery), rc);
    assert_memory_equal(&delivery, &nothing, sizeof delivery);
    assert_null(strstr(fail_detail(), "8f742231"));
}

static void
a_signed_command(void **state)
{
    struct post post = { .body = COMMAND };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_string_equal(delivery.source, "slack");
    assert_string_equal(delivery.kind, "command");
    assert_string_equal(delivery.id, "1.2.abc");
    assert_string_equal(delivery.secret, "main");
    assert_string_equal(delivery.document, COMMAND);
    assert_int_equal(delivery.length, strlen(COMMAND));
    assert_false(delivery.replay_guard);
    assert_false(delivery.rearm);
    assert_non_null(strstr(delivery.headers, "\"X-Slack-Retry-Num\":\"1\""));
    assert_null(strstr(delivery.headers, "v0="));
}

static void
other_kinds(void **state)
{
    struct post press = { .kind = SLACK_INTERACTIVE,
                          .body = "payload=%7B%22trigger_id%22%3A%227.8.a%22%7D" };
    struct post event = { .kind = SLACK_EVENT, .body = EVENT, .media = "application/json" };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &press, &delivery), 0);
    assert_string_equal(delivery.id, "7.8.a");
    assert_string_equal(delivery.document, "{\"trigger_id\":\"7.8.a\"}");
    assert_string_equal(delivery.body, press.body);
    assert_int_equal(verify(*state, &event, &delivery), 0);
    assert_string_equal(delivery.id, "Ev1");
    assert_string_equal(delivery.kind, "event");
}

/* The same again has the same name. */
static void
without_an_id(void **state)
{
    struct post post = { .kind = SLACK_EVENT, .body = "{\"type\":\"app_rate_limited\"}" };
    struct post odd = { .body = "trigger_id=a+b&command=%2Fx" };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_string_equal(delivery.id,
                        hex_encode(*state, delivery.body_sha, sizeof delivery.body_sha));
    assert_int_equal(verify(*state, &odd, &delivery), 0);
    assert_int_equal(strlen(delivery.id), 64);
}

static void
either_secret_of_a_rotation(void **state)
{
    struct post post = { .body = COMMAND, .secret = &secrets[1] };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_string_equal(delivery.secret, "main (previous)");
    post.live = 1;
    assert_refused(*state, &post, FAIL_SIGNATURE);
    post.secret = &secrets[2];
    post.live = 3;
    assert_refused(*state, &post, FAIL_SIGNATURE);
}

static void
no_secret_at_all(void **state)
{
    struct settings settings = { .slack_api.team = NULL };
    struct request req = { .body = "", .pool = *state };
    struct delivery delivery = { 0 };

    assert_int_equal(verify_slack(&req, &settings, SLACK_COMMAND, &delivery), FAIL_SIGNATURE);
    assert_non_null(strstr(fail_detail(), "SLACK_SIGNING_SECRET"));
}

static void
five_minutes_both_ways(void **state)
{
    static const struct {
        int64_t off_s;
        int rc;
    } cases[] = {
        { 0, 0 },
        { -300, 0 },
        { 300, 0 },
        { -301, FAIL_STALE },
        { 299, 0 },
        { 301, FAIL_STALE },
        { -86400, FAIL_STALE },
        { 86400, FAIL_STALE },
    };
    struct delivery delivery;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct post post = { .body = COMMAND, .at_s = NOW_S + cases[i].off_s };

        assert_int_equal(verify(*state, &post, &delivery), cases[i].rc);
    }
}

static void
one_bit_off(void **state)
{
    struct post post = { .body = COMMAND };
    char *signature = pool_string(*state, sign(*state, &post, "1700000000"));

    for (size_t at = 3; at < strlen(signature); at++) {
        char was = signature[at];

        signature[at] = was == '0' ? '1' : '0';
        post.signature = signature;
        assert_refused(*state, &post, FAIL_SIGNATURE);
        signature[at] = was;
    }
}

static void
no_signature(void **state)
{
    static const char *const signatures[] = {
        "",  "v0=",   "v0",
        "x", "v0=00", "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    };
    static const char *const timestamps[] = {
        "",      "1700000000abc", " 1700000000", "-1",
        "1.7e9", "0x6553f100",    "+1700000000", "9999999999999999999"
    };
    struct post post = { .body = COMMAND };

    for (size_t i = 0; i < COUNT(signatures); i++) {
        post.signature = signatures[i];
        assert_refused(*state, &post, FAIL_SIGNATURE);
    }
    post.signature = NULL;
    for (size_t i = 0; i < COUNT(timestamps); i++) {
        post.timestamp = timestamps[i];
        assert_refused(*state, &post, FAIL_SIGNATURE);
    }
    post.timestamp = "1700000001"; /* good by itself, but not what was signed */
    assert_refused(*state, &post, FAIL_SIGNATURE);
}

static void
one_workspace(void **state)
{
    struct post post = { .body = COMMAND, .team = "T1" };
    struct post nobodys = { .kind = SLACK_EVENT, .body = "{}", .team = "T1" };
    struct post asks = { .kind = SLACK_EVENT,
                         .body = "{\"type\":\"url_verification\",\"challenge\":\"c\"}",
                         .team = "T1" };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_int_equal(verify(*state, &asks, &delivery), 0);
    post.team = "T2";
    assert_refused(*state, &post, FAIL_SIGNATURE);
    assert_non_null(strstr(fail_detail(), "slack.team is T2"));
    assert_refused(*state, &nobodys, FAIL_SIGNATURE);
}

/* The path isn't signed: what was sent to another one is not taken for what it isn't. */
static void
of_another_kind(void **state)
{
    struct post event = { .kind = SLACK_EVENT, .body = COMMAND };
    struct post command = { .kind = SLACK_COMMAND,
                            .body = "{\"t\":\"&command=%2Fhooklet&text=unlock+production\"}" };
    struct post press = { .kind = SLACK_INTERACTIVE, .body = COMMAND };

    assert_refused(*state, &event, FAIL_MALFORMED);
    assert_refused(*state, &command, FAIL_MEDIA);
    assert_refused(*state, &press, FAIL_MALFORMED);
}

/* Signed, so it is kept for people to look at. */
static void
beyond_our_reader(void **state)
{
    struct post post = { .kind = SLACK_EVENT, .body = "{\"a\":1,\"a\":2}", .team = "T1" };
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &post, &delivery), 0);
    assert_int_equal(strlen(delivery.id), 64);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-signed-command", a_signed_command),
        TEST("other-kinds", other_kinds),
        TEST("without-an-id", without_an_id),
        TEST("either-secret-of-a-rotation", either_secret_of_a_rotation),
        TEST("no-secret-at-all", no_secret_at_all),
        TEST("five-minutes-both-ways", five_minutes_both_ways),
        TEST("one-bit-off", one_bit_off),
        TEST("no-signature", no_signature),
        TEST("one-workspace", one_workspace),
        TEST("of-another-kind", of_another_kind),
        TEST("beyond-our-reader", beyond_our_reader),
    };

    return cmocka_run_group_tests_name("verify_slack", tests, NULL, NULL);
}
