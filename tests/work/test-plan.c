/* test-plan.c - which rule acts on which event, and what it says when it doesn't */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/match.h"
#include "work/plan.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ZERO "0000000000000000000000000000000000000000"
#define BAD_NAME "the name of the branch or tag has characters that no command gets"
#define BOTH (RULE_ON_PUSH | RULE_ON_MERGE)
#define RECEIVED 1700000000123

/* "a b" are two patterns, NULL none. */
static struct strings
words(struct pool *pool, const char *line)
{
    struct strings strings = { 0 };

    if (line != NULL)
        assert_int_equal(words_split(pool, line, &strings), 0);
    return strings;
}

static struct repo
repo_of(struct pool *pool, const char *name, const struct rule *rules, size_t count)
{
    const struct rule **list = pool_array(pool, count + 1, sizeof *list);

    for (size_t i = 0; i < count; i++)
        list[i] = &rules[i];

    return (struct repo){ name, list, count, pool };
}

/* One rule, one answer: NULL when it acts. */
static const char *
outcome(const struct plan *plan, const char *rule)
{
    assert_int_equal(plan->job_count + plan->ignored_count, 1);
    if (plan->job_count == 1) {
        assert_int_equal(plan->status, PLAN_ACCEPTED);
        assert_null(plan->reason);
        assert_string_equal(plan->jobs[0].rule, rule);
        return NULL;
    }
    assert_int_equal(plan->status, PLAN_IGNORED);
    assert_string_equal(plan->ignored[0].rule, rule);
    assert_string_equal(plan->ignored[0].reason, plan->reason);
    return plan->reason;
}

static void
assert_reason(const char *expected, const char *reason)
{
    assert_string_equal(reason == NULL ? "(it acts)" : reason,
                        expected == NULL ? "(it acts)" : expected);
}

static struct github_event
event_of(const char *kind, const char *action)
{
    return (struct github_event){ .kind = kind,
                                  .action = action,
                                  .repository = "Acme/Web",
                                  .default_branch = "main",
                                  .sender = "ann",
                                  .subject = B,
                                  .received_ms = RECEIVED };
}

static struct rule
deploy_rule(void)
{
    return (struct rule){ .kind = RULE_DEPLOY,
                          .name = "web",
                          .on = BOTH,
                          .newest = true,
                          .crash = CRASH_VERIFY,
                          .attempts = 3,
                          .host = "web1",
                          .environment = "production" };
}

static struct rule
run_rule(struct pool *pool, const char *events, const char *actions)
{
    return (struct rule){ .kind = RULE_RUN,
                          .name = "tell",
                          .events = words(pool, events),
                          .actions = words(pool, actions),
                          .attempts = 1,
                          .host = "web1" };
}

static struct github_push
push_to(const char *ref)
{
    return (struct github_push){
        .event = event_of("push", NULL),
        .ref = ref,
        .branch = strncmp(ref, "refs/heads/", 11) == 0 ? ref + 11 : NULL,
        .tag = strncmp(ref, "refs/tags/", 10) == 0 ? ref + 10 : NULL,
        .before = A,
        .after = B,
        .pushed_ms = 1699999990000,
    };
}

enum { FORK = 1, FORKS = 2, DELETED = 4, NO_DEFAULT = 8, DRAFT = 16, UNMERGED = 32, NO_SHA = 64 };

