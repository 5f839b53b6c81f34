/* test-command_target.c - /deploy, /rollback, /lock, /unlock where a repository is tied, or is not */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/log.h"
#include "port/json.h"
#include "store/some_jobs.h"
#include "store/deployments_rows.h"
#include "store/environment.h"
#include "store/write_row.h"
#include "work/command.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LIST(...)                                                                                  \
    {                                                                                              \
        (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ }))        \
    }
/* The commit of what the command stands on, one that was built to test, one before it. */
#define HERE "1111111111111111111111111111111111111111"
#define BUILT "2222222222222222222222222222222222222222"
#define OLD "3333333333333333333333333333333333333333"

static const struct project_settings project = { .repository = "ann/web" };

/* Of deploy rules. */
static const struct rule script_production = { .kind = RULE_DEPLOY,
                                               .name = "script",
                                               .repositories = LIST("ann/web"),
                                               .environment = "Production",
                                               .host = HOST };
/* Of the workflow. */
static const struct deployment_rule any_production = { .environment = "production",
                                                       .slack = SLACK_ANY };
static const struct deployment_rule tags_production = { .environment = "production",
                                                        .slack = SLACK_TAGS };
static const struct deployment_rule asked_twice = { .environment = "live",
                                                    .slack = SLACK_ANY,
                                                    .confirm = true };
static const struct deployment_rule previews = { .environment = "preview-",
                                                 .pull_requests = true,
                                                 .forks = true };

#define DEPLOYMENT(title, part)                                                                    \
    {                                                                                              \
        .kind = RULE_DEPLOYMENT, .name = title, .repositories = LIST("ann/web"),                   \
        .deployment = &(part)                                                                      \
    }

static const struct rule both[] = { script_production, DEPLOYMENT("own", any_production) };
static const struct rule both_strict[] = { script_production, DEPLOYMENT("own", tags_production) };
static const struct rule twice[] = { DEPLOYMENT("live", asked_twice) };
static const struct rule forks[] = { DEPLOYMENT("forks", previews) };

#define TIED .projects = &project, .project_count = 1
#define ALL .github_api = { .commands = ~0U }

static const struct settings tied = { TIED, ALL };
static const struct settings untied = { ALL };
static const struct settings tied_script = { TIED, ALL, .rules = both, .rule_count = 1 };
static const struct settings untied_script = { ALL, .rules = both, .rule_count = 1 };
static const struct settings tied_both = { TIED, ALL, .rules = both, .rule_count = 2 };
static const struct settings tied_strict = { TIED, ALL, .rules = both_strict, .rule_count = 2 };
static const struct settings tied_twice = { TIED, ALL, .rules = twice, .rule_count = 1 };
static const struct settings tied_forks = { TIED, ALL, .rules = forks, .rule_count = 1 };

/* On the pull request 12, or on a commit, where GitHub need not be asked for the commit. */
enum stand { PULL, FORK, COMMIT, COMMIT_BUILT };

struct said {
    const char *text; /* of the reply */
    const char *jobs; /* "deployment default/test deployment:ann/web:test, deploy script" */
    const char *args; /* of the last of them */
};

static struct said
read_outcome(struct fixture *f, const struct outcome *outcome)
{
    struct said said = { .text = outcome->detail, .jobs = "" };

    for (size_t i = 0; i < outcome->follow_count; i++) {
        const struct planned_job *job = &outcome->follow[i];

        for (size_t k = 0; k < i; k++)
            assert_true(job->step != outcome->follow[k].step);
        if (strcmp(job->kind, "comment") == 0)
            continue;
        said.jobs =
            pool_printf(f->pool, "%s%s%s %s%s%s", said.jobs, said.jobs[0] ? ", " : "", job->kind,
                        job->rule, job->newest ? " " : "", job->newest ? job->key : "");
        said.args = job->args;
    }
    return said;
}

