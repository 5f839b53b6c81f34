/* src/wire/verify_source.c - only what a configured sender has signed becomes a delivery */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/some_sources.h"
#include "wire/source_sign.h"
#include "wire/verify_source.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define REPEATED(letter) ((letter).headers[0].value)

static struct letter
letter_of(const char *source)
{
    for (size_t i = 0; i < SOURCES; i++) {
        if (strcmp(some_letters[i].source, source) == 0)
            return some_letters[i];
    }
    return (struct letter){ 0 };
}

/* "X-Gitea-Event" and "push" as "HTTP_X_GITEA_EVENT=push" */
static const char *
variable_of(struct pool *pool, const char *name, const char *value)
{
    char *text = pool_printf(pool, "HTTP_%s", name);

    for (char *at = text; *at != '\0'; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    return pool_printf(pool, "%s=%s", text, value);
}

static struct request
request_of(struct pool *pool, const struct letter *letter, size_t length)
{
    const char **variables = pool_array(pool, LETTER_HEADERS + 1, sizeof *variables);
    size_t count = 0;

    for (size_t i = 0; i < LETTER_HEADERS; i++) {
        if (letter->headers[i].value != NULL)
            variables[count++] =
                variable_of(pool, letter->headers[i].name, letter->headers[i].value);
    }
    return (struct request){ .method = "POST",
                             .path = pool_printf(pool, "/hooks/in/%s", letter->source),
                             .content_type = "application/json",
                             .body = letter->body,
                             .length = length,
                             .received_ms = INT64_C(1000) * SOURCES_NOW_S,
                             .pool = pool,
                             .variables = variables };
}

static int
verify_with(struct pool *pool, const struct settings *settings, const struct letter *letter,
            struct delivery *delivery)
{
    const struct request req = request_of(pool, letter, strlen(letter->body));

    return verify_source(&req, settings, delivery);
}

static int
verify(struct pool *pool, const struct letter *letter, struct delivery *delivery)
{
    const struct settings settings = source_settings();

    return verify_with(pool, &settings, letter, delivery);
}

static void
assert_refused(struct pool *pool, const struct letter *letter)
{
    struct delivery delivery = { 0 };

    assert_int_equal(verify(pool, letter, &delivery), FAIL_SIGNATURE);
    assert_null(delivery.id);
}

static void
each_sender_is_let_in(void **state)
{
    for (size_t i = 0; i < SOURCES; i++) {
        const struct letter *letter = &some_letters[i];
        struct delivery delivery = { 0 };

        assert_int_equal(verify(*state, letter, &delivery), 0);
        assert_string_equal(delivery.source, letter->source);
        assert_string_equal(delivery.kind, letter->kind);
        if (letter->id != NULL)
            assert_string_equal(delivery.id, letter->id);
        assert_string_equal(delivery.body, letter->body);
        assert_int_equal(delivery.received_ms, INT64_C(1000) * SOURCES_NOW_S);
        assert_int_equal(delivery.replay_guard, some_sources[i].replay_guard);
        assert_false(delivery.rearm);
    }
}

/* Hex digits may be of either case, as some senders write them in capitals. */
static bool
same_to_us(const struct inbound *inbound, char digit, int bit)
{
    return inbound->encoding == INBOUND_HEX && inbound->scheme == INBOUND_HMAC && bit == 5 &&
           strchr("abcdefABCDEF", digit) != NULL;
}

static void
one_bit_of_the_signature_off(void **state)
{
    for (size_t i = 0; i < SOURCES; i++) {
        struct letter letter = some_letters[i];
        char *value = pool_string(*state, letter.headers[0].value);
        size_t skip = strcmp(letter.source, "stripe") == 0 ? strlen("t=1700000000,v1=") : 0;

        letter.headers[0].value = value;
        for (size_t bit = 7 * skip; bit < 7 * strlen(some_letters[i].headers[0].value); bit++) {
            char *digit = &value[bit / 7];

            if (skip == 0 && same_to_us(&some_sources[i], *digit, (int)(bit % 7)) &&
                digit - value >= (ptrdiff_t)strlen(some_sources[i].prefix))
                continue;
            if (skip > 0 && same_to_us(&some_sources[i], *digit, (int)(bit % 7)))
                continue;
            *digit ^= (char)(1 << bit % 7);
            assert_refused(*state, &letter);
            *digit ^= (char)(1 << bit % 7);
        }
    }
}

static void
one_bit_of_the_body_off(void **state)
{
    const struct settings settings = source_settings();

    for (size_t i = 0; i < SOURCES; i++) {
        struct letter letter = some_letters[i];
        size_t length = strlen(letter.body);
        char *body = pool_copy(*state, letter.body, length);
        struct delivery delivery = { 0 };
        struct request req;

        /* A token says nothing about the body. */
        if (some_sources[i].scheme == INBOUND_TOKEN)
            continue;
        letter.body = body;
        req = request_of(*state, &letter, length);
        for (size_t bit = 0; bit < 8 * length; bit++) {
            body[bit / 8] = (char)(body[bit / 8] ^ (1 << bit % 8));
            assert_int_equal(verify_source(&req, &settings, &delivery), FAIL_SIGNATURE);
            body[bit / 8] = (char)(body[bit / 8] ^ (1 << bit % 8));
        }
        req.length--;
        assert_int_equal(verify_source(&req, &settings, &delivery), FAIL_SIGNATURE);
    }
}

static void
other_spellings_of_a_signature(void **state)
{
    static const struct {
        const char *source, *value;
    } odd[] = {
        { "gitea", "" },
        { "gitea", "sha256=5b312c06b993f3f34a564cc05b73c13db1dc7fe8756b415b95b933ab5c0b0a77" },
        { "gitea", "5b312c06b993f3f34a564cc05b73c13db1dc7fe8756b415b95b933ab5c0b0a" },
        { "gitea", "5b312c06b993f3f34a564cc05b73c13db1dc7fe8756b415b95b933ab5c0b0a7700" },
        { "gitlab", "" },
        { "gitlab", "gitlab toke" },
        { "gitlab", "gitlab tokens" },
        { "gitlab", "gitlab token " },
        { "gitlab", "other, gitlab token" },
        { "form", "8204ce08f9b4e4e5002aa1ebd61fffe2ae1482a0a5d437cf9e871a102771d4c5" },
        { "form", "sha1=8204ce08f9b4e4e5002aa1ebd61fffe2ae1482a0a5d437cf9e871a102771d4c5" },
        { "form", "SHA256=8204ce08f9b4e4e5002aa1ebd61fffe2ae1482a0a5d437cf9e871a102771d4c5" },
        { "form", "sha256= 8204ce08f9b4e4e5002aa1ebd61fffe2ae1482a0a5d437cf9e871a102771d4c5" },
        { "shopify", "D0UMXmhjwBRi4y66TmhJrDlhQABD7zI2fm3p6/QLMo8" },
        { "shopify", "D0UMXmhjwBRi4y66TmhJrDlhQABD7zI2fm3p6_QLMo8=" },
        { "shopify", "D0UMXmhjwBRi4y66TmhJrDlhQABD7zI2fm3p6/QLMo9=" },
        { "shopify", "0f450c5e6863c01462e32eba4e6849ac3961400043ef32367e6de9ebf40b328f" },
        { "stripe", "v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe", "t=1700000000" },
        { "stripe", "t=,v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe",
          "t=x1700000000,v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe",
          "t=-1700000000,v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe", "t=17000000001700000000,v1="
                    "65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe", "t=1700000000,t=1700000000,v1="
                    "65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "stripe",
          "t=1700000000,v0=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb" },
        { "standard", "OfDVllqOw309mF1b6nmgMqB+eM7FmLUsvPKAp5j8eKo=" },
        { "standard", "v2,OfDVllqOw309mF1b6nmgMqB+eM7FmLUsvPKAp5j8eKo=" },
    };

    for (size_t i = 0; i < COUNT(odd); i++) {
        struct letter letter = letter_of(odd[i].source);

        letter.headers[0].value = odd[i].value;
        assert_refused(*state, &letter);
    }
}

/* Stripe sends more than one while a secret is rotated, and other schemes beside it. */
static void
several_signatures_in_one_header(void **state)
{
    static const char *const values[] = {
        "t=1700000000,v1=65de0f56d899ea70c41b66796a4b51902db5f8b96eaa5a211b2b60898e27e6eb,"
        "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
        "v1=0000000000000000000000000000000000000000000000000000000000000000, t=1700000000 ,"
        " v1=91d5d6ebef69eeb3ca0dc11906ed84bfb06b2518eeb6cc3eae899e0396f50aae",
        "t=1700000000,v1=short,v1=91D5D6EBEF69EEB3CA0DC11906ED84BFB06B2518EEB6CC3EAE899E0396F50AAE",
    };

    for (size_t i = 0; i < COUNT(values); i++) {
        struct letter letter = letter_of("stripe");
        struct delivery delivery = { 0 };

        letter.headers[0].value = values[i];
        assert_int_equal(verify(*state, &letter, &delivery), 0);
        assert_string_equal(delivery.secret, i == 0 ? "new" : "new (previous)");
    }
}

/* Some web servers hand both on, one after the other; the first one counts, whatever follows. */
static void
two_signature_headers(void **state)
{
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    struct letter letter = letter_of("gitea");
    const char *good = letter.headers[0].value;
    struct delivery delivery = { 0 };

    /* They are one list, and a list needs one good signature, wherever it stands. */
    letter.headers[3].name = letter.headers[0].name;
    letter.headers[3].value = zeros;
    assert_int_equal(verify(*state, &letter, &delivery), 0);
    letter.headers[0].value = zeros;
    letter.headers[3].value = good;
    assert_int_equal(verify(*state, &letter, &delivery), 0);
    letter.headers[3].value = zeros;
    assert_refused(*state, &letter);
}

static void
headers_of_svix(void **state)
{
    static const char *const names[] = { "svix-signature", "svix-id", "svix-timestamp" };
    struct letter letter = letter_of("standard");
    struct delivery delivery = { 0 };

    for (size_t i = 0; i < COUNT(names); i++)
        letter.headers[i].name = names[i];
    assert_int_equal(verify(*state, &letter, &delivery), 0);
    assert_string_equal(delivery.id, "msg_2");
}

static void
headers_missing(void **state)
{
    for (size_t i = 0; i < SOURCES; i++) {
        struct letter letter = some_letters[i];

        letter.headers[0].value = NULL;
        assert_refused(*state, &letter);
        assert_non_null(strstr(fail_detail(), "is missing"));
    }
    for (size_t i = 1; i <= 2; i++) {
        struct letter letter = letter_of("standard");

        letter.headers[i].value = NULL;
        assert_refused(*state, &letter);
    }
}

/* The timestamp is signed, so each is signed anew. */
static void
clocks_may_differ_by_the_tolerance(void **state)
{
    static const struct {
        int off_s, rc;
    } clocks[] = { { -301, FAIL_STALE }, { -300, 0 }, { 0, 0 }, { 300, 0 }, { 301, FAIL_STALE } };
    static const char *const sources[] = { "stripe", "standard", "all-signed" };
    const struct settings settings = source_settings();

    for (size_t i = 0; i < COUNT(clocks) * COUNT(sources); i++) {
        struct letter letter = letter_of(sources[i % COUNT(sources)]);
        const struct inbound *inbound = settings_inbound(&settings, letter.source);
        struct delivery delivery = { 0 };
        struct source_signed text = { .id = letter.id,
                                      .body = letter.body,
                                      .length = strlen(letter.body) };

        text.timestamp =
            pool_printf(*state, "%d", SOURCES_NOW_S + clocks[i / COUNT(sources)].off_s);
        assert_int_equal(source_sign(*state, inbound, &inbound->source.secrets[0], &text,
                                     &letter.headers[0].value),
                         0);
        letter.headers[2].value = letter.headers[2].value != NULL ? text.timestamp : NULL;
        assert_int_equal(verify(*state, &letter, &delivery), clocks[i / COUNT(sources)].rc);
    }
}

static void
what_we_sign_is_what_they_sign(void **state)
{
    for (size_t i = 0; i < SOURCES; i++) {
        const struct letter *letter = &some_letters[i];
        const char *value = NULL;
        const struct source_signed text = { strcmp(letter->source, "slack-like") == 0
                                                ? "1531420618"
                                                : "1700000000",
                                            letter->id, letter->body, strlen(letter->body) };

        assert_int_equal(source_sign(*state, &some_sources[i], &some_sources[i].source.secrets[0],
                                     &text, &value),
                         0);
        assert_string_equal(value, letter->headers[0].value);
    }
}

/* The answer is made of the code, so that both are the same. */
static void
an_unknown_name_is_as_a_wrong_signature(void **state)
{
    static const char *const names[] = { "nobody", "",         "Gitea", "gitea/", "gitea/x",
                                         "gite",   "gitea%00", "..",    "github" };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct letter letter = letter_of("gitea");

        letter.source = names[i];
        assert_refused(*state, &letter);
    }
}

