/* asana.c - the event once more, whole; then task_sync_run() */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "work/asana.h"
#include "work/github_job.h"
#include "work/job_event.h"
#include "work/task_sync.h"

enum field { EVENT, ITEM, RESTRICTED, FIELDS };

/* What a job is about. */
struct about {
    const char *kind; /* of the event, as the plan knew it */
    const char *root;
    struct strings limits;
};

static const char *
read_args(struct pool *pool, const struct job *job, struct about *about)
{
    struct json_want wants[FIELDS] = {
        [EVENT].pointer = "/event", [ITEM].pointer = "/item", [RESTRICTED].pointer = "/restricted/*"
    };

    if (json_scan(pool, job->args, strlen(job->args), wants, FIELDS) != 0)
        return "its args are no JSON";
    about->kind = json_string(&wants[EVENT]);
    about->root = json_string(&wants[ITEM]);
    if (about->kind == NULL || about->root == NULL)
        return "its args don't say where the item is";
    about->limits = json_strings(pool, &wants[RESTRICTED]);
    return NULL;
}

static int
read_item(const struct work *work, const struct job *job, const struct about *about,
          const struct delivery *delivery, struct github_item_event *event)
{
    const char *root = github_item_root(about->kind);

    if (root != NULL && strcmp(root, about->root) == 0)
        return github_item_decode(delivery, work->pool, event);
    event->event = (struct github_event){ .kind = about->kind,
                                          .installation = github_job_installation(work->pool, job),
                                          .received_ms = delivery->received_ms };
    return github_item_read(work->pool, delivery->document, delivery->document_length, about->root,
                            &event->item);
}

/* trouble: there is nothing that could be read, however often one tries. */
static int
read_event(const struct work *work, const struct job *job, const struct about *about,
           struct github_item_event *event, const char **trouble)
{
    struct delivery delivery = { 0 };
    int rc = job_event_read(work, job, about->kind, &delivery, trouble);

    if (rc == 0 && *trouble == NULL)
        rc = read_item(work, job, about, &delivery, event);
    if (!job_event_unreadable(rc))
        return rc;
    *trouble = pool_string(work->pool, fail_detail());
    return 0;
}

static int
run(struct task_sync *sync, struct outcome *outcome)
{
    struct pool *pool = sync->work->pool;
    int rc = task_sync_run(sync);

    if (rc == 0)
        *outcome = (struct outcome){ .end = OUTCOME_DONE, .detail = task_sync_words(sync) };
    if (rc == FAIL_CONFLICT)
        *outcome = (struct outcome){ .end = OUTCOME_FAILED,
                                     .detail = "others change the same task all the time" };
    if (rc == FAIL_BUSY && sync->again_ms > 0)
        *outcome = (struct outcome){ .end = OUTCOME_POSTPONED,
                                     .detail = pool_string(pool, fail_detail()),
                                     .not_before_ms = sync->again_ms };
    return outcome->detail != NULL ? 0 : rc;
}

int
asana_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct github_item_event event = { 0 };
    struct about about = { 0 };
    struct task_sync sync = { .work = work, .event = &event, .ledger_event = job->event };
    const char *trouble = read_args(work->pool, job, &about);
    int rc = 0;

    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS };
    sync.rule = settings_rule(work->settings, job->rule);
    sync.limits = about.limits;
    if (trouble == NULL && (sync.rule == NULL || sync.rule->kind != RULE_TASKS))
        trouble =
            pool_printf(work->pool, "tasks rule %s is not in hooklet.conf any more", job->rule);
    if (trouble == NULL)
        rc = read_event(work, job, &about, &event, &trouble);
    outcome->detail = trouble;
    return rc == 0 && trouble == NULL ? run(&sync, outcome) : rc;
}
