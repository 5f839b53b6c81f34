/* test-ci_judge.c - whose word settles, and what it means */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "work/ci_judge.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* "deploy", "success", at, stopped */
#define W(name, status, created, stopped)                                                          \
    {                                                                                              \
        "id of " name, name, status, false, created, stopped                                       \
    }

struct scene {
    const char *wanted; /* name of the configured workflow */
    const char *state;  /* of the pipeline; NULL: created */
    const char *trouble;
    struct circleci_workflow workflows[4]; /* up to one without a name */
    enum ci_state is;
    const char *says;
};

static void
play(struct pool *pool, const struct scene *scenes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct scene *scene = &scenes[i];
        const struct circleci_pipeline pipeline = { .state = scene->state != NULL ? scene->state
                                                                                  : "created",
                                                    .trouble = scene->trouble };
        struct circleci_workflows workflows = { scene->workflows, 0 };
        struct ci_build build = { 0 };

        while (workflows.count < COUNT(scene->workflows) &&
               scene->workflows[workflows.count].name != NULL)
            workflows.count++;
        ci_judge_pipeline(pool, &pipeline, &workflows, scene->wanted, &build);
        print_message("# %s\n", scene->says);
        assert_int_equal(build.state, scene->is);
        assert_string_equal(build.words, scene->says);
    }
}

static void
one_word_each(void **state)
{
    static const struct scene scenes[] = {
        { NULL, NULL, NULL, { W("d", "success", 1, 2) }, CI_SUCCESS, "workflow d: success" },
        { NULL, NULL, NULL, { W("d", "failed", 1, 2) }, CI_FAILURE, "workflow d: failed" },
        { NULL, NULL, NULL, { W("d", "canceled", 1, 2) }, CI_FAILURE, "workflow d: canceled" },
        { NULL, NULL, NULL, { W("d", "error", 1, 2) }, CI_ERROR, "workflow d: error" },
        { NULL, NULL, NULL, { W("d", "error", 1, 0) }, CI_ERROR, "workflow d: error" },
        { NULL,
          NULL,
          NULL,
          { W("d", "unauthorized", 1, 0) },
          CI_ERROR,
          "workflow d: unauthorized" },
        { NULL, NULL, NULL, { W("d", "not_run", 1, 0) }, CI_ERROR, "workflow d: not_run" },
        { NULL, NULL, NULL, { W("d", "running", 1, 0) }, CI_RUNNING, "workflow d: running" },
        { NULL, NULL, NULL, { W("d", "failing", 1, 0) }, CI_RUNNING, "workflow d: failing" },
        { NULL,
          NULL,
          NULL,
          { W("d", "on_hold", 1, 0) },
          CI_RUNNING,
          "workflow d: waits for an approval at CircleCI" },
        { NULL, NULL, NULL, { W("d", "a_new_word", 1, 0) }, CI_RUNNING, "workflow d: a_new_word" },
        { NULL, NULL, NULL, { W("d", "a_new_word", 1, 2) }, CI_ERROR, "workflow d: a_new_word" },
    };

    play(*state, scenes, COUNT(scenes));
}

static void
the_configured_workflow_settles(void **state)
{
    static const struct scene scenes[] = {
        { "d",
          NULL,
          NULL,
          { W("t", "failed", 1, 2), W("d", "success", 1, 2) },
          CI_SUCCESS,
          "workflow d: success" },
        { "d",
          NULL,
          NULL,
          { W("t", "success", 1, 2), W("d", "running", 1, 0) },
          CI_RUNNING,
          "workflow d: running" },
        { "d",
          NULL,
          NULL,
          { W("t", "running", 1, 0) },
          CI_RUNNING,
          "its workflows have not begun" },
        { "d",
          NULL,
          NULL,
          { W("t", "success", 1, 2), W("u", "failed", 1, 2) },
          CI_ERROR,
          "no workflow called d was run; those that were: t, u" },
        { "d",
          "setup",
          NULL,
          { { "id", "setup", "success", true, 1, 2 } },
          CI_RUNNING,
          "its workflows have not begun" },
        { "D",
          NULL,
          NULL,
          { W("d", "success", 1, 2) },
          CI_ERROR,
          "no workflow called D was run; those that were: d" },
    };

    play(*state, scenes, COUNT(scenes));
}

static void
the_last_open_one_settles(void **state)
{
    static const struct scene scenes[] = {
        { NULL,
          NULL,
          NULL,
          { W("t", "failed", 1, 2), W("d", "running", 1, 0) },
          CI_RUNNING,
          "workflow d: running" },
        { NULL,
          NULL,
          NULL,
          { W("t", "failed", 1, 2), W("d", "success", 1, 3) },
          CI_FAILURE,
          "workflow t: failed" },
        { NULL,
          NULL,
          NULL,
          { W("t", "failed", 1, 2), W("d", "error", 1, 3) },
          CI_ERROR,
          "workflow d: error" },
        { NULL,
          NULL,
          NULL,
          { W("t", "success", 1, 2), W("d", "success", 1, 3) },
          CI_SUCCESS,
          "workflow t: success" },
    };

    play(*state, scenes, COUNT(scenes));
}