static void
no_secret_lets_nobody_in(void **state)
{
    static const struct secret empty = { .name = "main", .bytes = "", .length = 0 };
    struct inbound inbound = some_sources[1];
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    struct letter letter = letter_of("gitlab");
    struct delivery delivery = { 0 };

    inbound.source.secret_count = 0;
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_SIGNATURE);
    inbound.source.secrets = &empty;
    inbound.source.secret_count = 1;
    letter.headers[0].value = "";
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_SIGNATURE);
}

/* What anybody can make who knows that the secret is empty. */
static void
an_empty_secret_signs_nothing(void **state)
{
    static const struct secret empty = { .name = "main", .bytes = "", .length = 0 };
    struct letter letter = letter_of("gitea");
    const struct settings all = source_settings();
    struct inbound inbound = *settings_inbound(&all, "gitea");
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    const struct source_signed text = { .body = letter.body, .length = strlen(letter.body) };
    struct delivery delivery = { 0 };

    inbound.source.secrets = &empty;
    inbound.source.secret_count = 1;
    assert_int_equal(source_sign(*state, &inbound, &empty, &text, &letter.headers[0].value), 0);
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_SIGNATURE);
}

/* The number is signed, so that another spelling of it would be the same message once more. */
static void
a_time_has_one_spelling(void **state)
{
    static const char *const times[] = { "01700000000", " 1700000000", "+1700000000",
                                         "1700000000.0", "1700000000000" };

    for (size_t i = 0; i < COUNT(times); i++) {
        struct letter letter = letter_of("standard");

        for (size_t j = 0; j < LETTER_HEADERS; j++) {
            if (letter.headers[j].value != NULL &&
                strcasecmp(letter.headers[j].name, "webhook-timestamp") == 0)
                letter.headers[j].value = times[i];
        }
        assert_refused(*state, &letter);
    }
}

