/* src/port/http_wall.c: what a URL tells about itself. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "a_pool.h"
#include "base/fail.h"
#include "port/http_wall.h"

#include <cmocka.h>

static const uint16_t https_alone[] = { 443 };
static const uint16_t some[] = { 443, 80, 8443 };

static const struct http_wall strict = { .ports = https_alone, .port_count = 1 };
static const struct http_wall plain = { .ports = some, .port_count = 3, .plain_http = true };

static void
urls_that_may_be_called(void **state)
{
    static const char *const good[] = {
        "https://hooks.example.org",
        "https://hooks.example.org/",
        "HTTPS://Hooks.Example.ORG/a/b?c=d",
        "https://hooks.example.org:443/x#y",
        "https://93.184.216.34/",
        "https://[2606:4700:4700::1111]/",
        "https://[2606:4700:4700::1111]:443",
        "https://hooks.example.org?q=https://a:b@c/",
        "https://m\xc3\xbcnchen.example/x",
        "https://a_b.example.org/%20",
        "https://localhost/",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(http_wall_check(*state, &strict, good[i]), 0);
    assert_int_equal(http_wall_check(*state, &plain, "http://hooks.example.org/"), 0);
    assert_int_equal(http_wall_check(*state, &plain, "https://hooks.example.org:8443/"), 0);
}

static void
what_is_no_url(void **state)
{
    static const char *const bad[] = {
        "",
        "hooks.example.org",
        "ftp://hooks.example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https:hooks.example.org",
        "https:/hooks.example.org",
        "https://",
        "https:///path",
        "https://:443/",
        "https://?x",
        "https://a:b@hooks.example.org/",
        "https://a@hooks.example.org/",
        "https://hooks.example.org:/",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:65536/",
        "https://hooks.example.org:443443443443443443443/",
        "https://hooks.example.org:https/",
        "https://hooks.example.org:-1/",
        "https://hooks.example.org:4 43/",
        "https://hooks.example.org\\@127.0.0.1/",
        "https://hooks example.org/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\nb",
        "https://hooks.example.org/\r\nX: y",
        "https://hooks.example.org/\t",
        "https://hooks.example.org/\\",
        " https://hooks.example.org/",
        "https://%31%32%37.0.0.1/",
        "https://[::1",
        "https://[::1]x/",
        "https://[::1]:/",
        "https://[fe80::1%25lo]/",
        "https://[]/",
        "https://hooks.example.org,127.0.0.1/",
        "https://127.0.0.1;hooks.example.org/",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (http_wall_check(*state, &plain, bad[i]) != FAIL_FIELD)
            fail_msg("%s: %s", bad[i], fail_detail());
    }
    assert_int_equal(http_wall_check(*state, &plain, "https://a:b@hooks.example.org/"), FAIL_FIELD);
    assert_string_equal(fail_detail(), "user or password in the URL; put them into a header");
}

static void
addresses_in_figures_are_refused(void **state)
{
    static const char *const bad[] = {
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]:443/",
        "https://[::ffff:a9fe:a9fe]/",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (http_wall_check(*state, &strict, bad[i]) != FAIL_REFUSED)
            fail_msg("%s: %s", bad[i], fail_detail());
        assert_ptr_equal(strstr(fail_detail(), "refused: "), fail_detail());
    }
    assert_int_equal(http_wall_check(*state, &strict, "https://127.1/"), FAIL_REFUSED);
    assert_string_equal(fail_detail(),
                        "refused: 127.0.0.1 is not public, nor among outgoing.networks");
}

static void
networks_of_ones_own(void **state)
{
    struct network network;
    struct http_wall wall = strict;

    assert_true(network_parse("10.1.0.0/16", &network));
    wall.networks = &network;
    wall.network_count = 1;
    assert_int_equal(http_wall_check(*state, &wall, "https://10.1.2.3/"), 0);
    assert_int_equal(http_wall_check(*state, &wall, "https://10.2.2.3/"), FAIL_REFUSED);
}

static void
ports_and_plain_http(void **state)
{
    const struct http_wall any = { .any_port = true };
    const struct http_wall none = { 0 };

    assert_int_equal(http_wall_check(*state, &strict, "https://a.example:8443/"), FAIL_REFUSED);
    assert_string_equal(fail_detail(), "refused: port 8443 is not among outgoing.ports");
    assert_int_equal(http_wall_check(*state, &strict, "https://93.184.216.34:22/"), FAIL_REFUSED);
    assert_int_equal(http_wall_check(*state, &strict, "http://a.example/"), FAIL_REFUSED);
    assert_non_null(strstr(fail_detail(), "plain_http"));
    assert_int_equal(http_wall_check(*state, &any, "https://a.example:1/"), 0);
    assert_int_equal(http_wall_check(*state, &none, "https://a.example/"), FAIL_REFUSED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("urls-that-may-be-called", urls_that_may_be_called),
        TEST("what-is-no-url", what_is_no_url),
        TEST("addresses-in-figures-are-refused", addresses_in_figures_are_refused),
        TEST("networks-of-ones-own", networks_of_ones_own),
        TEST("ports-and-plain-http", ports_and_plain_http),
    };

    return cmocka_run_group_tests_name("http_wall", tests, NULL, NULL);
}
