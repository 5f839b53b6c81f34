/* test-asana_hooks.c - a hook of Asana's gets one secret, once, and only while it is awaited */
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "some_jobs.h"
#include "store/asana_hooks.h"
#include "store/state.h"

#include <cmocka.h>

#define SECRET "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"
#define THREADS 16

static const struct asana_hook_row wanted = {
    .project = "1201",
    .workspace = "1200",
    .name = "Web \"site\"",
    .url = "https://hooks.example.org/hooks/asana",
};

static struct asana_hook_row
open_at(struct fixture *f, int64_t now_ms, const char **token)
{
    struct asana_hook_row hook = wanted;

    assert_int_equal(asana_hook_open(f->store, f->pool, &hook, now_ms, token), 0);
    return hook;
}

static struct asana_hook_row
hook_of(struct fixture *f, const char *key)
{
    struct asana_hook_row hook = { 0 };

    assert_int_equal(asana_hook_read(f->store, key, f->pool, &hook), 0);
    assert_string_equal(hook.key, key);
    return hook;
}

static size_t
hooks(struct fixture *f)
{
    struct asana_hook_row *rows = NULL;
    size_t count = 0;

    assert_int_equal(asana_hook_list(f->store, f->pool, &rows, &count), 0);
    return count;
}

static void
found_by_its_token(void **state)
{
    struct fixture *f = *state;
    struct asana_hook_row hook = { 0 };
    const char *token = NULL;
    struct asana_hook_row made = open_at(f, NOW, &token);

    assert_int_equal(strlen(token), 64);
    assert_int_equal(strspn(token, "0123456789abcdef"), 64);
    assert_int_equal(asana_hook_find(f->store, token, f->pool, &hook), 0);
    assert_string_equal(hook.key, made.key);
    assert_string_equal(hook.project, "1201");
    assert_string_equal(hook.workspace, "1200");
    assert_string_equal(hook.name, "Web \"site\"");
    assert_string_equal(hook.url, "https://hooks.example.org/hooks/asana");
    assert_null(hook.secret);
    assert_null(hook.gid);
    assert_int_equal(hook.opened_ms, NOW);
    assert_int_equal(hook.heard_ms, 0);
}

static void
only_the_whole_token_finds_it(void **state)
{
    struct fixture *f = *state;
    struct asana_hook_row hook = { .name = "untouched" };
    const char *token = NULL;
    struct asana_hook_row made = open_at(f, NOW, &token);
    char *near = pool_string(f->pool, token);
    const char *const others[] = { "",
                                   "a",
                                   near,
                                   OTHER,
                                   made.key,
                                   pool_printf(f->pool, "%s0", token),
                                   pool_copy(f->pool, token, 63),
                                   "'; --" };

    near[63] ^= 1;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(asana_hook_find(f->store, others[i], f->pool, &hook), FAIL_NOT_FOUND);
    assert_string_equal(hook.name, "untouched");
}

/* Whoever reads the database learns no address. */
static void
token_is_not_stored(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    unsigned char digest[CRYPTO_SHA256_SIZE];
    struct asana_hook_row made = open_at(f, NOW, &token);

    assert_int_equal(crypto_sha256(token, strlen(token), digest), 0);
    assert_string_equal(made.key, hex_encode(f->pool, digest, sizeof digest));
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE kind = 'asana_hook'"), 1);
    assert_int_equal(sql_number(f,
                                "SELECT count(*) FROM state WHERE kind LIKE '%%%s%%' OR key LIKE"
                                " '%%%s%%' OR value LIKE '%%%s%%'",
                                token, token, token),
                     0);
}

static void
every_token_is_another_one(void **state)
{
    struct fixture *f = *state;
    const char *first = NULL, *second = NULL;

    open_at(f, NOW, &first);
    open_at(f, NOW, &second);
    assert_string_not_equal(first, second);
    assert_int_equal(hooks(f), 2);
}

static void
secret_is_stored_once(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    struct asana_hook_row hook = open_at(f, NOW, &token);

    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + 1), 0);
    assert_string_equal(hook_of(f, hook.key).secret, SECRET);
    assert_int_equal(asana_hook_secret(f->store, hook.key, OTHER, NOW + 2), FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET "0", NOW + 2), FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_secret(f->store, hook.key, "", NOW + 2), FAIL_NOT_FOUND);
    assert_string_equal(hook_of(f, hook.key).secret, SECRET);
    /* The very same request, which the web server has sent twice. */
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + 3), 0);
    assert_string_equal(hook_of(f, hook.key).secret, SECRET);
}

static void
handshake_is_open_for_a_minute(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    struct asana_hook_row hook = open_at(f, NOW, &token);

    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + ASANA_HOOK_OPEN_MS),
                     FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW - ASANA_HOOK_OPEN_MS),
                     FAIL_NOT_FOUND);
    assert_null(hook_of(f, hook.key).secret);
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + ASANA_HOOK_OPEN_MS - 1),
                     0);
    /* Nor does the same one come too late. */
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + ASANA_HOOK_OPEN_MS),
                     FAIL_NOT_FOUND);
}

