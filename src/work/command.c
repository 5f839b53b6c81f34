/* command.c - reads, asks who may, dispatches. */
#include "config.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/ledger.h"
#include "work/command.h"
#include "work/comment.h"

/* Steps of jobs that follow begin where those of planned ones can't reach. */
enum { FOLLOW_STEP = 1000, DEPLOYS_MOST = 1000 };

struct planned_job *
command_follow(struct command *command, const char *rule)
{
    struct planned_job *job;

    assert(command->follow_count <= command->repo.rule_count + 1);
    job = &command->follow[command->follow_count++];
    *job = (struct planned_job){
        .rule = rule != NULL ? rule : command->name,
        .step = FOLLOW_STEP * (int)command->follow_count + command->job->step,
    };
    return job;
}

void
command_say(struct command *command, const char *reaction, const char *text)
{
    const struct comment_wish wish = {
        .place = &command->place,
        .installation = command->installation,
        .text = text,
        .reaction = reaction,
        .now_ms = clock_ms(),
    };

    comment_plan(command_follow(command, NULL), &wish, &command->work->settings->github_api,
                 command->work->pool);
}

void
command_reply(struct command *command, const char *reaction, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(command->work->pool, format, args);
    va_end(args);
    command->outcome->end = OUTCOME_DONE;
    command->outcome->detail = text;
    command_say(command, reaction, text);
}

static int
command_ping(struct command *command)
{
    command_reply(command, "heart", "pong!");
    return 0;
}

static int
do_builtin(struct command *command, enum github_command which)
{
    switch (which) {
    case GITHUB_COMMAND_PING:
        return command_ping(command);
    case GITHUB_COMMAND_HELP:
        return command_help(command);
    case GITHUB_COMMAND_DEPLOY:
        return command_deploy(command);
    case GITHUB_COMMAND_ROLLBACK:
        return command_rollback(command);
    case GITHUB_COMMAND_LOCK:
        return command_lock(command);
    case GITHUB_COMMAND_UNLOCK:
        return command_unlock(command);
    }
    return 0;
}

static const struct rule *
find_rule(const struct command *command)
{
    const struct rule *rule = settings_rule(command->work->settings, command->name);

    return rule != NULL && rule->kind == RULE_COMMAND ? rule : NULL;
}

static const char *
who_words(enum rule_who who)
{
    static const char *const words[] = {
        [RULE_WHO_ANYONE] = "anyone",
        [RULE_WHO_AUTHOR] = "whoever opened this, and people who may write to this repository",
        [RULE_WHO_WRITE] = "people who may write to this repository",
        [RULE_WHO_MAINTAIN] = "maintainers of this repository",
        [RULE_WHO_MEMBER] = "members of the organization",
    };

    return words[who];
}

static int
give(struct command *command)
{
    const struct builtin *builtin =
        builtin_find(&command->work->settings->github_api, command->name);
    const struct rule *rule = builtin == NULL ? find_rule(command) : NULL;
    enum rule_who who;
    bool may = false;
    int rc;

    if (builtin == NULL && rule == NULL) {
        *command->outcome = (struct outcome){
            .end = OUTCOME_HOPELESS,
            .detail = pool_printf(command->work->pool, "command %s is not in hooklet.conf any more",
                                  command->name),
        };
        return 0;
    }
    who = builtin != NULL ? builtin->who : rule->who;
    rc = command_may(command, who, &may);
    if (rc != 0)
        return rc;
    if (!may) {
        command_reply(command, "confused", "Sorry, `/%s` is for %s.", command->name,
                      who_words(who));
        return 0;
    }
    return builtin != NULL ? do_builtin(command, builtin->command) : command_custom(command);
}

static bool
is_over(const char *state)
{
    static const char *const going_on[] = { "waiting", "ready", "leased", "started" };

    for (size_t i = 0; i < sizeof(going_on) / sizeof(*going_on); i++) {
        if (strcmp(state, going_on[i]) == 0)
            return false;
    }
    return true;
}

static int
wait_for(const struct command *command, const char *kind, bool *waits)
{
    const struct job_filter filter = { .kind = kind,
                                       .event = command->job->event,
                                       .most = DEPLOYS_MOST };
    struct pool *pool = command->work->pool;
    struct jobs deploys = { 0 };
    int rc = ledger_jobs(command->work->store, &filter, pool, &deploys);

    for (size_t i = 0; i < deploys.count && !*waits; i++) {
        if (is_over(deploys.rows[i].state))
            continue;
        *waits = true;
        *command->outcome = (struct outcome){
            .end = OUTCOME_POSTPONED,
            .detail = pool_printf(pool, "waits for job %" PRId64 ", of a command before it",
                                  deploys.rows[i].id),
        };
    }
    return rc;
}

/*
 * Commands of one comment go in order, and a deploy is over only when its job is: else "/deploy",
 * then "/lock" would lock out the deploy itself.  All deploys of this event come from the commands
 * before this one, or, where it is a new pull request's text, from the pull request.
 */
static int
wait_for_deploys(const struct command *command, bool *waits)
{
    int rc;

    *waits = false;
    rc = wait_for(command, rule_kind_name(RULE_DEPLOY), waits);
    return rc == 0 && !*waits ? wait_for(command, WISH_KIND, waits) : rc;
}

int
command_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct command *command = pool_alloc(work->pool, sizeof(*command));
    const char *trouble;
    bool waits = false;
    int rc;

    *command = (struct command){ .work = work, .job = job, .outcome = outcome };
    trouble = command_read(command);
    if (trouble != NULL) {
        *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = trouble };
        return 0;
    }
    command->follow =
        pool_array(work->pool, command->repo.rule_count + 2, sizeof(*command->follow));
    rc = wait_for_deploys(command, &waits);
    if (rc == 0 && !waits)
        rc = command_tie(command);
    if (rc == 0 && !waits)
        rc = give(command);
    outcome->follow = command->follow;
    outcome->follow_count = command->follow_count;
    return rc;
}