static void
a_secret_is_good_for_its_repositories(void **state)
{
    static const char *const patterns[] = { "acme/api" }, *const others[] = { "ACME/*" };
    struct secret limited = {
        .name = "team", .bytes = "gitea-secret", .length = 12, .repositories = { patterns, 1 }
    };
    struct inbound inbound = some_sources[0];
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    const struct letter letter = letter_of("gitea");
    struct delivery delivery = { 0 };

    inbound.source.secrets = &limited;
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_SIGNATURE);
    assert_non_null(strstr(fail_detail(), "acme/web"));
    limited.repositories.items = others;
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), 0);
    assert_string_equal(delivery.secret, "team");
    inbound.repository = NULL;
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_SIGNATURE);
}

static void
ids_of_all_kinds(void **state)
{
    struct inbound inbound = some_sources[2];
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    struct letter letter = letter_of("stripe"), gitea = letter_of("gitea");
    struct delivery delivery = { 0 };

    inbound.id = (struct inbound_value){ INBOUND_NOWHERE, NULL };
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), 0);
    assert_string_equal(delivery.id,
                        "630ea13859bb34c788e008087b767a7f052387e6037233f17d2a2d37e3eec904");
    inbound.id = (struct inbound_value){ INBOUND_POINTER, "/nothing" };
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_MALFORMED);
    inbound = some_sources[3];
    inbound.id = (struct inbound_value){ INBOUND_POINTER, "/id" };
    letter = letter_of("shopify");
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), 0);
    assert_string_equal(delivery.id, "820982911946154508");

    gitea.headers[1].value = "a/b=c";
    assert_int_equal(verify(*state, &gitea, &delivery), 0);
    assert_string_equal(delivery.id,
                        "5e750a7cc03a0ba3e9e27df7664366ae335bc33857ac41149c3a9c6cbee7946c");
    gitea.headers[1].value = NULL;
    assert_int_equal(verify(*state, &gitea, &delivery), FAIL_MALFORMED);
}

