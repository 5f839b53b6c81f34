/* src/port/catalogue.c, src/port/outgoing.c: which events may be sent, and asked for. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "a_pool.h"
#include "port/catalogue.h"

static const char *const events[] = { "invoice.*", "user.created", "a:*:c", "target.test" };
#define LISTED "invoice.*, user.created, a:*:c, target.test" /* where nothing is near */
static const struct settings limited = {
    .outgoing = { .limited = true, .catalogue = { events, 4 } },
};
static const struct settings unlimited = { .outgoing = { .catalogue = { events, 4 } } };

static void
expect(const char *trouble, const char *expected)
{
    if (expected == NULL)
        assert_null(trouble);
    else
        assert_string_equal(trouble, expected);
}

static void
names_of_the_catalogue(void **state)
{
    static const char *const good[] = { "invoice.paid", "invoice.", "invoice.a.b", "user.created",
                                        "a:b:c",        "a::c",     "target.test" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        expect(catalogue_trouble(*state, &limited, good[i]), NULL);
}

static void
names_outside_have_a_hint(void **state)
{
    static const struct {
        const char *name, *hint;
    } cases[] = {
        { "user.creatd", "; did you mean user.created?" },
        { "users.created", "; did you mean user.created?" },
        { "invoce.paid", "; did you mean invoice.paid?" },
        { "invioce.a.b", "; did you mean invoice.a.b?" },
        { "invoice", "; did you mean invoice.*?" },
        { "order.paid", "; it has " LISTED },
        { "Invoice.paid", "; did you mean invoice.paid?" },
        { "target.tset", "; did you mean target.test?" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(
            catalogue_trouble(*state, &limited, cases[i].name),
            pool_printf(*state,
                        "%s is not in the catalogue (events in section outgoing of hooklet.conf)%s",
                        cases[i].name, cases[i].hint));
}

static void
of_a_long_catalogue_the_beginning(void **state)
{
    static const char *const many[] = { "aa", "bb", "cc", "dd", "ee", "ff",
                                        "gg", "hh", "ii", "jj", "kk", "ll" };
    struct settings settings = { .outgoing = { .limited = true, .catalogue = { many, 12 } } };

    assert_non_null(strstr(catalogue_trouble(*state, &settings, "order.paid"),
                           "it has aa, bb, cc, dd, ee, ff, gg, hh, ii, jj and 2 more"));
}

static void
without_a_catalogue_any_name_is_good(void **state)
{
    expect(catalogue_trouble(*state, &unlimited, "what.ever"), NULL);
    expect(catalogue_pattern_trouble(*state, &unlimited, "what.*"), NULL);
    assert_non_null(catalogue_trouble(*state, &unlimited, "what ever"));
    assert_non_null(catalogue_trouble(*state, &unlimited, "what.*"));
    assert_non_null(catalogue_pattern_trouble(*state, &unlimited, "what ever"));
    assert_non_null(catalogue_pattern_trouble(*state, &unlimited, ""));
}

static void
patterns_that_can_match(void **state)
{
    static const char *const good[] = {
        "*",        "invoice.*", "*.paid", "user.*", "*.created",
        "inv*oic*", "a*",        "*:b:*",  "us*",    "invoice.paid"
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        expect(catalogue_pattern_trouble(*state, &limited, good[i]), NULL);
}

static void
patterns_that_never_match(void **state)
{
    static const char *const bad[] = { "order.*", "users.*", "user.create", "b*", "invoice" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(catalogue_pattern_trouble(*state, &limited, bad[i]));
    assert_non_null(
        strstr(catalogue_pattern_trouble(*state, &limited, "user.creatd"), "mean user.created?"));
}

/* A rule that forwards events of whatever name may match any pattern; nobody else sends them. */
static void
a_rule_that_forwards_anything(void **state)
{
    struct settings settings = limited;

    settings.outgoing.forwards_any = true;
    expect(catalogue_pattern_trouble(*state, &settings, "order.*"), NULL);
    assert_non_null(catalogue_trouble(*state, &settings, "order.paid"));
}

static void
forms_of_names(void **state)
{
    char *name = pool_printf(*state, "%0128d", 1);

    assert_true(outgoing_event_valid(name) && outgoing_pattern_valid(name));
    assert_false(outgoing_event_valid(pool_printf(*state, "%s0", name)));
    assert_true(outgoing_event_valid("_a.b:c/d-e"));
    assert_false(outgoing_event_valid(".a") || outgoing_event_valid("-a") ||
                 outgoing_event_valid("") || outgoing_event_valid(NULL) ||
                 outgoing_event_valid("a*") || outgoing_event_valid("a\xc3\xa4"));
    assert_true(outgoing_pattern_valid("*") && outgoing_pattern_valid("*.a*"));
    assert_false(outgoing_pattern_valid("a?") || outgoing_pattern_valid("[a]"));
    assert_true(outgoing_owner_valid("ann@example.org") && outgoing_owner_valid("7+a_b-c"));
    assert_false(outgoing_owner_valid("@a") || outgoing_owner_valid("a/b") ||
                 outgoing_owner_valid(".") || outgoing_owner_valid(""));
    assert_true(outgoing_owner_valid(name + 64));
    assert_false(outgoing_owner_valid(name + 63));
}

static void
overlaps(void **state)
{
    static const struct {
        const char *one, *other;
        bool overlap;
    } cases[] = {
        { "a", "a", true },       { "a", "b", false },      { "a", "ab", false },
        { "a*", "ab", true },     { "a*", "*b", true },     { "a*", "b*", false },
        { "*a", "*b", false },    { "a*b", "a*c", false },  { "*", "*", true },
        { "a*b*c", "abc", true }, { "a*b*c", "ac", false }, { "*a*", "b*", true },
        { "ab*", "a*b", true },   { "a**", "a", true },     { "ab", "a*c*b", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(outgoing_overlap(cases[i].one, cases[i].other), cases[i].overlap);
        assert_int_equal(outgoing_overlap(cases[i].other, cases[i].one), cases[i].overlap);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("names-of-the-catalogue", names_of_the_catalogue),
        TEST("names-outside-have-a-hint", names_outside_have_a_hint),
        TEST("of-a-long-catalogue-the-beginning", of_a_long_catalogue_the_beginning),
        TEST("without-a-catalogue-any-name-is-good", without_a_catalogue_any_name_is_good),
        TEST("patterns-that-can-match", patterns_that_can_match),
        TEST("patterns-that-never-match", patterns_that_never_match),
        TEST("a-rule-that-forwards-anything", a_rule_that_forwards_anything),
        TEST("forms-of-names", forms_of_names),
        TEST("overlaps", overlaps),
    };

    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