static const char *
args_of(struct fixture *f, enum stand stand, const char *line)
{
    struct json *args = json_object();
    struct strings words = { 0 };

    assert_int_equal(words_split(f->pool, line, &words), 0);
    json_set_string(args, "repository", "ann/web");
    json_set(args, "argv", json_list(words));
    json_set_string(args, "author", "ann");
    json_set_string(args, "owner", "ann");
    json_set_string(args, "association", "OWNER");
    json_set_string(args, "subject_author", "bob");
    json_set_string(args, "place", stand >= COMMIT ? "commit_comment" : "review");
    json_set_bool(args, "on_pull_request", stand < COMMIT);
    json_set_bool(args, "from_fork", stand == FORK);
    json_set_string(args, "sha", stand == COMMIT_BUILT ? BUILT : HERE);
    json_set_string(args, "head_ref", "topic");
    json_set_id(args, "id", 5);
    if (stand < COMMIT)
        json_set_id(args, "number", 12);
    json_set_id(args, "installation", 9);
    json_set_integer(args, "created_ms", 77);
    return json_text(f->pool, args, JSON_COMPACT);
}

static struct said
say(struct fixture *f, const struct settings *settings, enum stand stand, const char *line)
{
    const struct work work = {
        .settings = settings, .store = f->store, .pool = f->pool, .stop_fd = -1
    };
    const struct job job = {
        .id = 1, .event = 1, .kind = "command", .args = args_of(f, stand, line)
    };
    struct outcome outcome = { 0 };

    assert_int_equal(command_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_DONE);
    return read_outcome(f, &outcome);
}

struct adding {
    struct deployment row;
    struct deployment_added added;
    struct pool *pool;
};

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;

    return deployment_add(db, &adding->row, NOW, adding->pool, &adding->added);
}

/* One that went well, of a tag. */
static void
add_good(struct fixture *f, const char *environment, const char *sha, const char *ref)
{
    struct adding adding = { .row = { .repository = "ann/web",
                                      .environment = environment,
                                      .sha = sha,
                                      .ref = ref,
                                      .origin = "push" },
                             .pool = f->pool };

    assert_int_equal(store_write(f->store, add_work, &adding), 0);
    adding.row.state = DEPLOYMENT_SUCCESS;
    assert_int_equal(write_row(f->store, &adding.row, NOW + 1), 0);
}

#define ENVIRONMENTS "`prN`, `preview`, `test`, `staging`, `production`"
#define TO_TEST "deployment default/test deployment:ann/web:test"

