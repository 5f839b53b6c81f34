/* test-workflow.c - what is deployed where: pushes, tags, pull requests, by rules of one's own or not */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "work/workflow.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define RTL "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"
#define ROCKET "\xf0\x9f\x9a\x80"
#define BAD_NAME "the name of the branch or tag has characters that no command gets"
#define PREFIX_60 "a23456789-b23456789-c23456789-d23456789-e23456789-f234567890"

static const struct deployment_rule main_only = { .environment = "live", .default_branch = true };
static const struct deployment_rule branches = { .environment = "stage", .slack = SLACK_ANY };
static const struct deployment_rule tags = { .environment = "prod", .slack = SLACK_TAGS };
static const struct deployment_rule all_of_it = { .environment = "all",
                                                  .default_branch = true,
                                                  .pull_requests = true,
                                                  .drafts = true,
                                                  .forks = true,
                                                  .slack = SLACK_ANY };
static const struct deployment_rule by_hand = { .environment = "demo", .slack = SLACK_ANY };
static const struct deployment_rule too_long = { .environment = PREFIX_60, .pull_requests = true };
static const struct deployment_rule drafts = { .environment = "pr",
                                               .pull_requests = true,
                                               .drafts = true };
static const struct deployment_rule forks = { .environment = "pr",
                                              .pull_requests = true,
                                              .forks = true };

/* Each repository has rules of its own but acme/web. */
static const struct rule rules[] = {
    { .kind = RULE_DEPLOY, .name = "web", .repositories = LIST("acme/web") },
    { .kind = RULE_DEPLOYMENT,
      .name = "live",
      .repositories = LIST("acme/main"),
      .deployment = &main_only },
    { .kind = RULE_DEPLOYMENT,
      .name = "stage",
      .repositories = LIST("acme/lists"),
      .branches = LIST("dev", "hot/*"),
      .deployment = &branches },
    { .kind = RULE_DEPLOYMENT,
      .name = "prod",
      .repositories = LIST("acme/lists"),
      .tags = LIST("r[0-9]*"),
      .deployment = &tags },
    { .kind = RULE_DEPLOYMENT,
      .name = "stage2",
      .repositories = LIST("acme/lists"),
      .branches = LIST("*"),
      .deployment = &branches },
    { .kind = RULE_DEPLOYMENT,
      .name = "all",
      .repositories = LIST("acme/a*l"),
      .tags = LIST("*"),
      .deployment = &all_of_it },
    { .kind = RULE_DEPLOYMENT,
      .name = "demo",
      .repositories = LIST("acme/demo"),
      .deployment = &by_hand },
    { .kind = RULE_DEPLOYMENT,
      .name = "long",
      .repositories = LIST("acme/long"),
      .deployment = &too_long },
    { .kind = RULE_DEPLOYMENT,
      .name = "drafts",
      .repositories = LIST("acme/drafts"),
      .deployment = &drafts },
    { .kind = RULE_DEPLOYMENT,
      .name = "forks",
      .repositories = LIST("acme/forks"),
      .deployment = &forks },
};
static const struct settings settings = { .rules = rules, .rule_count = COUNT(rules) };

static const char *
behind(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : NULL;
}

/* "preview! reason; test=test": each answer, in order. */
static const char *
told(struct pool *pool, const struct workflow_answers *answers)
{
    const char *text = "";

    for (size_t i = 0; i < answers->count; i++) {
        const struct workflow_answer *answer = &answers->items[i];
        const char *name = behind(answer->rule->name, DEPLOYMENT_DEFAULT);
        const char *rule = name != NULL ? name : answer->rule->name;

        text = pool_printf(pool, "%s%s%s%s%s", text, i == 0 ? "" : "; ", rule,
                           answer->reason != NULL ? "! " : "=",
                           answer->reason != NULL ? answer->reason : answer->wish.environment);
    }
    return text;
}

enum { DELETED = 1, NO_DEFAULT = 2, NO_SHA = 4, FORK_REPOSITORY = 8 };

#define TEST_NOT(branch) "test! branch " branch " is not release*"
#define TAGS_ONLY(branch) "production! branch " branch ": the rule takes tags only (v*, [0-9]*)"
#define NOT_MAIN(branch) "preview! branch " branch " is not the default branch, main"
#define ALL_SAY(words) "preview! " words "; test! " words "; production! " words

