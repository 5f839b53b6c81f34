/* test-asana_oauth.c - the link that a browser is sent to */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/asana_oauth.h"

#include <cmocka.h>

/* source  RFC 7636, appendix B */
static const char verifier[] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
static const char challenge[] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

static void
challenge_of_rfc_7636(void **state)
{
    const char *made = NULL;

    assert_int_equal(asana_oauth_challenge(*state, verifier, &made), 0);
    assert_string_equal(made, challenge);
}

static void
the_link_holds_what_asana_asks_for(void **state)
{
    const struct asana_api api = { .login_url = "https://app.asana.com",
                                   .client_id = "12 34&x=y",
                                   .redirect_uri = "urn:ietf:wg:oauth:2.0:oob" };
    struct asana asana = { .api = &api, .pool = *state };
    const char *url = NULL;

    assert_int_equal(asana_oauth_url(&asana, "name", verifier, &url), 0);
    assert_string_equal(
        url, "https://app.asana.com/-/oauth_authorize?response_type=code"
             "&client_id=12%2034%26x%3Dy&redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"
             "&state=name&code_challenge_method=S256"
             "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
without_an_app_there_is_no_link(void **state)
{
    const struct asana_api api = { .login_url = "https://app.asana.com" };
    struct asana asana = { .api = &api, .pool = *state };
    const char *url = NULL;

    assert_int_equal(asana_oauth_url(&asana, "name", verifier, &url), FAIL_CONFIG);
    assert_null(url);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("challenge-of-rfc-7636", challenge_of_rfc_7636),
        TEST("the-link-holds-what-asana-asks-for", the_link_holds_what_asana_asks_for),
        TEST("without-an-app-there-is-no-link", without_an_app_there_is_no_link),
    };

    return cmocka_run_group_tests_name("asana_oauth", tests, NULL, NULL);
}
