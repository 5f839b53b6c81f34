/* test-github_examples.c - every payload of @octokit/webhooks-examples, under every event's name */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/json_scan.h"
#include "wire/github_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define EXAMPLES "tests/node_modules/@octokit/webhooks-examples/api.github.com/index.json"

enum { NAME, PAYLOADS, GROUP_FIELDS };

static const char *
examples_path(struct pool *pool)
{
    const char *srcdir = getenv("srcdir");

    return pool_printf(pool, "%s/%s", srcdir == NULL ? "." : srcdir, EXAMPLES);
}

static int
decode(const char *kind, const struct json_value *payload)
{
    struct delivery delivery = { .source = "github",
                                 .kind = kind,
                                 .document = payload->text,
                                 .document_length = payload->length };
    struct pool *pool = pool_new();
    struct github_pull_request pull_request;
    struct github_event event;
    struct github_push push;
    struct github_ping ping;
    int rc;

    rc = github_event_decode(&delivery, pool, &event);
    if (rc == 0 && strcmp(kind, "push") == 0)
        rc = github_push_decode(&delivery, pool, &push);
    if (rc == 0 && strcmp(kind, "pull_request") == 0)
        rc = github_pull_request_decode(&delivery, pool, &pull_request);
    if (rc == 0 && strcmp(kind, "ping") == 0)
        rc = github_ping_decode(&delivery, pool, &ping);
    pool_free(pool);

    return rc;
}

/* One group of index.json: an event's name and its payloads. */
struct group {
    const char *name;
    const struct json_value *payloads;
    size_t count;
};

static size_t
read_groups(struct pool *pool, struct group **groups)
{
    struct json_want all = { .pointer = "/*" };
    size_t length = 0;
    size_t count = 0;
    char *text = NULL;

    assert_int_equal(file_read(pool, examples_path(pool), 64 << 20, &text, &length), 0);
    assert_int_equal(json_scan(pool, text, length, &all, 1), 0);
    *groups = pool_array(pool, all.count, sizeof **groups);
    for (const struct json_value *value = all.first; value != NULL; value = value->next) {
        struct json_want wants[GROUP_FIELDS] = {
            [NAME].pointer = "/name", [PAYLOADS].pointer = "/examples/*"
        };

        assert_int_equal(json_scan(pool, value->text, value->length, wants, GROUP_FIELDS), 0);
        (*groups)[count++] = (struct group){ json_string(&wants[NAME]), wants[PAYLOADS].first,
                                             wants[PAYLOADS].count };
    }

    return count;
}

static void
every_example_under_its_own_name(void **state)
{
    struct group *groups = NULL;
    size_t count = read_groups(*state, &groups);
    size_t payloads = 0;

    for (size_t i = 0; i < count; i++) {
        payloads += groups[i].count;
        for (const struct json_value *at = groups[i].payloads; at != NULL; at = at->next)
            assert_int_equal(decode(groups[i].name, at), 0);
    }
    assert_true(payloads >= 300);
}

static void
no_example_under_another_name(void **state)
{
    struct group *groups = NULL;
    size_t count = read_groups(*state, &groups);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            for (const struct json_value *at = groups[i].payloads; at != NULL; at = at->next)
                if (i != j)
                    assert_int_equal(decode(groups[j].name, at), FAIL_FIELD);
}

static bool
examples_absent(void)
{
    struct pool *pool = pool_new();
    bool absent = access(examples_path(pool), R_OK) != 0;

    pool_free(pool);
    return absent;
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        { "every-example-under-its-own-name", every_example_under_its_own_name, new_pool, end_pool,
          NULL },
        { "no-example-under-another-name", no_example_under_another_name, new_pool, end_pool,
          NULL },
    };

    if (examples_absent()) {
        puts("1..0 # SKIP npm @octokit/webhooks-examples is absent: npm ci --prefix tests");
        return 0;
    }

    return cmocka_run_group_tests_name("github_examples", tests, NULL, NULL);
}
