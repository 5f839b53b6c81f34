/* src/work/checkout.c with real git and a bare repository beside it. */
#include "config.h"

#include "rig_git.h"
#include "work/checkout.h"
#include "work/git.h"

/* Checks out what the values name, as a job would. */
static bool
check_out(struct rig *rig, struct rule_values values, bool recovered)
{
    struct rule_lock lock = { .fd = -1 };
    struct step_runner runner = {
        .work = &rig->work, .lock = &lock, .timeout_ms = RIG_PATIENCE_MS, .outcome = &rig->outcome
    };
    struct checkout checkout = { .runner = &runner, .rule = &rig->rules[0], .values = &values };
    bool good = false;

    rig->outcome = (struct outcome){ .end = OUTCOME_FAILED };
    assert_int_equal(rule_lock_take(&rig->work, &rig->job, &rig->rules[0], &lock), 0);
    lock.recovered = recovered;
    checkout.environment = rule_environment(&rig->work, &rig->job, &rig->rules[0], &values);
    assert_int_equal(checkout_run(&checkout, &good), 0);
    rule_lock_release(&lock, true);
    return good;
}

static bool
check_out_branch(struct rig *rig, const char *branch, const char *sha)
{
    struct rule_values values = {
        .of = { [VALUE_BRANCH] = branch, [VALUE_SHA] = sha, [VALUE_REPOSITORY] = "acme/web" }
    };

    return check_out(rig, values, false);
}

static const char *
site_file(struct rig *rig)
{
    return rig_shell(rig, "cat site/file");
}

static void
empty_directory_becomes_a_clone(void **state)
{
    struct rig *rig = *state;
    const char *sha;

    rig_repository(rig);
    sha = rig_head(rig, "author");
    assert_true(check_out_branch(rig, "main", sha));
    assert_string_equal(rig_head(rig, "site"), sha);
    assert_string_equal(site_file(rig), "one");
    assert_int_equal(rig->outcome.step_count, 3);
    assert_string_equal(rig->outcome.steps[0].title, "git init");
    assert_string_equal(
        rig->outcome.steps[1].title,
        pool_printf(rig->pool, "git fetch %s refs/heads/main", rig->rules[0].remote));
    assert_string_equal(rig->outcome.steps[2].title,
                        pool_printf(rig->pool, "git checkout %s", sha));
    assert_string_equal(rig->outcome.steps[2].end, "exit status 0");
    assert_true(rig->outcome.steps[2].start_ms > 0);
}

static void
missing_directory_is_made(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig->rules[0].directory = rig_path(rig, "deep/er/site/");
    assert_true(check_out_branch(rig, "main", rig_head(rig, "author")));
    assert_string_equal(rig_shell(rig, "cat deep/er/site/file"), "one");
}

static void
second_commit_is_fetched(void **state)
{
    struct rig *rig = *state;
    const char *second;

    rig_repository(rig);
    assert_true(check_out_branch(rig, "main", rig_head(rig, "author")));
    second = rig_commit(rig, "two", "main");
    assert_true(check_out_branch(rig, "main", second));
    assert_string_equal(site_file(rig), "two");
    assert_string_equal(rig_shell(rig, "git -C site rev-parse origin/main"), second);
}

/* HOOKLET_SHA decides, not what the branch is by now. */
static void
older_commit_than_the_branch_is_checked_out(void **state)
{
    struct rig *rig = *state;
    const char *first;

    rig_repository(rig);
    first = rig_head(rig, "author");
    rig_commit(rig, "two", "main");
    assert_true(check_out_branch(rig, "main", first));
    assert_string_equal(site_file(rig), "one");
}

static void
force_pushed_branch_is_followed(void **state)
{
    struct rig *rig = *state;
    const char *before, *after;

    rig_repository(rig);
    before = rig_commit(rig, "two", "main");
    assert_true(check_out_branch(rig, "main", before));
    rig_shell(rig, "cd author; git reset -q --hard HEAD~1");
    after = rig_commit(rig, "other", "main");
    assert_true(check_out_branch(rig, "main", after));
    assert_string_equal(site_file(rig), "other");
    assert_true(check_out_branch(rig, "main", before));
    assert_string_equal(site_file(rig), "two");
}

static void
commit_that_was_pushed_over_is_had_by_its_name(void **state)
{
    struct rig *rig = *state;
    const char *lost;

    rig_repository(rig);
    lost = rig_commit(rig, "two", "main");
    rig_shell(rig, "cd author; git reset -q --hard HEAD~1");
    rig_commit(rig, "other", "main");
    assert_true(check_out_branch(rig, "main", lost));
    assert_string_equal(site_file(rig), "two");
}

