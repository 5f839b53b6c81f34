/* command_deploy.c - /deploy and /rollback: which commit, whereto, may it be? */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments.h"
#include "wire/github_error.h"
#include "wire/github_repository.h"
#include "work/command.h"
#include "work/command_environment.h"
#include "work/command_target.h"

/* environment NULL, no failure: it has been refused. */
static int
choose_environment(struct command *command, bool required, struct command_target *target)
{
    bool locked = false;
    int rc;

    target->environment = command_environment(command, required);
    if (target->environment == NULL)
        return 0;
    rc = command_refuse_locked(command, target->environment, &locked);
    if (locked)
        target->environment = NULL;
    else if (rc == 0)
        command_target_begin(command, target);
    return rc;
}

/*
 * A pull request from a fork is anybody's code.  Where no deploy rule acts the workflow has a say of
 * its own in that (deploy_wish.h).
 */
static bool
refuse_fork(struct command *command, const struct command_target *target, bool from_fork)
{
    if (!from_fork || !target->ruled || command->work->settings->github_api.forks)
        return false;
    command_reply(command, "confused",
                  "I do not deploy pull requests from forks. Push the branch to %s first.",
                  command->place.repository);
    return true;
}

/*
 * An issue comment does not tell what the head was.  A push between the comment and now must not
 * slip in: nobody has looked at it who said "deploy this".  Times have whole seconds.
 */
static int
find_head(struct command *command, struct command_target *target, bool *fork)
{
    struct github github;
    struct github_head head;
    int rc = command_client(command, &github);

    if (rc == 0)
        rc = github_pull_head(&github, command->place.repository, command->place.number, &head);
    if (rc != 0 || refuse_fork(command, target, head.fork))
        return rc;
    target->sha = head.sha;
    if (head.pushed_ms / 1000 >= command->created_ms / 1000 || head.pushed_ms == 0)
        rc = head.repository == NULL ? FAIL_NOT_FOUND
                                     : github_branch_at(&github, head.repository, head.ref,
                                                        command->created_ms, &target->sha);
    if (rc == FAIL_NOT_FOUND || (rc == 0 && target->sha == NULL)) {
        target->sha = NULL;
        command_reply(command, "confused",
                      "The branch was pushed to after this was written, and I can't tell what it "
                      "was then. Have a look, and write `/%s` again.",
                      command->name);
        return 0;
    }
    target->branch = head.fork ? NULL : head.ref;
    *fork = head.fork;
    return rc;
}

static int
find_default(struct command *command, struct command_target *target)
{
    struct github github;
    int rc = command_client(command, &github);

    target->branch = command->default_branch;
    if (rc == 0 && target->branch == NULL)
        rc = github_default_branch(&github, command->place.repository, &target->branch);
    if (rc == 0)
        rc = github_commit(&github, command->place.repository, target->branch, &target->sha);
    return rc;
}

/* Where the command stands: a pull request, a commit; else the default branch. */
static int
find_there(struct command *command, struct command_target *target)
{
    bool fork = command->from_fork;
    int rc = 0;

    if (command->on_pull_request && command->sha == NULL) {
        rc = find_head(command, target, &fork);
    } else if (command->on_pull_request) {
        if (refuse_fork(command, target, fork))
            return 0;
        target->branch = fork ? NULL : command->head_ref;
        target->sha = command->sha;
    } else {
        target->sha = command->sha;
        if (target->sha == NULL)
            return find_default(command, target);
    }
    if (rc == 0 && target->sha != NULL && target->wished)
        command_target_stands(command, fork, target);
    return rc;
}

/* sha NULL, no failure: it has been refused. */
static int
find_commit(struct command *command, struct command_target *target)
{
    int rc;

    if (command_target_named(command, target))
        rc = command_target_look_up(command, target);
    else
        rc = find_there(command, target);
    if (rc != 0 || target->sha == NULL)
        return rc;
    if (refuse_fork(command, target, target->wish.fork)) {
        target->sha = NULL;
        return 0;
    }
    return target->wished ? command_target_permit(command, target) : 0;
}

static void
add_job(struct command *command, const struct command_target *target, const struct rule *rule)
{
    const struct github_event event = {
        .kind = command->job->event_kind,
        .repository = command->place.repository,
        .sender = command->author,
        .subject = target->sha,
        .installation = command->installation,
    };
    const struct happening happening = {
        .event = &event,
        .branch = target->branch,
        .pull_request = command->on_pull_request ? command->place.number : 0,
        .deploy_order_ms = command->created_ms,
        .place = &command->place,
    };
    struct planned_job *job = command_follow(command, rule->name);

    plan_rule_job(job, &happening, rule, command->work->pool);
    job->again = true;
}

/* How it is begun, in words: "Deploying", "to". */
struct way {
    const char *origin;
    const char *verb, *to;
};

static void
start(struct command *command, const struct command_target *target, const struct way *way)
{
    const struct repo *repo = &command->repo;
    size_t count = target->wished ? 1 : 0;

    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];

        if (rule->kind == RULE_DEPLOY &&
            strcasecmp(rule_environment_name(rule), target->environment) == 0) {
            add_job(command, target, rule);
            count++;
        }
    }
    if (target->wished)
        command_target_wish(command, target, way->origin);
    command_reply(command, "rocket", "%s %s %s %s%s.", way->verb,
                  command_target_name(command, target), way->to, target->environment,
                  count > 1 ? pool_printf(command->work->pool, ", by %zu rules", count) : "");
}

int
command_deploy(struct command *command)
{
    static const struct way way = { "comment", "Deploying", "to" };
    struct command_target target = { 0 };
    int rc;

    command_target_words(command);
    rc = choose_environment(command, false, &target);
    if (rc != 0 || target.environment == NULL)
        return rc;
    rc = find_commit(command, &target);
    if (rc == FAIL_NOT_FOUND)
        return github_gone(github_place_name(command->work->pool, &command->place));
    if (rc == 0 && target.sha != NULL)
        start(command, &target, &way);
    return rc;
}

/* sha NULL, no failure: it has been refused. */
static int
find_previous(struct command *command, struct command_target *target)
{
    struct deployment previous = { 0 };
    int rc;

    if (target->wished)
        return command_target_previous(command, target);
    rc = deployment_previous(command->work->store, command->place.repository, target->environment,
                             command->work->pool, &previous);
    if (rc == FAIL_NOT_FOUND) {
        command_reply(command, "confused",
                      "There is nothing to go back to: I know of no good deployment to %s before "
                      "the current one.",
                      target->environment);
        return 0;
    }
    target->sha = previous.sha;
    return rc;
}

int
command_rollback(struct command *command)
{
    static const struct way way = { "rollback", "Going back to", "in" };
    struct command_target target = { 0 };
    int rc = choose_environment(command, true, &target);

    if (rc != 0 || target.environment == NULL)
        return rc;
    rc = find_previous(command, &target);
    if (rc == 0 && target.sha != NULL) {
        target.branch = NULL;
        start(command, &target, &way);
    }
    return rc;
}