static const struct {
    const char *ref, *branches, *tags;
    unsigned on;
    unsigned flags;
    const char *reason;
} push_rows[] = {
    /* the default branch */
    { "refs/heads/main", NULL, NULL, BOTH, 0, NULL },
    { "refs/heads/main", NULL, NULL, RULE_ON_PUSH, 0, NULL },
    { "refs/heads/main", NULL, NULL, RULE_ON_MERGE, 0, "a push: the rule acts on merges only" },
    { "refs/heads/dev", NULL, NULL, BOTH, 0, "branch dev is not the default branch, main" },
    { "refs/heads/Main", NULL, NULL, BOTH, 0, "branch Main is not the default branch, main" },
    { "refs/heads/mai", NULL, NULL, BOTH, 0, "branch mai is not the default branch, main" },
    { "refs/heads/main2", NULL, NULL, BOTH, 0, "branch main2 is not the default branch, main" },
    { "refs/heads/x/main", NULL, NULL, BOTH, 0, "branch x/main is not the default branch, main" },
    { "refs/heads/main", NULL, NULL, BOTH, NO_DEFAULT,
      "the rule is for the default branch, which the event does not tell" },
    { "refs/heads/main", "main", NULL, BOTH, NO_DEFAULT, NULL },
    /* branches */
    { "refs/heads/main", "main", NULL, BOTH, 0, NULL },
    { "refs/heads/main", "live", NULL, BOTH, 0, "branch main is not live" },
    { "refs/heads/dev", "main release*", NULL, BOTH, 0, "branch dev is not one of main, release*" },
    { "refs/heads/release", "main release*", NULL, BOTH, 0, NULL },
    { "refs/heads/release-2", "main release*", NULL, BOTH, 0, NULL },
    { "refs/heads/release/2/3", "main release*", NULL, BOTH, 0, NULL },
    { "refs/heads/x-release", "main release*", NULL, BOTH, 0,
      "branch x-release is not one of main, release*" },
    { "refs/heads/v1", "v[0-9]", NULL, BOTH, 0, NULL },
    { "refs/heads/vx", "v[0-9]", NULL, BOTH, 0, "branch vx is not v[0-9]" },
    { "refs/heads/v12", "v?", NULL, BOTH, 0, "branch v12 is not v?" },
    { "refs/heads/anything", "*", NULL, BOTH, 0, NULL },
    { "refs/heads/MAIN", "main", NULL, BOTH, 0, "branch MAIN is not main" },
    { "refs/heads/main", "refs/heads/main", NULL, BOTH, 0, "branch main is not refs/heads/main" },
    /* tags */
    { "refs/tags/v1.0", NULL, "v*", BOTH, 0, NULL },
    { "refs/tags/1.0", NULL, "v*", BOTH, 0, "tag 1.0 is not v*" },
    { "refs/tags/1.0", NULL, "v* rel*", BOTH, 0, "tag 1.0 is not one of v*, rel*" },
    { "refs/tags/v1.0", NULL, NULL, BOTH, 0, "tag v1.0: the rule takes branches only" },
    { "refs/tags/main", NULL, NULL, BOTH, 0, "tag main: the rule takes branches only" },
    { "refs/tags/main", "main", NULL, BOTH, 0, "tag main: the rule takes branches only" },
    { "refs/heads/main", NULL, "v*", BOTH, 0, "branch main: the rule takes tags only (v*)" },
    { "refs/heads/v1.0", NULL, "v*", BOTH, 0, "branch v1.0: the rule takes tags only (v*)" },
    { "refs/heads/main", "main", "v*", BOTH, 0, NULL },
    { "refs/tags/v2", "main", "v*", BOTH, 0, NULL },
    { "refs/heads/dev", "main", "v*", BOTH, 0, "branch dev is not main" },
    { "refs/tags/v1.0", NULL, "v*", RULE_ON_MERGE, 0, "a push: the rule acts on merges only" },
    /* deleted */
    { "refs/heads/main", NULL, NULL, BOTH, DELETED, "the branch was deleted" },
    { "refs/heads/main", "*", NULL, BOTH, DELETED, "the branch was deleted" },
    { "refs/tags/v1", NULL, "*", BOTH, DELETED, "the tag was deleted" },
    /* forks */
    { "refs/heads/main", NULL, NULL, BOTH, FORK, "a push in a fork" },
    { "refs/heads/main", "*", NULL, BOTH, FORK, "a push in a fork" },
    { "refs/heads/main", NULL, NULL, BOTH, FORK | FORKS, NULL },
    { "refs/heads/main", NULL, NULL, BOTH, FORKS, NULL },
    { "refs/heads/dev", NULL, NULL, BOTH, FORK | FORKS,
      "branch dev is not the default branch, main" },
    { "refs/heads/main", NULL, NULL, BOTH, FORK | FORKS | DELETED, "the branch was deleted" },
    /* refs that nobody hands to a command */
    { "refs/heads/$(id)", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/-rf", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/--upload-pack=x", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/a..b", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/a b", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/a;b", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/a\nb", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/x.lock", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/tags/`id`", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/heads/\xc3\xa9", "*", "*", BOTH, 0, BAD_NAME },
    { "refs/notes/commits", "*", "*", BOTH, 0, "the ref is neither a branch nor a tag" },
    { "refs/pull/1/head", "*", "*", BOTH, 0, "the ref is neither a branch nor a tag" },
    { "main", "*", "*", BOTH, 0, "the ref is neither a branch nor a tag" },
    { "HEAD", "*", "*", BOTH, 0, "the ref is neither a branch nor a tag" },
};

static void
pushes_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(push_rows); i++) {
        struct github_push push = push_to(push_rows[i].ref);
        struct rule rule = deploy_rule();
        struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
        struct plan plan = { 0 };

        rule.branches = words(*state, push_rows[i].branches);
        rule.tags = words(*state, push_rows[i].tags);
        rule.on = push_rows[i].on;
        rule.forks = (push_rows[i].flags & FORKS) != 0;
        push.event.fork = (push_rows[i].flags & FORK) != 0;
        push.deleted = (push_rows[i].flags & DELETED) != 0;
        if ((push_rows[i].flags & NO_DEFAULT) != 0)
            push.event.default_branch = NULL;
        plan_push(&push, &repo, &plan);
        assert_reason(push_rows[i].reason, outcome(&plan, "web"));
    }
}

