/* slack_act.c - what is left to do, and what follows. */
#include "config.h"

#include "work/slack_act.h"
#include "work/slack_acting.h"

/* Of one event's jobs each has its own hundred of steps for those that follow it. */
enum { STEPS = 100 };

static int
say_planned(struct slack_acting *acting)
{
    struct slack_reply reply;

    if (slack_reply_read(acting->work->pool, acting->task.reply, &reply))
        return slack_answer(acting, &reply);
    *acting->outcome =
        (struct outcome){ .end = OUTCOME_HOPELESS, .detail = "its args have a reply that is none" };
    return 0;
}

static int
say_help(struct slack_acting *acting)
{
    const struct slack_reply reply = { .text =
                                           chat_help(acting->work->pool, acting->slack.api, NULL) };

    return slack_answer(acting, &reply);
}

static int
do_task(struct slack_acting *acting)
{
    switch (acting->task.what) {
    case CHAT_TASK_ALLOW:
        return slack_allow(acting);
    case CHAT_TASK_GREET:
    case CHAT_TASK_WELCOME:
        return slack_greet(acting);
    case CHAT_TASK_DEPLOY:
        return slack_deploy(acting);
    case CHAT_TASK_SAY:
        return say_planned(acting);
    case CHAT_TASK_HELP:
        break;
    }
    return say_help(acting);
}

static void
follow(struct slack_acting *acting)
{
    struct plan *plan = &acting->plan;

    for (size_t i = 0; i < plan->job_count; i++)
        plan->jobs[i].step = STEPS * acting->job->step + (int)i + 1;
    acting->outcome->follow = plan->jobs;
    acting->outcome->follow_count = plan->job_count;
}

int
slack_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct slack_acting acting = {
        .work = work,
        .job = job,
        .outcome = outcome,
        .app = { work->settings, work->store },
        .slack = { &work->settings->slack_api, work->store, work->pool },
    };
    const char *trouble = chat_job_read(work->pool, job->args, &acting.task);
    int rc;

    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = trouble };
    if (trouble != NULL)
        return 0;
    rc = slack_acting_read(&acting);
    if (rc == 0)
        rc = do_task(&acting);
    if (rc == 0)
        follow(&acting);
    return rc;
}