static const struct {
    const char *repository, *ref;
    unsigned flags;
    const char *expected;
} pushes[] = {
    /* the built-in workflow: the default branch */
    { "acme/web", "refs/heads/main", 0,
      "preview=preview; " TEST_NOT("main") "; " TAGS_ONLY("main") },
    { "acme/web", "refs/heads/dev", 0, NOT_MAIN("dev") "; " TEST_NOT("dev") "; " TAGS_ONLY("dev") },
    { "acme/web", "refs/heads/Main", 0,
      NOT_MAIN("Main") "; " TEST_NOT("Main") "; " TAGS_ONLY("Main") },
    { "acme/web", "refs/heads/x/main", 0,
      NOT_MAIN("x/main") "; " TEST_NOT("x/main") "; " TAGS_ONLY("x/main") },
    { "acme/web", "refs/heads/main", NO_DEFAULT,
      "preview! the rule is for the default branch, which the event does not tell; " TEST_NOT(
          "main") "; " TAGS_ONLY("main") },
    { "acme/web", "refs/heads/main", FORK_REPOSITORY,
      "preview=preview; " TEST_NOT("main") "; " TAGS_ONLY("main") },
    /* ... release branches */
    { "acme/web", "refs/heads/release", 0,
      NOT_MAIN("release") "; test=test; " TAGS_ONLY("release") },
    { "acme/web", "refs/heads/release-2.1", 0,
      NOT_MAIN("release-2.1") "; test=test; " TAGS_ONLY("release-2.1") },
    { "acme/web", "refs/heads/release/2/x", 0,
      NOT_MAIN("release/2/x") "; test=test; " TAGS_ONLY("release/2/x") },
    { "acme/web", "refs/heads/releas", 0,
      NOT_MAIN("releas") "; " TEST_NOT("releas") "; " TAGS_ONLY("releas") },
    { "acme/web", "refs/heads/my-release", 0,
      NOT_MAIN("my-release") "; " TEST_NOT("my-release") "; " TAGS_ONLY("my-release") },
    /* ... tags */
    { "acme/web", "refs/tags/v1.2", 0,
      "preview! tag v1.2: the rule takes branches only; test! tag v1.2: the rule takes branches "
      "only; production=production" },
    { "acme/web", "refs/tags/2026.11", 0,
      "preview! tag 2026.11: the rule takes branches only; test! tag 2026.11: the rule takes "
      "branches only; production=production" },
    { "acme/web", "refs/tags/vx", 0,
      "preview! tag vx: the rule takes branches only; test! tag vx: the rule takes branches only; "
      "production=production" },
    { "acme/web", "refs/tags/release-1", 0,
      "preview! tag release-1: the rule takes branches only; test! tag release-1: the rule takes "
      "branches only; production! tag release-1 is not one of v*, [0-9]*" },
    { "acme/web", "refs/tags/main", 0,
      "preview! tag main: the rule takes branches only; test! tag main: the rule takes branches "
      "only; production! tag main is not one of v*, [0-9]*" },
    { "acme/web", "refs/heads/v1.2", 0,
      NOT_MAIN("v1.2") "; " TEST_NOT("v1.2") "; " TAGS_ONLY("v1.2") },
    /* ... what is no push of a commit */
    { "acme/web", "refs/heads/main", DELETED, ALL_SAY("the branch was deleted") },
    { "acme/web", "refs/heads/release", DELETED, ALL_SAY("the branch was deleted") },
    { "acme/web", "refs/tags/v1", DELETED, ALL_SAY("the tag was deleted") },
    { "acme/web", "refs/heads/main", NO_SHA, ALL_SAY("the push tells no commit") },
    { "acme/web", "refs/notes/commits", 0, ALL_SAY("the ref is neither a branch nor a tag") },
    { "acme/web", "refs/pull/7/head", 0, ALL_SAY("the ref is neither a branch nor a tag") },
    { "acme/web", "main", 0, ALL_SAY("the ref is neither a branch nor a tag") },
    { "acme/web", "refs/heads/release" RTL, 0, ALL_SAY(BAD_NAME) },
    { "acme/web", "refs/heads/release-" ROCKET, 0, ALL_SAY(BAD_NAME) },
    { "acme/web", "refs/tags/v1$(id)", 0, ALL_SAY(BAD_NAME) },
    { "acme/web", "refs/tags/v1..2", 0, ALL_SAY(BAD_NAME) },
    { "acme/web", "refs/heads/release <!channel>", 0, ALL_SAY(BAD_NAME) },
    /* nobody has rules for it, so they are the same */
    { "other/thing", "refs/heads/release", 0,
      NOT_MAIN("release") "; test=test; " TAGS_ONLY("release") },
    /* rules of one's own: nothing of the built-in ones holds */
    { "acme/main", "refs/heads/main", 0, "live=live" },
    { "ACME/Main", "refs/heads/main", 0, "live=live" },
    { "acme/main", "refs/heads/dev", 0, "live! branch dev is not the default branch, main" },
    { "acme/main", "refs/heads/release", 0,
      "live! branch release is not the default branch, main" },
    { "acme/main", "refs/tags/v1", 0, "live! tag v1: the rule takes branches only" },
    { "acme/main", "refs/heads/main", DELETED, "live! the branch was deleted" },
    { "acme/lists", "refs/heads/dev", 0,
      "stage=stage; prod! branch dev: the rule takes tags only (r[0-9]*); "
      "stage2! rule stage has environment stage already" },
    { "acme/lists", "refs/heads/hot/fix", 0,
      "stage=stage; prod! branch hot/fix: the rule takes tags only (r[0-9]*); "
      "stage2! rule stage has environment stage already" },
    { "acme/lists", "refs/heads/main", 0,
      "stage! branch main is not one of dev, hot/*; "
      "prod! branch main: the rule takes tags only (r[0-9]*); stage2=stage" },
    { "acme/lists", "refs/tags/r1", 0,
      "stage! tag r1: the rule takes branches only; prod=prod; "
      "stage2! tag r1: the rule takes branches only" },
    { "acme/lists", "refs/tags/v1", 0,
      "stage! tag v1: the rule takes branches only; prod! tag v1 is not r[0-9]*; "
      "stage2! tag v1: the rule takes branches only" },
    { "acme/all", "refs/heads/main", 0, "all=all" },
    { "acme/all", "refs/tags/anything", 0, "all=all" },
    { "acme/all", "refs/heads/dev", 0, "all! branch dev is not the default branch, main" },
    /* a rule that no push is for says nothing */
    { "acme/demo", "refs/heads/main", 0, "" },
    { "acme/long", "refs/heads/main", 0, "" },
    { "acme/forks", "refs/tags/v1", 0, "" },
};