static const struct {
    const char *paths;
    const char *changed;
    bool known;
    const char *reason;
} path_rows[] = {
    { NULL, "doc/a", true, NULL },
    { NULL, NULL, false, NULL },
    { "src/*", "src/a.c", true, NULL },
    { "src/*", "src/deep/down/a.c", true, NULL },
    { "src/*", "doc/a src/a.c", true, NULL },
    { "src/*", "doc/a", true, "no changed path matches src/*" },
    { "src/* *.md", "doc/a", true, "no changed path matches src/*, *.md" },
    { "src/* *.md", "doc/a.md", true, NULL },
    { "src/*", "Src/a.c", true, "no changed path matches src/*" },
    { "src", "src/a.c", true, "no changed path matches src" },
    { "src/*", NULL, true, "no changed path matches src/*" },
    { "src/*", NULL, false, NULL },
    { "src/*", "doc/a", false, NULL },
    { "Makefile", "Makefile", true, NULL },
};

static void
paths_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(path_rows); i++) {
        struct github_push push = push_to("refs/heads/main");
        struct rule rule = deploy_rule();
        struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
        struct plan plan = { 0 };

        rule.paths = words(*state, path_rows[i].paths);
        push.changed = words(*state, path_rows[i].changed);
        push.changed_known = path_rows[i].known;
        plan_push(&push, &repo, &plan);
        assert_reason(path_rows[i].reason, outcome(&plan, "web"));
    }
}

