/* test-installations.c - what is known of a repository's installation, and what is in the way */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "some_jobs.h"
#include "store/installations.h"
#include "store/state.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
know(struct fixture *f, const char *kind, const char *key, const char *value)
{
    assert_int_equal(state_put(f->store, kind, key, value, NOW), 0);
}

static void
nothing_is_known(void **state)
{
    struct fixture *f = *state;
    struct installation installation = { 0 };
    const char *obstacle = "unset";
    int64_t id = 7;

    assert_int_equal(installation_of(f->store, "acme/web", f->pool, &id), FAIL_NOT_FOUND);
    assert_int_equal(id, 7);
    assert_int_equal(installation_find(f->store, 42, f->pool, &installation), FAIL_NOT_FOUND);
    assert_int_equal(installation_obstacle(f->store, "acme/web", f->pool, &obstacle), 0);
    assert_null(obstacle);
}

static void
names_compare_case_aside(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;

    know(f, INSTALLATION_OF_REPOSITORY, "acme/web", "{\"installation\":\"9007199254740993\"}");
    assert_int_equal(installation_of(f->store, "Acme/WEB", f->pool, &id), 0);
    assert_int_equal(id, INT64_C(9007199254740993));
    assert_int_equal(installation_of(f->store, "acme/web2", f->pool, &id), FAIL_NOT_FOUND);
}

static void
all_members(void **state)
{
    struct fixture *f = *state;
    struct installation installation = { 0 };

    know(f, INSTALLATION_FACT, "42",
         "{\"account\":\"Acme\",\"type\":\"Organization\",\"selection\":\"all\",\"suspended\":true,"
         "\"deleted\":false}");
    assert_int_equal(installation_find(f->store, 42, f->pool, &installation), 0);
    assert_int_equal(installation.id, 42);
    assert_string_equal(installation.account, "Acme");
    assert_string_equal(installation.type, "Organization");
    assert_string_equal(installation.selection, "all");
    assert_true(installation.suspended);
    assert_false(installation.deleted);
    know(f, INSTALLATION_FACT, "43", "{}");
    assert_int_equal(installation_find(f->store, 43, f->pool, &installation), 0);
    assert_null(installation.account);
    assert_false(installation.suspended || installation.deleted);
}

static void
taken_out(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;

    know(f, INSTALLATION_OF_REPOSITORY, "acme/web", "{\"installation\":\"42\",\"removed\":true}");
    assert_int_equal(installation_of(f->store, "acme/web", f->pool, &id), FAIL_NOT_FOUND);
}

static void
a_damaged_fact_is_a_failure(void **state)
{
    struct fixture *f = *state;
    const char *obstacle = NULL;
    int64_t id = 0;

    know(f, INSTALLATION_OF_REPOSITORY, "acme/web", "{}");
    assert_int_equal(installation_of(f->store, "acme/web", f->pool, &id), FAIL_STORE);
    know(f, INSTALLATION_OF_REPOSITORY, "acme/web", "{");
    assert_int_equal(installation_of(f->store, "acme/web", f->pool, &id), FAIL_MALFORMED);
    assert_int_equal(installation_obstacle(f->store, "acme/web", f->pool, &obstacle),
                     FAIL_MALFORMED);
}

static void
obstacles(void **state)
{
    static const struct {
        const char *repository, *installation, *obstacle;
    } rows[] = {
        { "{\"installation\":\"42\"}", NULL, NULL },
        { "{\"installation\":\"42\"}", "{\"account\":\"Acme\"}", NULL },
        { "{\"installation\":\"42\"}", "{\"account\":\"Acme\",\"suspended\":true}",
          "installation 42 of Acme is suspended" },
        { "{\"installation\":\"42\"}", "{\"suspended\":true}", "installation 42 is suspended" },
        { "{\"installation\":\"42\"}", "{\"account\":\"Acme\",\"suspended\":true,\"deleted\":true}",
          "installation 42 of Acme was deleted" },
        { "{\"installation\":\"42\",\"removed\":true}", "{\"account\":\"Acme\"}",
          "installation 42 of Acme no longer reaches Acme/Web" },
        { "{\"installation\":\"42\",\"removed\":true}", NULL,
          "installation 42 no longer reaches Acme/Web" },
        { "{\"installation\":\"42\",\"removed\":true}", "{\"account\":\"Acme\",\"deleted\":true}",
          "installation 42 of Acme was deleted" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *obstacle = "unset";

        know(f, INSTALLATION_OF_REPOSITORY, "acme/web", rows[i].repository);
        assert_int_equal(state_delete(f->store, INSTALLATION_FACT, "42"), 0);
        if (rows[i].installation != NULL)
            know(f, INSTALLATION_FACT, "42", rows[i].installation);
        assert_int_equal(installation_obstacle(f->store, "Acme/Web", f->pool, &obstacle), 0);
        if (rows[i].obstacle == NULL)
            assert_null(obstacle);
        else
            assert_string_equal(obstacle, rows[i].obstacle);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("nothing-is-known", nothing_is_known),
        TEST("names-compare-case-aside", names_compare_case_aside),
        TEST("all-members", all_members),
        TEST("taken-out", taken_out),
        TEST("a-damaged-fact-is-a-failure", a_damaged_fact_is_a_failure),
        TEST("obstacles", obstacles),
    };

    log_open("test-installations", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("installations", tests, NULL, NULL);
}
