/* test-data.c - what C has becomes what readers in other languages expect */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <hooklet/data.h>

#include <cmocka.h>

static void
an_object_of_everything(void **state)
{
    struct hooklet_data *data = hooklet_data_new();

    (void)state;
    hooklet_data_text(data, "customer", "Zo\303\253 \"Z\" \342\230\203\n");
    hooklet_data_text(data, "note", NULL);
    hooklet_data_integer(data, "number", INT64_MIN);
    hooklet_data_bool(data, "paid", true);
    hooklet_data_decimal(data, "total", "12.50");
    hooklet_data_time(data, "at", INT64_C(1763805600123));
    hooklet_data_bytes(data, "seal", "\0\377\376", 3);
    hooklet_data_json(data, "lines", "[{\"price\":\"0.10\"},1.10,null]");
    assert_string_equal(hooklet_data_write(data),
                        "{\"customer\":\"Zo\303\253 \\\"Z\\\" \342\230\203\\n\",\"note\":null,"
                        "\"number\":-9223372036854775808,\"paid\":true,\"total\":\"12.50\","
                        "\"at\":\"2025-11-22T10:00:00.123Z\",\"seal\":\"AP/+\","
                        "\"lines\":[{\"price\":\"0.10\"},1.10,null]}");
    assert_null(hooklet_data_trouble(data));
    hooklet_data_free(data);
}

static void
nothing_is_an_empty_object(void **state)
{
    struct hooklet_data *data = hooklet_data_new();

    (void)state;
    assert_string_equal(hooklet_data_write(data), "{}");
    assert_string_equal(hooklet_data_write(data), "{}");
    hooklet_data_free(data);
    hooklet_data_free(NULL);
}

static void
the_last_value_of_a_name_counts(void **state)
{
    struct hooklet_data *data = hooklet_data_new();

    (void)state;
    hooklet_data_integer(data, "n", 1);
    hooklet_data_text(data, "n", "two");
    assert_string_equal(hooklet_data_write(data), "{\"n\":\"two\"}");
    hooklet_data_free(data);
}

static void
one_in_another(void **state)
{
    struct hooklet_data *inner = hooklet_data_new(), *outer = hooklet_data_new();

    (void)state;
    hooklet_data_text(inner, "city", "Bern");
    hooklet_data_json(outer, "address", hooklet_data_write(inner));
    assert_string_equal(hooklet_data_write(outer), "{\"address\":{\"city\":\"Bern\"}}");
    hooklet_data_free(outer);
    hooklet_data_free(inner);
}

static void
decimals(void **state)
{
    static const char *const good[] = { "0", "-12.50", "+1", "0.1", "123456789012345678901.5" };
    static const char *const bad[] = { "",    "-",   ".5",  "1.", "1e3",
                                       "0x1", "1,5", "NaN", "1 ", "1.2.3" };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        struct hooklet_data *data = hooklet_data_new();

        hooklet_data_decimal(data, "n", good[i]);
        assert_non_null(strstr(hooklet_data_write(data), good[i]));
        hooklet_data_free(data);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct hooklet_data *data = hooklet_data_new();

        hooklet_data_decimal(data, "n", bad[i]);
        assert_null(hooklet_data_write(data));
        assert_string_equal(hooklet_data_trouble(data), "n: it is no decimal number, like -12.50");
        hooklet_data_free(data);
    }
}

/* Overlong, a surrogate, cut off, a byte that is none. */
static void
what_is_no_utf8_is_refused(void **state)
{
    static const char *const texts[] = { "\300\200", "\355\240\200", "\342\230", "\377" };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct hooklet_data *data = hooklet_data_new(), *named = hooklet_data_new();

        hooklet_data_text(data, "n", texts[i]);
        hooklet_data_text(data, "m", "good");
        assert_null(hooklet_data_write(data));
        assert_non_null(strstr(hooklet_data_trouble(data), "n: the text is no UTF-8"));
        hooklet_data_integer(named, texts[i], 1);
        assert_null(hooklet_data_write(named));
        hooklet_data_free(named);
        hooklet_data_free(data);
    }
}

static void
what_is_no_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "{", "{'a':1}", "NaN", "[1,]", "\"\\ud800\"", "{} {}"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct hooklet_data *data = hooklet_data_new();

        hooklet_data_json(data, "n", texts[i]);
        assert_null(hooklet_data_write(data));
        assert_string_equal(hooklet_data_trouble(data), "n: it is no JSON");
        hooklet_data_free(data);
    }
}

static void
what_is_written_is_closed(void **state)
{
    struct hooklet_data *data = hooklet_data_new();

    (void)state;
    assert_string_equal(hooklet_data_write(data), "{}");
    hooklet_data_integer(data, "late", 1);
    assert_null(hooklet_data_write(data));
    assert_non_null(strstr(hooklet_data_trouble(data), "written already"));
    hooklet_data_free(data);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_of_everything),
        cmocka_unit_test(nothing_is_an_empty_object),
        cmocka_unit_test(the_last_value_of_a_name_counts),
        cmocka_unit_test(one_in_another),
        cmocka_unit_test(decimals),
        cmocka_unit_test(what_is_no_utf8_is_refused),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(what_is_written_is_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