static void
events_of_all_kinds(void **state)
{
    struct letter letter = letter_of("gitea");
    struct inbound inbound = some_sources[2];
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    const struct letter stripe = letter_of("stripe");
    struct delivery delivery = { 0 };

    letter.headers[2].value = NULL;
    assert_int_equal(verify(*state, &letter, &delivery), FAIL_MALFORMED);
    letter.headers[2].value = "bad;name";
    assert_int_equal(verify(*state, &letter, &delivery), FAIL_MALFORMED);
    letter.headers[2].value = "";
    assert_int_equal(verify(*state, &letter, &delivery), FAIL_MALFORMED);
    inbound.event = (struct inbound_value){ INBOUND_POINTER, "/data" };
    assert_int_equal(verify_with(*state, &settings, &stripe, &delivery), FAIL_MALFORMED);
    inbound.event = (struct inbound_value){ INBOUND_LITERAL, "paid" };
    assert_int_equal(verify_with(*state, &settings, &stripe, &delivery), 0);
    assert_string_equal(delivery.kind, "paid");
}

static void
the_document_of_a_form(void **state)
{
    struct letter letter = letter_of("form");
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &letter, &delivery), 0);
    assert_int_equal(delivery.document_length, 7);
    assert_memory_equal(delivery.document, "{\"a\":1}", 8);
}

