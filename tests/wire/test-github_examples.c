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
#include "wire/github_comment.h"
#include "wire/github_deploy_event.h"
#include "wire/github_event.h"
#include "wire/github_installation.h"
#include "wire/github_item.h"
#include "wire/github_organization.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define EXAMPLES "tests/node_modules/@octokit/webhooks-examples/api.github.com/index.json"

enum { NAME, PAYLOADS, GROUP_FIELDS };

static const char *
examples_path(struct pool *pool)
{
    const char *srcdir = getenv("srcdir");

    return pool_printf(pool, "%s/%s", srcdir == NULL ? "." : srcdir, EXAMPLES);
}

static struct delivery
delivery_of(const char *kind, const struct json_value *payload)
{
    return (struct delivery){ .source = "github",
                              .kind = kind,
                              .document = payload->text,
                              .document_length = payload->length };
}

static int
decode_deploy(const struct delivery *delivery, struct pool *pool)
{
    struct github_deployment_event deployment;
    struct github_deployment_status_event deployment_status;
    struct github_status_event status;
    struct github_check_suite_event check_suite;

    if (strcmp(delivery->kind, "deployment") == 0)
        return github_deployment_event_decode(delivery, pool, &deployment);
    if (strcmp(delivery->kind, "deployment_status") == 0)
        return github_deployment_status_event_decode(delivery, pool, &deployment_status);
    if (strcmp(delivery->kind, "status") == 0)
        return github_status_event_decode(delivery, pool, &status);
    if (strcmp(delivery->kind, "check_suite") == 0)
        return github_check_suite_event_decode(delivery, pool, &check_suite);

    return 0;
}

static int
decode_special(const struct delivery *delivery, struct pool *pool)
{
    struct github_installation installation;
    struct github_organization organization;
    struct github_pull_request pull_request;
    struct github_push push;
    struct github_ping ping;

    if (strcmp(delivery->kind, "push") == 0)
        return github_push_decode(delivery, pool, &push);
    if (strcmp(delivery->kind, "pull_request") == 0)
        return github_pull_request_decode(delivery, pool, &pull_request);
    if (strcmp(delivery->kind, "ping") == 0)
        return github_ping_decode(delivery, pool, &ping);
    if (strncmp(delivery->kind, "installation", 12) == 0 &&
        strcmp(delivery->kind, "installation_target") != 0)
        return github_installation_decode(delivery, pool, &installation);
    if (strcmp(delivery->kind, "organization") == 0)
        return github_organization_decode(delivery, pool, &organization);

    return decode_deploy(delivery, pool);
}

