/* src/base/base64.c: every spelling but one is refused. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/base64.h"

#include <cmocka.h>

/* RFC 4648, section 10, and bytes that have the last two digits. */
static const struct pair {
    const char *bytes;
    const char *text;
} pairs[] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
    { "\xfb\xff\xfe", "+//+" },
};

static void
encodes_as_the_rfc_shows(void **state)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(base64_encode(*state, pairs[i].bytes, strlen(pairs[i].bytes)),
                            pairs[i].text);
}

static void
decodes_what_it_encodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char bytes[6];
        size_t size = 99;

        assert_true(base64_decode(pairs[i].text, strlen(pairs[i].text), bytes, &size));
        assert_int_equal(size, strlen(pairs[i].bytes));
        assert_memory_equal(bytes, pairs[i].bytes, size);
    }
}

static void
every_byte_and_length_there_and_back(void **state)
{
    unsigned char bytes[256], back[258];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 167);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        const char *text = base64_encode(*state, bytes, length);
        size_t size = 0;

        assert_true(base64_decode(text, strlen(text), back, &size));
        assert_int_equal(size, length);
        assert_memory_equal(back, bytes, length);
    }
}

static void
another_spelling_is_refused(void **state)
{
    static const char *const texts[] = { "Zg",     "Zg=",   "Zh==", "Zm9=",  "Zm8",
                                         "=",      "====",  "Z===", "Zg=v",  "Zg==Zg==",
                                         "Zm9v\n", "Zm 9v", "-__-", "Zm9vZ", "Zm9\xff" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char bytes[6];
        size_t size = 99;

        assert_false(base64_decode(texts[i], strlen(texts[i]), bytes, &size));
        assert_int_equal(size, 99);
    }
}

static void
only_so_many_characters_are_read(void **state)
{
    char bytes[4] = "bar";
    size_t size = 0;

    (void)state;
    assert_true(base64_decode("Zm9vYmFy", 4, bytes, &size));
    assert_int_equal(size, 3);
    assert_string_equal(bytes, "foo");
    assert_false(base64_decode("Zm\0v", 4, bytes, &size));
}

static void
base64url_has_no_padding(void **state)
{
    assert_string_equal(base64url_encode(*state, "", 0), "");
    assert_string_equal(base64url_encode(*state, "f", 1), "Zg");
    assert_string_equal(base64url_encode(*state, "fo", 2), "Zm8");
    assert_string_equal(base64url_encode(*state, "foo", 3), "Zm9v");
    assert_string_equal(base64url_encode(*state, "foob", 4), "Zm9vYg");
    assert_string_equal(base64url_encode(*state, "fooba", 5), "Zm9vYmE");
    assert_string_equal(base64url_encode(*state, "foobar", 6), "Zm9vYmFy");
    assert_string_equal(base64url_encode(*state, "\xfb\xff\xfe\x00", 4), "-__-AA");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("encodes-as-the-rfc-shows", encodes_as_the_rfc_shows),
        TEST("decodes-what-it-encodes", decodes_what_it_encodes),
        TEST("every-byte-and-length-there-and-back", every_byte_and_length_there_and_back),
        TEST("another-spelling-is-refused", another_spelling_is_refused),
        TEST("only-so-many-characters-are-read", only_so_many_characters_are_read),
        TEST("base64url-has-no-padding", base64url_has_no_padding),
    };

    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