static void
pushes_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(pushes); i++) {
        const char *ref = pushes[i].ref;
        unsigned flags = pushes[i].flags;
        const struct github_push push = {
            .event = { .kind = "push",
                       .repository = pushes[i].repository,
                       .default_branch = (flags & NO_DEFAULT) == 0 ? "main" : NULL,
                       .fork = (flags & FORK_REPOSITORY) != 0,
                       .subject = (flags & (DELETED | NO_SHA)) == 0 ? A : NULL },
            .ref = ref,
            .branch = behind(ref, "refs/heads/"),
            .tag = behind(ref, "refs/tags/"),
            .deleted = (flags & DELETED) != 0,
        };
        struct workflow workflow;
        struct workflow_answers answers;

        workflow_find(&settings, push.event.repository, *state, &workflow);
        workflow_push(&workflow, &push, &answers);
        assert_string_equal(told(*state, &answers), pushes[i].expected);
    }
}

enum { DRAFT = 1, FORK = 2, MERGED = 4, NO_NUMBER = 8 };

static const struct {
    const char *repository, *action, *branch;
    unsigned flags;
    const char *expected;
    const char *ref; /* of the wish, or NULL */
} pull_requests[] = {
    /* the built-in workflow */
    { "acme/web", "opened", "fix", 0, "pr=pr12", "refs/heads/fix" },
    { "acme/web", "reopened", "fix", 0, "pr=pr12", "refs/heads/fix" },
    { "acme/web", "synchronize", "fix", 0, "pr=pr12", "refs/heads/fix" },
    { "acme/web", "ready_for_review", "fix", 0, "pr=pr12", "refs/heads/fix" },
    { "acme/web", "opened", "fix", DRAFT, "pr! a draft", NULL },
    { "acme/web", "reopened", "fix", DRAFT, "pr! a draft", NULL },
    { "acme/web", "synchronize", "fix", DRAFT, "pr! a draft", NULL },
    { "acme/web", "opened", "fix", FORK, "pr! a pull request from a fork", NULL },
    { "acme/web", "synchronize", "fix", FORK, "pr! a pull request from a fork", NULL },
    { "acme/web", "ready_for_review", "fix", FORK, "pr! a pull request from a fork", NULL },
    { "acme/web", "opened", "fix", FORK | DRAFT, "pr! a pull request from a fork", NULL },
    { "acme/web", "opened", "release", 0, "pr=pr12", "refs/heads/release" },
    /* branches that can't be sent go by their number */
    { "acme/web", "opened", RTL, 0, "pr=pr12", "refs/pull/12/head" },
    { "acme/web", "opened", "fix-" ROCKET, 0, "pr=pr12", "refs/pull/12/head" },
    { "acme/web", "opened", "<!channel>", 0, "pr=pr12", "refs/pull/12/head" },
    { "acme/web", "opened", "--force", 0, "pr=pr12", "refs/pull/12/head" },
    { "acme/web", "opened", "", 0, "pr=pr12", "refs/pull/12/head" },
    { "acme/web", "opened", NULL, 0, "pr=pr12", "refs/pull/12/head" },
    /* the end: whatever it was, and may be today */
    { "acme/web", "closed", "fix", 0, "pr=pr12", NULL },
    { "acme/web", "closed", "fix", MERGED, "pr=pr12", NULL },
    { "acme/web", "closed", "fix", DRAFT, "pr=pr12", NULL },
    { "acme/web", "closed", "fix", FORK, "pr=pr12", NULL },
    /* what deploys nothing says nothing */
    { "acme/web", "labeled", "fix", 0, "", NULL },
    { "acme/web", "edited", "fix", 0, "", NULL },
    { "acme/web", "converted_to_draft", "fix", DRAFT, "", NULL },
    { "acme/web", "review_requested", "fix", 0, "", NULL },
    { "acme/web", "assigned", "fix", 0, "", NULL },
    { "acme/web", "Opened", "fix", 0, "", NULL },
    { "acme/web", NULL, "fix", 0, "", NULL },
    { "acme/web", "opened", "fix", NO_NUMBER, "", NULL },
    /* rules of one's own */
    { "acme/all", "opened", "fix", 0, "all=all12", "refs/heads/fix" },
    { "acme/all", "opened", "fix", DRAFT, "all=all12", "refs/heads/fix" },
    { "acme/all", "synchronize", "fix", FORK, "all=all12", "refs/pull/12/head" },
    { "acme/all", "synchronize", "fix", FORK | DRAFT, "all=all12", "refs/pull/12/head" },
    { "acme/all", "ready_for_review", "fix", 0, "all! it was deployed as a draft", NULL },
    { "acme/all", "closed", "fix", FORK, "all=all12", NULL },
    { "acme/drafts", "opened", "fix", DRAFT, "drafts=pr12", "refs/heads/fix" },
    { "acme/drafts", "opened", "fix", DRAFT | FORK, "drafts! a pull request from a fork", NULL },
    { "acme/drafts", "ready_for_review", "fix", 0, "drafts! it was deployed as a draft", NULL },
    { "acme/forks", "opened", "fix", FORK, "forks=pr12", "refs/pull/12/head" },
    { "acme/forks", "opened", "fix", FORK | DRAFT, "forks! a draft", NULL },
    { "acme/forks", "ready_for_review", "fix", FORK, "forks=pr12", "refs/pull/12/head" },
    { "acme/long", "opened", "fix", 0, "long! the environment's name would be too long", NULL },
    { "acme/long", "closed", "fix", 0, "long! the environment's name would be too long", NULL },
    { "acme/main", "opened", "fix", 0, "", NULL },
    { "acme/lists", "opened", "dev", 0, "", NULL },
    { "acme/demo", "closed", "fix", 0, "", NULL },
};