static int
decode(const char *kind, const struct json_value *payload)
{
    struct delivery delivery = delivery_of(kind, payload);
    struct pool *pool = pool_new();
    struct github_event event;
    int rc;

    rc = github_event_decode(&delivery, pool, &event);
    if (rc == 0)
        rc = decode_special(&delivery, pool);
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

static const char *const written[] = {
    [PLACE_ISSUE] = "issues",
    [PLACE_PULL_REQUEST] = "pull_request",
    [PLACE_ISSUE_COMMENT] = "issue_comment",
    [PLACE_REVIEW] = "pull_request_review",
    [PLACE_REVIEW_COMMENT] = "pull_request_review_comment",
    [PLACE_COMMIT_COMMENT] = "commit_comment",
};

/* Codertocat is the author of nearly all that is written in the examples. */
static void
assert_comment(const struct github_comment *comment, size_t place)
{
    assert_int_equal(comment->place, place);
    assert_non_null(comment->author);
    assert_non_null(comment->author_type);
    assert_string_equal(comment->association, "OWNER");
    assert_false(comment->author_bot);
    assert_int_equal(comment->body_length, strlen(comment->body));
    assert_true(comment->created_ms > INT64_C(1500000000000));
    assert_true(strncmp(comment->url, "https://github.com/", 19) == 0);
    assert_int_equal(comment->number == 0, place == PLACE_COMMIT_COMMENT);
    assert_int_equal(comment->id == 0, place == PLACE_ISSUE || place == PLACE_PULL_REQUEST);
    assert_int_equal(comment->thread != 0, place == PLACE_REVIEW_COMMENT);
    assert_int_equal(comment->sha == NULL, place == PLACE_ISSUE || place == PLACE_ISSUE_COMMENT);
    assert_false(comment->from_fork);
}

static void
every_text_that_people_write(void **state)
{
    static const size_t fresh[] = { 3, 4, 5, 3, 3, 5 }; /* of what is there: 29, 29, 9, 4, 5, 5 */
    struct group *groups = NULL;
    size_t count = read_groups(*state, &groups);
    size_t found[sizeof written / sizeof *written] = { 0 };

    for (size_t i = 0; i < count; i++)
        for (size_t place = 0; place < sizeof written / sizeof *written; place++)
            for (const struct json_value *at = groups[i].payloads; at != NULL; at = at->next) {
                struct delivery delivery = delivery_of(written[place], at);
                struct github_comment comment;

                if (strcmp(groups[i].name, written[place]) != 0)
                    continue;
                delivery.received_ms = INT64_C(1800000000000);
                assert_int_equal(github_comment_decode(&delivery, *state, &comment), 0);
                assert_comment(&comment, place);
                found[place] += comment.fresh;
            }
    assert_memory_equal(found, fresh, sizeof fresh);
}

/* All are of two repositories; one issue is about to leave the second for the first. */
static void
assert_item(const struct github_item_event *event)
{
    const struct github_item *item = &event->item;
    bool transferred = strcmp(event->event.action, "transferred") == 0;

    assert_non_null(item->url);
    assert_true(*item->title != '\0');
    assert_non_null(item->author);
    assert_true(item->updated_ms > INT64_C(1500000000000));
    assert_int_equal(item->pull_request, item->number == 2);
    assert_false(item->merged);
    assert_string_equal(item->repository,
                        transferred ? "octo-org/octo-repo" : "Codertocat/Hello-World");
    assert_int_equal(item->repository_id, transferred ? 17273051 : 186853002);
    assert_int_equal(event->new_number, transferred ? 1 : 0);
    if (transferred) {
        assert_string_equal(event->new_repository, "Codertocat/Hello-World");
        assert_int_equal(event->new_repository_id, 186853002);
        assert_string_equal(event->new_url, "https://github.com/Codertocat/Hello-World/issues/1");
    }
}

static void
every_issue_and_pull_request(void **state)
{
    struct group *groups = NULL;
    size_t count = read_groups(*state, &groups);
    size_t items = 0, closed = 0, due = 0, moved = 0;

    for (size_t i = 0; i < count; i++)
        for (const struct json_value *at = groups[i].payloads; at != NULL; at = at->next) {
            struct delivery delivery = delivery_of(groups[i].name, at);
            struct github_item_event event;

            if (github_item_root(groups[i].name) == NULL)
                continue;
            delivery.received_ms = INT64_C(1800000000000);
            assert_int_equal(github_item_decode(&delivery, *state, &event), 0);
            assert_item(&event);
            items++;
            closed += !event.item.open;
            due += event.item.milestone_due != NULL;
            moved += event.old_repository != NULL;
        }
    assert_int_equal(items, 58);
    assert_int_equal(closed, 3);
    assert_int_equal(due, 22);
    assert_int_equal(moved, 1);
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
        TEST("every-example-under-its-own-name", every_example_under_its_own_name),
        TEST("no-example-under-another-name", no_example_under_another_name),
        TEST("every-text-that-people-write", every_text_that_people_write),
        TEST("every-issue-and-pull-request", every_issue_and_pull_request),
    };

    if (examples_absent()) {
        puts("1..0 # SKIP npm @octokit/webhooks-examples is absent: npm ci --prefix tests");
        return 0;
    }

    return cmocka_run_group_tests_name("github_examples", tests, NULL, NULL);
}
