/* test-manifest.c - what a configuration needs, and no more */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "wire/github_shape.h"
#include "work/manifest.h"
#include "work/manifest_table.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define COMMAND_EVENTS                                                                             \
    "commit_comment issue_comment issues pull_request pull_request_review "                        \
    "pull_request_review_comment"

static const struct rule push = { .kind = RULE_DEPLOY, .name = "web", .on = RULE_ON_PUSH };
static const struct rule merge = { .kind = RULE_DEPLOY, .name = "web", .on = RULE_ON_MERGE };
static const struct rule both = { .kind = RULE_DEPLOY,
                                  .name = "web",
                                  .on = RULE_ON_PUSH | RULE_ON_MERGE };
static const struct rule star = { .kind = RULE_RUN, .name = "star", .events = LIST("star") };
static const struct rule builds = { .kind = RULE_RUN,
                                    .name = "builds",
                                    .events = LIST("workflow_run", "status", "push") };
static const struct rule any = { .kind = RULE_RUN, .name = "all", .events = LIST("*") };
static const struct rule installed = { .kind = RULE_RUN,
                                       .name = "installed",
                                       .events = LIST("installation", "ping") };
static const struct rule odd = { .kind = RULE_RUN,
                                 .name = "odd",
                                 .events = LIST("sponsorship", "push") };
static const struct rule format = { .kind = RULE_COMMAND, .name = "format" };
static const struct rule member = { .kind = RULE_COMMAND, .name = "m", .who = RULE_WHO_MEMBER };
static const struct invite to_acme = { .organization = "acme" };
static const struct invite to_acme_with_welcome = { .organization = "acme", .welcome = "hi" };
static const struct rule invite = { .kind = RULE_INVITE, .name = "i", .invite = &to_acme };
static const struct rule welcome = { .kind = RULE_INVITE,
                                     .name = "w",
                                     .invite = &to_acme_with_welcome };
static const struct tasks one_way = { .tag = "GitHub" };
static const struct tasks two_ways = { .tag = "GitHub", .both_ways = true };
static const struct rule tasks = { .kind = RULE_TASKS, .name = "t", .tasks = &one_way };
static const struct rule both_ways = { .kind = RULE_TASKS, .name = "b", .tasks = &two_ways };
static const struct rule feed = { .kind = RULE_FEED, .name = "f" };
static const struct rule elsewhere = {
    .kind = RULE_RUN, .name = "e", .source = "shop", .events = LIST("*", "status")
};
static const struct rule forward = { .kind = RULE_FORWARD,
                                     .name = "f",
                                     .events = LIST("status", "push") };
static const struct rule receiver = { .kind = RULE_RECEIVER, .name = "r" };
static const struct rule deployment = { .kind = RULE_DEPLOYMENT, .name = "d" };

struct row {
    const char *what;
    const struct rule *rules[3];
    unsigned commands;
    struct strings recover;
    const char *permissions;
    const char *events;
    const char *gap; /* begins so; NULL: there is none */
};

