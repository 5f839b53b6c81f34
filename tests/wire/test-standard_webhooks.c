/* src/wire/standard_webhooks.c against what was published, and against itself. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/base64.h"
#include "base/fail.h"
#include "wire/standard_webhooks.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define BODY "{\"test\": 2432232314}"
#define V1_KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define V1_MADE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
/* A pair, and its seed alone. */
#define V1A_KEY                                                                                    \
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
#define V1A_SEED "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc="
#define V1A_PUBLIC "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
#define V1A_MADE                                                                                   \
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/"                                                       \
    "enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

static const struct webhook_message published = { ID, 1614265330, BODY, sizeof BODY - 1 };

static const char *
sign(struct pool *pool, const char *secret, const struct webhook_message *message)
{
    const struct webhook_secret secrets[] = { { secret, 0 } };
    const char *header = NULL;

    assert_int_equal(webhook_sign(pool, secrets, 1, message, &header), 0);
    return header;
}

static bool
accepts(struct pool *pool, const char *secret, const struct webhook_message *message,
        const char *header)
{
    const struct secret only = { .name = "main", .bytes = secret, .length = strlen(secret) };
    const struct source_settings source = { .secrets = &only, .secret_count = 1 };
    bool matches = false;

    assert_int_equal(webhook_try(pool, message, header, &source, &matches), 0);
    return matches;
}

/* source  the libraries of Standard Webhooks (test_sign of Python's, and of Rust's: a '+' in the
 * key) */