static const struct {
    const char *action, *base, *branches, *tags, *paths;
    unsigned on;
    unsigned flags;
    const char *reason;
} merge_rows[] = {
    { "closed", "main", NULL, NULL, NULL, BOTH, 0, NULL },
    { "closed", "main", NULL, NULL, NULL, RULE_ON_MERGE, 0, NULL },
    { "closed", "main", NULL, NULL, NULL, RULE_ON_PUSH, 0,
      "a pull request: the rule acts on pushes only" },
    { "closed", "dev", NULL, NULL, NULL, BOTH, 0, "branch dev is not the default branch, main" },
    { "closed", "dev", "dev", NULL, NULL, BOTH, 0, NULL },
    { "closed", "release-1", "main release*", NULL, NULL, BOTH, 0, NULL },
    { "closed", "dev", "main release*", NULL, NULL, BOTH, 0,
      "branch dev is not one of main, release*" },
    { "closed", "main", NULL, "v*", NULL, BOTH, 0, "branch main: the rule takes tags only (v*)" },
    { "closed", "main", "main", "v*", NULL, BOTH, 0, NULL },
    { "closed", "main", NULL, NULL, NULL, BOTH, UNMERGED, "closed without a merge" },
    { "closed", "main", "*", NULL, NULL, BOTH, UNMERGED | DRAFT, "closed without a merge" },
    { "closed", "main", NULL, NULL, NULL, BOTH, DRAFT, "a draft" },
    { "closed", "main", NULL, NULL, NULL, BOTH, NO_SHA, "the pull request tells no merge commit" },
    { "opened", "main", NULL, NULL, NULL, BOTH, UNMERGED, "action opened is not closed" },
    { "opened", "main", NULL, NULL, NULL, BOTH, UNMERGED | DRAFT, "action opened is not closed" },
    { "synchronize", "main", "*", NULL, NULL, BOTH, UNMERGED, "action synchronize is not closed" },
    { "labeled", "main", NULL, NULL, NULL, BOTH, 0, "action labeled is not closed" },
    { NULL, "main", NULL, NULL, NULL, BOTH, 0, "action (none) is not closed" },
    { "closed", "main", NULL, NULL, "src/*", BOTH, 0,
      "the rule has paths, which a pull request does not list: the push decides" },
    { "closed", "main", NULL, NULL, NULL, BOTH, FORK, "a pull request in a fork" },
    { "closed", "main", NULL, NULL, NULL, BOTH, FORK | FORKS, NULL },
    { "closed", "$(id)", "*", NULL, NULL, BOTH, 0, BAD_NAME },
    { "closed", "-x", "*", NULL, NULL, BOTH, 0, BAD_NAME },
    { "closed", "main", NULL, NULL, NULL, BOTH, NO_DEFAULT,
      "the rule is for the default branch, which the event does not tell" },
};

static struct github_pull_request
pull_into(const char *base, const char *action, unsigned flags)
{
    bool merged = (flags & UNMERGED) == 0;
    struct github_pull_request pull_request = {
        .event = event_of("pull_request", action),
        .number = 12,
        .base_branch = base,
        .head_sha = A,
        .draft = (flags & DRAFT) != 0,
        .merged = merged,
        .merge_sha = merged && (flags & NO_SHA) == 0 ? B : NULL,
        .merged_ms = merged ? 1699999991000 : 0,
    };

    return pull_request;
}

static void
merges_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(merge_rows); i++) {
        struct github_pull_request pull_request =
            pull_into(merge_rows[i].base, merge_rows[i].action, merge_rows[i].flags);
        struct rule rule = deploy_rule();
        struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
        struct plan plan = { 0 };

        rule.branches = words(*state, merge_rows[i].branches);
        rule.tags = words(*state, merge_rows[i].tags);
        rule.paths = words(*state, merge_rows[i].paths);
        rule.on = merge_rows[i].on;
        rule.forks = (merge_rows[i].flags & FORKS) != 0;
        pull_request.event.fork = (merge_rows[i].flags & FORK) != 0;
        if ((merge_rows[i].flags & NO_DEFAULT) != 0)
            pull_request.event.default_branch = NULL;
        plan_pull_request(&pull_request, &repo, &plan);
        assert_reason(merge_rows[i].reason, outcome(&plan, "web"));
    }
}

static const struct {
    const char *event, *action, *events, *actions, *reason;
} run_rows[] = {
    { "issues", "opened", "issues", NULL, NULL },
    { "issues", "opened", "*", NULL, NULL },
    { "issues", "opened", "issue*", NULL, NULL },
    { "issue_comment", "created", "issue*", "created", NULL },
    { "issues", "opened", "release", NULL, "event issues is not release" },
    { "issues", "opened", "push release", NULL, "event issues is not one of push, release" },
    { "issues", "opened", "issues", "opened", NULL },
    { "issues", "opened", "issues", "opened closed", NULL },
    { "issues", "labeled", "issues", "opened", "action labeled is not opened" },
    { "issues", "labeled", "issues", "opened closed",
      "action labeled is not one of opened, closed" },
    { "issues", "unlabeled", "issues", "*labeled", NULL },
    { "fork", NULL, "*", NULL, NULL },
    { "fork", NULL, "*", "created", "event fork has no action, and the rule asks for created" },
    { "brand_new", "made", "*", NULL, NULL },
};

