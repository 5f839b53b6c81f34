/* test-send_headers.c - which headers a target may have, and what is shown of them */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "quiet_log.h"
#include "work/send_headers.h"

#include <cmocka.h>

static void
names_that_are_tokens(void **state)
{
    static const char *const good[] = {
        "X-Api-Key",    "Authorization", "a",     "x_y.z!#$%&'*+^`|~",
        "Content-Type", "User-Agent",    "X-Hub", "webhooks-id"
    };
    static const char *const bad[] = { "",         "a b", " a",  "a:",   "a\r\nb", "a\tb",
                                       "\xc3\xbc", "(a)", "a,b", "a\"b", "a/b" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(send_header_trouble(*state, good[i], "x"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(send_header_trouble(*state, bad[i], "x"));
}

static void
names_of_our_own(void **state)
{
    static const char *const ours[] = { "webhook-id",
                                        "Webhook-Signature",
                                        "WEBHOOK-X",
                                        "X-Hub-Signature",
                                        "x-hub-signature-256",
                                        "Host",
                                        "content-length",
                                        "Transfer-Encoding",
                                        "connection",
                                        "Keep-Alive",
                                        "TE",
                                        "Trailer",
                                        "Upgrade",
                                        "Expect",
                                        "Proxy-Connection" };

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        assert_non_null(strstr(send_header_trouble(*state, ours[i], "x"), ours[i]));
}

static void
values_that_inject(void **state)
{
    static const char *const bad[] = { "a\r\nX-Evil: 1", "a\n", "\r", "a\x01", "\x7f", "a\x1b[0m" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *trouble = send_header_trouble(*state, "X-A", bad[i]);

        assert_non_null(trouble);
        assert_null(strpbrk(trouble, "\r\n"));
    }
    assert_null(send_header_trouble(*state, "X-A", ""));
    assert_null(send_header_trouble(*state, "X-A", "Bearer \ta \xc3\xbc~"));
}

static void
objects(void **state)
{
    struct pool *pool = *state;
    const char *many = "{\"X-0\":\"\"";

    assert_null(send_headers_trouble(pool, "{}"));
    assert_null(send_headers_trouble(pool, "{\"X-A\":\"1\",\"X-B\":\"\"}"));
    assert_non_null(send_headers_trouble(pool, "[]"));
    assert_non_null(send_headers_trouble(pool, "{"));
    assert_non_null(send_headers_trouble(pool, "{\"X-A\":1}"));
    assert_non_null(send_headers_trouble(pool, "{\"X-A\":\"1\",\"x-a\":\"2\"}"));
    assert_non_null(send_headers_trouble(pool, "{\"X-A\":\"\\r\\nX-Evil: 1\"}"));
    assert_non_null(send_headers_trouble(pool, "{\"X-A\\r\\nX-Evil\":\"1\"}"));
    assert_non_null(send_headers_trouble(pool, "{\"X-A\":\"1\",\"Host\":\"x\"}"));
    for (int i = 1; i < 32; i++)
        many = pool_printf(pool, "%s,\"X-%d\":\"\"", many, i);
    assert_null(send_headers_trouble(pool, pool_printf(pool, "%s}", many)));
    assert_non_null(send_headers_trouble(pool, pool_printf(pool, "%s,\"X-32\":\"\"}", many)));
    assert_null(send_headers_trouble(pool, pool_printf(pool, "{\"X\":\"%08191d\"}", 0)));
    assert_non_null(send_headers_trouble(pool, pool_printf(pool, "{\"X\":\"%08192d\"}", 0)));
}

static void
secrets_are_masked(void **state)
{
    static const char *const secret[] = { "Authorization",       "X-Api-Key",   "x-token",
                                          "Proxy-Authorization", "X-SECRET-ID", "Cookie",
                                          "X-Gitlab-Token",      "Password",    "X-Credentials" };
    static const char *const open[] = { "Content-Type", "webhook-signature", "X-Hub-Signature-256",
                                        "X-GitHub-Delivery", "User-Agent" };

    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        assert_string_equal(send_header_masked(secret[i], "s3cret"), "***");
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        assert_string_equal(send_header_masked(open[i], "value"), "value");
}

static void
urls_are_masked(void **state)
{
    static const char *const urls[][2] = {
        { "https://example.com/in", "https://example.com/in" },
        { "https://example.com", "https://example.com" },
        { "https://example.com/in?token=s3cret", "https://example.com/in?***" },
        { "https://example.com?a@b", "https://example.com?***" },
        { "https://user:s3cret@example.com:8443/in", "https://***@example.com:8443/in" },
        { "https://u@s3cret@example.com/a@b?c@d", "https://***@example.com/a@b?***" },
        { "https://example.com/in#s@t?x", "https://example.com/in#s@t?***" },
        { "http://[::1]:80/", "http://[::1]:80/" },
        { "exec:mailer", "exec:mailer" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        assert_string_equal(send_url_masked(*state, urls[i][0]), urls[i][1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("names-that-are-tokens", names_that_are_tokens),
        TEST("names-of-our-own", names_of_our_own),
        TEST("values-that-inject", values_that_inject),
        TEST("objects", objects),
        TEST("secrets-are-masked", secrets_are_masked),
        TEST("urls-are-masked", urls_are_masked),
    };

    return cmocka_run_group_tests_name("send_headers", tests, quiet_log, NULL);
}
