/* chat_job.c - a task as a job, and back. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "port/json.h"
#include "port/project.h"
#include "port/slack_api.h"
#include "work/chat_job.h"

enum { ATTEMPTS = 5 /* some ten minutes; a response_url holds for thirty */ };

static const char *const names[] = {
    [CHAT_TASK_ALLOW] = "allow", [CHAT_TASK_GREET] = "greet", [CHAT_TASK_DEPLOY] = "deploy",
    [CHAT_TASK_SAY] = "say",     [CHAT_TASK_HELP] = "help",   [CHAT_TASK_WELCOME] = "welcome",
};

static const char *
or_nobody(const char *id)
{
    return id == NULL ? "-" : id;
}

void
chat_job(struct pool *pool, const struct chat_task *task, int64_t now_ms, struct planned_job *job)
{
    struct json *args = json_object();

    json_set_string(args, "what", names[task->what]);
    json_set_string(args, "repository", task->repository);
    json_set_string(args, "channel", task->channel);
    json_set_string(args, "user", task->user);
    json_set_string(args, "environment", task->environment);
    json_set_string(args, "ref", task->ref);
    json_set_string(args, "reply", task->reply);
    json_set_string(args, "thread", task->thread);
    *job = (struct planned_job){
        .kind = CHAT_KIND,
        .rule = CHAT_RULE,
        .key = pool_printf(pool, "slack:%s:%s", or_nobody(task->channel), or_nobody(task->user)),
        .lane = slack_lane(),
        .order_ms = now_ms,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = json_text(pool, args, JSON_COMPACT),
    };
}

static void
say(struct pool *pool, const struct chat_answer *answer, const struct slack_reply *reply,
    struct plan *plan)
{
    const struct chat_task task = { .what = CHAT_TASK_SAY,
                                    .repository = answer->repository,
                                    .channel = answer->channel,
                                    .user = answer->user,
                                    .reply = slack_reply_text(pool, reply) };
    struct planned_job *job = plan_add_job(plan, pool);

    chat_job(pool, &task, answer->now_ms, job);
    job->step = (int)plan->job_count;
}

void
chat_job_answer(struct pool *pool, const struct chat_answer *answer, struct plan *plan)
{
    static const struct slack_reply remove = { .remove = true };
    struct slack_reply reply = *answer->reply;

    if (answer->pressed && reply.in_channel)
        say(pool, answer, &remove, plan);
    reply.replace = answer->pressed && !reply.in_channel;
    say(pool, answer, &reply, plan);
}

enum field { WHAT, REPOSITORY, CHANNEL, USER, ENVIRONMENT, REF, REPLY, THREAD, FIELDS };

static const char *
trouble(const struct chat_task *task)
{
    if (task->repository != NULL && !repository_valid(task->repository))
        return "its args have a repository that is none";
    if (task->channel != NULL && !slack_id_valid(task->channel, "CGD"))
        return "its args have a channel that is none";
    if (task->user != NULL && !slack_id_valid(task->user, "UW"))
        return "its args have a user that is none";
    if (task->what == CHAT_TASK_DEPLOY &&
        (task->environment == NULL || !environment_name_valid(task->environment)))
        return "its args have no environment";
    return task->what == CHAT_TASK_SAY && task->reply == NULL ? "its args have no reply" : NULL;
}

const char *
chat_job_read(struct pool *pool, const char *args, struct chat_task *task)
{
    struct json_want wants[FIELDS] = {
        [WHAT].pointer = "/what",       [REPOSITORY].pointer = "/repository",
        [CHANNEL].pointer = "/channel", [USER].pointer = "/user",
        [REF].pointer = "/ref",         [ENVIRONMENT].pointer = "/environment",
        [REPLY].pointer = "/reply",     [THREAD].pointer = "/thread",
    };
    const char *what;
    size_t which = 0;

    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    what = json_string(&wants[WHAT]);
    while (what != NULL && which < sizeof names / sizeof *names && strcmp(names[which], what) != 0)
        which++;
    if (what == NULL || which == sizeof names / sizeof *names)
        return "its args don't tell what is to be done";
    *task = (struct chat_task){
        .what = (enum chat_task_what)which,
        .repository = json_string(&wants[REPOSITORY]),
        .channel = json_string(&wants[CHANNEL]),
        .user = json_string(&wants[USER]),
        .environment = json_string(&wants[ENVIRONMENT]),
        .ref = json_string(&wants[REF]),
        .reply = json_string(&wants[REPLY]),
        .thread = json_string(&wants[THREAD]),
    };
    return trouble(task);
}