static const struct {
    const char *name;
    const struct settings *settings;
    enum stand stand;
    const char *line, *text, *jobs;
} cases[] = {
    { "an-environment-of-the-workflow", &tied, PULL, "deploy test", "Deploying `1111111` to test.",
      TO_TEST },
    { "its-case-does-not-matter", &tied, PULL, "deploy TEST", "Deploying `1111111` to test.",
      TO_TEST },
    { "a-commit-as-well", &tied, COMMIT, "deploy test", "Deploying `1111111` to test.", TO_TEST },
    { "without-one-its-own", &tied, PULL, "deploy", "Deploying `1111111` to pr12.",
      "deployment default/pr deployment:ann/web:pr12" },
    { "its-own-by-name", &tied, PULL, "deploy pr12", "Deploying `1111111` to pr12.",
      "deployment default/pr deployment:ann/web:pr12" },
    { "that-of-another-pull-request", &tied, PULL, "deploy pr13",
      "That can't be: pr13 is deployed by its pull request alone.", "" },
    { "a-commit-has-no-own", &tied, COMMIT, "deploy",
      "Which environment? There is " ENVIRONMENTS ".", "" },
    { "no-such-environment", &tied, PULL, "deploy moon",
      "I know no such environment. There is " ENVIRONMENTS ".", "" },
    { "production-takes-tags", &tied, PULL, "deploy production",
      "That can't be: production takes only tags (v\\*, \\[0-9\\]\\*), and #12 is a pull request. "
      "Name a tag: `/deploy production TAG`.",
      "" },
    { "staging-takes-what-was-built", &tied, PULL, "deploy staging",
      "That can't be: staging takes only what was built to test, and #12 was not.", "" },
    { "and-that-was", &tied, COMMIT_BUILT, "deploy staging", "Deploying `2222222` to staging.",
      "deployment default/staging deployment:ann/web:staging" },
    { "a-fork-goes-nowhere", &tied, FORK, "deploy test",
      "That can't be: #12 comes from a fork, and nothing of a fork goes to test.", "" },
    { "nor-to-its-own", &tied, FORK, "deploy",
      "That can't be: #12 comes from a fork, and nothing of a fork goes to pr12.", "" },
    { "unless-the-rule-lets-it", &tied_forks, FORK, "deploy", "Deploying `1111111` to preview-12.",
      "deployment forks deployment:ann/web:preview-12" },
    { "not-tied", &untied, PULL, "deploy test", "No deploy rule is for this repository.", "" },
    { "not-tied-with-a-rule", &untied_script, PULL, "deploy", "Deploying `1111111` to Production.",
      "deploy script" },
    { "not-tied-words-behind", &untied_script, PULL, "deploy production now",
      "Deploying `1111111` to Production.", "deploy script" },
    { "not-tied-no-to", &untied_script, PULL, "deploy main to production",
      "I know no such environment. There is `Production`.", "" },
    { "the-built-in-workflow-gives-way", &tied_script, PULL, "deploy production",
      "Deploying `1111111` to Production.", "deploy script" },
    { "but-has-the-others", &tied_script, PULL, "deploy test", "Deploying `1111111` to test.",
      TO_TEST },
    { "deploy-rules-keep-what-is-meant", &tied_script, PULL, "deploy",
      "Deploying `1111111` to Production.", "deploy script" },
    { "all-environments-once", &tied_script, PULL, "deploy moon",
      "I know no such environment. There is `Production`, `prN`, `preview`, `test`, `staging`.",
      "" },
    { "both-rules-of-one-environment", &tied_both, PULL, "deploy production",
      "Deploying `1111111` to Production, by 2 rules.",
      "deploy script, deployment own deployment:ann/web:production" },
    { "what-one-refuses-neither-does", &tied_strict, PULL, "deploy production",
      "That can't be: production takes only tags, and #12 is a pull request. Name a tag: "
      "`/deploy Production TAG`.",
      "" },
    { "forks-of-both", &tied_both, FORK, "deploy production",
      "I do not deploy pull requests from forks. Push the branch to ann/web first.", "" },
    { "asked-twice", &tied_twice, PULL, "deploy live",
      "Deploy `1111111` to live? If that is what you mean, write `/deploy live #12 1111111111`.",
      "" },
    { "the-only-one-is-meant", &tied_twice, COMMIT, "deploy",
      "Deploy `1111111` to live? If that is what you mean, write "
      "`/deploy live 1111111111`.",
      "" },
    { "nothing-to-go-back-to", &tied, PULL, "rollback preview",
      "That can't be: there is nothing to go back to: I know of no good deployment to preview "
      "before the current one.",
      "" },
    { "back", &tied, PULL, "rollback test", "Going back to `v1` (`3333333`) in test.", TO_TEST },
    { "back-by-both", &tied_both, PULL, "rollback production",
      "Going back to `v1` (`3333333`) in Production, by 2 rules.",
      "deploy script, deployment own deployment:ann/web:production" },
    { "back-not-of-a-pull-request", &tied, PULL, "rollback pr12",
      "That can't be: pr12 is deployed by its pull request alone.", "" },
    { "lock-of-a-place", &tied, PULL, "lock pr12 tests",
      "pr12 is locked now: nobody deploys there until `/unlock pr12`.", "" },
    { "unlock-of-a-place", &tied, PULL, "unlock staging", "staging is not locked.", "" },
};

