/* test-circleci_event.c - what CircleCI tells, and all that it may leave out */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_delivery.h"
#include "a_pool.h"
#include "base/fail.h"
#include "wire/circleci_event.h"
#include "wire/circleci_slug.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SHA "1dc6aa69429bff4806ad6afe58d3d8f57e25973e"
#define PIPELINE "1285fe1d-d3a6-44fc-8886-8979558254c4"
#define WORKFLOW "fda08377-fe7e-46b1-8992-3a7aaecac9c3"
#define PAGE "https://app.circleci.com/pipelines/github/acme/web/130/workflows/" WORKFLOW

static struct circleci_event
decode(struct pool *pool, const char *kind, const char *text)
{
    struct delivery delivery = delivery_of(pool, kind, text);
    struct circleci_event event = { 0 };

    assert_int_equal(circleci_event_decode(&delivery, pool, &event), 0);
    return event;
}

static void
workflow_completed(void **state)
{
    struct circleci_event event = decode(
        *state, CIRCLECI_WORKFLOW,
        "{'id':'x','type':'workflow-completed','happened_at':'2023-11-14T22:13:19.317Z',"
        "'project':{'slug':'github/acme/web'},'workflow':{'id':'" WORKFLOW "','name':'deploy',"
        "'status':'success','url':'" PAGE "'},'pipeline':{'id':'" PIPELINE "','number':130,"
        "'vcs':{'revision':'" SHA "','branch':'main'}}}");

    assert_string_equal(event.slug, "gh/acme/web");
    assert_string_equal(event.repository, "acme/web");
    assert_string_equal(event.revision, SHA);
    assert_string_equal(event.pipeline, PIPELINE);
    assert_int_equal(event.number, 130);
    assert_string_equal(event.workflow, WORKFLOW);
    assert_string_equal(event.workflow_name, "deploy");
    assert_string_equal(event.status, "success");
    assert_string_equal(event.url, PAGE);
    assert_null(event.job);
    assert_int_equal(event.happened_ms, INT64_C(1699999999317));
}

static void
job_completed(void **state)
{
    struct circleci_event event =
        decode(*state, CIRCLECI_JOB,
               "{'project':{'slug':'gh/acme/web'},'workflow':{'id':'" WORKFLOW "','name':'deploy',"
               "'status':'x'},'pipeline':{'id':'" PIPELINE "'},"
               "'job':{'name':'upload','number':136,'status':'failed'}}");

    assert_string_equal(event.job, "upload");
    assert_string_equal(event.status, "failed");
    assert_string_equal(event.workflow, WORKFLOW);
    assert_int_equal(event.happened_ms, RECEIVED);
}

static void
project_of_the_github_app(void **state)
{
    struct circleci_event event =
        decode(*state, CIRCLECI_WORKFLOW,
               "{'project':{'slug':'circleci/DdaVtNusHqi24D4YT3X4eu/6EkDPZoN4ZdMKKZtBkRodt'},"
               "'workflow':{'id':'" WORKFLOW "','status':'failed'},'pipeline':{'id':'" PIPELINE "',"
               "'trigger_parameters':{'git':{'checkout_sha':'" SHA "',"
               "'checkout_url':'https://github.com/acme/web'}}}}");

    assert_string_equal(event.slug, "circleci/DdaVtNusHqi24D4YT3X4eu/6EkDPZoN4ZdMKKZtBkRodt");
    assert_string_equal(event.repository, "acme/web");
    assert_string_equal(event.revision, SHA);
}

static void
ping_with_next_to_nothing(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "[]",
        "null",
        "{'type':'ping','id':'x','webhook':{'id':'y','name':'z'}}",
        "{'project':null,'pipeline':null,'workflow':[],'job':7}",
        "{'project':{'slug':7},'pipeline':{'id':null,'number':'many'}}",
    };

    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct circleci_event event = decode(*state, CIRCLECI_PING, bodies[i]);

        assert_null(event.slug);
        assert_null(event.repository);
        assert_null(event.pipeline);
        assert_null(event.workflow);
        assert_null(event.status);
        assert_int_equal(event.number, 0);
        assert_int_equal(event.happened_ms, RECEIVED);
    }
}

static void
odd_values_are_left_out(void **state)
{
    struct circleci_event event =
        decode(*state, CIRCLECI_WORKFLOW,
               "{'happened_at':'2099-01-01T00:00:00Z','project':{'slug':'gh/acme/../web'},"
               "'workflow':{'id':'../../etc','name':'a\\nb\\u202ec','url':'javascript:alert(1)',"
               "'status':''},'pipeline':{'id':'" PIPELINE "0','number':-5,"
               "'vcs':{'revision':'main','target_repository_url':'https://github.com/a/b/c'}}}");

    assert_null(event.slug);
    assert_null(event.repository);
    assert_null(event.revision);
    assert_null(event.pipeline);
    assert_null(event.workflow);
    assert_null(event.url);
    assert_null(event.status);
    assert_int_equal(event.number, 0);
    assert_null(strchr(event.workflow_name, '\n'));
    assert_null(strstr(event.workflow_name, "\xe2\x80\xae"));
    assert_int_equal(event.happened_ms, RECEIVED);
}

