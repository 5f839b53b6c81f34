/* ci_judge.c - words to states, and which workflow's word counts. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "work/ci_judge.h"

/* All that CircleCI says at an end, or before it; v1.1 and v2 share their words. */
static const struct {
    const char *word;
    enum ci_state state;
} words[] = {
    { "success", CI_SUCCESS },  { "failed", CI_FAILURE },
    { "canceled", CI_FAILURE }, { "infrastructure_fail", CI_FAILURE },
    { "timedout", CI_FAILURE }, { "running", CI_RUNNING },
    { "failing", CI_RUNNING }, /* a job has failed, and others still run */
    { "on_hold", CI_RUNNING },
};

/* ended: nothing follows; so a word that we don't know is no success. */
static enum ci_state
state_of(const char *word, bool ended)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, word) == 0)
            return words[i].state;
    }
    return ended ? CI_ERROR : CI_RUNNING;
}

/* Words that are an end, though we have no state for them. */
static bool
is_end(const char *word)
{
    static const char *const ends[] = { "error", "unauthorized", "not_run" };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(ends[i], word) == 0)
            return true;
    }
    return false;
}

static enum ci_state
workflow_state(const struct circleci_workflow *workflow)
{
    return state_of(workflow->status, workflow->stopped_ms > 0 || is_end(workflow->status));
}

/* Of one that was run again the newest run counts; of two made at once the one listed first. */
static bool
is_newest(const struct circleci_workflows *workflows, const struct circleci_workflow *one)
{
    for (size_t i = 0; i < workflows->count; i++) {
        const struct circleci_workflow *other = &workflows->items[i];

        if (strcmp(other->name, one->name) == 0 &&
            (other->created_ms > one->created_ms ||
             (other->created_ms == one->created_ms && other < one)))
            return false;
    }
    return true;
}

/* What is open goes before what has ended, and of that the worse before the better. */
static int
rank(enum ci_state state)
{
    static const int ranks[] = {
        [CI_RUNNING] = 3, [CI_ERROR] = 2, [CI_FAILURE] = 1, [CI_SUCCESS] = 0
    };

    return ranks[state];
}

/* The workflow whose word counts; NULL: there is none yet. */
static const struct circleci_workflow *
pick(const struct circleci_workflows *workflows, const char *name)
{
    const struct circleci_workflow *picked = NULL;

    for (size_t i = 0; i < workflows->count; i++) {
        const struct circleci_workflow *one = &workflows->items[i];

        if ((name != NULL ? strcmp(one->name, name) != 0 : one->setup) ||
            !is_newest(workflows, one))
            continue;
        if (picked == NULL || rank(workflow_state(one)) > rank(workflow_state(picked)))
            picked = one;
    }
    return picked;
}

static bool
all_ended(const struct circleci_workflows *workflows)
{
    for (size_t i = 0; i < workflows->count; i++) {
        if (workflow_state(&workflows->items[i]) == CI_RUNNING)
            return false;
    }
    return true;
}

/* A pipeline that is "created" has all its workflows; one with a setup gets them later. */
static bool
more_to_come(const struct circleci_pipeline *pipeline, const struct circleci_workflows *workflows)
{
    return workflows->count == 0 || strcmp(pipeline->state, "created") != 0 ||
           !all_ended(workflows);
}

static const char *
names_of(struct pool *pool, const struct circleci_workflows *workflows)
{
    const char *names = "";

    for (size_t i = 0; i < workflows->count; i++)
        names = pool_printf(pool, "%s%s%s", names, i > 0 ? ", " : "", workflows->items[i].name);
    return names;
}

static void
judge_without(struct pool *pool, const struct circleci_pipeline *pipeline,
              const struct circleci_workflows *workflows, const char *name, struct ci_build *build)
{
    if (more_to_come(pipeline, workflows) || name == NULL) {
        build->state = CI_RUNNING;
        build->words = "its workflows have not begun";
        return;
    }
    build->state = CI_ERROR;
    build->words = pool_printf(pool, "no workflow called %s was run; those that were: %s", name,
                               names_of(pool, workflows));
}

void
ci_judge_pipeline(struct pool *pool, const struct circleci_pipeline *pipeline,
                  const struct circleci_workflows *workflows, const char *name,
                  struct ci_build *build)
{
    const struct circleci_workflow *one = pick(workflows, name);

    if (one != NULL) {
        build->workflow = one->id;
        build->state = workflow_state(one);
        build->words =
            pool_printf(pool, "workflow %s: %s", one->name,
                        strcmp(one->status, "on_hold") == 0 ? "waits for an approval at CircleCI"
                                                            : one->status);
        return;
    }
    if (pipeline->trouble != NULL || strcmp(pipeline->state, "errored") == 0) {
        build->state = CI_ERROR;
        build->words = pool_printf(pool, "CircleCI could not run it%s%s",
                                   pipeline->trouble != NULL ? ": " : "",
                                   pipeline->trouble != NULL ? pipeline->trouble : "");
        return;
    }
    judge_without(pool, pipeline, workflows, name, build);
}

void
ci_judge_build(struct pool *pool, const struct circleci_build *theirs, struct ci_build *build)
{
    const bool never = theirs->lifecycle != NULL && strcmp(theirs->lifecycle, "not_run") == 0;

    if (theirs->outcome != NULL) {
        build->state = state_of(theirs->outcome, true);
        if (build->state == CI_RUNNING)
            build->state = CI_ERROR;
        build->words = pool_printf(pool, "build %" PRId64 ": %s", theirs->number, theirs->outcome);
        return;
    }
    build->state = never ? CI_ERROR : CI_RUNNING;
    build->words = pool_printf(pool, "build %" PRId64 ": %s", theirs->number,
                               theirs->lifecycle != NULL ? theirs->lifecycle : "not begun");
}