static void
deleted_branch_does_not_matter(void **state)
{
    struct rig *rig = *state;
    const char *sha;

    rig_repository(rig);
    sha = rig_commit(rig, "two", "feature/x");
    rig_shell(rig, "git -C author push -q origin :feature/x");
    assert_true(check_out_branch(rig, "feature/x", sha));
    assert_string_equal(site_file(rig), "two");
    assert_string_equal(rig->outcome.steps[1].end, "exit status 128");
}

/* GitHub's push of an annotated tag names the tag's object. */
static void
tags_plain_and_annotated(void **state)
{
    struct rig *rig = *state;
    struct rule_values values = { .of = { [VALUE_TAG] = "v1" } };

    rig_repository(rig);
    rig_shell(rig, "cd author; git tag v1; git tag -a -m two v2; git push -q origin v1 v2");
    values.of[VALUE_SHA] = rig_head(rig, "author");
    assert_true(check_out(rig, values, false));
    values.of[VALUE_TAG] = "v2";
    values.of[VALUE_SHA] = rig_shell(rig, "git -C author rev-parse v2");
    assert_string_not_equal(values.of[VALUE_SHA], rig_head(rig, "author"));
    assert_true(check_out(rig, values, false));
    assert_string_equal(rig_head(rig, "site"), rig_head(rig, "author"));
    assert_string_equal(rig_shell(rig, "git -C site tag"), "v1\nv2");
}

static void
unknown_commit_fails(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    assert_false(check_out_branch(rig, "main", RIG_SHA));
    assert_int_equal(rig->outcome.end, OUTCOME_FAILED);
    assert_string_equal(rig->outcome.detail,
                        pool_printf(rig->pool, "step git fetch %s %s: exit status 128",
                                    rig->rules[0].remote, RIG_SHA));
}

static void
missing_repository_fails_with_gits_words(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig->rules[0].remote = rig_path(rig, "nowhere.git");
    assert_false(check_out_branch(rig, "main", RIG_SHA));
    assert_int_equal(rig->outcome.end, OUTCOME_FAILED);
    assert_non_null(strstr(rig->outcome.steps[1].output, "nowhere.git"));
}

static void
directory_that_is_no_work_tree_is_hopeless(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig_shell(rig, "echo precious >site/notes");
    assert_false(check_out_branch(rig, "main", rig_head(rig, "author")));
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
    assert_non_null(strstr(rig->outcome.detail, "neither empty nor a git work tree"));
    assert_int_equal(rig->outcome.step_count, 0);
    assert_string_equal(rig_shell(rig, "cat site/notes"), "precious");
}

/* A broken .git must not send git to the repository that the directory lies in. */
static void
repository_above_is_never_touched(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig_shell(rig, "mkdir author/site author/site/.git");
    rig->rules[0].directory = rig_path(rig, "author/site");
    rig_commit(rig, "two", "main");
    assert_false(check_out_branch(rig, "main", rig_shell(rig, "git -C author rev-parse HEAD~1")));
    assert_int_equal(rig->outcome.end, OUTCOME_FAILED);
    assert_string_equal(rig_shell(rig, "cat author/file"), "two");
}

static void
local_changes_are_overwritten_and_untracked_files_stay(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    assert_true(check_out_branch(rig, "main", rig_head(rig, "author")));
    rig_shell(rig, "echo changed >site/file; echo mine >site/untracked; git -C site add file");
    assert_true(check_out_branch(rig, "main", rig_commit(rig, "two", "main")));
    assert_string_equal(site_file(rig), "two");
    assert_string_equal(rig_shell(rig, "cat site/untracked"), "mine");
}

static void
locks_of_a_git_that_was_cut_off_are_removed(void **state)
{
    struct rig *rig = *state;
    struct rule_values values = { .of = { [VALUE_BRANCH] = "main" } };

    rig_repository(rig);
    values.of[VALUE_SHA] = rig_head(rig, "author");
    assert_true(check_out(rig, values, false));
    values.of[VALUE_SHA] = rig_commit(rig, "two", "main");
    rig_shell(rig, "cd site/.git; touch index.lock HEAD.lock refs/remotes/origin/main.lock");
    assert_false(check_out(rig, values, false));
    assert_int_equal(rig->outcome.end, OUTCOME_FAILED);
    assert_true(check_out(rig, values, true));
    assert_string_equal(site_file(rig), "two");
}

static void
half_made_repository_is_mended(void **state)
{
    struct rig *rig = *state;
    struct rule_values values = { .of = { [VALUE_BRANCH] = "main" } };

    rig_repository(rig);
    rig_shell(rig, "mkdir -p site/.git/objects");
    values.of[VALUE_SHA] = rig_head(rig, "author");
    assert_true(check_out(rig, values, true));
    assert_string_equal(site_file(rig), "one");
}