static void
no_hook_no_secret(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(asana_hook_secret(f->store, OTHER, SECRET, NOW), FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_keep(f->store, OTHER, "1", NOW), FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_heard(f->store, OTHER, NOW, NOW), FAIL_NOT_FOUND);
    assert_int_equal(asana_hook_drop(f->store, OTHER), 0);
    assert_int_equal(hooks(f), 0);
}

static void
what_is_noted_later(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    struct asana_hook_row hook = open_at(f, NOW, &token);

    assert_int_equal(asana_hook_keep(f->store, hook.key, "55", NOW + 1), 0);
    assert_int_equal(asana_hook_secret(f->store, hook.key, SECRET, NOW + 2), 0);
    assert_int_equal(asana_hook_heard(f->store, hook.key, NOW + 9, NOW + 9), 0);
    assert_int_equal(asana_hook_heard(f->store, hook.key, NOW + 5, NOW + 10), 0);
    hook = hook_of(f, hook.key);
    assert_string_equal(hook.gid, "55");
    assert_string_equal(hook.secret, SECRET);
    assert_int_equal(hook.heard_ms, NOW + 9);
    assert_int_equal(hook.opened_ms, NOW);
    assert_string_equal(hook.project, "1201");

    assert_int_equal(asana_hook_drop(f->store, hook.key), 0);
    assert_int_equal(asana_hook_find(f->store, token, f->pool, &hook), FAIL_NOT_FOUND);
}

static void
those_that_waited_in_vain_are_dropped(void **state)
{
    struct fixture *f = *state;
    const char *token = NULL;
    struct asana_hook_row done = open_at(f, NOW, &token), vain = open_at(f, NOW, &token);
    struct asana_hook_row young = open_at(f, NOW + 1, &token), row;

    assert_int_equal(asana_hook_secret(f->store, done.key, SECRET, NOW), 0);
    assert_int_equal(hooks(f), 3);
    open_at(f, NOW + ASANA_HOOK_OPEN_MS, &token);
    assert_int_equal(hooks(f), 3);
    assert_string_equal(hook_of(f, done.key).secret, SECRET);
    assert_null(hook_of(f, young.key).secret);
    assert_int_equal(asana_hook_read(f->store, vain.key, f->pool, &row), FAIL_NOT_FOUND);
}

static void
row_that_can_not_be_read(void **state)
{
    struct fixture *f = *state;
    struct asana_hook_row hook = { 0 };
    const char *token = NULL;

    open_at(f, NOW, &token);
    assert_int_equal(state_put(f->store, "asana_hook", OTHER, "{\"project\":\"1\"}", NOW), 0);
    assert_int_equal(asana_hook_read(f->store, OTHER, f->pool, &hook), FAIL_STORE);
    assert_int_equal(hooks(f), 1);
}

struct racer {
    struct store *store;
    const char *key;
    char secret[65];
    int rc;
};

static void *
race(void *data)
{
    struct racer *racer = data;

    racer->rc = asana_hook_secret(racer->store, racer->key, racer->secret, NOW);
    return NULL;
}

static void
many_handshakes_at_once(void **state)
{
    struct fixture *f = *state;
    struct racer racers[THREADS];
    pthread_t threads[THREADS];
    const char *token = NULL, *winner = NULL;
    struct asana_hook_row hook = open_at(f, NOW, &token);

    for (int i = 0; i < THREADS; i++) {
        racers[i] = (struct racer){ .store = f->store, .key = hook.key, .rc = 1 };
        (void)snprintf(racers[i].secret, sizeof racers[i].secret, "%064d", i);
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (racers[i].rc == 0) {
            assert_null(winner);
            winner = racers[i].secret;
        } else {
            assert_int_equal(racers[i].rc, FAIL_NOT_FOUND);
        }
    }
    assert_non_null(winner);
    assert_string_equal(hook_of(f, hook.key).secret, winner);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("found-by-its-token", found_by_its_token),
        TEST("only-the-whole-token-finds-it", only_the_whole_token_finds_it),
        TEST("token-is-not-stored", token_is_not_stored),
        TEST("every-token-is-another-one", every_token_is_another_one),
        TEST("secret-is-stored-once", secret_is_stored_once),
        TEST("handshake-is-open-for-a-minute", handshake_is_open_for_a_minute),
        TEST("no-hook-no-secret", no_hook_no_secret),
        TEST("what-is-noted-later", what_is_noted_later),
        TEST("those-that-waited-in-vain-are-dropped", those_that_waited_in_vain_are_dropped),
        TEST("row-that-can-not-be-read", row_that_can_not_be_read),
        TEST("many-handshakes-at-once", many_handshakes_at_once),
    };

    return cmocka_run_group_tests_name("asana_hooks", tests, NULL, NULL);
}