static void
run_rules_by_table(void **state)
{
    for (size_t i = 0; i < COUNT(run_rows); i++) {
        struct github_event event = event_of(run_rows[i].event, run_rows[i].action);
        struct rule rule = run_rule(*state, run_rows[i].events, run_rows[i].actions);
        struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
        struct plan plan = { 0 };

        plan_event(&event, &repo, &plan);
        assert_reason(run_rows[i].reason, outcome(&plan, "tell"));
    }
}

static void
deploy_of_a_push(void **state)
{
    struct github_push push = push_to("refs/heads/main");
    struct rule rule = deploy_rule();
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };
    const struct planned_job *job;

    plan_push(&push, &repo, &plan);
    assert_null(plan.action);
    assert_string_equal(plan.repository, "Acme/Web");
    assert_string_equal(plan.subject, B);
    assert_int_equal(plan.job_count, 1);
    job = &plan.jobs[0];
    assert_string_equal(job->kind, "deploy");
    assert_string_equal(job->rule, "web");
    assert_int_equal(job->step, 0);
    assert_string_equal(job->key, "deploy:web");
    assert_string_equal(job->lane, "deploy@web1");
    assert_string_equal(job->subject, B);
    assert_int_equal(job->order_ms, 1699999990000);
    assert_true(job->newest);
    assert_int_equal(job->crash, CRASH_VERIFY);
    assert_int_equal(job->attempts, 3);
    assert_int_equal(job->delay_ms, 0);
    assert_string_equal(job->args,
                        "{\"event\":\"push\",\"repository\":\"Acme/Web\","
                        "\"ref\":\"refs/heads/main\",\"branch\":\"main\",\"sha\":\"" B "\","
                        "\"before\":\"" A "\",\"sender\":\"ann\","
                        "\"environment\":\"production\"}");
}

static void
deploy_of_a_tag(void **state)
{
    struct github_push push = push_to("refs/tags/v1.0");
    struct rule rule = deploy_rule();
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    rule.tags = words(*state, "v*");
    rule.environment = NULL;
    push.before = ZERO;
    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].args,
                        "{\"event\":\"push\",\"repository\":\"Acme/Web\","
                        "\"ref\":\"refs/tags/v1.0\",\"tag\":\"v1.0\",\"sha\":\"" B "\","
                        "\"before\":\"" ZERO "\",\"sender\":\"ann\"}");
}

/* Same key, subject and rule as the push of the merge: accept makes one deploy of both. */
static void
deploy_of_a_merge(void **state)
{
    struct github_pull_request pull_request = pull_into("main", "closed", 0);
    struct rule rule = deploy_rule();
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };
    const struct planned_job *job;

    plan_pull_request(&pull_request, &repo, &plan);
    assert_string_equal(plan.action, "closed");
    assert_int_equal(plan.job_count, 1);
    job = &plan.jobs[0];
    assert_string_equal(job->kind, "deploy");
    assert_string_equal(job->key, "deploy:web");
    assert_string_equal(job->subject, B);
    assert_int_equal(job->order_ms, 1699999991000);
    assert_string_equal(job->args, "{\"event\":\"pull_request\",\"action\":\"closed\","
                                   "\"repository\":\"Acme/Web\",\"ref\":\"refs/heads/main\","
                                   "\"branch\":\"main\",\"sha\":\"" B "\",\"pull_request\":\"12\","
                                   "\"sender\":\"ann\",\"environment\":\"production\"}");
}

static void
merge_without_a_time(void **state)
{
    struct github_pull_request pull_request = pull_into("main", "closed", 0);
    struct rule rule = deploy_rule();
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    pull_request.merged_ms = 0;
    plan_pull_request(&pull_request, &repo, &plan);
    assert_int_equal(plan.jobs[0].order_ms, RECEIVED);
}

