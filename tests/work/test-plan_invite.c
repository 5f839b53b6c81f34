/* test-plan_invite.c - whose pull request, greeting and welcome becomes a job, and whose does not */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "base/file.h"
#include "wire/a_delivery.h"
#include "work/decide.h"
#include "work/invite_wish.h"
#include "work/plan.h"
#include "work/plan_invite.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MERGED_MS INT64_C(1699999990000)

static const struct github_api api = { .app_id = "1", .read_delay_ms = 1500 };

static const struct invite all_said = { .organization = "Acme",
                                        .after = 1,
                                        .message = "m",
                                        .greeting = "g",
                                        .welcome = "w",
                                        .welcome_repository = "acme/hall" };
static const struct invite little_said = { .organization = "Acme", .after = 1, .message = "m" };

static struct rule
rule_of(const char *name, const struct invite *invite)
{
    return (struct rule){ .kind = RULE_INVITE, .name = name, .invite = invite };
}

static struct repo
repo_of(struct pool *pool, const struct rule *rules, size_t count)
{
    const struct rule **list = pool_array(pool, count + 1, sizeof *list);

    for (size_t i = 0; i < count; i++)
        list[i] = &rules[i];
    return (struct repo){ "Acme/Web", list, count, pool };
}

static struct github_pull_request
pull_request_of(const char *action, bool merged)
{
    return (struct github_pull_request){ .event = { .kind = "pull_request",
                                                    .action = action,
                                                    .repository = "ACME/Web",
                                                    .owner = "ACME",
                                                    .installation = 42,
                                                    .sender = "boss",
                                                    .received_ms = RECEIVED },
                                         .number = 7,
                                         .base_branch = "main",
                                         .merged = merged,
                                         .merged_ms = merged ? MERGED_MS : 0,
                                         .author = "Ann-1",
                                         .author_type = "User",
                                         .association = "CONTRIBUTOR" };
}

static void
plan_of(struct pool *pool, const struct github_pull_request *pull_request, const struct rule *rules,
        size_t count, struct plan *plan)
{
    struct repo repo = repo_of(pool, rules, count);

    plan_pull_request(pull_request, &repo, plan);
    plan_invite_pull_request(pull_request, &repo, &api, plan);
}

static void
a_merge_invites_the_author(void **state)
{
    const struct rule rule = rule_of("welcome", &little_said);
    struct github_pull_request pull_request = pull_request_of("closed", true);
    struct plan plan = { 0 };
    const struct planned_job *job;

    plan_of(*state, &pull_request, &rule, 1, &plan);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.ignored_count, 0);
    job = &plan.jobs[0];
    assert_string_equal(job->kind, "invite");
    assert_string_equal(job->rule, "welcome");
    assert_int_equal(job->step, INVITE_MERGED);
    assert_string_equal(job->key, "invite:acme:ann-1");
    assert_string_equal(job->lane, "github:42");
    assert_null(job->subject);
    assert_int_equal(job->order_ms, MERGED_MS);
    assert_false(job->newest);
    assert_int_equal(job->crash, CRASH_RERUN);
    assert_int_equal(job->attempts, 12);
    assert_int_equal(job->delay_ms, 1500);
    assert_string_equal(job->args,
                        "{\"what\":\"merged\",\"organization\":\"Acme\",\"login\":\"Ann-1\","
                        "\"installation\":\"42\",\"repository\":\"ACME/Web\","
                        "\"place\":\"pull_request\",\"number\":\"7\"}");
}

static void
an_opened_one_greets(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);
    struct github_pull_request pull_request = pull_request_of("opened", false);
    struct plan plan = { 0 };

    plan_of(*state, &pull_request, &rule, 1, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.jobs[0].step, INVITE_OPENED);
    assert_string_equal(plan.jobs[0].key, "invite:acme:ann-1");
    assert_int_equal(plan.jobs[0].order_ms, RECEIVED);
    assert_non_null(strstr(plan.jobs[0].args, "\"what\":\"opened\""));
}