static const struct row rows[] = {
    { "nothing", { NULL }, 0, { 0 }, "metadata=read", "", NULL },
    { "push", { &push }, 0, { 0 }, "metadata=read contents=read", "push", NULL },
    { "merge",
      { &merge },
      0,
      { 0 },
      "metadata=read contents=read pull_requests=read",
      "pull_request",
      NULL },
    { "both",
      { &both },
      0,
      { 0 },
      "metadata=read contents=read pull_requests=read",
      "pull_request push",
      NULL },
    { "an event that needs nothing", { &star }, 0, { 0 }, "metadata=read", "star", NULL },
    { "events of builds",
      { &builds },
      0,
      { 0 },
      "metadata=read actions=read contents=read statuses=read",
      "push status workflow_run",
      NULL },
    { "what comes by itself", { &installed }, 0, { 0 }, "metadata=read", "", NULL },
    { "what no App gets",
      { &odd },
      0,
      { 0 },
      "metadata=read contents=read",
      "push",
      "sponsorship for rule \"odd\": a manifest can't ask for this event" },
    { "any event, beside nothing",
      { &any },
      0,
      { 0 },
      "metadata=read",
      "installation_target label meta public repository security_advisory star watch",
      "rule \"all\" takes any event" },
    { "events of other sources", { &elsewhere, &receiver }, 0, { 0 }, "metadata=read", "", NULL },
    { "events that are forwarded",
      { &forward },
      0,
      { 0 },
      "metadata=read contents=read statuses=read",
      "push status",
      NULL },
    { "any event, before another rule",
      { &any, &merge },
      0,
      { 0 },
      "metadata=read contents=read pull_requests=read",
      "commit_comment create delete fork gollum installation_target label meta public pull_request "
      "pull_request_review pull_request_review_comment pull_request_review_thread push release "
      "repository repository_dispatch security_advisory star watch workflow_dispatch",
      "rule \"all\" takes any event" },
    { "stock commands",
      { NULL },
      GITHUB_COMMAND_PING,
      { 0 },
      "metadata=read contents=read issues=write pull_requests=write",
      COMMAND_EVENTS,
      NULL },
    { "a command of one's own",
      { &format },
      0,
      { 0 },
      "metadata=read contents=read issues=write pull_requests=write",
      COMMAND_EVENTS,
      NULL },
    { "a command for members",
      { &member },
      0,
      { 0 },
      "metadata=read contents=read issues=write pull_requests=write members=read",
      COMMAND_EVENTS,
      NULL },
    { "invitations",
      { &invite },
      0,
      { 0 },
      "metadata=read pull_requests=write members=write",
      "organization pull_request",
      NULL },
    { "invitations with a welcome",
      { &welcome },
      0,
      { 0 },
      "metadata=read issues=write pull_requests=write members=write",
      "organization pull_request",
      NULL },
    { "tasks of issues",
      { &tasks },
      0,
      { 0 },
      "metadata=read issues=read pull_requests=read",
      "issues pull_request",
      NULL },
    { "tasks that close issues",
      { &both_ways, &tasks },
      0,
      { 0 },
      "metadata=read issues=write pull_requests=read",
      "issues pull_request",
      NULL },
    { "tasks of a feed", { &feed }, 0, { 0 }, "metadata=read", "", NULL },
    { "more than one need: the larger right",
      { &member, &invite, &merge },
      0,
      { 0 },
      "metadata=read contents=read issues=write pull_requests=write members=write",
      "commit_comment issue_comment issues organization pull_request pull_request_review "
      "pull_request_review_comment",
      NULL },
    { "recovery of the App's own", { NULL }, 0, LIST("app"), "metadata=read", "", NULL },
    { "recovery of others",
      { NULL },
      0,
      LIST("app", "acme/web", "acme"),
      "metadata=read repository_hooks=write organization_hooks=write",
      "",
      NULL },
};

static const char *
joined(struct pool *pool, struct strings strings)
{
    const char *text = "";

    for (size_t i = 0; i < strings.count; i++)
        text = pool_printf(pool, "%s%s%s", text, i > 0 ? " " : "", strings.items[i]);
    return text;
}

static const char *
permissions(struct pool *pool, const struct manifest *manifest)
{
    const char *text = "";

    for (size_t i = 0; i < manifest->need_count; i++)
        text = pool_printf(pool, "%s%s%s=%s", text, i > 0 ? " " : "", manifest->needs[i].permission,
                           manifest_level(&manifest->needs[i]));
    return text;
}

static struct manifest
plan_row(struct pool *pool, const struct row *row)
{
    struct settings settings = { .github_api = { .commands = row->commands,
                                                 .recover = row->recover } };
    struct rule *rules = pool_array(pool, COUNT(row->rules), sizeof *rules);
    struct manifest manifest;

    while (settings.rule_count < COUNT(row->rules) && row->rules[settings.rule_count] != NULL) {
        rules[settings.rule_count] = *row->rules[settings.rule_count];
        settings.rule_count++;
    }
    settings.rules = rules;
    manifest_plan(&settings, pool, &manifest);
    return manifest;
}

static void
exactly_what_is_needed(void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct manifest manifest = plan_row(*state, &rows[i]);

        print_message("# %s\n", rows[i].what);
        assert_string_equal(permissions(*state, &manifest), rows[i].permissions);
        assert_string_equal(joined(*state, manifest.events), rows[i].events);
        assert_int_equal(manifest.gaps.count, rows[i].gap != NULL);
        if (rows[i].gap != NULL)
            assert_ptr_equal(strstr(manifest.gaps.items[0], rows[i].gap), manifest.gaps.items[0]);
    }
}

/* A project is enough: its rules may be the built-in ones. */
static void
what_deployments_need(void **state)
{
    const struct project_settings project = { .repository = "acme/web" };
    const struct settings settings = { .projects = &project, .project_count = 1 };
    const struct row row = { .rules = { &deployment } };
    struct manifest manifests[2] = { plan_row(*state, &row) };

    manifest_plan(&settings, *state, &manifests[1]);
    for (size_t i = 0; i < COUNT(manifests); i++) {
        assert_string_equal(permissions(*state, &manifests[i]),
                            "metadata=read checks=read contents=read deployments=write "
                            "issues=write pull_requests=write statuses=read");
        assert_string_equal(joined(*state, manifests[i].events),
                            "check_suite deployment deployment_status issues pull_request "
                            "pull_request_review push release status");
        assert_int_equal(manifests[i].gaps.count, 0);
    }
}

