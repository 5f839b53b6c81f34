/* test-github_installation.c - where an App is installed, and who is in an organisation */
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
#include "wire/github_installation.h"
#include "wire/github_organization.h"

#include <cmocka.h> /* last: its macro fail() hides ours */

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ACCOUNT "'account':{'login':'Acme','type':'Organization'}"

static int
decode(struct pool *pool, const char *kind, const char *body,
       struct github_installation *installation)
{
    struct delivery delivery = delivery_of(pool, kind, body);

    return github_installation_decode(&delivery, pool, installation);
}

static int
decode_organization(struct pool *pool, const char *body, struct github_organization *organization)
{
    struct delivery delivery = delivery_of(pool, "organization", body);

    return github_organization_decode(&delivery, pool, organization);
}

static void
installation_created(void **state)
{
    static const char body[] =
        "{'action':'created','installation':{'id':42,'app_id':7," ACCOUNT
        ",'target_type':'Organization','repository_selection':'selected','suspended_at':null,"
        "'updated_at':1700000000},'repositories':[{'id':1,'full_name':'Acme/web'},"
        "{'id':2,'full_name':'Acme/api'}],'sender':{'login':'ann'}}";
    struct github_installation made;

    assert_int_equal(decode(*state, "installation", body, &made), 0);
    assert_string_equal(made.event.kind, "installation");
    assert_string_equal(made.event.action, "created");
    assert_null(made.event.repository);
    assert_int_equal(made.event.installation, 42);
    assert_int_equal(made.id, 42);
    assert_string_equal(made.account, "Acme");
    assert_string_equal(made.account_type, "Organization");
    assert_string_equal(made.selection, "selected");
    assert_false(made.suspended || made.deleted);
    assert_int_equal(made.repositories.count, 2);
    assert_string_equal(made.repositories.items[0], "Acme/web");
    assert_string_equal(made.repositories.items[1], "Acme/api");
    assert_int_equal(made.added.count + made.removed.count, 0);
    assert_int_equal(made.updated_ms, 1700000000000);
}

static void
repositories_added_and_removed(void **state)
{
    static const char body[] =
        "{'action':'added','installation':{'id':42,'app_id':7," ACCOUNT
        ",'updated_at':'2023-11-14T22:13:20.000Z'},'repository_selection':'selected',"
        "'repositories_added':[{'full_name':'Acme/new'}],"
        "'repositories_removed':[{'full_name':'Acme/old'},{'full_name':'Acme/older'}]}";
    struct github_installation made;

    assert_int_equal(decode(*state, "installation_repositories", body, &made), 0);
    assert_int_equal(made.id, 42);
    assert_int_equal(made.repositories.count, 0);
    assert_int_equal(made.added.count, 1);
    assert_string_equal(made.added.items[0], "Acme/new");
    assert_int_equal(made.removed.count, 2);
    assert_string_equal(made.removed.items[1], "Acme/older");
    assert_int_equal(made.updated_ms, 1700000000000);
}

static void
suspended_and_deleted(void **state)
{
    static const struct {
        const char *action, *suspended_at;
        bool suspended, deleted;
    } rows[] = {
        { "created", "null", false, false },
        { "suspend", "'2023-11-14T22:13:20Z'", true, false },
        { "suspend", "null", true, false },
        { "unsuspend", "null", false, false },
        { "unsuspend", "'2023-11-14T22:13:20Z'", false, false },
        { "new_permissions_accepted", "null", false, false },
        { "new_permissions_accepted", "'2023-11-14T22:13:20Z'", true, false },
        { "deleted", "null", false, true },
        { "deleted", "'2023-11-14T22:13:20Z'", true, true },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body = pool_printf(
            *state, "{'action':'%s','installation':{'id':42,'app_id':7,'suspended_at':%s}}",
            rows[i].action, rows[i].suspended_at);
        struct github_installation made;

        assert_int_equal(decode(*state, "installation", body, &made), 0);
        assert_int_equal(made.suspended, rows[i].suspended);
        assert_int_equal(made.deleted, rows[i].deleted);
    }
}