static void
each_rule_of_the_organization(void **state)
{
    static const struct invite other = { .organization = "other", .after = 1, .message = "m" };
    const struct rule rules[] = { rule_of("one", &little_said),
                                  rule_of("two", &other),
                                  rule_of("three", &all_said),
                                  { .kind = RULE_RUN, .name = "run", .host = "here" } };
    struct github_pull_request pull_request = pull_request_of("closed", true);
    struct plan plan = { 0 };

    plan_of(*state, &pull_request, rules, COUNT(rules), &plan);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].rule, "one");
    assert_string_equal(plan.jobs[1].rule, "three");
    assert_string_equal(plan.jobs[0].key, plan.jobs[1].key);
    assert_int_equal(plan.ignored_count, 2);
    assert_string_equal(plan.ignored[1].reason, "ACME/Web does not belong to other");
}

/* What is not written here is as in pull_request_of(); "" stands for NULL. */
static const struct {
    const char *action;
    bool merged;
    const char *owner, *author, *type, *association;
    const char *reason; /* "": none is given */
} cases[] = {
    { "closed", false, NULL, NULL, NULL, NULL, "" },
    { "opened", true, NULL, NULL, NULL, NULL, NULL },
    { "synchronize", false, NULL, NULL, NULL, NULL, "" },
    { "labeled", true, NULL, NULL, NULL, NULL, "" },
    { "reopened", false, NULL, NULL, NULL, NULL, "" },
    { "", true, NULL, NULL, NULL, NULL, "" },
    { "closed", true, "acme", NULL, NULL, NULL, NULL },
    { "closed", true, "acme2", NULL, NULL, NULL, "ACME/Web does not belong to Acme" },
    { "closed", true, "", NULL, NULL, NULL, "ACME/Web does not belong to Acme" },
    { "closed", true, NULL, "", NULL, NULL, "its author's account is gone" },
    { "closed", true, NULL, "dependabot[bot]", NULL, NULL, "its author is a bot" },
    { "closed", true, NULL, NULL, "Bot", NULL, "its author is a bot" },
    { "closed", true, NULL, NULL, "Organization", NULL, "its author is no person" },
    { "closed", true, NULL, NULL, "Mannequin", NULL, "its author is no person" },
    { "closed", true, NULL, NULL, "", NULL, "its author is no person" },
    { "closed", true, NULL, "a b", NULL, NULL, "its author's name is no login of GitHub's" },
    { "closed", true, NULL, "a org:x", NULL, NULL, "its author's name is no login of GitHub's" },
    { "closed", true, NULL, "octo_acme", NULL, NULL, NULL },
    { "closed", true, NULL, NULL, NULL, "MEMBER", NULL },
    { "opened", false, NULL, NULL, NULL, "NONE", NULL },
    { "opened", false, NULL, NULL, NULL, "", NULL },
    { "opened", false, NULL, NULL, NULL, "FIRST_TIMER", NULL },
    { "opened", false, NULL, NULL, NULL, "MEMBER",
      "its author belongs to the project already: nobody to greet" },
    { "opened", false, NULL, NULL, NULL, "OWNER",
      "its author belongs to the project already: nobody to greet" },
    { "opened", false, NULL, NULL, NULL, "COLLABORATOR",
      "its author belongs to the project already: nobody to greet" },
    { "opened", false, NULL, "renovate[bot]", NULL, NULL, "its author is a bot" },
};

static void
set(const char **member, const char *value)
{
    if (value != NULL)
        *member = value[0] == '\0' ? NULL : value;
}

static void
who_and_what(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct github_pull_request pull_request = pull_request_of("closed", cases[i].merged);
        struct plan plan = { 0 };
        const char *got;

        set(&pull_request.event.action, cases[i].action);
        set(&pull_request.event.owner, cases[i].owner);
        set(&pull_request.author, cases[i].author);
        set(&pull_request.author_type, cases[i].type);
        set(&pull_request.association, cases[i].association);
        pull_request.author_bot =
            pull_request.author != NULL && strstr(pull_request.author, "[bot]") != NULL;
        if (cases[i].type != NULL && strcmp(cases[i].type, "Bot") == 0)
            pull_request.author_bot = true;
        plan_of(*state, &pull_request, &rule, 1, &plan);
        got = plan.ignored_count == 1 ? plan.ignored[0].reason : plan.job_count == 1 ? "acts" : "";
        assert_string_equal(got, cases[i].reason != NULL ? cases[i].reason : "acts");
        assert_int_equal(plan.status, plan.job_count == 1 ? PLAN_ACCEPTED : PLAN_IGNORED);
        if (plan.ignored_count == 1)
            assert_string_equal(plan.reason, got);
    }
}

