/* src/port/crypto.c against published vectors. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/encode.h"
#include "port/crypto.h"

static void
assert_hex(const unsigned char *bytes, size_t size, const char *hex)
{
    struct pool *pool = pool_new();

    assert_string_equal(hex_encode(pool, bytes, size), hex);
    pool_free(pool);
}

static void
sha256_of_nothing(void **state)
{
    unsigned char digest[CRYPTO_SHA256_SIZE];

    (void)state;
    assert_int_equal(crypto_sha256("", 0, digest), 0);
    assert_hex(digest, sizeof(digest),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
sha256_of_abc(void **state)
{
    static const char hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    unsigned char digest[CRYPTO_SHA256_SIZE];
    struct pool *pool = pool_new();
    const char *digits = NULL;

    (void)state;
    assert_int_equal(crypto_sha256("abc", 3, digest), 0);
    assert_hex(digest, sizeof(digest), hex);
    assert_int_equal(crypto_sha256_hex(pool, "abc", 3, &digits), 0);
    assert_string_equal(digits, hex);
    pool_free(pool);
}

/* RFC 4231, test case 2. */
static void
hmac_sha256_of_rfc_4231(void **state)
{
    static const char text[] = "what do ya want for nothing?";
    unsigned char mac[CRYPTO_SHA256_SIZE];

    (void)state;
    assert_int_equal(crypto_hmac_sha256("Jefe", 4, text, strlen(text), mac), 0);
    assert_hex(mac, sizeof(mac),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

/* GitHub docs, "Validating webhook deliveries": the example to test an implementation with. */
static void
hmac_sha256_of_github_docs(void **state)
{
    static const char secret[] = "It's a Secret to Everybody";
    unsigned char mac[CRYPTO_SHA256_SIZE];

    (void)state;
    assert_int_equal(crypto_hmac_sha256(secret, strlen(secret), "Hello, World!", 13, mac), 0);
    assert_hex(mac, sizeof(mac),
               "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

/* RFC 4231, test case 2, of SHA-512. */
static void
hmac_sha512_of_rfc_4231(void **state)
{
    static const char text[] = "what do ya want for nothing?";
    unsigned char mac[CRYPTO_SHA512_SIZE];

    (void)state;
    assert_int_equal(crypto_hmac_sha512("Jefe", 4, text, strlen(text), mac), 0);
    assert_hex(mac, sizeof(mac),
               "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
               "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

/* RFC 4231, test case 6: a key longer than a block. */
static void
hmac_sha256_with_long_key(void **state)
{
    static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    unsigned char key[131], mac[CRYPTO_SHA256_SIZE];

    (void)state;
    memset(key, 0xaa, sizeof(key));
    assert_int_equal(crypto_hmac_sha256(key, sizeof(key), text, strlen(text), mac), 0);
    assert_hex(mac, sizeof(mac),
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void
hmac_with_empty_key_and_body(void **state)
{
    unsigned char mac[CRYPTO_SHA256_SIZE];

    (void)state;
    assert_int_equal(crypto_hmac_sha256(NULL, 0, "", 0, mac), 0);
    assert_hex(mac, sizeof(mac),
               "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* RFC 2202, test case 2. */
static void
hmac_sha1_of_rfc_2202(void **state)
{
    static const char text[] = "what do ya want for nothing?";
    unsigned char mac[CRYPTO_SHA1_SIZE];

    (void)state;
    assert_int_equal(crypto_hmac_sha1("Jefe", 4, text, strlen(text), mac), 0);
    assert_hex(mac, sizeof(mac), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

#define FIVE(byte) byte byte byte byte byte
#define TWENTY(byte) FIVE(byte) FIVE(byte) FIVE(byte) FIVE(byte)

/* RFC 4231 and RFC 2202, cases 1 to 3 each; GitHub docs.  The MAC's length tells SHA-256 or 1. */
static const struct vector {
    const char *key;
    const char *text;
    const char *mac;
} vectors[] = {
    { TWENTY("\x0b"), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "Jefe", "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { TWENTY("\xaa"), TWENTY("\xdd") TWENTY("\xdd") FIVE("\xdd") FIVE("\xdd"),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { "It's a Secret to Everybody", "Hello, World!",
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
    { TWENTY("\x0b"), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00" },
    { "Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
    { TWENTY("\xaa"), TWENTY("\xdd") TWENTY("\xdd") FIVE("\xdd") FIVE("\xdd"),
      "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
    { "", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
};

enum { THREADS = sizeof vectors / sizeof *vectors, ROUNDS = 500 };

struct signer {
    const struct vector *vector;
    int bad;
    pthread_barrier_t *start;
};

static bool
mac_is_right(const struct vector *vector)
{
    unsigned char expected[CRYPTO_SHA256_SIZE], mac[CRYPTO_SHA256_SIZE] = { 0 };
    size_t size = strlen(vector->mac) / 2;
    int rc;

    if (size == CRYPTO_SHA256_SIZE)
        rc = crypto_hmac_sha256(vector->key, strlen(vector->key), vector->text,
                                strlen(vector->text), mac);
    else
        rc = crypto_hmac_sha1(vector->key, strlen(vector->key), vector->text, strlen(vector->text),
                              mac);
    return rc == 0 && hex_decode(vector->mac, expected, size) && memcmp(mac, expected, size) == 0;
}

static void *
sign_many(void *data)
{
    struct signer *signer = data;

    (void)pthread_barrier_wait(signer->start);
    for (int i = 0; i < ROUNDS; i++)
        signer->bad += !mac_is_right(signer->vector);
    return NULL;
}

/* First of all tests, so that the threads race for what is prepared once, too. */
static void
hmac_from_8_threads_each_with_its_own_key(void **state)
{
    struct signer signers[THREADS];
    pthread_t threads[THREADS];
    pthread_barrier_t start;

    (void)state;
    assert_int_equal(THREADS, 8);
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        signers[i] = (struct signer){ .vector = &vectors[i], .start = &start };
        assert_int_equal(pthread_create(&threads[i], NULL, sign_many, &signers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(signers[i].bad, 0);
    }
    (void)pthread_barrier_destroy(&start);
}

static void
equal_sees_every_byte(void **state)
{
    unsigned char a[CRYPTO_SHA256_SIZE] = { 1, 2, 3 }, b[CRYPTO_SHA256_SIZE] = { 1, 2, 3 };
    size_t i;

    (void)state;
    assert_true(crypto_equal(a, b, sizeof(a)));
    for (i = 0; i < sizeof(a); i++) {
        b[i] ^= 0x80;
        assert_false(crypto_equal(a, b, sizeof(a)));
        b[i] ^= 0x80;
    }
}

static void
random_differs(void **state)
{
    unsigned char a[32] = { 0 }, b[32] = { 0 };

    (void)state;
    assert_int_equal(crypto_random(a, sizeof(a)), 0);
    assert_int_equal(crypto_random(b, sizeof(b)), 0);
    assert_memory_not_equal(a, b, sizeof(a));
}

static void
wipe_leaves_nothing(void **state)
{
    char secret[16] = "a secret of ours";
    static const char nothing[16];

    (void)state;
    crypto_wipe(secret, sizeof(secret));
    assert_memory_equal(secret, nothing, sizeof(secret));
}

/* With keys and texts that the other tests hold against what was published. */
static bool
same_as(const unsigned char *bytes, size_t size, const char *hex)
{
    struct pool *pool = pool_new();
    bool same = strcmp(hex_encode(pool, bytes, size), hex) == 0;

    pool_free(pool);
    return same;
}

static bool
start_small_and_try_all(void)
{
    unsigned char bytes[CRYPTO_SHA512_SIZE], seed[CRYPTO_ED25519_SIZE] = { 7 },
                                             key[CRYPTO_ED25519_SIZE];
    unsigned char signature[CRYPTO_ED25519_SIGNATURE];

    crypto_start_small();
    return crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, bytes) == 0 &&
           same_as(bytes, CRYPTO_SHA256_SIZE,
                   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") &&
           crypto_hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, bytes) == 0 &&
           same_as(bytes, CRYPTO_SHA1_SIZE, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79") &&
           crypto_hmac_sha512("Jefe", 4, "what do ya want for nothing?", 28, bytes) == 0 &&
           crypto_sha256("", 0, bytes) == 0 && crypto_random(bytes, sizeof bytes) == 0 &&
           crypto_ed25519_public(seed, key) == 0 &&
           crypto_ed25519_sign(seed, "abc", 3, signature) == 0 &&
           crypto_ed25519_verify(key, "abc", 3, signature) &&
           !crypto_ed25519_verify(key, "abd", 3, signature);
}

static void
all_of_it_works_after_a_small_start(void **state)
{
    int status = -1;
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        _exit(start_small_and_try_all() ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "all-of-it-works-after-a-small-start", all_of_it_works_after_a_small_start, NULL, NULL,
          NULL }, /* the first: only who has not used OpenSSL yet can start it so */
        { "hmac-from-8-threads-each-with-its-own-key", hmac_from_8_threads_each_with_its_own_key,
          NULL, NULL, NULL },
        { "sha256-of-nothing", sha256_of_nothing, NULL, NULL, NULL },
        { "sha256-of-abc", sha256_of_abc, NULL, NULL, NULL },
        { "hmac-sha256-of-rfc-4231", hmac_sha256_of_rfc_4231, NULL, NULL, NULL },
        { "hmac-sha256-of-github-docs", hmac_sha256_of_github_docs, NULL, NULL, NULL },
        { "hmac-sha512-of-rfc-4231", hmac_sha512_of_rfc_4231, NULL, NULL, NULL },
        { "hmac-sha256-with-long-key", hmac_sha256_with_long_key, NULL, NULL, NULL },
        { "hmac-with-empty-key-and-body", hmac_with_empty_key_and_body, NULL, NULL, NULL },
        { "hmac-sha1-of-rfc-2202", hmac_sha1_of_rfc_2202, NULL, NULL, NULL },
        { "equal-sees-every-byte", equal_sees_every_byte, NULL, NULL, NULL },
        { "random-differs", random_differs, NULL, NULL, NULL },
        { "wipe-leaves-nothing", wipe_leaves_nothing, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