/* Somebody has pressed "rerun": the newest run of that workflow is what counts. */
static void
what_is_run_again(void **state)
{
    static const struct scene scenes[] = {
        { "d",
          NULL,
          NULL,
          { W("d", "failed", 1, 2), W("d", "success", 3, 4) },
          CI_SUCCESS,
          "workflow d: success" },
        { "d",
          NULL,
          NULL,
          { W("d", "running", 3, 0), W("d", "failed", 1, 2) },
          CI_RUNNING,
          "workflow d: running" },
        { NULL,
          NULL,
          NULL,
          { W("t", "success", 1, 2), W("d", "failed", 1, 2), W("d", "success", 3, 4) },
          CI_SUCCESS,
          "workflow t: success" },
        { NULL,
          NULL,
          NULL,
          { W("d", "failed", 1, 2), W("d", "success", 1, 2) },
          CI_FAILURE,
          "workflow d: failed" },
    };

    play(*state, scenes, COUNT(scenes));
}

static void
before_there_are_workflows(void **state)
{
    static const struct scene scenes[] = {
        { NULL, "pending", NULL, { { 0 } }, CI_RUNNING, "its workflows have not begun" },
        { "d", "created", NULL, { { 0 } }, CI_RUNNING, "its workflows have not begun" },
        { NULL,
          "setup",
          NULL,
          { { "id", "setup", "running", true, 1, 0 } },
          CI_RUNNING,
          "its workflows have not begun" },
        { "d", "errored", NULL, { { 0 } }, CI_ERROR, "CircleCI could not run it" },
        { NULL,
          "errored",
          "Unexpected argument(s): URL; declare it",
          { { 0 } },
          CI_ERROR,
          "CircleCI could not run it: Unexpected argument(s): URL; declare it" },
        { NULL,
          "created",
          "no config",
          { { 0 } },
          CI_ERROR,
          "CircleCI could not run it: no config" },
    };

    play(*state, scenes, COUNT(scenes));
}

static void
which_workflow_it_was(void **state)
{
    const struct circleci_pipeline pipeline = { .state = "created" };
    const struct circleci_workflow items[] = { W("t", "success", 1, 2), W("d", "running", 1, 0) };
    const struct circleci_workflows workflows = { items, 2 }, none = { items, 0 };
    struct ci_build build = { 0 };

    ci_judge_pipeline(*state, &pipeline, &none, NULL, &build);
    assert_null(build.workflow);
    ci_judge_pipeline(*state, &pipeline, &workflows, "t", &build);
    assert_string_equal(build.workflow, "id of t");
}

static void
builds_of_the_old_way(void **state)
{
    static const struct {
        const char *lifecycle, *outcome;
        enum ci_state is;
        const char *says;
    } rows[] = {
        { "finished", "success", CI_SUCCESS, "build 54: success" },
        { "finished", "failed", CI_FAILURE, "build 54: failed" },
        { "finished", "canceled", CI_FAILURE, "build 54: canceled" },
        { "finished", "infrastructure_fail", CI_FAILURE, "build 54: infrastructure_fail" },
        { "finished", "timedout", CI_FAILURE, "build 54: timedout" },
        { "finished", "no_tests", CI_ERROR, "build 54: no_tests" },
        { "finished", "running", CI_ERROR, "build 54: running" },
        { "finished", NULL, CI_RUNNING, "build 54: finished" },
        { "running", NULL, CI_RUNNING, "build 54: running" },
        { "queued", NULL, CI_RUNNING, "build 54: queued" },
        { "not_running", NULL, CI_RUNNING, "build 54: not_running" },
        { NULL, NULL, CI_RUNNING, "build 54: not begun" },
        { "not_run", NULL, CI_ERROR, "build 54: not_run" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct circleci_build theirs = { .number = 54,
                                               .lifecycle = rows[i].lifecycle,
                                               .outcome = rows[i].outcome };
        struct ci_build build = { 0 };

        ci_judge_build(*state, &theirs, &build);
        assert_int_equal(build.state, rows[i].is);
        assert_string_equal(build.words, rows[i].says);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("one-word-each", one_word_each),
        TEST("the-configured-workflow-settles", the_configured_workflow_settles),
        TEST("the-last-open-one-settles", the_last_open_one_settles),
        TEST("what-is-run-again", what_is_run_again),
        TEST("before-there-are-workflows", before_there_are_workflows),
        TEST("which-workflow-it-was", which_workflow_it_was),
        TEST("builds-of-the-old-way", builds_of_the_old_way),
    };

    return cmocka_run_group_tests_name("ci_judge", tests, NULL, NULL);
}