static void
run_of_an_event(void **state)
{
    struct github_event event = event_of("release", "published");
    struct rule rule = run_rule(*state, "release", NULL);
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };
    const struct planned_job *job;

    event.subject = NULL;
    plan_event(&event, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    job = &plan.jobs[0];
    assert_string_equal(job->kind, "run");
    assert_string_equal(job->key, "run:tell:acme/web");
    assert_string_equal(job->lane, "run@web1");
    assert_null(job->subject);
    assert_int_equal(job->order_ms, RECEIVED);
    assert_false(job->newest);
    assert_int_equal(job->crash, CRASH_RERUN);
    assert_string_equal(job->args, "{\"event\":\"release\",\"action\":\"published\","
                                   "\"repository\":\"Acme/Web\",\"sender\":\"ann\"}");
}

/* Each event is work of its own: no subject, or the second check of a commit would be dropped. */
static void
run_of_a_push(void **state)
{
    struct github_push push = push_to("refs/heads/dev");
    struct rule rule = run_rule(*state, "push", NULL);
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    rule.newest = true;
    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].kind, "run");
    assert_null(plan.jobs[0].subject);
    assert_true(plan.jobs[0].newest);
    assert_int_equal(plan.jobs[0].order_ms, 1699999990000);
    assert_non_null(strstr(plan.jobs[0].args, "\"branch\":\"dev\",\"sha\":\"" B "\""));
}

static void
run_of_a_deleted_branch(void **state)
{
    struct github_push push = push_to("refs/heads/dev");
    struct rule rule = run_rule(*state, "push", NULL);
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    push.deleted = true;
    push.event.subject = NULL;
    push.after = ZERO;
    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_null(strstr(plan.jobs[0].args, "\"sha\""));
    assert_non_null(strstr(plan.jobs[0].args, "\"before\":\"" A "\""));
}

static void
run_of_a_pull_request(void **state)
{
    struct github_pull_request pull_request = pull_into("main", "closed", 0);
    struct rule rule = run_rule(*state, "pull_request", "closed");
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    plan_pull_request(&pull_request, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_int_equal(plan.jobs[0].order_ms, RECEIVED);
    assert_non_null(strstr(plan.jobs[0].args, "\"pull_request\":\"12\""));
}

static void
run_never_gets_an_odd_ref(void **state)
{
    struct github_push push = push_to("refs/heads/$(id)");
    struct github_pull_request pull_request = pull_into("a;b", "closed", 0);
    struct rule rule = run_rule(*state, "*", NULL);
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    plan_push(&push, &repo, &plan);
    assert_reason(BAD_NAME, outcome(&plan, "tell"));
    plan_pull_request(&pull_request, &repo, &plan);
    assert_reason(BAD_NAME, outcome(&plan, "tell"));
}

static void
run_without_a_repository(void **state)
{
    struct github_event event = event_of("organization", "member_added");
    struct rule rule = run_rule(*state, "organization", NULL);
    struct repo repo = repo_of(*state, NULL, &rule, 1);
    struct plan plan = { 0 };

    event.repository = NULL;
    plan_event(&event, &repo, &plan);
    assert_int_equal(plan.job_count, 1);
    assert_string_equal(plan.jobs[0].key, "run:tell:");
    assert_null(strstr(plan.jobs[0].args, "repository"));
}

static void
no_rule(void **state)
{
    struct github_push push = push_to("refs/heads/main");
    struct github_event event = event_of("organization", "renamed");
    struct repo repo = repo_of(*state, "Acme/Web", NULL, 0);
    struct plan plan = { 0 };

    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "no rule for repository Acme/Web");
    assert_string_equal(plan.subject, B);
    repo.name = NULL;
    event.repository = NULL;
    plan_event(&event, &repo, &plan);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "no rule for events without a repository");
    assert_int_equal(plan.job_count + plan.ignored_count, 0);
}

