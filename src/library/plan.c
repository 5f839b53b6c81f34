/* plan.c - each wish is checked when it is made, and the first that fails spoils the plan. */
#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "library/job_made.h"
#include "library/member.h"
#include "library/message_made.h"
#include "library/plan_made.h"
#include "work/comment_wish.h"
#include "work/plan_job.h"

enum { JOBS_MOST = 1000 };

static void
spoil(struct hooklet_plan *plan, int rc)
{
    if (plan->trouble == 0)
        plan->trouble = rc;
}

/* Adds a job; its rule lives as long as the plan. */
static void
add(struct hooklet_plan *plan, const struct planned_job *job)
{
    if (plan->own.job_count == JOBS_MOST)
        spoil(plan, fail(FAIL_CONFIG, "%s: more than %d jobs of one event", plan->program,
                         (int)JOBS_MOST));
    else if (plan->trouble == 0)
        *plan_add_job(&plan->own, plan->pool) = *job;
}

/* Where the event's text stands. */
static int
place_of(const struct hooklet_plan *plan, struct github_place *place)
{
    const struct github_comment *said = &plan->event->said;

    *place = (struct github_place){ .kind = said->place,
                                    .repository = said->event.repository,
                                    .number = said->number,
                                    .id = said->id,
                                    .thread = said->thread,
                                    .sha = said->sha };
    if (!plan->event->written)
        return fail(FAIL_CONFIG, "%s: nobody writes in events of kind %s: there is no place for it",
                    plan->program, said->event.kind);
    if (place->kind == PLACE_COMMIT_COMMENT && place->sha == NULL)
        return fail(FAIL_FIELD, "%s: /comment/commit_id is no commit", said->event.kind);
    return 0;
}

static int
place_numbered(const struct hooklet_plan *plan, int64_t number, struct github_place *place)
{
    *place = (struct github_place){ .kind = PLACE_ISSUE,
                                    .repository = plan->event->said.event.repository,
                                    .number = number };
    if (place->repository == NULL)
        return fail(FAIL_CONFIG, "%s: a comment on number %" PRId64 ", but of no repository",
                    plan->program, number);
    if (number <= 0)
        return fail(FAIL_CONFIG, "%s: a comment on number %" PRId64 ", which is none",
                    plan->program, number);
    return 0;
}

static void
wish(struct hooklet_plan *plan, const struct github_place *place, const char *text,
     const char *reaction)
{
    const struct comment_wish wish = {
        .place = place,
        .installation = plan->event->said.event.installation,
        .text = text,
        .reaction = reaction,
        .now_ms = plan->event->delivery->received_ms,
    };
    struct planned_job job = { .rule = plan->program };

    comment_plan(&job, &wish, &plan->app->settings->github_api, plan->pool);
    add(plan, &job);
}

static void
comment(struct hooklet_plan *plan, int rc, const struct github_place *place, const char *text)
{
    if (rc == 0 && text[0] == '\0')
        rc = fail(FAIL_CONFIG, "%s: a comment without a text", plan->program);
    if (rc == 0)
        wish(plan, place, text, NULL);
    else
        spoil(plan, rc);
}

void
hooklet_plan_comment(struct hooklet_plan *plan, const char *format, ...)
{
    struct github_place place;
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(plan->pool, format, args);
    va_end(args);
    comment(plan, place_of(plan, &place), &place, text);
}

void
hooklet_plan_comment_on(struct hooklet_plan *plan, int64_t number, const char *format, ...)
{
    struct github_place place;
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(plan->pool, format, args);
    va_end(args);
    comment(plan, place_numbered(plan, number, &place), &place, text);
}

/* source  GitHub docs, "REST API endpoints for reactions" */
static bool
is_reaction(const char *name)
{
    static const char *const names[] = { "+1",    "-1",     "laugh",  "confused",
                                         "heart", "hooray", "rocket", "eyes" };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

void
hooklet_plan_reaction(struct hooklet_plan *plan, const char *reaction)
{
    struct github_place place;
    int rc = place_of(plan, &place);

    if (rc == 0 && !is_reaction(reaction))
        rc = fail(FAIL_CONFIG, "%s: GitHub has no reaction \"%s\"", plan->program, reaction);
    if (rc == 0)
        wish(plan, &place, NULL, pool_string(plan->pool, reaction));
    else
        spoil(plan, rc);
}

static bool
is_for(const struct repo *repo, const struct rule *rule)
{
    for (size_t i = 0; i < repo->rule_count; i++) {
        if (repo->rules[i] == rule)
            return true;
    }
    return false;
}

void
hooklet_plan_run(struct hooklet_plan *plan, const char *name)
{
    const struct github_event *event = &plan->event->said.event;
    const struct rule *rule = settings_rule(plan->app->settings, name);
    const struct happening happening = { .event = event, .run_order_ms = event->received_ms };
    struct planned_job job = { 0 };
    struct repo repo;

    if (rule == NULL || rule->kind != RULE_RUN) {
        spoil(plan,
              fail(FAIL_CONFIG, "%s: hooklet.conf has no run rule \"%s\"", plan->program, name));
        return;
    }
    repo_find(plan->app->settings, event->repository, plan->pool, &repo);
    if (!is_for(&repo, rule)) {
        plan_add_ignored(&plan->own, plan->pool, rule->name, "it is not for this repository");
        return;
    }
    plan_rule_job(&job, &happening, rule, plan->pool);
    add(plan, &job);
}

void
hooklet_plan_job(struct hooklet_plan *plan, const struct hooklet_job *job)
{
    struct planned_job planned;
    int rc = job_made(job, plan->program, plan->event->delivery->received_ms, plan->pool, &planned);

    if (rc == 0)
        add(plan, &planned);
    else
        spoil(plan, rc);
}

/* Each of a plan is told from the others by its place, which a repetition comes to as well. */
void
hooklet_plan_send(struct hooklet_plan *plan, const struct hooklet_message *message)
{
    const char *rule = pool_printf(plan->pool, "%s:%zu", plan->program, plan->own.job_count);
    struct planned_job job = { 0 };
    int rc = message_job_made(message, plan->app->settings, plan->event->delivery, rule, plan->pool,
                              &job);

    if (rc == 0)
        add(plan, &job);
    else
        spoil(plan, rc);
}

void
hooklet_plan_stock(struct hooklet_plan *plan)
{
    plan->stock = true;
}

void
hooklet_plan_ignore(struct hooklet_plan *plan, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    plan_add_ignored(&plan->own, plan->pool, plan->program, pool_vprintf(plan->pool, format, args));
    va_end(args);
}

const char *
hooklet_plan_args(struct hooklet_plan *plan, const char *name, ...)
{
    const char *text;
    va_list more;

    va_start(more, name);
    text = members_write(plan->pool, name, more);
    va_end(more);
    return text;
}

const char *
hooklet_plan_print(struct hooklet_plan *plan, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(plan->pool, format, args);
    va_end(args);
    return text;
}
