/* test-github_shape.c - each event is taken under its own name, and under no other */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/github_event.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RECEIVED 1700000000123

/* JSON that is written with ' for readability. */
static const char *
quoted(struct pool *pool, const char *text)
{
    char *json = pool_string(pool, text);

    for (char *c = json; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';

    return json;
}

static struct delivery
delivery_of(struct pool *pool, const char *kind, const char *document)
{
    return (struct delivery){ .source = "github",
                              .kind = kind,
                              .document = quoted(pool, document),
                              .document_length = strlen(document),
                              .received_ms = RECEIVED };
}

static int
decode(struct pool *pool, const char *kind, const char *document, struct github_event *event)
{
    struct delivery delivery = delivery_of(pool, kind, document);

    return github_event_decode(&delivery, pool, event);
}

/* The least that each event has, and what its neighbours have too. */
static const struct {
    const char *event;
    const char *body;
} bodies[] = {
    { "branch_protection_configuration", "{'action':'enabled','repository':{}}" },
    { "branch_protection_rule", "{'action':'created','rule':{},'repository':{}}" },
    { "cache_sync", "{'before':'','after':'','ref':'','cache_location':''}" },
    { "check_run", "{'action':'created','check_run':{},'repository':{}}" },
    { "check_suite", "{'action':'completed','check_suite':{},'repository':{}}" },
    { "code_scanning_alert", "{'action':'fixed','alert':{},'commit_oid':'','ref':''}" },
    { "commit_comment", "{'action':'created','comment':{'commit_id':''}}" },
    { "create", "{'ref':'','ref_type':'branch','master_branch':'main','pusher_type':''}" },
    { "custom_property", "{'action':'created','definition':{}}" },
    { "custom_property_values", "{'action':'updated','new_property_values':[]}" },
    { "delete", "{'ref':'','ref_type':'branch','pusher_type':''}" },
    { "dependabot_alert", "{'action':'created','alert':{'dependency':{}}}" },
    { "deploy_key", "{'action':'created','key':{},'repository':{}}" },
    { "deployment", "{'action':'created','deployment':{},'workflow':{},'workflow_run':{}}" },
    { "deployment_protection_rule",
      "{'action':'requested','deployment':{},'deployment_callback_url':''}" },
    { "deployment_review", "{'action':'approved','since':'','workflow_run':{},'comment':''}" },
    { "deployment_status", "{'action':'created','deployment':{},'deployment_status':{},"
                           "'check_run':{},'workflow':{},'workflow_run':{}}" },
    { "discussion", "{'action':'labeled','discussion':{},'label':{},'repository':{}}" },
    { "discussion_comment", "{'action':'created','discussion':{},'comment':{}}" },
    { "fork", "{'forkee':{},'repository':{}}" },
    { "github_app_authorization", "{'action':'revoked','sender':{}}" },
    { "gollum", "{'pages':[],'repository':{}}" },
    { "installation", "{'action':'created','installation':{'app_id':1},'repositories':[]}" },
    { "installation_repositories", "{'action':'added','installation':{'app_id':1},"
                                   "'repositories_added':[]}" },
    { "installation_target", "{'action':'renamed','account':{},'target_type':'User'}" },
    { "issue_comment", "{'action':'created','issue':{},'comment':{}}" },
    { "issue_dependencies", "{'action':'blocked_by_added','blocked_issue_id':1,"
                            "'blocking_issue_id':2}" },
    { "issues", "{'action':'labeled','issue':{},'label':{},'milestone':{}}" },
    { "label", "{'action':'created','label':{},'repository':{}}" },
    { "marketplace_purchase", "{'action':'purchased','marketplace_purchase':{}}" },
    { "member", "{'action':'added','member':{},'repository':{}}" },
    { "membership", "{'action':'added','member':{},'team':{},'organization':{}}" },
    { "merge_group", "{'action':'checks_requested','merge_group':{}}" },
    { "meta", "{'action':'deleted','hook':{},'hook_id':1,'repository':{}}" },
    { "milestone", "{'action':'created','milestone':{},'repository':{}}" },
    { "org_block", "{'action':'blocked','blocked_user':{},'organization':{}}" },
    { "organization", "{'action':'member_added','membership':{},'organization':{}}" },
    { "package", "{'action':'published','package':{},'repository':{}}" },
    { "page_build", "{'id':1,'build':{},'repository':{}}" },
    { "personal_access_token_request",
      "{'action':'created','personal_access_token_request':{},'organization':{}}" },
    { "ping", "{'zen':'','hook_id':1,'hook':{},'repository':{}}" },
    { "project", "{'action':'created','project':{},'repository':{}}" },
    { "project_card", "{'action':'created','project_card':{},'repository':{}}" },
    { "project_column", "{'action':'created','project_column':{},'repository':{}}" },
    { "projects_v2", "{'action':'created','projects_v2':{},'organization':{}}" },
    { "projects_v2_item", "{'action':'created','projects_v2_item':{},'organization':{}}" },
    { "projects_v2_status_update",
      "{'action':'created','projects_v2_status_update':{},'organization':{}}" },
    { "public", "{'repository':{},'sender':{}}" },
    { "pull_request", "{'action':'synchronize','number':1,'pull_request':{},"
                      "'before':'','after':'','label':{},'milestone':{}}" },
    { "pull_request_review", "{'action':'submitted','pull_request':{},'review':{}}" },
    { "pull_request_review_comment",
      "{'action':'created','pull_request':{},'comment':{'commit_id':''}}" },
    { "pull_request_review_thread", "{'action':'resolved','pull_request':{},'thread':{}}" },
    { "push", "{'ref':'','before':'','after':'','commits':[],'repository':{}}" },
    { "registry_package", "{'action':'published','registry_package':{}}" },
    { "release", "{'action':'published','release':{},'repository':{}}" },
    { "repository", "{'action':'created','repository':{},'organization':{}}" },
    { "repository_advisory", "{'action':'published','repository_advisory':{}}" },
    { "repository_dispatch", "{'action':'x','branch':'main','client_payload':null}" },
    { "repository_import", "{'status':'success','repository':{}}" },
    { "repository_ruleset", "{'action':'created','repository_ruleset':{}}" },
    { "repository_vulnerability_alert",
      "{'action':'create','alert':{'affected_package_name':''}}" },
    { "secret_scanning_alert", "{'action':'created','alert':{'secret_type':''}}" },
    { "secret_scanning_alert_location",
      "{'action':'created','alert':{'secret_type':''},'location':{}}" },
    { "secret_scanning_scan", "{'action':'completed','completed_at':'','source':'git'}" },
    { "security_advisory", "{'action':'published','security_advisory':{}}" },
    { "security_and_analysis", "{'changes':{'from':{}},'repository':{}}" },
    { "sponsorship", "{'action':'created','sponsorship':{}}" },
    { "star", "{'action':'created','starred_at':null,'repository':{}}" },
    { "status", "{'sha':'','context':'','state':'success','repository':{}}" },
    { "sub_issues", "{'action':'sub_issue_added','sub_issue_id':1,'parent_issue_id':2}" },
    { "team", "{'action':'created','team':{},'organization':{},'repository':{}}" },
    { "team_add", "{'team':{},'repository':{},'organization':{}}" },
    { "watch", "{'action':'started','repository':{},'organization':{}}" },
    { "workflow_dispatch", "{'inputs':null,'ref':'','workflow':''}" },
    { "workflow_job", "{'action':'queued','workflow_job':{},'deployment':{}}" },
    { "workflow_run", "{'action':'completed','workflow_run':{},'workflow':{}}" },
};

static void
every_event_under_its_own_name(void **state)
{
    struct github_event event;

    assert_int_equal(COUNT(bodies), 76);
    for (size_t i = 0; i < COUNT(bodies); i++) {
        assert_int_equal(decode(*state, bodies[i].event, bodies[i].body, &event), 0);
        assert_string_equal(event.kind, bodies[i].event);
        assert_int_equal(event.received_ms, RECEIVED);
    }
}

static void
no_event_under_another_name(void **state)
{
    struct github_event event;

    for (size_t i = 0; i < COUNT(bodies); i++)
        for (size_t j = 0; j < COUNT(bodies); j++)
            if (i != j)
                assert_int_equal(decode(*state, bodies[i].event, bodies[j].body, &event),
                                 FAIL_FIELD);
}

static void
unknown_event_passes(void **state)
{
    static const char body[] = "{'action':'made','repository':{'full_name':'acme/web'}}";
    struct github_event event;

    assert_int_equal(decode(*state, "brand_new", body, &event), 0);
    assert_string_equal(event.kind, "brand_new");
    assert_string_equal(event.action, "made");
    assert_string_equal(event.repository, "acme/web");
    assert_null(event.subject);
}

#define CASE(name, function)                                                                       \
    {                                                                                              \
        name, function, new_pool, end_pool, NULL                                                   \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        CASE("every-event-under-its-own-name", every_event_under_its_own_name),
        CASE("no-event-under-another-name", no_event_under_another_name),
        CASE("unknown-event-passes", unknown_event_passes),
    };

    return cmocka_run_group_tests_name("github_shape", tests, NULL, NULL);
}
