/* test-verify.c - only what GitHub signed under a live secret becomes a delivery */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "wire/verify.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define BODY "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":1}"
#define FORM "payload=%7B%22zen%22%3A%22Keep+it+logically+awesome.%22%2C%22hook_id%22%3A1%7D"
#define SIGNATURE "3e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce30"
#define FORM_SIGNATURE "6b69ceaecbe0bde7e05535cc1cd9d705ec484103c17f8153a80053c6e35fbb03"
#define SHA1 "cf2e160732fd3da4550a266fe5668ad300b26fac"
#define WEB "{\"repository\":{\"full_name\":\"acme/web\"}}"
#define SECRET_OF(key)                                                                             \
    {                                                                                              \
        .name = "main", .bytes = (key), .length = sizeof(key) - 1                                  \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct secret wh_secret[] = { SECRET_OF("wh-secret") };

/* A POST as the web server hands it over; each NULL header is absent. */
struct post {
    const char *body;
    const char *signature;      /* X-Hub-Signature-256 */
    const char *signature_sha1; /* X-Hub-Signature */
    const char *media;
    const char *event;
    const char *delivery;
    const char *agent;
};

static const struct post good = {
    .body = BODY,
    .signature = "sha256=" SIGNATURE,
    .media = "application/json",
    .event = "ping",
    .delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958",
};

static struct settings
settings_of(const struct secret *secrets, size_t count)
{
    return (struct settings){ .github = { .secrets = secrets, .secret_count = count } };
}

static void
add(struct pool *pool, const char **variables, const char *name, const char *value)
{
    while (*variables != NULL)
        variables++;
    if (value != NULL)
        *variables = pool_printf(pool, "%s=%s", name, value);
}

static struct request
request_of(struct pool *pool, const struct post *post)
{
    const char **variables = pool_array(pool, 8, sizeof *variables);

    add(pool, variables, "HTTP_X_HUB_SIGNATURE_256", post->signature);
    add(pool, variables, "HTTP_X_HUB_SIGNATURE", post->signature_sha1);
    add(pool, variables, "HTTP_X_GITHUB_EVENT", post->event);
    add(pool, variables, "HTTP_X_GITHUB_DELIVERY", post->delivery);
    add(pool, variables, "HTTP_USER_AGENT", post->agent);
    add(pool, variables, "CONTENT_TYPE", post->media);

    return (struct request){ .method = "POST",
                             .path = "/hooks/github",
                             .program = "test",
                             .content_type = post->media == NULL ? "" : post->media,
                             .body = post->body,
                             .length = strlen(post->body),
                             .received_ms = 1700000000123,
                             .pool = pool,
                             .variables = variables };
}

static int
verify(struct pool *pool, const struct post *post, const struct settings *settings,
       struct delivery *delivery)
{
    struct request req = request_of(pool, post);

    return verify_github(&req, settings, delivery);
}

/* Refused; nothing is handed out, and no line tells what would have been right. */
static void
assert_refused(struct pool *pool, const struct post *post, const struct settings *settings)
{
    static const struct delivery nothing;
    struct delivery delivery = { 0 };

    assert_int_equal(verify(pool, post, settings, &delivery), FAIL_SIGNATURE);
    assert_memory_equal(&delivery, &nothing, sizeof delivery);
    assert_null(strstr(fail_detail(), SIGNATURE));
    assert_null(strstr(fail_detail(), "wh-secret"));
}

static const char *
sign(struct pool *pool, const char *key, const char *body)
{
    struct secret secret = { .bytes = key, .length = strlen(key) };
    const char *signature = NULL;

    assert_int_equal(sign_github(pool, &secret, body, strlen(body), &signature), 0);
    return signature;
}

static void
signed_json(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };

    assert_int_equal(verify(*state, &good, &settings, &delivery), 0);
    assert_string_equal(delivery.source, "github");
    assert_string_equal(delivery.id, good.delivery);
    assert_string_equal(delivery.kind, "ping");
    assert_string_equal(delivery.secret, "main");
    assert_string_equal(delivery.body, BODY);
    assert_int_equal(delivery.length, strlen(BODY));
    assert_string_equal(delivery.document, BODY);
    assert_int_equal(delivery.document_length, strlen(BODY));
    assert_int_equal(delivery.received_ms, 1700000000123);
    assert_int_equal(delivery.parent, 0);
    assert_true(delivery.replay_guard);
    assert_true(delivery.rearm);
}