static void
check_pull_request(struct pool *pool, size_t row, struct workflow_answers *answers)
{
    unsigned flags = pull_requests[row].flags;
    const struct github_pull_request pull_request = {
        .event = { .kind = "pull_request",
                   .action = pull_requests[row].action,
                   .repository = pull_requests[row].repository,
                   .default_branch = "main",
                   .sender = "ann",
                   .installation = 42,
                   .received_ms = 5 },
        .number = (flags & NO_NUMBER) == 0 ? 12 : 0,
        .head_sha = A,
        .head_branch = pull_requests[row].branch,
        .author = "bea",
        .draft = (flags & DRAFT) != 0,
        .from_fork = (flags & FORK) != 0,
        .merged = (flags & MERGED) != 0,
        .updated_ms = 4,
    };
    struct workflow workflow;

    workflow_find(&settings, pull_request.event.repository, pool, &workflow);
    workflow_pull_request(&workflow, &pull_request, answers);
}

static void
pull_requests_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(pull_requests); i++) {
        struct workflow_answers answers;
        const char *ref = NULL;

        check_pull_request(*state, i, &answers);
        assert_string_equal(told(*state, &answers), pull_requests[i].expected);
        if (answers.count > 0)
            ref = answers.items[0].wish.ref;
        if (pull_requests[i].ref == NULL)
            assert_null(ref);
        else
            assert_string_equal(ref, pull_requests[i].ref);
    }
}

