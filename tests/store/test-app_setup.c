/* test-app_setup.c - a wish for an App, its code, and the App itself */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "some_jobs.h"
#include "store/app_setup.h"
#include "store/state.h"

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct app_permission permissions[] = {
    { "Metadata", "read", "as every App has to" },
    { "Issues", "write", "to answer" },
};
static const char *const events[] = { "issues", "push" };

static void
open_at(struct fixture *f, const char *state, int64_t now_ms)
{
    const struct app_setup setup = {
        .state = state,
        .url = "https://hooks.example.org",
        .target = "https://github.com/settings/apps/new",
        .manifest = "{\"name\":\"x\"}",
        .permissions = permissions,
        .permission_count = 2,
        .events = { events, 2 },
        .made_ms = now_ms,
        .expires_ms = now_ms + APP_SETUP_MS,
    };

    assert_int_equal(app_setup_open(f->store, &setup), 0);
}

static int
find_at(struct fixture *f, const char *state, int64_t now_ms, struct app_setup *setup)
{
    return app_setup_find(f->store, state, now_ms, f->pool, setup);
}

static void
a_wish_comes_back_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct app_setup setup;

    open_at(f, A, NOW);
    assert_int_equal(find_at(f, A, NOW, &setup), 0);
    assert_string_equal(setup.state, A);
    assert_string_equal(setup.url, "https://hooks.example.org");
    assert_null(setup.organization);
    assert_string_equal(setup.target, "https://github.com/settings/apps/new");
    assert_string_equal(setup.manifest, "{\"name\":\"x\"}");
    assert_int_equal(setup.permission_count, 2);
    assert_string_equal(setup.permissions[1].title, "Issues");
    assert_string_equal(setup.permissions[1].level, "write");
    assert_string_equal(setup.permissions[1].why, "to answer");
    assert_int_equal(setup.events.count, 2);
    assert_string_equal(setup.events.items[1], "push");
    assert_int_equal(setup.made_ms, NOW);
}

static void
only_the_whole_state_opens_it(void **state)
{
    static const char *const others[] = { "", "a", B, A "a", "A" };
    struct fixture *f = *state;
    struct app_setup setup;
    char near[] = A;

    open_at(f, A, NOW);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(find_at(f, others[i], NOW, &setup), FAIL_NOT_FOUND);
    near[strlen(near) - 1] = 'b';
    assert_int_equal(find_at(f, near, NOW, &setup), FAIL_NOT_FOUND);
}

static void
it_is_open_for_an_hour(void **state)
{
    struct fixture *f = *state;
    struct app_setup setup;

    open_at(f, A, NOW);
    assert_int_equal(find_at(f, A, NOW + APP_SETUP_MS - 1, &setup), 0);
    assert_int_equal(find_at(f, A, NOW + APP_SETUP_MS, &setup), FAIL_NOT_FOUND);
}

static void
the_next_one_sweeps_up(void **state)
{
    struct fixture *f = *state;
    struct app_setup setup;

    open_at(f, A, NOW);
    assert_int_equal(app_made_put(f->store, A, "{}", NOW), 0);
    open_at(f, B, NOW + 1000);
    assert_int_equal(find_at(f, A, NOW, &setup), 0);
    open_at(f, B, NOW + APP_SETUP_MS);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE key = '" A "'"), 0);
    assert_int_equal(find_at(f, B, NOW + APP_SETUP_MS, &setup), 0);
}

static void
closed_is_forgotten(void **state)
{
    struct fixture *f = *state;
    struct app_setup setup;

    open_at(f, A, NOW);
    open_at(f, B, NOW);
    assert_int_equal(app_setup_close(f->store, A), 0);
    assert_int_equal(find_at(f, A, NOW, &setup), FAIL_NOT_FOUND);
    assert_int_equal(find_at(f, B, NOW, &setup), 0);
}

static void
a_code_until_it_is_dropped(void **state)
{
    struct fixture *f = *state;
    const char *code = NULL;

    assert_int_equal(app_code_find(f->store, A, f->pool, &code), FAIL_NOT_FOUND);
    assert_int_equal(state_put(f->store, APP_CODE_FACT, A, "{\"code\":\"c0de\"}", NOW), 0);
    assert_int_equal(app_code_find(f->store, A, f->pool, &code), 0);
    assert_string_equal(code, "c0de");
    assert_int_equal(app_code_drop(f->store, A, NOW + 1), 0);
    assert_int_equal(app_code_find(f->store, A, f->pool, &code), FAIL_NOT_FOUND);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM state WHERE value LIKE '%%c0de%%'"), 0);
}

static void
what_was_made(void **state)
{
    struct fixture *f = *state;
    const char *app = NULL;

    assert_int_equal(app_made_find(f->store, A, f->pool, &app), FAIL_NOT_FOUND);
    assert_int_equal(app_made_put(f->store, A, "{\"id\":\"1\"}", NOW), 0);
    assert_int_equal(app_made_find(f->store, A, f->pool, &app), 0);
    assert_string_equal(app, "{\"id\":\"1\"}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-wish-comes-back-as-it-was", a_wish_comes_back_as_it_was),
        TEST("only-the-whole-state-opens-it", only_the_whole_state_opens_it),
        TEST("it-is-open-for-an-hour", it_is_open_for_an_hour),
        TEST("the-next-one-sweeps-up", the_next_one_sweeps_up),
        TEST("closed-is-forgotten", closed_is_forgotten),
        TEST("a-code-until-it-is-dropped", a_code_until_it_is_dropped),
        TEST("what-was-made", what_was_made),
    };

    return cmocka_run_group_tests_name("app_setup", tests, NULL, NULL);
}