static void
each_right_says_why(void **state)
{
    const struct row row = { .rules = { &both, &invite } };
    struct manifest manifest = plan_row(*state, &row);

    assert_string_equal(manifest.needs[1].title, "Contents");
    assert_string_equal(manifest.needs[1].why, "to fetch what is deployed; to hear of pushes");
    assert_string_equal(manifest.needs[2].why, "to hear of merges; to write to those who are "
                                               "invited");
    assert_string_equal(manifest.needs[3].why, "to invite people to acme; to hear who has joined");
}

static size_t
permission_place(const char *name)
{
    size_t i = 0;

    while (i < MANIFEST_PERMISSIONS && strcmp(manifest_permissions[i].name, name) != 0)
        i++;
    return i;
}

/* manifest.c looks no permission up that is not there, and GitHub refuses unknown names. */
static void
the_tables_fit_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < MANIFEST_EVENTS; i++) {
        assert_true(github_event_known(manifest_events[i].name));
        if (i > 0)
            assert_true(strcmp(manifest_events[i - 1].name, manifest_events[i].name) < 0);
        if (manifest_events[i].permission != NULL)
            assert_true(permission_place(manifest_events[i].permission) < MANIFEST_PERMISSIONS);
    }
    for (size_t i = 0; i < MANIFEST_PERMISSIONS; i++)
        assert_int_equal(permission_place(manifest_permissions[i].name), i);
}

static void
the_json_that_github_takes(void **state)
{
    const struct row row = { .rules = { &push } };
    const struct manifest_app app = { "hooklet-acme", "https://hooks.example.org", false };
    struct manifest manifest = plan_row(*state, &row);

    assert_string_equal(manifest_text(*state, &manifest, &app),
                        "{\"name\":\"hooklet-acme\",\"url\":\"https://hooks.example.org\","
                        "\"hook_attributes\":{\"url\":\"https://hooks.example.org/hooks/github\","
                        "\"active\":true},"
                        "\"redirect_url\":\"https://hooks.example.org/hooklet/setup\","
                        "\"public\":false,"
                        "\"default_permissions\":{\"metadata\":\"read\",\"contents\":\"read\"},"
                        "\"default_events\":[\"push\"]}");
}

static void
names_that_github_takes(void **state)
{
    assert_string_equal(manifest_name(*state, "acme"), "hooklet-acme");
    assert_string_equal(manifest_name(*state, "hooks.example.org"), "hooklet-hooks-example-org");
    assert_string_equal(manifest_name(*state, "abcdefghijklmnopqrstuvwxyz0123456789"),
                        "hooklet-abcdefghijklmnopqrstuvwxyz");
    assert_string_equal(manifest_name(*state, "abcdefghijklmnopqrstuvwxy.z"),
                        "hooklet-abcdefghijklmnopqrstuvwxy");
    assert_string_equal(manifest_name(*state, "[::1]"), "hooklet----1");
}

static void
the_page_that_takes_it(void **state)
{
    static const struct {
        const char *api, *organization, *target;
    } pages[] = {
        { "https://api.github.com", NULL, "https://github.com/settings/apps/new" },
        { "https://api.github.com", "acme",
          "https://github.com/organizations/acme/settings/apps/new" },
        { "https://github.example.org/api/v3", NULL,
          "https://github.example.org/settings/apps/new" },
        { "https://github.example.org:8443/api/v3", "acme",
          "https://github.example.org:8443/organizations/acme/settings/apps/new" },
        { "https://api.octocorp.ghe.com", NULL, "https://octocorp.ghe.com/settings/apps/new" },
        { "http://127.0.0.1:8080", NULL, "http://127.0.0.1:8080/settings/apps/new" },
    };

    for (size_t i = 0; i < COUNT(pages); i++)
        assert_string_equal(manifest_target(*state, pages[i].api, pages[i].organization),
                            pages[i].target);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("exactly-what-is-needed", exactly_what_is_needed),
        TEST("what-deployments-need", what_deployments_need),
        TEST("each-right-says-why", each_right_says_why),
        TEST("the-tables-fit-together", the_tables_fit_together),
        TEST("the-json-that-github-takes", the_json_that_github_takes),
        TEST("names-that-github-takes", names_that_github_takes),
        TEST("the-page-that-takes-it", the_page_that_takes_it),
    };

    return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