static void
v1_as_it_was_published(void **state)
{
    static const char body[] = "{\"email\":\"test@example.com\",\"username\":\"test_user\"}";
    const struct webhook_message other = { "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553, body,
                                           strlen(body) };

    assert_string_equal(sign(*state, V1_KEY, &published), V1_MADE);
    assert_string_equal(sign(*state, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", &other),
                        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
    assert_true(accepts(*state, V1_KEY, &published, V1_MADE));
}

/* source  svix-server, test_asymmetric_key_signing */
static void
v1a_as_it_was_published(void **state)
{
    const char *public = NULL;

    assert_string_equal(sign(*state, V1A_KEY, &published), V1A_MADE);
    assert_string_equal(sign(*state, V1A_SEED, &published), V1A_MADE);
    assert_int_equal(webhook_public_key(*state, V1A_KEY, &public), 0);
    assert_string_equal(public, V1A_PUBLIC);
    assert_true(accepts(*state, V1A_PUBLIC, &published, V1A_MADE));
}

static void
an_empty_body_is_signed_too(void **state)
{
    const struct webhook_message message = { ID, 1614265330, NULL, 0 };

    assert_true(accepts(*state, V1_KEY, &message, sign(*state, V1_KEY, &message)));
    assert_true(accepts(*state, V1A_PUBLIC, &message, sign(*state, V1A_KEY, &message)));
}

static void
anything_off_is_refused(void **state)
{
    static const struct webhook_message off[] = {
        { "msg_p5jXN8AQM9LWM0D4loKWxJeK", 1614265330, BODY, sizeof BODY - 1 },
        { ID, 1614265331, BODY, sizeof BODY - 1 },
        { ID, 1614265330, BODY, sizeof BODY - 2 },
        { ID, 1614265330, "{\"test\": 2432232315}", sizeof BODY - 1 },
    };

    for (size_t i = 0; i < COUNT(off); i++) {
        assert_false(accepts(*state, V1_KEY, &off[i], V1_MADE));
        assert_false(accepts(*state, V1A_PUBLIC, &off[i], V1A_MADE));
    }
    assert_false(accepts(*state, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", &published, V1_MADE));
    assert_false(
        accepts(*state, "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", &published, V1A_MADE));
}

/* Of each character of a signature each bit. */
static void
one_bit_off(void **state)
{
    static const char *const made[] = { V1_MADE, V1A_MADE }, *const keys[] = { V1_KEY, V1A_PUBLIC };

    for (size_t which = 0; which < COUNT(made); which++) {
        char *header = pool_string(*state, made[which]);

        for (size_t bit = 0; bit < 7 * strlen(made[which]); bit++) {
            header[bit / 7] ^= (char)(1 << bit % 7);
            assert_false(accepts(*state, keys[which], &published, header));
            header[bit / 7] ^= (char)(1 << bit % 7);
        }
        assert_true(accepts(*state, keys[which], &published, header));
    }
}

static void
headers_that_hold_none_of_ours(void **state)
{
    static const char *const headers[] = {
        "", " ", "v1", "v1,", "v1a,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1=g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,", "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXr",
        "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        /* no byte more than one of the others could have */
        "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    };

    for (size_t i = 0; i < COUNT(headers); i++) {
        assert_false(accepts(*state, V1_KEY, &published, headers[i]));
        assert_false(accepts(*state, V1A_PUBLIC, &published, headers[i]));
    }
    /* An HMAC with the public key, which all know, as the secret. */
    assert_false(
        accepts(*state, V1A_PUBLIC, &published,
                sign(*state, "whsec_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", &published)));
}

/* Nor one byte more behind it: the same message would have two signatures. */
static void
a_signature_and_a_byte(void **state)
{
    static const char *const made[] = { V1_MADE, V1A_MADE }, *const keys[] = { V1_KEY, V1A_PUBLIC };

    for (size_t i = 0; i < COUNT(made); i++) {
        size_t skip = strcspn(made[i], ",") + 1, length = 0;
        unsigned char bytes[67] = { 0 };

        assert_true(base64_decode(made[i] + skip, strlen(made[i]) - skip, bytes, &length));
        bytes[length] = 0;
        assert_false(accepts(*state, keys[i], &published,
                             pool_printf(*state, "%.*s%s", (int)skip, made[i],
                                         base64_encode(*state, bytes, length + 1))));
    }
}

static void
one_of_several_is_enough(void **state)
{
    static const char *const headers[] = {
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrHPnDiE31KHY= " V1_MADE " " V1A_MADE " v3,x",
        V1A_MADE "  " V1_MADE, V1_MADE " " V1_MADE " " V1A_MADE, " " V1_MADE " " V1A_MADE " "
    };

    for (size_t i = 0; i < COUNT(headers); i++) {
        assert_true(accepts(*state, V1_KEY, &published, headers[i]));
        assert_true(accepts(*state, V1A_PUBLIC, &published, headers[i]));
    }
}

static void
secrets_that_have_ended_sign_no_more(void **state)
{
    const int64_t now_ms = published.timestamp_s * 1000;
    const struct webhook_secret secrets[] = {
        { V1A_KEY, 0 }, { V1_KEY, now_ms + 1 }, { "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", now_ms }
    };
    const char *header = NULL;

    assert_int_equal(webhook_sign(*state, secrets, COUNT(secrets), &published, &header), 0);
    assert_string_equal(header, V1A_MADE " " V1_MADE);
    assert_int_equal(webhook_sign(*state, secrets + 2, 1, &published, &header), FAIL_CONFIG);
    assert_int_equal(webhook_sign(*state, NULL, 0, &published, &header), FAIL_CONFIG);
}

static void
what_is_no_secret(void **state)
{
    static const char *const texts[] = {
        "", "whsec_", "whsec", "hello", "hwsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "WHSEC_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7o",
        "whsec_C2FVsBQIhrscChlQIMV-b5sSYspob7oD", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n",
        /* 23 and 65 bytes */
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAA",
        "whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        /* two halves of different pairs */
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlaaaaaaaaaaAJ6p9lMicMFs6Kvg=="
    };
    const char *header = NULL;

    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct webhook_secret secret = { texts[i], 0 };
        enum webhook_kind kind = WEBHOOK_V1;
        const char *trouble = webhook_secret_trouble(texts[i], &kind);

        assert_non_null(trouble);
        assert_int_equal(webhook_sign(*state, &secret, 1, &published, &header), FAIL_CONFIG);
        assert_non_null(strstr(fail_detail(), trouble));
        assert_null(strstr(fail_detail(), "AAA"));
        assert_null(strstr(fail_detail(), "6Xb"));
    }
    assert_null(header);
}

static void
a_public_key_signs_nothing_and_a_private_one_is_not_kept(void **state)
{
    const struct secret private = { .name = "main", .bytes = V1A_KEY, .length = strlen(V1A_KEY) };
    const struct source_settings source = { .secrets = &private, .secret_count = 1 };
    const struct webhook_secret public = { V1A_PUBLIC, 0 };
    const char *text = NULL;
    bool matches = false;

    assert_int_equal(webhook_sign(*state, &public, 1, &published, &text), FAIL_CONFIG);
    assert_int_equal(webhook_try(*state, &published, V1A_MADE, &source, &matches), FAIL_CONFIG);
    assert_false(matches);
    assert_int_equal(webhook_public_key(*state, V1_KEY, &text), FAIL_CONFIG);
    assert_null(text);
}

static void
new_secrets_differ_and_sign(void **state)
{
    enum webhook_kind kind = WEBHOOK_PUBLIC;
    const char *one = NULL, *other = NULL, *pair = NULL, *public = NULL;

    assert_int_equal(webhook_secret_new(*state, WEBHOOK_V1, &one), 0);
    assert_int_equal(webhook_secret_new(*state, WEBHOOK_V1, &other), 0);
    assert_string_not_equal(one, other);
    assert_null(webhook_secret_trouble(one, &kind));
    assert_int_equal(kind, WEBHOOK_V1);
    assert_true(accepts(*state, one, &published, sign(*state, one, &published)));
    assert_false(accepts(*state, other, &published, sign(*state, one, &published)));

    assert_int_equal(webhook_secret_new(*state, WEBHOOK_V1A, &pair), 0);
    assert_null(webhook_secret_trouble(pair, &kind));
    assert_int_equal(kind, WEBHOOK_V1A);
    assert_int_equal(webhook_public_key(*state, pair, &public), 0);
    assert_null(webhook_secret_trouble(public, &kind));
    assert_int_equal(kind, WEBHOOK_PUBLIC);
    assert_true(accepts(*state, public, &published, sign(*state, pair, &published)));
}

static void
ids_sort_by_time(void **state)
{
    static const int64_t times[] = { 0, 1, 1614265330000, 1614265330001, INT64_C(1) << 47 };
    const char *last = "msg_", *id = NULL, *same = NULL;

    for (size_t i = 0; i < COUNT(times); i++) {
        assert_int_equal(webhook_message_id(*state, times[i], &id), 0);
        assert_int_equal(strlen(id), 4 + 26);
        assert_int_equal(strspn(id + 4, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 26);
        assert_true(strcmp(last, id) < 0);
        last = id;
    }
    assert_int_equal(webhook_message_id(*state, times[COUNT(times) - 1], &same), 0);
    assert_string_not_equal(same, id);
    assert_memory_equal(same, id, 14);
}

static void
ids_of_events_are_always_the_same(void **state)
{
    const char *id = NULL, *again = NULL, *other = NULL;

    assert_int_equal(webhook_message_id_of(*state, "github", "72d3", "ci", &id), 0);
    assert_string_equal(id, "msg_9b299eae6ff209954742fb0422b114d0");
    assert_int_equal(webhook_message_id_of(*state, "github", "72d3", "ci", &again), 0);
    assert_string_equal(id, again);
    assert_int_equal(webhook_message_id_of(*state, "github", "72d3", "cd", &other), 0);
    assert_string_not_equal(id, other);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("v1-as-it-was-published", v1_as_it_was_published),
        TEST("v1a-as-it-was-published", v1a_as_it_was_published),
        TEST("an-empty-body-is-signed-too", an_empty_body_is_signed_too),
        TEST("anything-off-is-refused", anything_off_is_refused),
        TEST("one-bit-off", one_bit_off),
        TEST("headers-that-hold-none-of-ours", headers_that_hold_none_of_ours),
        TEST("a-signature-and-a-byte", a_signature_and_a_byte),
        TEST("one-of-several-is-enough", one_of_several_is_enough),
        TEST("secrets-that-have-ended-sign-no-more", secrets_that_have_ended_sign_no_more),
        TEST("what-is-no-secret", what_is_no_secret),
        TEST("a-public-key-signs-nothing-and-a-private-one-is-not-kept",
             a_public_key_signs_nothing_and_a_private_one_is_not_kept),
        TEST("new-secrets-differ-and-sign", new_secrets_differ_and_sign),
        TEST("ids-sort-by-time", ids_sort_by_time),
        TEST("ids-of-events-are-always-the-same", ids_of_events_are_always_the_same),
    };

    return cmocka_run_group_tests_name("standard_webhooks", tests, NULL, NULL);
}
