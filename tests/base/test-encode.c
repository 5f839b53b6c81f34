/* src/base/encode.c: hex, forms and clean text. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <cmocka.h>

#include "a_pool.h"
#include "base/encode.h"
#include "quiet_log.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
hex_goes_round(void **state)
{
    unsigned char bytes[256], back[256];
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)i;
    assert_true(hex_decode(hex_encode(*state, bytes, sizeof(bytes)), back, sizeof(back)));
    assert_memory_equal(bytes, back, sizeof(bytes));
    assert_string_equal(hex_encode(*state, "\x01\xfe", 2), "01fe");
    assert_string_equal(hex_encode(*state, "", 0), "");
    assert_true(hex_decode("aBCd", back, 2));
    assert_memory_equal(back, "\xab\xcd", 2);
}

static void
hex_that_is_none(void **state)
{
    static const char *const texts[] = {
        "",     "0",    "01",   "012",  "01234", "0123 ", " 123", "012g",
        "012G", "01/3", "01:3", "01@3", "01`3",  "-123",  "0x12", "012345",
    };
    unsigned char bytes[2] = { 7, 7 };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_false(hex_decode(texts[i], bytes, 2));
    assert_memory_equal(bytes, "\7\7", 2);
}

/* What field "payload" is in each. */
static const struct {
    const char *form;
    int rc;
    const char *value;
} forms[] = {
    { "payload=%7B%22a%22%3a1%7d", 0, "{\"a\":1}" },
    { "payload=a+b%2Bc", 0, "a b+c" },
    { "a=1&payload=x&b=2", 0, "x" },
    { "payload=", 0, "" },
    { "payload=a=b", 0, "a=b" },
    { "pay%6Coad=x", 0, "x" },
    { "&&payload=x&", 0, "x" },
    { "Payload=1&payloads=2&payloa=3&payload=x", 0, "x" },
    { "other=%zz&payload=x", 0, "x" },
    { "", FAIL_FIELD, NULL },
    { "payload%00=x", FAIL_FIELD, NULL },
    { "payload%00%00%00=x", FAIL_FIELD, NULL },
    { "payload", FAIL_FIELD, NULL },
    { "a=payload=x", FAIL_FIELD, NULL },
    { "payload=x&payload=x", FAIL_FIELD, NULL },
    { "payload=x&%70ayload=y", FAIL_FIELD, NULL },
    { "payload=%", FAIL_MALFORMED, NULL },
    { "payload=%4", FAIL_MALFORMED, NULL },
    { "payload=%4&a=1", FAIL_MALFORMED, NULL },
    { "payload=%g1", FAIL_MALFORMED, NULL },
    { "payload=%1g", FAIL_MALFORMED, NULL },
};

static void
form_fields(void **state)
{
    char *value;
    size_t length;
    size_t i;

    for (i = 0; i < COUNT(forms); i++) {
        value = NULL;
        assert_int_equal(
            form_field(*state, forms[i].form, strlen(forms[i].form), "payload", &value, &length),
            forms[i].rc);
        if (forms[i].value == NULL) {
            assert_null(value);
            continue;
        }
        assert_string_equal(value, forms[i].value);
        assert_int_equal(length, strlen(forms[i].value));
    }
}

/* What may be absent, as a text. */
static void
form_texts(void **state)
{
    static const char form[] = "a=x+y&empty=&twice=1&twice=2&nul=a%00b&bad=%ff&odd=%4&u=%C3%A4";
    size_t length = sizeof form - 1;

    assert_string_equal(form_text(*state, form, length, "a"), "x y");
    assert_string_equal(form_text(*state, form, length, "empty"), "");
    assert_string_equal(form_text(*state, form, length, "u"), "\xc3\xa4");
    assert_null(form_text(*state, form, length, "none"));
    assert_null(form_text(*state, form, length, "twice"));
    assert_null(form_text(*state, form, length, "nul"));
    assert_null(form_text(*state, form, length, "bad"));
    assert_null(form_text(*state, form, length, "odd"));
    assert_null(form_text(*state, "", 0, "a"));
}

static void
form_values_are_bytes(void **state)
{
    char *value = NULL;
    size_t length = 0;

    assert_int_equal(form_field(*state, "a=x%00y%ffrest", 10, "a", &value, &length), 0);
    assert_int_equal(length, 4);
    assert_memory_equal(value, "x\0y\xff", 5);
}

static void
clean_text_has_no_controls(void **state)
{
    assert_string_equal(utf8_clean(*state, "plain\ttext\n\xc3\xbc", 13), "plain\ttext\n\xc3\xbc");
    assert_string_equal(utf8_clean(*state, "a\x1b[2J\r\x7f", 7),
                        "a\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(utf8_clean(*state, "\0\xff\xc2\x9b\xe2\x82", 6),
                        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(utf8_clean(*state, NULL, 0), "");
    assert_string_equal(utf8_clean(*state,
                                   "a\xe2\x80\xae"
                                   "b",
                                   5),
                        "a\xef\xbf\xbd"
                        "b");
}

static void
a_line_is_one_line(void **state)
{
    assert_string_equal(utf8_line(*state, "two\nlines\tand\x1b", 14), "two lines and\xef\xbf\xbd");
    assert_string_equal(utf8_line(*state, NULL, 0), "");
}

static void
percent_leaves_no_slash(void **state)
{
    assert_string_equal(percent_encode(*state, ""), "");
    assert_string_equal(percent_encode(*state, "aZ09-._~"), "aZ09-._~");
    assert_string_equal(percent_encode(*state, "a/b c?d=e&f%+"), "a%2Fb%20c%3Fd%3De%26f%25%2B");
    assert_string_equal(percent_encode(*state, "\xc3\xbc"), "%C3%BC");
}

static void
printable(void **state)
{
    (void)state;
    assert_true(text_printable(""));
    assert_true(text_printable("gr\xc3\xbc\xc3\x9f dich 'x' $(y)"));
    assert_false(text_printable("a\nb"));
    assert_false(text_printable("a\tb"));
    assert_false(text_printable("\x1b[2J"));
    assert_false(text_printable("\x7f"));
    assert_false(text_printable("\xc2\x85"));
    assert_false(text_printable("\xff"));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "hex-goes-round", hex_goes_round, new_pool, end_pool, NULL },
        { "hex-that-is-none", hex_that_is_none, NULL, NULL, NULL },
        { "percent-leaves-no-slash", percent_leaves_no_slash, new_pool, end_pool, NULL },
        { "form-fields", form_fields, new_pool, end_pool, NULL },
        { "form-texts", form_texts, new_pool, end_pool, NULL },
        { "form-values-are-bytes", form_values_are_bytes, new_pool, end_pool, NULL },
        { "clean-text-has-no-controls", clean_text_has_no_controls, new_pool, end_pool, NULL },
        { "a-line-is-one-line", a_line_is_one_line, new_pool, end_pool, NULL },
        { "printable", printable, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("encode", tests, quiet_log, NULL);
}