static void
signed_form(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    post.body = FORM;
    post.signature = "sha256=" FORM_SIGNATURE;
    post.media = "application/x-www-form-urlencoded";
    assert_int_equal(verify(*state, &post, &settings, &delivery), 0);
    assert_string_equal(delivery.document, BODY);
    assert_int_equal(delivery.document_length, strlen(BODY));
    assert_string_equal(delivery.body, FORM);
}

static void
form_signed_as_its_json(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    post.body = FORM;
    post.media = "application/x-www-form-urlencoded";
    assert_refused(*state, &post, &settings);
}

static void
published_example(void **state)
{
    assert_string_equal(sign(*state, "It's a Secret to Everybody", "Hello, World!"),
                        "sha256="
                        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

static void
digest_is_of_the_body(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    unsigned char digest[CRYPTO_SHA256_SIZE];

    assert_int_equal(crypto_sha256(BODY, strlen(BODY), digest), 0);
    assert_int_equal(verify(*state, &good, &settings, &delivery), 0);
    assert_memory_equal(delivery.body_sha, digest, sizeof digest);
}

static void
signature_one_bit_off(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    unsigned char mac[CRYPTO_SHA256_SIZE];
    struct post post = good;

    assert_true(hex_decode(SIGNATURE, mac, sizeof mac));
    for (size_t bit = 0; bit < 8 * sizeof mac; bit++) {
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
        post.signature = pool_printf(*state, "sha256=%s", hex_encode(*state, mac, sizeof mac));
        assert_refused(*state, &post, &settings);
        mac[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void
body_one_byte_off(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;
    char *body;

    for (size_t i = 0; i < strlen(BODY); i++) {
        body = pool_string(*state, BODY);
        body[i] ^= 1;
        post.body = body;
        assert_refused(*state, &post, &settings);
    }
    post.body = BODY " ";
    assert_refused(*state, &post, &settings);
    post.body = pool_copy(*state, BODY, strlen(BODY) - 1);
    assert_refused(*state, &post, &settings);
    post.body = "";
    assert_refused(*state, &post, &settings);
}

static const char *const odd_signatures[] = {
    "",
    " ",
    "sha256",
    "sha256=",
    "sha256= ",
    SIGNATURE,
    "=" SIGNATURE,
    "sha1=" SIGNATURE,
    "sha1=" SHA1,
    "sha512=" SIGNATURE,
    "sha25=" SIGNATURE,
    "sha2566=" SIGNATURE,
    "sha256:" SIGNATURE,
    "sha256 =" SIGNATURE,
    "sha256==" SIGNATURE,
    "SHA256=" SIGNATURE,
    "Sha256=" SIGNATURE,
    " sha256=" SIGNATURE,
    "\tsha256=" SIGNATURE,
    "sha256= " SIGNATURE,
    "sha256=" SIGNATURE " ",
    "sha256=" SIGNATURE "\t",
    "sha256=" SIGNATURE "\r",
    "sha256=" SIGNATURE "\n",
    "sha256=" SIGNATURE "\r\nX-Other: 1",
    "sha256=" SIGNATURE "0",
    "sha256=" SIGNATURE "00",
    "sha256=" SIGNATURE "g",
    "sha256=" SIGNATURE SIGNATURE,
    "sha256=" SIGNATURE ",sha256=" SIGNATURE,
    "sha256=" SIGNATURE ", sha256=" SIGNATURE,
    "sha256=" SIGNATURE ";",
    "sha256=\"" SIGNATURE "\"",
    "\"sha256=" SIGNATURE "\"",
    "sha256=0x" SIGNATURE,
    "sha256=3E16C53D80A63241369D1D24602375BE011E0B2A83834E63C6E214E064CBCE30",
    "sha256=3e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce3",
    "sha256=3e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce",
    "sha256=3e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce3g",
    "sha256=3e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce3 ",
    "sha256= e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce30",
    "sha256=+e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce30",
    "sha256=0000000000000000000000000000000000000000000000000000000000000000",
    "sha256=ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "sha256=30cecb64e014e2c6634e83832a0b1e01be752360241d9d364132a6803dc5163e",
    "sha256=3e:16:c5:3d:80:a6:32:41:36:9d:1d:24:60:23:75:be:01:1e:0b:2a:83:83:4e:63",
    "sha256=PhbFPYCmMkE2nR0kYCN1vgEeCyqDg05jxuIU4GTLzjA=",
    "sha256=%33e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce30",
    "sha256=\xef\xbc\x93"
    "e16c53d80a63241369d1d24602375be011e0b2a83834e63c6e214e064cbce",
    "sha256=\xff\xfe\xfd",
    "sha256=%s%s%s%n",
    "true",
    "null",
    "0",
    "v0=" SIGNATURE,
    "v1=" SIGNATURE,
    "t=1700000000,v1=" SIGNATURE,
    "v1," SIGNATURE,
    "sha256=$(id)",
    "sha256=../../etc/passwd",
};

static void
odd_signature_headers(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    assert_true(COUNT(odd_signatures) >= 60);
    for (size_t i = 0; i < COUNT(odd_signatures); i++) {
        post.signature = odd_signatures[i];
        assert_refused(*state, &post, &settings);
    }
}

/* Some web servers hand both on, one after the other; the first one counts, whatever follows. */
static void
two_signature_headers(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    const char **variables = pool_array(*state, 9, sizeof *variables);
    struct delivery delivery = { 0 };
    struct post post = good;
    struct request req;

    post.signature = "sha256=0000000000000000000000000000000000000000000000000000000000000000";
    req = request_of(*state, &post);
    memcpy(variables, req.variables, 8 * sizeof *variables);
    add(*state, variables, "HTTP_X_HUB_SIGNATURE_256", good.signature);
    req.variables = (const char *const *)variables;
    assert_int_equal(verify_github(&req, &settings, &delivery), FAIL_SIGNATURE);
}

static void
signature_missing(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    post.signature = NULL;
    assert_refused(*state, &post, &settings);
    assert_non_null(strstr(fail_detail(), "missing"));
}

static void
no_secret_configured(void **state)
{
    struct settings settings = settings_of(NULL, 0);
    struct post post = good;

    assert_refused(*state, &post, &settings);
    assert_non_null(strstr(fail_detail(), "github has no secret"));
    post.signature = sign(*state, "", BODY);
    assert_refused(*state, &post, &settings);
}

static void
empty_secret_signs_nothing(void **state)
{
    const struct secret secrets[] = { SECRET_OF("") };
    struct settings settings = settings_of(secrets, 1);
    struct post post = good;

    post.signature = sign(*state, "", BODY);
    assert_refused(*state, &post, &settings);
}

static void
old_and_new_secret_live(void **state)
{
    const struct secret secrets[] = {
        { .name = "main", .bytes = "new", .length = 3 },
        { .name = "main (previous)", .bytes = "old", .length = 3 },
    };
    struct settings both = settings_of(secrets, 2);
    struct settings ended = settings_of(secrets, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    post.signature = sign(*state, "new", BODY);
    assert_int_equal(verify(*state, &post, &both, &delivery), 0);
    assert_string_equal(delivery.secret, "main");
    post.signature = sign(*state, "old", BODY);
    assert_int_equal(verify(*state, &post, &both, &delivery), 0);
    assert_string_equal(delivery.secret, "main (previous)");
    assert_refused(*state, &post, &ended);
    post.signature = sign(*state, "other", BODY);
    assert_refused(*state, &post, &both);
}

static const char *const acme[] = { "acme/web", "acme/shop-*" };
static const char *const any[] = { "*" };

static const struct secret restricted[] = {
    { .name = "acme", .bytes = "a", .length = 1, .repositories = { acme, 2 } },
    { .name = "all", .bytes = "b", .length = 1 },
    { .name = "star", .bytes = "c", .length = 1, .repositories = { any, 1 } },
    { .name = "twin", .bytes = "d", .length = 1, .repositories = { acme, 1 } },
    { .name = "twin too", .bytes = "d", .length = 1, .repositories = { any, 1 } },
};

/* Verifies a JSON body signed with `key`: the name of the secret that counted, or NULL. */
static const char *
secret_for(struct pool *pool, const char *key, const char *body)
{
    struct settings settings = settings_of(restricted, COUNT(restricted));
    struct delivery delivery = { 0 };
    struct post post = good;
    int rc;

    post.body = body;
    post.signature = sign(pool, key, body);
    rc = verify(pool, &post, &settings, &delivery);
    assert_true(rc == 0 || rc == FAIL_SIGNATURE);

    return rc == 0 ? delivery.secret : NULL;
}

static void
restricted_secret_own_repository(void **state)
{
    static const char *const own[] = {
        WEB,
        "{\"repository\":{\"full_name\":\"Acme/Web\"}}",
        "{\"repository\":{\"full_name\":\"ACME/SHOP-de\"}}",
        "{\"repository\":{\"full_name\":\"acme\\/web\"}}",
    };

    for (size_t i = 0; i < COUNT(own); i++)
        assert_string_equal(secret_for(*state, "a", own[i]), "acme");
}

static void
restricted_secret_other_repository(void **state)
{
    static const char *const other[] = {
        "{\"repository\":{\"full_name\":\"acme/api\"}}",
        "{\"repository\":{\"full_name\":\"evil/web\"}}",
        "{\"repository\":{\"full_name\":\"acme/web2\"}}",
        "{\"repository\":{\"full_name\":\"xacme/web\"}}",
        "{\"repository\":{\"full_name\":\"\"}}",
        "{\"repository\":{\"full_name\":[\"acme/web\"]}}",
        "{\"repository\":{\"full_name\":null}}",
        "{\"repository\":\"acme/web\"}",
        "{\"full_name\":\"acme/web\"}",
        "{\"forkee\":{\"full_name\":\"acme/web\"}}",
        "{\"repository\":{\"full_name\":\"evil/web\",\"full_name\":\"acme/web\"}}",
        "{\"repository\":{\"full_name\":\"acme/web\",\"full_name\":\"evil/web\"}}",
        "{\"repository\":{\"full_name\":\"acme/web\\u0000\"}}",
        "{}",
        "[]",
        "",
        "Hello, World!",
        "{\"repository\":{\"full_name\":\"acme/web\"}} ,",
    };

    for (size_t i = 0; i < COUNT(other); i++)
        assert_null(secret_for(*state, "a", other[i]));
}

static void
unrestricted_secret_reads_nothing(void **state)
{
    static const char *const bodies[] = { WEB, "{}", "", "Hello, World!", "{\"a\":1,\"a\":2}" };

    for (size_t i = 0; i < COUNT(bodies); i++) {
        assert_string_equal(secret_for(*state, "b", bodies[i]), "all");
        assert_string_equal(secret_for(*state, "c", bodies[i]), "star");
    }
}

static void
same_key_under_two_names(void **state)
{
    assert_string_equal(secret_for(*state, "d", "{}"), "twin too");
}

static void
restricted_secret_in_a_form(void **state)
{
    static const struct {
        const char *body;
        int rc;
    } rows[] = {
        { "payload=%7B%22repository%22%3A%7B%22full_name%22%3A%22acme%2Fweb%22%7D%7D", 0 },
        { "payload=%7B%22repository%22%3A%7B%22full_name%22%3A%22evil%2Fweb%22%7D%7D",
          FAIL_SIGNATURE },
        { "other=1", FAIL_SIGNATURE },
        { WEB, FAIL_SIGNATURE },
    };
    struct settings settings = settings_of(restricted, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    post.media = "application/x-www-form-urlencoded";
    for (size_t i = 0; i < COUNT(rows); i++) {
        post.body = rows[i].body;
        post.signature = sign(*state, "a", post.body);
        assert_int_equal(verify(*state, &post, &settings, &delivery), rows[i].rc);
    }
}

static void
sha1_only_when_configured(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    post.signature = NULL;
    post.signature_sha1 = "sha1=" SHA1;
    assert_refused(*state, &post, &settings);
    settings.github.sha1 = true;
    assert_int_equal(verify(*state, &post, &settings, &delivery), 0);
    assert_string_equal(delivery.secret, "main");
}

static void
sha1_must_be_right_too(void **state)
{
    static const char *const odd[] = {
        "",
        "sha1=",
        SHA1,
        "sha1=" SHA1 "00",
        "sha256=" SHA1,
        "sha256=" SIGNATURE,
        "sha1=" SIGNATURE,
        "sha1=cf2e160732fd3da4550a266fe5668ad300b26fad",
        "sha1=CF2E160732FD3DA4550A266FE5668AD300B26FAC",
    };
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    settings.github.sha1 = true;
    post.signature = NULL;
    for (size_t i = 0; i < COUNT(odd); i++) {
        post.signature_sha1 = odd[i];
        assert_refused(*state, &post, &settings);
    }
}

static void
sha1_never_saves_a_bad_sha256(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    settings.github.sha1 = true;
    post.signature_sha1 = "sha1=" SHA1;
    for (size_t i = 0; i < COUNT(odd_signatures); i++) {
        post.signature = odd_signatures[i];
        assert_refused(*state, &post, &settings);
    }
}

static void
delivery_ids(void **state)
{
    static const struct {
        const char *id;
        int rc;
    } rows[] = {
        { NULL, FAIL_MALFORMED },
        { "", FAIL_MALFORMED },
        { "72d3162e-cc78-11e3-81ab-4c9367dc0958", 0 },
        { "a.B_c:9-", 0 },
        { "a b", FAIL_MALFORMED },
        { "a/b", FAIL_MALFORMED },
        { "a\n", FAIL_MALFORMED },
        { "\xc3\xa9", FAIL_MALFORMED },
        { "0123456789012345678901234567890123456789012345678901234567890123"
          "0123456789012345678901234567890123456789012345678901234567890123",
          0 },
        { "0123456789012345678901234567890123456789012345678901234567890123"
          "01234567890123456789012345678901234567890123456789012345678901234",
          FAIL_MALFORMED },
    };
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    for (size_t i = 0; i < COUNT(rows); i++) {
        post.delivery = rows[i].id;
        assert_int_equal(verify(*state, &post, &settings, &delivery), rows[i].rc);
    }
}

static void
event_names(void **state)
{
    static const struct {
        const char *event;
        int rc;
    } rows[] = {
        { NULL, FAIL_MALFORMED },
        { "", FAIL_MALFORMED },
        { "push", 0 },
        { "pull_request_review_comment", 0 },
        { "not_known_yet", 0 },
        { "Push", FAIL_MALFORMED },
        { "push ", FAIL_MALFORMED },
        { "../push", FAIL_MALFORMED },
        { "push\n", FAIL_MALFORMED },
    };
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    for (size_t i = 0; i < COUNT(rows); i++) {
        post.event = rows[i].event;
        assert_int_equal(verify(*state, &post, &settings, &delivery), rows[i].rc);
    }
}

static void
content_types(void **state)
{
    static const struct {
        const char *media;
        int rc;
    } rows[] = {
        { "application/json", 0 },
        { "application/json; charset=utf-8", 0 },
        { "application/json ;charset=utf-8", 0 },
        { "Application/JSON", 0 },
        { NULL, FAIL_MEDIA },
        { "", FAIL_MEDIA },
        { ";", FAIL_MEDIA },
        { "text/plain", FAIL_MEDIA },
        { "application/jsonp", FAIL_MEDIA },
        { "application/jso", FAIL_MEDIA },
        { "multipart/form-data; boundary=x", FAIL_MEDIA },
        { "application/x-www-form-urlencoded", FAIL_MALFORMED },
        { "APPLICATION/x-www-form-urlencoded; charset=utf-8", FAIL_MALFORMED },
    };
    struct settings settings = settings_of(wh_secret, 1);
    struct delivery delivery = { 0 };
    struct post post = good;

    for (size_t i = 0; i < COUNT(rows); i++) {
        post.media = rows[i].media;
        assert_int_equal(verify(*state, &post, &settings, &delivery), rows[i].rc);
    }
}

static void
odd_forms(void **state)
{
    static const struct {
        const char *body;
        const char *document; /* NULL: malformed */
    } rows[] = {
        { "payload=%7B%7D", "{}" },
        { "a=1&payload=%7b%7d&b=2", "{}" },
        { "payload=", "" },
        { "payload=%22a+b%2B%22", "\"a b+\"" },
        { "", NULL },
        { "payloads=%7B%7D", NULL },
        { "payload=%7B%7D&payload=%7B%7D", NULL },
        { "payload=%7", NULL },
        { "payload=%zz", NULL },
    };
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = good;

    post.media = "application/x-www-form-urlencoded";
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct delivery delivery = { 0 };
        int rc;

        post.body = rows[i].body;
        post.signature = sign(*state, "wh-secret", post.body);
        rc = verify(*state, &post, &settings, &delivery);
        assert_int_equal(rc, rows[i].document == NULL ? FAIL_MALFORMED : 0);
        if (rc == 0)
            assert_string_equal(delivery.document, rows[i].document);
    }
}

/* 400 and 415 are for senders who know the secret; a stranger learns nothing. */
static void
signature_comes_first(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct post post = { .body = "", .signature = good.signature };

    assert_refused(*state, &post, &settings);
}

static void
kept_headers(void **state)
{
    struct settings settings = settings_of(wh_secret, 1);
    struct json_want wants[] = {
        { .pointer = "/X-GitHub-Event" },   { .pointer = "/X-GitHub-Delivery" },
        { .pointer = "/Content-Type" },     { .pointer = "/User-Agent" },
        { .pointer = "/X-GitHub-Hook-ID" },
    };
    struct delivery delivery = { 0 };
    struct post post = good;
    char agent[400];

    memset(agent, 'x', sizeof agent);
    agent[sizeof agent - 1] = '\0';
    agent[0] = '\x1b';
    post.agent = agent;
    assert_int_equal(verify(*state, &post, &settings, &delivery), 0);
    assert_int_equal(json_scan(*state, delivery.headers, strlen(delivery.headers), wants, 5), 0);
    assert_string_equal(json_string(&wants[0]), "ping");
    assert_string_equal(json_string(&wants[1]), good.delivery);
    assert_string_equal(json_string(&wants[2]), "application/json");
    assert_int_equal(strlen(json_string(&wants[3])), 255 + strlen("\xef\xbf\xbd"));
    assert_null(wants[4].first);
    assert_null(strstr(delivery.headers, SIGNATURE));
    assert_null(strstr(delivery.headers, "ignature"));
}

#define CASE(name, function)                                                                       \
    {                                                                                              \
        name, function, new_pool, end_pool, NULL                                                   \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        CASE("signed-json", signed_json),
        CASE("signed-form", signed_form),
        CASE("form-signed-as-its-json", form_signed_as_its_json),
        CASE("published-example", published_example),
        CASE("digest-is-of-the-body", digest_is_of_the_body),
        CASE("signature-one-bit-off", signature_one_bit_off),
        CASE("body-one-byte-off", body_one_byte_off),
        CASE("odd-signature-headers", odd_signature_headers),
        CASE("two-signature-headers", two_signature_headers),
        CASE("signature-missing", signature_missing),
        CASE("no-secret-configured", no_secret_configured),
        CASE("empty-secret-signs-nothing", empty_secret_signs_nothing),
        CASE("old-and-new-secret-live", old_and_new_secret_live),
        CASE("restricted-secret-own-repository", restricted_secret_own_repository),
        CASE("restricted-secret-other-repository", restricted_secret_other_repository),
        CASE("unrestricted-secret-reads-nothing", unrestricted_secret_reads_nothing),
        CASE("same-key-under-two-names", same_key_under_two_names),
        CASE("restricted-secret-in-a-form", restricted_secret_in_a_form),
        CASE("sha1-only-when-configured", sha1_only_when_configured),
        CASE("sha1-must-be-right-too", sha1_must_be_right_too),
        CASE("sha1-never-saves-a-bad-sha256", sha1_never_saves_a_bad_sha256),
        CASE("delivery-ids", delivery_ids),
        CASE("event-names", event_names),
        CASE("content-types", content_types),
        CASE("odd-forms", odd_forms),
        CASE("signature-comes-first", signature_comes_first),
        CASE("kept-headers", kept_headers),
    };

    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