/* Whatever happens, each wish can be planned and read back. */
static void
each_wish_can_be_read_back(void **state)
{
    const struct github_api api = { .app_id = "1" };

    for (size_t i = 0; i < COUNT(pull_requests); i++) {
        struct workflow_answers answers;

        check_pull_request(*state, i, &answers);
        for (size_t j = 0; j < answers.count; j++) {
            struct planned_job job;
            struct wish wish;

            if (answers.items[j].reason != NULL)
                continue;
            wish_plan(&answers.items[j].wish, &api, *state, &job);
            assert_null(wish_read(*state, job.args, &wish));
            assert_string_equal(wish.environment, answers.items[j].wish.environment);
        }
    }
}

static void
a_wish_says_who_and_what(void **state)
{
    struct workflow_answers answers;
    const struct wish *wish;

    check_pull_request(*state, 0, &answers);
    assert_int_equal(answers.count, 1);
    wish = &answers.items[0].wish;
    assert_int_equal(wish->what, WISH_DEPLOY);
    assert_string_equal(wish->rule, "default/pr");
    assert_string_equal(wish->repository, "acme/web");
    assert_string_equal(wish->sha, A);
    assert_string_equal(wish->origin, "pull_request");
    assert_string_equal(wish->by, "ann");
    assert_string_equal(wish->author, "bea");
    assert_int_equal(wish->pull_request, 12);
    assert_int_equal(wish->installation, 42);
    assert_int_equal(wish->order_ms, 4);
}

static void
the_end_of_a_pull_request_names_no_commit(void **state)
{
    for (size_t i = 0; i < COUNT(pull_requests); i++) {
        const char *action = pull_requests[i].action;
        struct workflow_answers answers;
        bool ends = action != NULL && strcmp(action, "closed") == 0;

        check_pull_request(*state, i, &answers);
        for (size_t j = 0; j < answers.count; j++) {
            const struct workflow_answer *answer = &answers.items[j];

            if (answer->reason != NULL)
                continue;
            assert_int_equal(answer->wish.what, ends ? WISH_END : WISH_DEPLOY);
            assert_int_equal(answer->wish.sha == NULL, ends);
        }
    }
}

/* "all" has tags, pull requests and the default branch at once. */
static void
one_rule_for_all(void **state)
{
    struct workflow workflow;

    workflow_find(&settings, "acme/al", *state, &workflow);
    assert_int_equal(workflow.rule_count, 1);
    assert_string_equal(workflow.rules[0]->name, "all");
    workflow_find(&settings, "acme/al2", *state, &workflow);
    assert_int_equal(workflow.rule_count, 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("pushes-by-table", pushes_by_table),
        TEST("pull-requests-by-table", pull_requests_by_table),
        TEST("each-wish-can-be-read-back", each_wish_can_be_read_back),
        TEST("a-wish-says-who-and-what", a_wish_says_who_and_what),
        TEST("the-end-of-a-pull-request-names-no-commit",
             the_end_of_a_pull_request_names_no_commit),
        TEST("one-rule-for-all", one_rule_for_all),
    };

    return cmocka_run_group_tests_name("workflow", tests, NULL, NULL);
}
