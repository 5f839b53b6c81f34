/* report.c - one comment, when it is over. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/json_scan.h"
#include "work/comment.h"
#include "work/github_job.h"
#include "work/report.h"

enum { REPORT_STEP = 10000000 }; /* beyond the steps of all that a comment can ask for */

static const char *
words(const struct work *work, const struct job *job, const struct rule *rule, const char *sha,
      const struct outcome *outcome)
{
    const char *environment = rule_environment_name(rule);
    const char *detail = outcome->detail != NULL ? outcome->detail : "no reason is known";

    if (outcome->end == OUTCOME_DONE)
        return pool_printf(work->pool, "`%.7s` is deployed to %s.", sha, environment);
    return pool_printf(work->pool, "`%.7s` could not be deployed to %s: %s (job %lld)", sha,
                       environment, detail, (long long)job->id);
}

static bool
asked_in_a_comment(struct pool *pool, const struct job *job)
{
    struct json_want want = { .pointer = "/place" };

    return json_scan(pool, job->args, strlen(job->args), &want, 1) == 0 && want.first != NULL;
}

void
report_deploy(const struct work *work, const struct job *job, const struct rule *rule,
              const struct rule_values *values, struct outcome *outcome)
{
    const char *sha = values->of[VALUE_SHA];
    struct github_place place;
    struct planned_job *follow;
    struct comment_wish wish = { .place = &place, .now_ms = clock_ms() };

    if (sha == NULL || !asked_in_a_comment(work->pool, job) ||
        github_place_read(work->pool, job->args, &place) != NULL)
        return;
    wish.installation = github_job_installation(work->pool, job);
    wish.text = words(work, job, rule, sha, outcome);
    follow = pool_alloc(work->pool, sizeof(*follow));
    comment_plan(follow, &wish, &work->settings->github_api, work->pool);
    follow->rule = rule->name;
    follow->step = REPORT_STEP + job->step;
    outcome->follow = follow;
    outcome->follow_count = 1;
}
