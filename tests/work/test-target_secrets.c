/* src/work/target_secrets.c: the keys that sign, and what a rotation makes of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "quiet_log.h"
#include "work/target_edit.h"

#define NOW INT64_C(1700000000000)
#define HOUR INT64_C(3600000)

static void
new_ones(void **state)
{
    struct target target = target_plain(), other = target_plain();

    assert_int_equal(target_secrets_new(*state, true, true, NOW, &target), 0);
    assert_int_equal(target.secret_count, 2);
    assert_int_equal(target.secrets[0].kind, TARGET_V1);
    assert_memory_equal(target.secrets[0].key, "whsec_", 6);
    assert_int_equal(target.secrets[1].kind, TARGET_V1A);
    assert_memory_equal(target.secrets[1].key, "whsk_", 5);
    assert_int_equal(target.secrets[0].made_ms, NOW);
    assert_int_equal(target.secrets[0].until_ms, 0);
    assert_int_equal(target_secrets_new(*state, true, false, NOW, &other), 0);
    assert_int_equal(other.secret_count, 1);
    assert_string_not_equal(other.secrets[0].key, target.secrets[0].key);
}

static void
one_that_was_brought_along(void **state)
{
    static const char key[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static const char *const none[] = { "", "secret", "whsec_", "whsec_c2hvcnQ=",
                                        "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
    struct target target = target_plain();

    assert_int_equal(target_secrets_own(*state, key, NOW, &target), 0);
    assert_string_equal(target.secrets[0].key, key);
    assert_int_equal(target.secrets[0].kind, TARGET_V1);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(target_secrets_own(*state, none[i], NOW, &target), FAIL_FIELD);
        assert_true(none[i][0] == '\0' || strcmp(none[i], "secret") == 0 ||
                    strstr(fail_detail(), none[i] + 6) == NULL || none[i][6] == '\0');
    }
    assert_int_equal(target.secret_count, 1);
}

static void
old_ones_sign_along(void **state)
{
    struct target target = target_plain();

    assert_int_equal(target_secrets_new(*state, true, true, NOW, &target), 0);
    assert_int_equal(target_rotate(*state, HOUR, NOW + 1, &target), 0);
    assert_int_equal(target.secret_count, 4);
    assert_int_equal(target.secrets[0].made_ms, NOW + 1);
    assert_int_equal(target.secrets[1].made_ms, NOW + 1);
    assert_int_equal(target.secrets[0].until_ms, 0);
    assert_int_equal(target.secrets[2].until_ms, NOW + 1 + HOUR);
    assert_int_equal(target.secrets[3].until_ms, NOW + 1 + HOUR);
    /* Again: those of before keep their time. */
    assert_int_equal(target_rotate(*state, 2 * HOUR, NOW + 2, &target), 0);
    assert_int_equal(target.secret_count, 6);
    assert_int_equal(target.secrets[2].until_ms, NOW + 2 + 2 * HOUR);
    assert_int_equal(target.secrets[4].until_ms, NOW + 1 + HOUR);
    /* Whose time is over goes. */
    assert_int_equal(target_rotate(*state, 2 * HOUR, NOW + 1 + HOUR, &target), 0);
    assert_int_equal(target.secret_count, 6);
}

static void
at_once(void **state)
{
    struct target target = target_plain();

    assert_int_equal(target_secrets_new(*state, false, true, NOW, &target), 0);
    assert_int_equal(target_rotate(*state, HOUR, NOW, &target), 0);
    assert_int_equal(target_rotate(*state, 0, NOW + 1, &target), 0);
    assert_int_equal(target.secret_count, 1);
    assert_int_equal(target.secrets[0].kind, TARGET_V1A);
    assert_int_equal(target.secrets[0].until_ms, 0);
}

static void
never_without_one(void **state)
{
    struct target target = target_plain();

    assert_int_equal(target_rotate(*state, HOUR, NOW, &target), 0);
    assert_int_equal(target.secret_count, 1);
    assert_int_equal(target.secrets[0].kind, TARGET_V1);
}

static void
what_is_shown_of_them(void **state)
{
    struct target target = target_plain();
    const char *json, *before;

    assert_int_equal(target_secrets_new(*state, true, true, NOW, &target), 0);
    json = json_text(*state, target_secrets_json(*state, &target), JSON_COMPACT);
    assert_non_null(strstr(json, target.secrets[0].key));
    assert_non_null(strstr(json, "\"public_key\":\"whpk_"));
    assert_null(strstr(json, "whsk_"));
    /* Those of before were shown when they were new. */
    before = target.secrets[0].key;
    assert_int_equal(target_rotate(*state, HOUR, NOW + 1, &target), 0);
    json = json_text(*state, target_secrets_json(*state, &target), JSON_COMPACT);
    assert_non_null(strstr(json, target.secrets[0].key));
    assert_null(strstr(json, before));
    assert_null(strstr(json_text(*state, target_json(*state, &target), JSON_COMPACT), "wh"));
}

static void
challenges_differ(void **state)
{
    struct target one = target_plain(), other = target_plain();

    assert_int_equal(target_challenge(*state, &one), 0);
    assert_int_equal(target_challenge(*state, &other), 0);
    assert_int_equal(one.state, TARGET_PENDING);
    assert_non_null(one.reason);
    assert_int_equal(strlen(one.challenge), 64);
    assert_string_not_equal(one.challenge, other.challenge);
    assert_null(strstr(json_text(*state, target_json(*state, &one), JSON_COMPACT), one.challenge));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("new-ones", new_ones),
        TEST("one-that-was-brought-along", one_that_was_brought_along),
        TEST("old-ones-sign-along", old_ones_sign_along),
        TEST("at-once", at_once),
        TEST("never-without-one", never_without_one),
        TEST("what-is-shown-of-them", what_is_shown_of_them),
        TEST("challenges-differ", challenges_differ),
    };

    return cmocka_run_group_tests(tests, quiet_log, NULL);
}
