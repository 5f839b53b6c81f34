/* test-github_tags.c - which of two tags is newer */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "wire/github_tags.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* From the oldest to the newest: each is older than all behind it. */
static const char *const versions[] = {
    "live",
    "release",
    "v0.0.1",
    "0.1",
    "v0.1.1",
    "v0.9",
    "v0.10",
    "v1.0.0-alpha",
    "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta",
    "v1.0.0-beta",
    "v1.0.0-beta.2",
    "v1.0.0-beta.11",
    "v1.0.0-rc.1",
    "v1.0.0-rc9",
    "v1.0.0-rc10",
    "v1.0.0",
    "v1.0.1",
    "v1.9.1",
    "v1.10.0-rc.1",
    "1.10.0",
    "v2",
    "v2.0.1",
    "v9",
    "v10",
    "v99999999999999999999999998",
    "v99999999999999999999999999",
};

static const char *const dates[] = {
    "2024-12-31", "2025-01-02",   "2025-01-10", "2025-11-09",
    "2026.11.22", "2026.11.22.1", "20261122",   "20261123",
};

static const char *const prefixed[] = {
    "k8s-v1.2-rc1", "k8s-v1.2", "web/v1.9", "web/v1.10", "web-v2.0",
};

static int
sign(int order)
{
    return (order > 0) - (order < 0);
}

static void
assert_sorted(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int wanted = (i > j) - (i < j);

            if (sign(github_tag_order(names[i], names[j])) != wanted)
                fail_msg("%s, %s: not %d", names[i], names[j], wanted);
        }
    }
}

static void
versions_before_dates_of_commits(void **state)
{
    (void)state;
    assert_sorted(versions, COUNT(versions));
}

static void
names_that_are_dates(void **state)
{
    (void)state;
    assert_sorted(dates, COUNT(dates));
}

static void
names_with_something_in_front(void **state)
{
    (void)state;
    assert_sorted(prefixed, COUNT(prefixed));
}

/* Sorting needs an order that never goes round, also among what is none of a version. */
static void
any_order_is_one(void **state)
{
    static const char *const odd[] = {
        "",   "v",     "-",   "+",         "1",     "1.",    "1.0", "1.0.0", "01",  "1-",
        "1+", "1+a",   "1-0", "1-a",       "1.a",   "1a",    "1.-", "1..1",  "v1",  "vv1",
        "a1", "1.0-0", "0",   "1\303\251", "\3771", "1-rc1", "1-1", "1.1",   "v-1", "1-+",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++) {
        for (size_t j = 0; j < COUNT(odd); j++) {
            int ij = sign(github_tag_order(odd[i], odd[j]));

            assert_int_equal(ij, -sign(github_tag_order(odd[j], odd[i])));
            assert_int_equal(ij == 0, i == j);
            for (size_t k = 0; k < COUNT(odd); k++) {
                if (ij < 0 && sign(github_tag_order(odd[j], odd[k])) < 0 &&
                    sign(github_tag_order(odd[i], odd[k])) >= 0)
                    fail_msg("'%s' '%s' '%s' go round", odd[i], odd[j], odd[k]);
            }
        }
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("versions-before-dates-of-commits", versions_before_dates_of_commits),
        TEST("names-that-are-dates", names_that_are_dates),
        TEST("names-with-something-in-front", names_with_something_in_front),
        TEST("any-order-is-one", any_order_is_one),
    };

    return cmocka_run_group_tests_name("github_tags", tests, NULL, NULL);
}
