/* test-sender_asana.c - whose handshake is answered */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "sender.h"
#include "store/asana_hooks.h"
#include "store/some_jobs.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"
#define OTHER "c537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"

static const char *
hook_open(struct fixture *f)
{
    struct asana_hook_row hook = { .project = "55", .workspace = "1", .url = "https://x.org" };
    const char *token = NULL;

    assert_int_equal(asana_hook_open(f->store, f->pool, &hook, NOW, &token), 0);
    return token;
}

static const char *
secret_of(struct fixture *f, const char *token)
{
    struct asana_hook_row hook = { 0 };

    assert_int_equal(asana_hook_find(f->store, token, f->pool, &hook), 0);
    return hook.secret;
}

/* signature: NULL for none. */
static bool
greet(struct fixture *f, const char *token, const char *secret, const char *signature,
      int64_t now_ms, struct response *res)
{
    const char *const variables[] = {
        pool_printf(f->pool, "HTTP_X_HOOK_SECRET=%s", secret),
        signature ? pool_printf(f->pool, "HTTP_X_HOOK_SIGNATURE=%s", signature) : NULL,
        NULL,
    };
    const struct request req = { .method = "POST",
                                 .path = pool_printf(f->pool, "/hooks/asana/%s", token),
                                 .pool = f->pool,
                                 .received_ms = now_ms,
                                 .variables = secret != NULL ? variables : variables + 2 };
    const struct app app = { .store = f->store };

    *res = (struct response){ 0 };
    return sender_asana.greet(&req, &app, res);
}

static void
secret_comes_back(void **state)
{
    struct fixture *f = *state;
    const char *token = hook_open(f);
    struct response res;

    assert_true(greet(f, token, SECRET, NULL, NOW + 5, &res));
    assert_int_equal(res.status, 200);
    assert_string_equal(res.hook_secret, SECRET);
    assert_string_equal(res.body, "{}");
    assert_null(strstr(res.body, SECRET));
    assert_string_equal(secret_of(f, token), SECRET);
    /* Handed over twice by the web server. */
    assert_true(greet(f, token, SECRET, NULL, NOW + 6, &res));
    assert_string_equal(res.hook_secret, SECRET);
}

static void
second_secret_is_refused(void **state)
{
    struct fixture *f = *state;
    const char *token = hook_open(f);
    struct response res;

    assert_true(greet(f, token, SECRET, NULL, NOW, &res));
    assert_false(greet(f, token, OTHER, NULL, NOW, &res));
    assert_null(res.hook_secret);
    assert_string_equal(secret_of(f, token), SECRET);
}

static void
only_while_it_is_awaited(void **state)
{
    struct fixture *f = *state;
    const char *token = hook_open(f);
    struct response res;

    assert_false(greet(f, token, SECRET, NULL, NOW + ASANA_HOOK_OPEN_MS, &res));
    assert_false(greet(f, "", SECRET, NULL, NOW, &res));
    assert_false(greet(f, OTHER, SECRET, NULL, NOW, &res));
    assert_null(secret_of(f, token));
}

static void
what_is_no_handshake(void **state)
{
    struct fixture *f = *state;
    const char *token = hook_open(f);
    struct response res;

    assert_false(greet(f, token, NULL, NULL, NOW, &res));
    assert_false(greet(f, token, SECRET, SECRET, NOW, &res));
    assert_false(greet(f, token, SECRET, "", NOW, &res));
    assert_null(secret_of(f, token));
}

static void
what_is_no_secret(void **state)
{
    struct fixture *f = *state;
    char long_one[ASANA_HOOK_SECRET_MOST + 2] = { 0 };
    const char *const odd[] = {
        "",
        "short",
        "123456789012345",
        "with a blank in it, and long enough",
        "with\r\nX-Header: and long enough",
        "with\ttab-and-long-enough",
        "with\x7f-and-long-enough",
        "w\xc3\xa4-and-long-enough-too",
        long_one,
    };
    const char *token = hook_open(f);
    struct response res;

    memset(long_one, 'a', sizeof long_one - 1);
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_false(greet(f, token, odd[i], NULL, NOW, &res));
    assert_null(secret_of(f, token));
    long_one[ASANA_HOOK_SECRET_MOST] = '\0';
    assert_true(greet(f, token, long_one, NULL, NOW, &res));
}

/* What is GitHub's alone. */
static void
senders_differ(void **state)
{
    (void)state;
    assert_int_equal(sender_github.body_most, 25 << 20);
    assert_int_equal(sender_asana.body_most, 1 << 20);
    assert_string_equal(sender_github.delivery_header, "X-GitHub-Delivery");
    assert_null(sender_asana.delivery_header);
    assert_int_equal(sender_github.accepted, 202);
    assert_int_equal(sender_asana.accepted, 200);
    assert_null(sender_github.greet);
    assert_non_null(sender_github.ping);
    assert_non_null(sender_github.other);
    assert_null(sender_asana.ping);
    assert_null(sender_asana.other);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("secret-comes-back", secret_comes_back),
        TEST("second-secret-is-refused", second_secret_is_refused),
        TEST("only-while-it-is-awaited", only_while_it_is_awaited),
        TEST("what-is-no-handshake", what_is_no_handshake),
        TEST("what-is-no-secret", what_is_no_secret),
        TEST("senders-differ", senders_differ),
    };

    return cmocka_run_group_tests_name("sender_asana", tests, NULL, NULL);
}
