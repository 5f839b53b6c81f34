/* test-deployment_ref.c - what people and events name, and what is no name */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "a_pool.h"
#include "work/deployment_ref.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "abcdef0123456789abcdef0123456789abcdef01"
#define UPPER "ABCDEF0123456789ABCDEF0123456789ABCDEF01"
#define LONG_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"

static const struct {
    const char *text;
    enum ref_kind kind;
    const char *full, *shown;
} rows[] = {
    { "main", REF_NAME, "main", "main" },
    { "v1.2", REF_NAME, "v1.2", "v1.2" },
    { "12", REF_NAME, "12", "12" },
    { "feature/x", REF_NAME, "feature/x", "feature/x" },
    { "dependabot/npm/@types/node-1.2", REF_NAME, "dependabot/npm/@types/node-1.2",
      "dependabot/npm/@types/node-1.2" },
    { LONG_60, REF_NAME, LONG_60, LONG_60 },
    { "abcdef0", REF_NAME, "abcdef0", "abcdef0" },
    { "refs/heads/main", REF_BRANCH, "refs/heads/main", "main" },
    { "heads/main", REF_BRANCH, "refs/heads/main", "main" },
    { "refs/heads/tags/x", REF_BRANCH, "refs/heads/tags/x", "tags/x" },
    { "refs/tags/v1.2", REF_TAG, "refs/tags/v1.2", "v1.2" },
    { "tags/v1.2", REF_TAG, "refs/tags/v1.2", "v1.2" },
    { "refs/tags/12", REF_TAG, "refs/tags/12", "12" },
    { "#12", REF_PULL, "refs/pull/12/head", "#12" },
    { "pull/12", REF_PULL, "refs/pull/12/head", "#12" },
    { "pull/12/head", REF_PULL, "refs/pull/12/head", "#12" },
    { "refs/pull/12/head", REF_PULL, "refs/pull/12/head", "#12" },
    { A, REF_COMMIT, A, "abcdef0123" },
    { UPPER, REF_COMMIT, A, "abcdef0123" },
    /* a branch may be called like half of it */
    { "pull/x", REF_NAME, "pull/x", "pull/x" },
    { "pull/12/heads", REF_NAME, "pull/12/heads", "pull/12/heads" },
    { NULL, REF_NONE, NULL, "" },
    { "", REF_NONE, NULL, "" },
    { "#", REF_NONE, NULL, "" },
    { "#0", REF_NONE, NULL, "" },
    { "#012", REF_NONE, NULL, "" },
    { "#12/head", REF_NONE, NULL, "" },
    { "#12345678901", REF_NONE, NULL, "" },
    { "refs/pull/12/merge", REF_NONE, NULL, "" },
    { "refs/notes/commits", REF_NONE, NULL, "" },
    { "refs/heads/", REF_NONE, NULL, "" },
    { "refs/", REF_NONE, NULL, "" },
    { "-rf", REF_NONE, NULL, "" },
    { "--force", REF_NONE, NULL, "" },
    { "a b", REF_NONE, NULL, "" },
    { "a..b", REF_NONE, NULL, "" },
    { "a\nb", REF_NONE, NULL, "" },
    { "$(id)", REF_NONE, NULL, "" },
    { "x.lock", REF_NONE, NULL, "" },
    { "<!channel>", REF_NONE, NULL, "" },
    { "refs/heads/<!channel>", REF_NONE, NULL, "" },
    { "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", REF_NONE, NULL, "" },
    { "fix-\xf0\x9f\x9a\x80", REF_NONE, NULL, "" },
    { "\xe2\x80\xaemain", REF_NONE, NULL, "" },
};

static void
refs_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct deployment_ref ref = deployment_ref_read(*state, rows[i].text);
        const char *full = deployment_ref_full(*state, &ref);

        assert_int_equal(ref.kind, rows[i].kind);
        assert_int_equal(ref.number, rows[i].kind == REF_PULL ? 12 : 0);
        assert_string_equal(full == NULL ? "(none)" : full,
                            rows[i].full == NULL ? "(none)" : rows[i].full);
        assert_string_equal(deployment_ref_show(*state, rows[i].text), rows[i].shown);
    }
}

/* What was written in full is read as the same. */
static void
full_names_are_read_back(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct deployment_ref ref = deployment_ref_read(*state, rows[i].full);

        assert_int_equal(ref.kind, rows[i].kind);
        if (ref.kind != REF_NONE)
            assert_string_equal(deployment_ref_full(*state, &ref), rows[i].full);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("refs-by-table", refs_by_table),
        TEST("full-names-are-read-back", full_names_are_read_back),
    };

    return cmocka_run_group_tests_name("deployment_ref", tests, NULL, NULL);
}
