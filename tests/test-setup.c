/* test-setup.c - who gets to see the page, what is in it, and what a code does */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "setup.h"
#include "setup_page.h"
#include "store/some_jobs.h"
#include "work/app_code.h"

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define NOBODY "{\"error\":\"not found\",\"detail\":\"nothing is served at this path\"}"

static struct app_permission permissions[] = { { "Contents", "read", "for rule \"<b>\"" } };
static const char *const events[] = { "push" };

static const struct app_setup wish = {
    .state = A,
    .url = "https://hooks.example.org",
    .organization = "acme",
    .target = "https://github.com/organizations/acme/settings/apps/new",
    .manifest = "{\"name\":\"\\\"><script>\"}",
    .permissions = permissions,
    .permission_count = 1,
    .events = { events, 1 },
    .made_ms = NOW,
    .expires_ms = NOW + APP_SETUP_MS,
};

static struct response
ask(struct fixture *f, const char *method, const char *query, int64_t now_ms)
{
    static const struct settings settings = { 0 };
    const char *const variables[] = { pool_printf(f->pool, "QUERY_STRING=%s", query), NULL };
    struct app app = { &settings, f->store };
    struct request req = {
        .method = method, .pool = f->pool, .variables = variables, .received_ms = now_ms
    };

    return response_setup(&req, &app);
}

static void
assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin: %s", part, text);
}

static int64_t
stored(struct fixture *f)
{
    return sql_number(f, "SELECT count(*) FROM event");
}

static void
for_others_nothing_is_there(void **state)
{
    static const char *const queries[] = {
        "",
        "state=",
        "state=" B,
        "state=" A "a",
        "state=" A "&state=" A,
        "State=" A,
        "code=c0de",
        "state=" B "&code=c0de",
        "state=" A "&code=c0de%2f..",
        "state=" A "&code=",
        "xstate=" A,
    };
    struct fixture *f = *state;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct response res = ask(f, "GET", queries[i], NOW);

        assert_int_equal(res.status, 404);
        assert_string_equal(res.body, NOBODY);
        assert_null(res.policy);
    }
    assert_int_equal(ask(f, "GET", "state=" A, NOW + APP_SETUP_MS).status, 404);
    assert_int_equal(ask(f, "GET", "state=" A "&code=c0de", NOW + APP_SETUP_MS).status, 404);
    assert_int_equal(stored(f), 0);
}

static void
the_page_takes_the_manifest_to_github(void **state)
{
    struct fixture *f = *state;
    struct response res;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    res = ask(f, "GET", "state=" A, NOW);
    assert_int_equal(res.status, 200);
    assert_string_equal(res.content_type, "text/html; charset=utf-8");
    assert_int_equal(res.length, strlen(res.body));
    assert_has(res.body, "<form method=\"post\" action=\"https://github.com/organizations/acme/"
                         "settings/apps/new?state=" A "\">");
    assert_has(res.body, "name=\"manifest\" value=\"{&quot;name&quot;:&quot;\\&quot;&gt;&lt;script"
                         "&gt;&quot;}\"");
    assert_has(res.body, "the organization <b>acme</b>");
    assert_has(res.body, "<b>Contents</b>: read<span>for rule &quot;&lt;b&gt;&quot;</span>");
    assert_has(res.body, "<code>push</code>");
    assert_has(res.body, "closes at 09:00 UTC");
    assert_null(strstr(res.body, "<script"));
    assert_int_equal(stored(f), 0);
}

/* The style is let through by a number that is new each time; nothing else is. */
static void
a_strict_policy(void **state)
{
    struct fixture *f = *state;
    struct response first, second;
    const char *nonce;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    first = ask(f, "GET", "state=" A, NOW);
    second = ask(f, "GET", "state=" A, NOW);
    assert_has(first.policy, "default-src 'none'; style-src 'nonce-");
    assert_has(first.policy, "'; form-action https://github.com; base-uri 'none'; frame-ancestors "
                             "'none'");
    nonce = pool_copy(f->pool, strstr(first.policy, "nonce-") + 6, 32);
    assert_has(first.body, pool_printf(f->pool, "<style nonce=\"%s\">", nonce));
    assert_null(strstr(second.policy, nonce));
}

static void
a_code_is_stored_once(void **state)
{
    struct fixture *f = *state;
    const char *code = NULL;
    struct response res;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    res = ask(f, "GET", "code=c0de&state=" A, NOW + 1);
    assert_int_equal(res.status, 200);
    assert_true(res.made_jobs);
    assert_has(res.body, "Done.");
    assert_int_equal(sql_number(f, "SELECT count(*) FROM event WHERE source = 'hooklet' AND kind ="
                                   " 'github_app' AND delivery = 'app/" A "'"),
                     1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job WHERE kind = 'convert' AND crash ="
                                   " 'verify' AND args = '{\"state\":\"" A "\"}'"),
                     1);
    assert_int_equal(app_code_find(f->store, A, f->pool, &code), 0);
    assert_string_equal(code, "c0de");
}