static void
helper_programs_are_not_run(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig->rules[0].remote = pool_printf(rig->pool, "ext::touch %s", rig_path(rig, "pwned"));
    assert_false(check_out_branch(rig, "main", RIG_SHA));
    assert_int_equal(access(rig_path(rig, "pwned"), F_OK), -1);
    assert_non_null(strstr(rig->outcome.steps[1].output, "not allowed"));
}

static void
remote_that_looks_like_an_option_is_a_remote(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig->rules[0].remote = pool_printf(rig->pool, "--upload-pack=touch %s", rig_path(rig, "pwned"));
    assert_false(check_out_branch(rig, "main", RIG_SHA));
    assert_int_equal(access(rig_path(rig, "pwned"), F_OK), -1);
}

static void
no_commit_is_hopeless(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    assert_false(check_out_branch(rig, "main", NULL));
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
    assert_false(check_out_branch(rig, "main", "0000000000000000000000000000000000000000"));
    assert_int_equal(rig->outcome.end, OUTCOME_HOPELESS);
}

static void
remote_without_a_setting_is_the_clone_url(void **state)
{
    struct rig *rig = *state;

    rig_repository(rig);
    rig_shell(rig, "mkdir acme; cp -r origin.git acme/web.git");
    rig->rules[0].remote = NULL;
    rig->settings.github.clone_url = pool_printf(rig->pool, "file://%s", rig->directory);
    assert_true(check_out_branch(rig, "main", rig_head(rig, "author")));
    assert_string_equal(site_file(rig), "one");
}

static void
titles_show_no_password(void **state)
{
    struct rig *rig = *state;

    assert_string_equal(git_remote_shown(rig->pool, "https://u:p@host/a/b.git"),
                        "https://host/a/b.git");
    assert_string_equal(git_remote_shown(rig->pool, "https://u:p@p@host:8443/a@b"),
                        "https://host:8443/a@b");
    assert_string_equal(git_remote_shown(rig->pool, "https://token@host"), "https://host");
    assert_string_equal(git_remote_shown(rig->pool, "https://host/a@b"), "https://host/a@b");
    assert_string_equal(git_remote_shown(rig->pool, "git@host:a/b.git"), "git@host:a/b.git");
    assert_string_equal(git_remote_shown(rig->pool, "/srv/git/web.git"), "/srv/git/web.git");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        RIG_TEST("empty-directory-becomes-a-clone", empty_directory_becomes_a_clone),
        RIG_TEST("missing-directory-is-made", missing_directory_is_made),
        RIG_TEST("second-commit-is-fetched", second_commit_is_fetched),
        RIG_TEST("older-commit-than-the-branch-is-checked-out",
                 older_commit_than_the_branch_is_checked_out),
        RIG_TEST("force-pushed-branch-is-followed", force_pushed_branch_is_followed),
        RIG_TEST("commit-that-was-pushed-over-is-had-by-its-name",
                 commit_that_was_pushed_over_is_had_by_its_name),
        RIG_TEST("deleted-branch-does-not-matter", deleted_branch_does_not_matter),
        RIG_TEST("tags-plain-and-annotated", tags_plain_and_annotated),
        RIG_TEST("unknown-commit-fails", unknown_commit_fails),
        RIG_TEST("missing-repository-fails-with-gits-words",
                 missing_repository_fails_with_gits_words),
        RIG_TEST("directory-that-is-no-work-tree-is-hopeless",
                 directory_that_is_no_work_tree_is_hopeless),
        RIG_TEST("repository-above-is-never-touched", repository_above_is_never_touched),
        RIG_TEST("local-changes-are-overwritten-and-untracked-files-stay",
                 local_changes_are_overwritten_and_untracked_files_stay),
        RIG_TEST("locks-of-a-git-that-was-cut-off-are-removed",
                 locks_of_a_git_that_was_cut_off_are_removed),
        RIG_TEST("half-made-repository-is-mended", half_made_repository_is_mended),
        RIG_TEST("helper-programs-are-not-run", helper_programs_are_not_run),
        RIG_TEST("remote-that-looks-like-an-option-is-a-remote",
                 remote_that_looks_like_an_option_is_a_remote),
        RIG_TEST("no-commit-is-hopeless", no_commit_is_hopeless),
        RIG_TEST("remote-without-a-setting-is-the-clone-url",
                 remote_without_a_setting_is_the_clone_url),
        RIG_TEST("titles-show-no-password", titles_show_no_password),
    };

    return cmocka_run_group_tests_name("checkout", tests, NULL, NULL);
}