static void
without_a_greeting_nothing_on_opened(void **state)
{
    const struct rule rule = rule_of("welcome", &little_said);
    struct github_pull_request pull_request = pull_request_of("opened", false);
    struct plan plan = { 0 };

    pull_request.author_bot = true;
    plan_of(*state, &pull_request, &rule, 1, &plan);
    assert_int_equal(plan.job_count + plan.ignored_count, 0);
    assert_int_equal(plan.status, PLAN_IGNORED);
}

static void
no_number_no_job(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);
    struct github_pull_request pull_request = pull_request_of("closed", true);
    struct plan plan = { 0 };

    pull_request.number = 0;
    plan_of(*state, &pull_request, &rule, 1, &plan);
    assert_string_equal(plan.reason, "the pull request tells no number");
}

/* --- Who joins --- */

static void
plan_of_organization(struct pool *pool, const char *text, const struct rule *rules, size_t count,
                     struct plan *plan)
{
    const struct settings settings = { .rules = rules, .rule_count = count, .github_api = api };
    const struct app app = { .settings = &settings };
    struct delivery delivery = delivery_of(pool, "organization", text);

    assert_int_equal(decide(&delivery, &app, pool, plan), 0);
}

#define MEMBER                                                                                     \
    "'membership':{'url':'x','state':'pending','role':'member','user':{'login':'Ann',"             \
    "'type':'User'}},'organization':{'login':'acme','id':1},'sender':{'login':'ann',"              \
    "'type':'User'},'installation':{'id':43}"

static void
a_member_is_welcomed(void **state)
{
    const struct rule rules[] = { rule_of("welcome", &all_said), rule_of("quiet", &little_said) };
    struct plan plan = { 0 };

    plan_of_organization(*state, "{'action':'member_added'," MEMBER "}", rules, 2, &plan);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.ignored_count, 0);
    assert_string_equal(plan.jobs[0].rule, "welcome");
    assert_int_equal(plan.jobs[0].step, INVITE_JOINED);
    assert_string_equal(plan.jobs[0].key, "invite:acme:ann");
    assert_string_equal(plan.jobs[0].lane, "github:43");
    assert_string_equal(plan.jobs[0].args, "{\"what\":\"joined\",\"organization\":\"Acme\","
                                           "\"login\":\"Ann\",\"installation\":\"43\"}");
}

static void
who_is_invited_or_leaves_is_not(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);
    static const char *const actions[] = { "member_invited", "member_removed", "renamed" };

    for (size_t i = 0; i < COUNT(actions); i++) {
        struct plan plan = { 0 };

        plan_of_organization(*state, pool_printf(*state, "{'action':'%s'," MEMBER "}", actions[i]),
                             &rule, 1, &plan);
        assert_int_equal(plan.job_count + plan.ignored_count, 0);
        assert_int_equal(plan.status, PLAN_IGNORED);
    }
}

static void
another_organization_has_its_own_rules(void **state)
{
    static const struct invite other = { .organization = "acme2",
                                         .welcome = "w",
                                         .welcome_repository = "acme2/hall" };
    const struct rule rule = rule_of("welcome", &other);
    struct plan plan = { 0 };

    plan_of_organization(*state, "{'action':'member_added'," MEMBER "}", &rule, 1, &plan);
    assert_int_equal(plan.job_count + plan.ignored_count, 0);
}

/* A secret of one repository signs for whatever names that repository. */
static void
a_repository_does_not_speak_for_its_organization(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);
    const struct settings settings = { .rules = &rule, .rule_count = 1, .github_api = api };
    const struct app app = { .settings = &settings };
    struct delivery delivery =
        delivery_of(*state, "organization",
                    "{'action':'member_added','repository':{'full_name':'acme/web'}," MEMBER "}");
    struct plan plan = { 0 };

    assert_int_equal(decide(&delivery, &app, *state, &plan), FAIL_FIELD);
    assert_int_equal(plan.job_count, 0);
}