static void
said_and_done(void **state)
{
    struct fixture *f = *state;
    size_t wrong = 0;

    add_good(f, "test", OLD, "refs/tags/v1");
    add_good(f, "test", BUILT, "refs/tags/v2");
    add_good(f, "production", OLD, "refs/tags/v1");
    add_good(f, "production", BUILT, "refs/tags/v2");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct said said = say(f, cases[i].settings, cases[i].stand, cases[i].line);

        if (strcmp(said.text, cases[i].text) == 0 && strcmp(said.jobs, cases[i].jobs) == 0)
            continue;
        print_error("%s: %s\n  %s\n", cases[i].name, said.text, said.jobs);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static const char *
member(struct fixture *f, const char *args, const char *pointer)
{
    struct json_want want = { .pointer = pointer };

    assert_int_equal(json_scan(f->pool, args, strlen(args), &want, 1), 0);
    return json_string(&want);
}

static void
the_job_tells_who_and_what(void **state)
{
    struct fixture *f = *state;
    const char *args = say(f, &tied, PULL, "deploy test").args;
    struct wish wish;

    assert_null(wish_read(f->pool, args, &wish));
    assert_int_equal(wish.what, WISH_DEPLOY);
    assert_string_equal(wish.environment, "test");
    assert_string_equal(wish.ref, "refs/heads/topic");
    assert_string_equal(wish.sha, HERE);
    assert_string_equal(wish.origin, "comment");
    assert_string_equal(wish.by, "ann");
    assert_string_equal(wish.author, "bob");
    assert_int_equal(wish.pull_request, 12);
    assert_int_equal(wish.installation, 9);
    assert_null(member(f, args, "/by_slack"));
}

static void
a_commit_goes_without_a_ref(void **state)
{
    struct fixture *f = *state;
    struct wish wish;

    assert_null(wish_read(f->pool, say(f, &tied, COMMIT, "deploy test").args, &wish));
    assert_null(wish.ref);
    assert_string_equal(wish.sha, HERE);
    assert_int_equal(wish.pull_request, 0);
}

static void
a_fork_goes_by_its_number(void **state)
{
    struct fixture *f = *state;
    struct wish wish;

    assert_null(wish_read(f->pool, say(f, &tied_forks, FORK, "deploy").args, &wish));
    assert_string_equal(wish.ref, "refs/pull/12/head");
}

static void
a_rollback_says_so(void **state)
{
    struct fixture *f = *state;
    struct wish wish;

    add_good(f, "test", OLD, "refs/tags/v1");
    add_good(f, "test", BUILT, "refs/tags/v2");
    assert_null(wish_read(f->pool, say(f, &tied, PULL, "rollback test").args, &wish));
    assert_string_equal(wish.origin, "rollback");
    assert_string_equal(wish.ref, "refs/tags/v1");
    assert_string_equal(wish.sha, OLD);
    assert_int_equal(wish.pull_request, 0);
}

/* Locks stand in one table, whoever sets them. */
static void
a_lock_from_elsewhere_holds(void **state)
{
    struct fixture *f = *state;
    struct environment_lock holder,
        lock = { "ann/web", "test", "cyd", "the fair is on", .since_ms = NOW };

    assert_int_equal(environment_lock(f->store, &lock, f->pool, &holder), 0);
    assert_non_null(strstr(say(f, &tied, PULL, "deploy test").text, "locked by cyd"));
    assert_string_equal(say(f, &tied, PULL, "deploy test").jobs, "");
    assert_string_equal(say(f, &tied, PULL, "rollback test").jobs, "");
    assert_string_equal(say(f, &tied, PULL, "unlock Test").text,
                        "test is open again; cyd had locked it: the fair is on");
    assert_string_equal(say(f, &tied, PULL, "deploy test").jobs, TO_TEST);
}

static void
a_command_waits_for_the_wish_before_it(void **state)
{
    struct fixture *f = *state;
    const struct work work = {
        .settings = &tied, .store = f->store, .pool = f->pool, .stop_fd = -1
    };
    int64_t wish = job_make(f, "kind = 'deployment'");
    struct job job = { .id = 1, .kind = "command", .args = args_of(f, PULL, "lock test x") };
    struct outcome outcome = { 0 };

    job.event = job_row(f, wish).event;
    assert_int_equal(command_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_POSTPONED);
    sql(f, "UPDATE job SET state = 'done' WHERE id = %" PRId64, wish);
    assert_int_equal(command_act(&work, &job, &outcome), 0);
    assert_int_equal(outcome.end, OUTCOME_DONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("said-and-done", said_and_done),
        TEST("the-job-tells-who-and-what", the_job_tells_who_and_what),
        TEST("a-commit-goes-without-a-ref", a_commit_goes_without_a_ref),
        TEST("a-fork-goes-by-its-number", a_fork_goes_by_its_number),
        TEST("a-rollback-says-so", a_rollback_says_so),
        TEST("a-lock-from-elsewhere-holds", a_lock_from_elsewhere_holds),
        TEST("a-command-waits-for-the-wish-before-it", a_command_waits_for_the_wish_before_it),
    };

    log_open("test-command_target", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("command_target", tests, NULL, NULL);
}