/* Whatever stands in the ledger may be shown. */
static void
neither_token_nor_signature_is_kept(void **state)
{
    for (size_t i = 0; i < SOURCES; i++) {
        struct delivery delivery = { 0 };

        assert_int_equal(verify(*state, &some_letters[i], &delivery), 0);
        assert_null(strstr(delivery.headers, REPEATED(some_letters[i])));
        if (some_sources[i].event.from == INBOUND_HEADER)
            assert_non_null(strstr(delivery.headers, some_sources[i].event.text));
    }
}

/* Signed, and beyond our reader: kept under a name of its own. */
static void
what_our_reader_refuses(void **state)
{
    struct inbound inbound = some_sources[2];
    const struct settings settings = { .inbounds = &inbound, .inbound_count = 1 };
    struct letter letter = letter_of("stripe");
    struct delivery delivery = { 0 };
    struct source_signed text = { "1700000000", NULL, "{\"id\":1,\"id\":2}", 15 };

    letter.body = text.body;
    assert_int_equal(
        source_sign(*state, &inbound, &inbound.source.secrets[0], &text, &letter.headers[0].value),
        0);
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), 0);
    assert_string_equal(delivery.kind, "unreadable");
    assert_int_equal(strlen(delivery.id), 64);
    letter.body = text.body = "no JSON at all!";
    assert_int_equal(
        source_sign(*state, &inbound, &inbound.source.secrets[0], &text, &letter.headers[0].value),
        0);
    assert_int_equal(verify_with(*state, &settings, &letter, &delivery), FAIL_MALFORMED);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("each-sender-is-let-in", each_sender_is_let_in),
        TEST("one-bit-of-the-signature-off", one_bit_of_the_signature_off),
        TEST("one-bit-of-the-body-off", one_bit_of_the_body_off),
        TEST("other-spellings-of-a-signature", other_spellings_of_a_signature),
        TEST("several-signatures-in-one-header", several_signatures_in_one_header),
        TEST("two-signature-headers", two_signature_headers),
        TEST("headers-of-svix", headers_of_svix),
        TEST("headers-missing", headers_missing),
        TEST("clocks-may-differ-by-the-tolerance", clocks_may_differ_by_the_tolerance),
        TEST("what-we-sign-is-what-they-sign", what_we_sign_is_what_they_sign),
        TEST("an-unknown-name-is-as-a-wrong-signature", an_unknown_name_is_as_a_wrong_signature),
        TEST("no-secret-lets-nobody-in", no_secret_lets_nobody_in),
        TEST("an-empty-secret-signs-nothing", an_empty_secret_signs_nothing),
        TEST("a-time-has-one-spelling", a_time_has_one_spelling),
        TEST("a-secret-is-good-for-its-repositories", a_secret_is_good_for_its_repositories),
        TEST("ids-of-all-kinds", ids_of_all_kinds),
        TEST("events-of-all-kinds", events_of_all_kinds),
        TEST("the-document-of-a-form", the_document_of_a_form),
        TEST("neither-token-nor-signature-is-kept", neither_token_nor_signature_is_kept),
        TEST("what-our-reader-refuses", what_our_reader_refuses),
    };

    return cmocka_run_group_tests_name("verify_source", tests, NULL, NULL);
}