/* An App can be installed at an enterprise, which has a slug for a login. */
static void
accounts(void **state)
{
    static const struct {
        const char *members, *account, *type;
    } rows[] = {
        { "'account':{'login':'ann','type':'User'},'target_type':'User'", "ann", "User" },
        { "'account':{'login':'ann'},'target_type':'Organization'", "ann", "Organization" },
        { "'account':{'slug':'big','id':1},'target_type':'Enterprise'", "big", "Enterprise" },
        { "'account':null", NULL, NULL },
        { "'account':{'login':'\\u0007'}", NULL, NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body =
            pool_printf(*state, "{'installation':{'id':42,'app_id':7,%s}}", rows[i].members);
        struct github_installation made;

        assert_int_equal(decode(*state, "installation", body, &made), 0);
        assert_int_equal(made.account == NULL, rows[i].account == NULL);
        if (rows[i].account != NULL) {
            assert_string_equal(made.account, rows[i].account);
            assert_string_equal(made.account_type, rows[i].type);
        }
        assert_null(made.selection);
        assert_int_equal(made.updated_ms, RECEIVED);
    }
}

static void
installations_that_are_refused(void **state)
{
    static const struct {
        const char *kind, *body;
    } rows[] = {
        { "installation", "{'installation':{'app_id':7}}" },
        { "installation", "{'installation':{'id':0,'app_id':7}}" },
        { "installation", "{'installation':{'id':'42','app_id':7}}" },
        { "installation", "{'installation':{'id':42}}" },
        { "installation", "{'installation':{'id':42,'app_id':7},'repositories_added':[]}" },
        { "installation",
          "{'installation':{'id':42,'app_id':7},'repositories':[{'full_name':'../x'}]}" },
        { "installation",
          "{'installation':{'id':42,'app_id':7},'repositories':[{'full_name':'a/b'},"
          "{'full_name':7}]}" },
        { "installation_repositories", "{'installation':{'id':42,'app_id':7}}" },
        { "installation_repositories",
          "{'installation':{'id':42},'repositories_added':[{'full_name':'a b/c'}]}" },
        { "installation_repositories", "{'installation':{'id':42},'repositories_added':[],"
                                       "'repositories_removed':[{'full_name':'a\\n/c'}]}" },
    };
    static const struct github_installation nothing;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct github_installation made = { 0 };

        assert_int_equal(decode(*state, rows[i].kind, rows[i].body, &made), FAIL_FIELD);
        assert_memory_equal(&made, &nothing, sizeof made);
    }
}

static void
repositories_without_a_name_are_left_out(void **state)
{
    static const char body[] = "{'installation':{'id':42,'app_id':7},'repositories':"
                               "[{'id':1},{'full_name':null},null,{'full_name':'a/b'}]}";
    struct github_installation made;

    assert_int_equal(decode(*state, "installation", body, &made), 0);
    assert_int_equal(made.repositories.count, 1);
    assert_string_equal(made.repositories.items[0], "a/b");
}

static void
members_of_an_organisation(void **state)
{
    static const struct {
        const char *members, *member;
    } rows[] = {
        { "'action':'member_added','membership':{'role':'member','user':{'login':'bob'}}", "bob" },
        { "'action':'member_removed','membership':{'user':{'login':'bob'}}", "bob" },
        { "'action':'member_invited','invitation':{'login':'bob'},'user':{'login':'bob'}", "bob" },
        { "'action':'member_invited','invitation':{'login':null,'email':'b@x'}", NULL },
        { "'action':'member_added','membership':{'user':null}", NULL },
        { "'action':'renamed','changes':{}", NULL },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *body =
            pool_printf(*state, "{%s,'organization':{'login':'Acme'}}", rows[i].members);
        struct github_organization made;

        assert_int_equal(decode_organization(*state, body, &made), 0);
        assert_string_equal(made.organization, "Acme");
        assert_string_equal(made.event.organization, "Acme");
        assert_int_equal(made.member == NULL, rows[i].member == NULL);
        if (rows[i].member != NULL)
            assert_string_equal(made.member, rows[i].member);
    }
}

static void
organizations_that_are_refused(void **state)
{
    static const char *const documents[] = {
        "{'action':'member_added','organization':{}}",
        "{'action':'member_added','organization':{'login':null}}",
        "{'action':'member_added','organization':{'login':''}}",
        "{'action':'member_added','organization':{'login':'a\\nb'}}",
        "{'action':'member_added','organization':{'login':'a'},'membership':{'user':"
        "{'login':'\\u001b'}}}",
        "{'action':'created','organization':{'login':'a'},'repository':{'full_name':'a/b'}}",
    };
    struct github_organization made;

    for (size_t i = 0; i < COUNT(documents); i++)
        assert_int_equal(decode_organization(*state, documents[i], &made), FAIL_FIELD);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("installation-created", installation_created),
        TEST("repositories-added-and-removed", repositories_added_and_removed),
        TEST("suspended-and-deleted", suspended_and_deleted),
        TEST("accounts", accounts),
        TEST("installations-that-are-refused", installations_that_are_refused),
        TEST("repositories-without-a-name-are-left-out", repositories_without_a_name_are_left_out),
        TEST("members-of-an-organisation", members_of_an_organisation),
        TEST("organizations-that-are-refused", organizations_that_are_refused),
    };

    return cmocka_run_group_tests_name("github_installation", tests, NULL, NULL);
}
