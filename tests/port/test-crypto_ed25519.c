/* src/port/crypto.c, Ed25519: the vectors of RFC 8032, section 7.1, tests 1 to 3. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/encode.h"
#include "port/crypto.h"

#include <cmocka.h>

static const struct vector {
    const char *seed;
    const char *public;
    const char *text;
    const char *signature;
} vectors[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

enum { VECTORS = sizeof vectors / sizeof *vectors };

struct bytes {
    unsigned char seed[CRYPTO_ED25519_SIZE], public[CRYPTO_ED25519_SIZE], text[2];
    size_t length;
    unsigned char signature[CRYPTO_ED25519_SIGNATURE];
};

static struct bytes
bytes_of(const struct vector *vector)
{
    struct bytes bytes = { .length = strlen(vector->text) / 2 };

    assert_true(hex_decode(vector->seed, bytes.seed, sizeof bytes.seed));
    assert_true(hex_decode(vector->public, bytes.public, sizeof bytes.public));
    assert_true(hex_decode(vector->text, bytes.text, bytes.length));
    assert_true(hex_decode(vector->signature, bytes.signature, sizeof bytes.signature));
    return bytes;
}

static void
signs_as_the_rfc_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        struct bytes bytes = bytes_of(&vectors[i]);
        unsigned char public[CRYPTO_ED25519_SIZE], signature[CRYPTO_ED25519_SIGNATURE];

        assert_int_equal(crypto_ed25519_public(bytes.seed, public), 0);
        assert_memory_equal(public, bytes.public, sizeof public);
        assert_int_equal(crypto_ed25519_sign(bytes.seed, bytes.text, bytes.length, signature), 0);
        assert_memory_equal(signature, bytes.signature, sizeof signature);
        assert_true(crypto_ed25519_verify(public, bytes.text, bytes.length, signature));
    }
}

static void
one_bit_off_anywhere(void **state)
{
    struct bytes bytes = bytes_of(&vectors[2]);

    (void)state;
    for (size_t bit = 0; bit < 8 * sizeof bytes.signature; bit++) {
        bytes.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_false(crypto_ed25519_verify(bytes.public, bytes.text, 2, bytes.signature));
        bytes.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    bytes.text[1] ^= 1;
    assert_false(crypto_ed25519_verify(bytes.public, bytes.text, 2, bytes.signature));
    bytes.text[1] ^= 1;
    assert_false(crypto_ed25519_verify(bytes.public, bytes.text, 1, bytes.signature));
    assert_true(crypto_ed25519_verify(bytes.public, bytes.text, 2, bytes.signature));
}

static void
what_is_no_key_has_signed_nothing(void **state)
{
    struct bytes one = bytes_of(&vectors[0]), other = bytes_of(&vectors[1]);
    unsigned char no_point[CRYPTO_ED25519_SIZE];

    (void)state;
    memset(no_point, 0xff, sizeof no_point);
    assert_false(crypto_ed25519_verify(no_point, one.text, one.length, one.signature));
    assert_false(crypto_ed25519_verify(other.public, one.text, one.length, one.signature));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("signs-as-the-rfc-shows", signs_as_the_rfc_shows),
        TEST("one-bit-off-anywhere", one_bit_off_anywhere),
        TEST("what-is-no-key-has-signed-nothing", what_is_no_key_has_signed_nothing),
    };

    return cmocka_run_group_tests_name("crypto_ed25519", tests, NULL, NULL);
}