static void
urls_that_are_links(void **state)
{
    static const struct {
        const char *url;
        bool good;
    } rows[] = {
        { "https://ci.example.org/x?y=1#z", true },
        { "http://ci/", true },
        { "//ci.example.org/", false },
        { "https://ci/|x", false },
        { "https://ci/ x", false },
        { "https://ci/<x>", false },
        { "ftp://ci/", false },
        { "https://ci/\\u0007", false },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = pool_printf(*state, "{'workflow':{'url':'%s'}}", rows[i].url);
        struct circleci_event event = decode(*state, CIRCLECI_WORKFLOW, text);

        assert_int_equal(event.url != NULL, rows[i].good);
    }
}

static void
old_notify(void **state)
{
    struct circleci_event event =
        decode(*state, CIRCLECI_NOTIFY,
               "{'payload':{'vcs_url':'https://github.com/acme/web','username':'acme',"
               "'reponame':'web','build_num':54,'build_url':'https://circleci.com/gh/acme/web/54',"
               "'vcs_revision':'" SHA "','lifecycle':'finished','outcome':'success',"
               "'stop_time':'2023-11-14T22:13:19Z','build_parameters':{'ENVIRONMENT':'x'}}}");

    assert_string_equal(event.slug, "gh/acme/web");
    assert_string_equal(event.repository, "acme/web");
    assert_string_equal(event.revision, SHA);
    assert_int_equal(event.number, 54);
    assert_string_equal(event.url, "https://circleci.com/gh/acme/web/54");
    assert_string_equal(event.status, "success");
    assert_null(event.pipeline);
    assert_int_equal(event.happened_ms, INT64_C(1699999999000));
}

static void
old_notify_with_less(void **state)
{
    static const struct {
        const char *body, *repository;
        int64_t number;
    } rows[] = {
        { "{}", NULL, 0 },
        { "{'payload':[]}", NULL, 0 },
        { "{'payload':{'build_num':7,'username':'acme','reponame':'web','outcome':null}}",
          "acme/web", 7 },
        { "{'payload':{'build_num':7,'vcs_url':'https://github.com/acme/web.git'}}", "acme/web",
          7 },
        { "{'payload':{'build_num':7,'username':'acme','reponame':'web',"
          "'vcs_url':'https://github.com/other/web'}}",
          NULL, 7 },
        { "{'payload':{'build_num':'7','username':'a/b','reponame':'c'}}", NULL, 0 },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct circleci_event event = decode(*state, CIRCLECI_NOTIFY, rows[i].body);

        assert_int_equal(event.number, rows[i].number);
        assert_null(event.status);
        if (rows[i].repository == NULL)
            assert_null(event.repository);
        else
            assert_string_equal(event.repository, rows[i].repository);
    }
}

static void
what_is_no_json(void **state)
{
    static const char *const kinds[] = { CIRCLECI_WORKFLOW, CIRCLECI_NOTIFY };

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct delivery none = delivery_of(*state, kinds[i], "");
        struct delivery twice = delivery_of(*state, kinds[i], "{'a':1,'a':2}");
        struct circleci_event event = { .number = 7 };

        assert_int_equal(circleci_event_decode(&none, *state, &event), FAIL_MALFORMED);
        assert_int_equal(circleci_event_decode(&twice, *state, &event), FAIL_UNREADABLE);
        assert_int_equal(event.number, 7);
    }
}

static void
slugs(void **state)
{
    static const struct {
        const char *text, *slug, *repository;
    } rows[] = {
        { "github/acme/web", "gh/acme/web", "acme/web" },
        { "gh/Acme/Web", "gh/Acme/Web", "Acme/Web" },
        { "bitbucket/acme/web", "bb/acme/web", NULL },
        { "bb/acme/web", "bb/acme/web", NULL },
        { "circleci/A1/b2", "circleci/A1/b2", NULL },
        { "gitlab/acme/web", NULL, NULL },
        { "gh/acme", NULL, NULL },
        { "gh/acme/web/x", NULL, NULL },
        { "gh//web", NULL, NULL },
        { "gh/acme/", NULL, NULL },
        { "gh/../web", NULL, NULL },
        { "gh/acme/we b", NULL, NULL },
        { "GH/acme/web", NULL, NULL },
        { "acme/web", NULL, NULL },
        { "", NULL, NULL },
        { NULL, NULL, NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *slug = circleci_slug(*state, rows[i].text);
        const char *repository = circleci_slug_repository(*state, rows[i].text);

        assert_int_equal(slug != NULL, rows[i].slug != NULL);
        assert_int_equal(repository != NULL, rows[i].repository != NULL);
        if (slug != NULL)
            assert_string_equal(slug, rows[i].slug);
        if (repository != NULL)
            assert_string_equal(repository, rows[i].repository);
    }
    assert_string_equal(circleci_slug_of(*state, "acme/web"), "gh/acme/web");
    assert_string_equal(circleci_build_id(*state, "Acme/Web", 54), "gh/acme/web/54");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("workflow-completed", workflow_completed),
        TEST("job-completed", job_completed),
        TEST("project-of-the-github-app", project_of_the_github_app),
        TEST("ping-with-next-to-nothing", ping_with_next_to_nothing),
        TEST("odd-values-are-left-out", odd_values_are_left_out),
        TEST("urls-that-are-links", urls_that_are_links),
        TEST("old-notify", old_notify),
        TEST("old-notify-with-less", old_notify_with_less),
        TEST("what-is-no-json", what_is_no_json),
        TEST("slugs", slugs),
    };

    return cmocka_run_group_tests_name("circleci_event", tests, NULL, NULL);
}