static void
loading_it_again_does_nothing(void **state)
{
    struct fixture *f = *state;
    const char *code = NULL;
    struct response res;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    (void)ask(f, "GET", "code=first&state=" A, NOW + 1);
    for (int i = 0; i < 2; i++) {
        res = ask(f, "GET", i == 0 ? "code=first&state=" A : "code=second&state=" A, NOW + 2);
        assert_int_equal(res.status, 200);
        assert_false(res.made_jobs);
        assert_has(res.body, "Done.");
    }
    assert_has(ask(f, "GET", "state=" A, NOW + 3).body, "Done.");
    assert_int_equal(stored(f), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM job"), 1);
    assert_int_equal(app_code_find(f->store, A, f->pool, &code), 0);
    assert_string_equal(code, "first");
}

/* Two at the same moment: neither has seen the other's event when it decides. */
static void
the_first_code_counts(void **state)
{
    static const struct settings settings = { 0 };
    struct fixture *f = *state;
    struct app app = { &settings, f->store };
    struct receipt receipt = { 0 };
    const char *code = NULL;

    assert_int_equal(app_code_accept(&app, &wish, "first", NOW + 1, f->pool, &receipt), 0);
    assert_int_equal(receipt.status, ACCEPT_ACCEPTED);
    assert_int_equal(app_code_accept(&app, &wish, "second", NOW + 2, f->pool, &receipt), 0);
    assert_int_equal(receipt.status, ACCEPT_DUPLICATE);
    assert_int_equal(receipt.job_count, 0);
    assert_int_equal(app_code_find(f->store, A, f->pool, &code), 0);
    assert_string_equal(code, "first");
    assert_int_equal(app_code_drop(f->store, A, NOW + 3), 0);
    assert_int_equal(app_code_accept(&app, &wish, "third", NOW + 4, f->pool, &receipt), 0);
    assert_int_not_equal(app_code_find(f->store, A, f->pool, &code), 0);
}

static void
a_look_takes_nothing(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(app_setup_open(f->store, &wish), 0);
    assert_int_equal(ask(f, "HEAD", "code=c0de&state=" A, NOW).status, 200);
    assert_int_equal(stored(f), 0);
}

static void
codes_and_queries(void **state)
{
    struct fixture *f = *state;
    char *longest = pool_alloc(f->pool, 130);

    memset(longest, 'x', 128);
    assert_true(app_code_valid(longest));
    longest[128] = 'x';
    assert_false(app_code_valid(longest));
    assert_true(app_code_valid("a180b1a3d263c81bc6441d7b990bae27d4c10679"));
    assert_true(app_code_valid("A_z-0"));
    assert_false(app_code_valid(""));
    assert_false(app_code_valid("a/b"));
    assert_false(app_code_valid("a b"));
    assert_string_equal(app_query_value(f->pool, "a=1&b=2", "b"), "2");
    assert_string_equal(app_query_value(f->pool, "b=&a=1", "b"), "");
    assert_null(app_query_value(f->pool, "a=1&b=2", "c"));
    assert_null(app_query_value(f->pool, "a=1&a=2", "a"));
    assert_null(app_query_value(f->pool, "a", "a"));
    assert_null(app_query_value(f->pool, NULL, "a"));
}

static void
without_a_store_it_is_busy(void **state)
{
    struct fixture *f = *state;
    const struct settings settings = { 0 };
    struct app app = { &settings, NULL };
    struct request req = { .method = "GET", .pool = f->pool };

    assert_int_equal(response_setup(&req, &app).status, 503);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("for-others-nothing-is-there", for_others_nothing_is_there),
        TEST("the-page-takes-the-manifest-to-github", the_page_takes_the_manifest_to_github),
        TEST("a-strict-policy", a_strict_policy),
        TEST("a-code-is-stored-once", a_code_is_stored_once),
        TEST("loading-it-again-does-nothing", loading_it_again_does_nothing),
        TEST("the-first-code-counts", the_first_code_counts),
        TEST("a-look-takes-nothing", a_look_takes_nothing),
        TEST("codes-and-queries", codes_and_queries),
        TEST("without-a-store-it-is-busy", without_a_store_it_is_busy),
    };

    return cmocka_run_group_tests_name("setup", tests, NULL, NULL);
}