static void
every_rule_acts_or_says_why(void **state)
{
    struct github_push push = push_to("refs/heads/main");
    struct rule rules[4] = { deploy_rule(), deploy_rule(), run_rule(*state, "push", NULL),
                             run_rule(*state, "release", NULL) };
    struct repo repo = repo_of(*state, "Acme/Web", rules, 4);
    struct plan plan = { 0 };

    rules[0].name = "one";
    rules[0].branches = words(*state, "live");
    rules[1].name = "two";
    rules[2].name = "three";
    rules[3].name = "four";
    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.status, PLAN_ACCEPTED);
    assert_null(plan.reason);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.jobs[0].rule, "two");
    assert_string_equal(plan.jobs[1].rule, "three");
    assert_int_equal(plan.ignored_count, 2);
    assert_string_equal(plan.ignored[0].rule, "one");
    assert_string_equal(plan.ignored[0].reason, "branch main is not live");
    assert_string_equal(plan.ignored[1].rule, "four");
}

static void
none_of_several_applies(void **state)
{
    struct github_push push = push_to("refs/heads/dev");
    struct rule rules[2] = { deploy_rule(), run_rule(*state, "release", NULL) };
    struct repo repo = repo_of(*state, "Acme/Web", rules, 2);
    struct plan plan = { 0 };

    plan_push(&push, &repo, &plan);
    assert_int_equal(plan.status, PLAN_IGNORED);
    assert_string_equal(plan.reason, "none of 2 rules applies");
    assert_int_equal(plan.ignored_count, 2);
}

static void
deploy_rule_and_other_events(void **state)
{
    struct github_event event = event_of("issues", "opened");
    struct rule rule = deploy_rule();
    struct repo repo = repo_of(*state, "Acme/Web", &rule, 1);
    struct plan plan = { 0 };

    plan_event(&event, &repo, &plan);
    assert_reason("event issues is neither push nor pull_request", outcome(&plan, "web"));
}

static void
other_rules_are_not_for_it(void **state)
{
    const struct rule rules[4] = { { .kind = RULE_COMMAND, .name = "fmt", .host = "web1" },
                                   { .kind = RULE_DEPLOYMENT, .name = "test", .host = "web1" },
                                   { .kind = RULE_CI, .name = "make", .host = "web1" },
                                   { .kind = RULE_INVITE, .name = "team", .host = "web1" } };
    struct repo repo = repo_of(*state, "Acme/Web", rules, 4);
    struct github_push push = push_to("refs/heads/main");
    struct github_pull_request merge = pull_into("main", "closed", 0);
    struct github_event event = event_of("issue_comment", "created");
    struct plan plans[3] = { 0 };

    plan_push(&push, &repo, &plans[0]);
    plan_pull_request(&merge, &repo, &plans[1]);
    plan_event(&event, &repo, &plans[2]);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(plans[i].status, PLAN_IGNORED);
        assert_int_equal(plans[i].job_count + plans[i].ignored_count, 0);
        assert_string_equal(plans[i].reason, "no deploy or run rule is for it");
    }
}

#define CASE(name, function)                                                                       \
    {                                                                                              \
        name, function, new_pool, end_pool, NULL                                                   \
    }

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        CASE("pushes-by-table", pushes_by_table),
        CASE("paths-by-table", paths_by_table),
        CASE("merges-by-table", merges_by_table),
        CASE("run-rules-by-table", run_rules_by_table),
        CASE("deploy-of-a-push", deploy_of_a_push),
        CASE("deploy-of-a-tag", deploy_of_a_tag),
        CASE("deploy-of-a-merge", deploy_of_a_merge),
        CASE("merge-without-a-time", merge_without_a_time),
        CASE("run-of-an-event", run_of_an_event),
        CASE("run-of-a-push", run_of_a_push),
        CASE("run-of-a-deleted-branch", run_of_a_deleted_branch),
        CASE("run-of-a-pull-request", run_of_a_pull_request),
        CASE("run-never-gets-an-odd-ref", run_never_gets_an_odd_ref),
        CASE("run-without-a-repository", run_without_a_repository),
        CASE("no-rule", no_rule),
        CASE("every-rule-acts-or-says-why", every_rule_acts_or_says_why),
        CASE("none-of-several-applies", none_of_several_applies),
        CASE("deploy-rule-and-other-events", deploy_rule_and_other_events),
        CASE("other-rules-are-not-for-it", other_rules_are_not_for_it),
    };

    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
