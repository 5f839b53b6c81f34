/* src/port/github_api.c: who can speak to GitHub. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "port/github_api.h"

static void
an_app_needs_its_key(void **state)
{
    struct github_api api = { .app_id = "1" };

    (void)state;
    assert_false(github_api_configured(&api));
    api.key.name = "private_key_file";
    assert_true(github_api_configured(&api));
    api.app_id = NULL;
    assert_false(github_api_configured(&api));
    api.token.name = "token_file";
    assert_true(github_api_configured(&api));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_app_needs_its_key),
    };

    return cmocka_run_group_tests_name("github_api", tests, NULL, NULL);
}
