/* src/port/source.c: which secret may sign for which repository. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "port/source.h"

static void
without_patterns_it_is_good_for_all(void **state)
{
    const struct secret secret = { .name = "main" };

    (void)state;
    assert_true(secret_good_for(&secret, "acme/web"));
    assert_true(secret_good_for(&secret, NULL));
}

static void
with_patterns_for_those_alone(void **state)
{
    static const char *const patterns[] = { "acme/*", "other/one" };
    const struct secret secret = { .name = "main", .repositories = { patterns, 2 } };

    (void)state;
    assert_true(secret_good_for(&secret, "ACME/web"));
    assert_true(secret_good_for(&secret, "other/one"));
    assert_false(secret_good_for(&secret, "other/two"));
}

static void
a_body_that_names_none_needs_a_secret_for_all(void **state)
{
    static const char *const some[] = { "acme/*" };
    static const char *const all[] = { "acme/*", "*" };

    (void)state;
    assert_false(secret_good_for(&(struct secret){ .repositories = { some, 1 } }, NULL));
    assert_true(secret_good_for(&(struct secret){ .repositories = { all, 2 } }, NULL));
}

static void
limits_by_the_name_that_the_ledger_has(void **state)
{
    static const char *const patterns[] = { "acme/*" };
    static const struct secret secrets[] = { { .name = "main" },
                                             { .name = "own", .repositories = { patterns, 1 } } };
    const struct source_settings source = { .limits = secrets, .limit_count = 2 };

    (void)state;
    assert_int_equal(source_limits(&source, "main").count, 0);
    assert_int_equal(source_limits(&source, "own").count, 1);
    assert_string_equal(source_limits(&source, "own (previous)").items[0], "acme/*");
    assert_int_equal(source_limits(&source, "owner").count, 0);
    assert_int_equal(source_limits(&source, "ow").count, 0);
    assert_int_equal(source_limits(&source, "").count, 0);
    assert_int_equal(source_limits(&source, "api").count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        { "without-patterns-it-is-good-for-all", without_patterns_it_is_good_for_all, NULL, NULL,
          NULL },
        { "with-patterns-for-those-alone", with_patterns_for_those_alone, NULL, NULL, NULL },
        { "a-body-that-names-none-needs-a-secret-for-all",
          a_body_that_names_none_needs_a_secret_for_all, NULL, NULL, NULL },
        { "limits-by-the-name-that-the-ledger-has", limits_by_the_name_that_the_ledger_has, NULL,
          NULL, NULL },
    };

    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