static void
nobody_is_named(void **state)
{
    const struct rule rule = rule_of("welcome", &all_said);
    struct plan plan = { 0 };

    plan_of_organization(*state,
                         "{'action':'member_added','membership':{'user':null},"
                         "'organization':{'login':'acme'},'sender':{'login':'ann'}}",
                         &rule, 1, &plan);
    assert_int_equal(plan.job_count, 0);
    assert_string_equal(plan.ignored[0].reason, "it does not tell who joined");
}

/* --- From the payload to the action --- */

static void
a_real_merge_to_the_args_and_back(void **state)
{
    static const struct invite invite = { .organization = "codertocat", .after = 1 };
    static const char *const patterns[] = { "codertocat/*" };
    const struct rule rule = {
        .kind = RULE_INVITE, .name = "welcome", .repositories = { patterns, 1 }, .invite = &invite
    };
    const struct settings settings = { .rules = &rule, .rule_count = 1, .github_api = api };
    const struct app app = { .settings = &settings };
    struct delivery delivery = { .source = "github", .kind = "pull_request" };
    struct invite_wish wish = { 0 };
    struct plan plan = { 0 };
    const char *srcdir = getenv("srcdir");
    char *text = NULL;

    assert_int_equal(file_read(*state,
                               pool_printf(*state, "%s/examples/payloads/pull_request.json",
                                           srcdir != NULL ? srcdir : "."),
                               1 << 20, &text, &delivery.document_length),
                     0);
    delivery.document = text;
    delivery.received_ms = RECEIVED;
    assert_int_equal(decide(&delivery, &app, *state, &plan), 0);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].key, "invite:codertocat:codertocat");
    assert_null(invite_wish_read(*state, plan.jobs[0].args, &wish));
    assert_int_equal(wish.what, INVITE_MERGED);
    assert_string_equal(wish.login, "Codertocat");
    assert_string_equal(wish.place.repository, "Codertocat/Hello-World");
    assert_int_equal(wish.place.number, 2);
    assert_string_equal(invite_wish_key(*state, &wish), "codertocat/codertocat");
}

static void
args_that_cannot_be_used(void **state)
{
#define HEAD "{'what':'merged','organization':'acme','login':'ann',"
    static const struct {
        const char *args, *trouble;
    } bad[] = {
        { "[", "its args are no JSON" },
        { "{}", "its args don't say what happened" },
        { "{'what':'other','organization':'acme','login':'ann'}",
          "its args don't say what happened" },
        { "{'what':'joined','organization':'acme'}", "its args name no person and organization" },
        { "{'what':'joined','organization':'acme','login':'../x'}",
          "its args name no person and organization" },
        { HEAD "'repository':'acme/web','number':'7'}", "its args name no place" },
        { HEAD "'repository':'acme','place':'pull_request','number':'7'}",
          "its args name no repository" },
        { HEAD "'repository':'acme/web','place':'pull_request'}",
          "its args name no issue, pull request or commit" },
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct invite_wish wish = { 0 };
        const char *trouble = invite_wish_read(*state, quoted(*state, bad[i].args), &wish);

        assert_non_null(trouble);
        assert_string_equal(trouble, bad[i].trouble);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("a-merge-invites-the-author", a_merge_invites_the_author),
        TEST("an-opened-one-greets", an_opened_one_greets),
        TEST("each-rule-of-the-organization", each_rule_of_the_organization),
        TEST("who-and-what", who_and_what),
        TEST("without-a-greeting-nothing-on-opened", without_a_greeting_nothing_on_opened),
        TEST("no-number-no-job", no_number_no_job),
        TEST("a-member-is-welcomed", a_member_is_welcomed),
        TEST("who-is-invited-or-leaves-is-not", who_is_invited_or_leaves_is_not),
        TEST("another-organization-has-its-own-rules", another_organization_has_its_own_rules),
        TEST("a-repository-does-not-speak-for-its-organization",
             a_repository_does_not_speak_for_its_organization),
        TEST("nobody-is-named", nobody_is_named),
        TEST("a-real-merge-to-the-args-and-back", a_real_merge_to_the_args_and_back),
        TEST("args-that-cannot-be-used", args_that_cannot_be_used),
    };

    return cmocka_run_group_tests_name("plan_invite", tests, NULL, NULL);
}
