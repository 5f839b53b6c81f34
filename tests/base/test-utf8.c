/* src/base/utf8.c: RFC 3629 to the letter. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_character(uint32_t value)
{
    return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

static void
every_character_goes_round(void **state)
{
    uint32_t value, back;
    char bytes[4];
    size_t length;

    (void)state;
    for (value = 0; value <= 0x10ffff; value++) {
        length = utf8_put(bytes, value);
        if (!is_character(value)) {
            assert_int_equal(utf8_next(bytes, length, &back), 0);
            continue;
        }
        assert_int_equal(utf8_next(bytes, length, &back), length);
        assert_int_equal(back, value);
        if (length > 1)
            assert_int_equal(utf8_next(bytes, length - 1, &back), 0);
    }
}

/* Counts what two bytes mean: 128 * 128 pairs of ASCII and the 1920 characters of two bytes. */
static void
pairs_of_bytes(void **state)
{
    int valid = 0;
    int one, other;

    (void)state;
    for (one = 0; one < 256; one++)
        for (other = 0; other < 256; other++)
            valid += utf8_valid((char[]){ (char)one, (char)other }, 2);
    assert_int_equal(valid, 128 * 128 + 0x800 - 0x80);
}

static void
invalid_forms(void **state)
{
    static const char *const texts[] = {
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf", /* overlong */
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xed\xa0\x80\xed\xb0\x80", /* surrogates */
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe", /* above U+10FFFF */
        "\x80",
        "\xbf",
        "a\x80",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98", /* alone, or cut */
        "\xc3(",
        "\xe2(\xa1",
        "\xe2\x82(",
        "\xf0\x9f(\x80",
        "twelve ascii\xff",
        "\xf8\x88\x80\x80\x80",
        "123456789012345\xc3",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_false(utf8_valid(texts[i], strlen(texts[i])));
}

static void
valid_forms(void **state)
{
    static const char *const texts[] = {
        "",
        "a",
        "twelve ascii",
        "\x7f",
        "\xc2\x80",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
        "gr\xc3\xbc\xc3\x9f dich, \xf0\x9f\x98\x80 \xe6\xbc\xa2\xe5\xad\x97",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(texts); i++)
        assert_true(utf8_valid(texts[i], strlen(texts[i])));
    assert_true(utf8_valid("a\0b", 3));
}

static void
cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("abc", 3), 3);
    assert_int_equal(utf8_cut("ab\xc3\xbc", 4), 4);
    assert_int_equal(utf8_cut("ab\xc3\xbc", 3), 2);
    assert_int_equal(utf8_cut("a\xf0\x9f\x98\x80", 4), 1);
    assert_int_equal(utf8_cut("a\xf0\x9f\x98\x80", 5), 5);
    assert_int_equal(utf8_cut("", 0), 0);
    assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80", 5), 5);
}

static void
controls(void **state)
{
    (void)state;
    assert_true(character_control(0));
    assert_true(character_control('\n'));
    assert_true(character_control(0x1f));
    assert_false(character_control(' '));
    assert_false(character_control('~'));
    assert_true(character_control(0x7f));
    assert_true(character_control(0x9f));
    assert_false(character_control(0xa0));
}

static void
hidden_characters(void **state)
{
    static const uint32_t hidden[] = { 0,      0x1b,   0x7f,   0x9b,   0x200e, 0x200f,
                                       0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069 };
    static const uint32_t shown[] = { ' ', 0xa0, 0xfc, 0x200d, 0x2010, 0x2027, 0x202f, 0x1f600 };

    (void)state;
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        assert_true(character_hidden(hidden[i]));
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
        assert_false(character_hidden(shown[i]));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "every-character-goes-round", every_character_goes_round, NULL, NULL, NULL },
        { "pairs-of-bytes", pairs_of_bytes, NULL, NULL, NULL },
        { "invalid-forms", invalid_forms, NULL, NULL, NULL },
        { "valid-forms", valid_forms, NULL, NULL, NULL },
        { "cut-between-characters", cut_between_characters, NULL, NULL, NULL },
        { "hidden-characters", hidden_characters, NULL, NULL, NULL },
        { "controls", controls, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
