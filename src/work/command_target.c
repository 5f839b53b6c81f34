/* command_target.c - the workflow's part in /deploy and /rollback. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "port/settings_deploys.h"
#include "store/project.h"
#include "work/command_target.h"
#include "work/deploy_wish_find.h"

enum { REF_WORD = 2, COMMIT_WORD = 3, COMMIT_LEAST = 7, COMMIT_SHOWN = 10 };

int
command_tie(struct command *command)
{
    const struct settings *settings = command->work->settings;
    const char *repository = command->place.repository;
    struct pool *pool = command->work->pool;
    struct project project;
    int rc;

    if (!settings_deploys(settings))
        return 0;
    rc = project_find(command->work->store, settings, repository, pool, &project);
    command->tied = rc == 0;
    if (command->tied)
        workflow_find(settings, repository, pool, &command->workflow);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static const char *
word(const struct command *command, size_t at)
{
    return command->words.count > at ? command->words.items[at] : NULL;
}

void
command_target_words(struct command *command)
{
    const char *const *words = command->words.items;
    size_t count = command->words.count;
    const char **sorted;

    if (!command->tied || count < 4 || strcasecmp(words[2], "to") != 0)
        return;
    sorted = pool_array(command->work->pool, count, sizeof *sorted);
    sorted[0] = words[0];
    sorted[1] = words[3];
    sorted[REF_WORD] = words[1];
    for (size_t i = 4; i < count; i++)
        sorted[i - 1] = words[i];
    command->words = (struct strings){ sorted, count - 1 };
}

static bool
has_deploy_rule(const struct repo *repo, const char *environment)
{
    for (size_t i = 0; i < repo->rule_count; i++) {
        const struct rule *rule = repo->rules[i];

        if (rule->kind == RULE_DEPLOY && strcasecmp(rule_environment_name(rule), environment) == 0)
            return true;
    }
    return false;
}

static bool
is_built_in(const struct rule *rule)
{
    return strncmp(rule->name, DEPLOYMENT_DEFAULT, strlen(DEPLOYMENT_DEFAULT)) == 0;
}

void
command_target_begin(struct command *command, struct command_target *target)
{
    target->ruled = has_deploy_rule(&command->repo, target->environment);
    target->wished =
        command->tied &&
        deploy_wish_begin(command->work->settings, command->place.repository, target->environment,
                          command->work->pool, &target->wish) == NULL &&
        (!target->ruled || !is_built_in(target->wish.place.rule));
}

/* On a pull request "pr13" is that of another one. */
bool
command_target_named(const struct command *command, const struct command_target *target)
{
    int64_t owner = target->wish.place.pull_request;

    if (!target->wished)
        return false;
    return word(command, REF_WORD) != NULL || (!command->on_pull_request && command->sha == NULL) ||
           (owner > 0 && !(command->on_pull_request && command->place.number == owner));
}

/* Words for people, in Markdown: no pattern becomes emphasis. */
static const char *
escaped(struct pool *pool, const char *words)
{
    char *text = pool_alloc(pool, 2 * strlen(words) + 1), *to = text;

    for (; *words != '\0'; words++) {
        if (strchr("\\`*_[]<>~|", *words) != NULL)
            *to++ = '\\';
        *to++ = *words;
    }
    *to = '\0';
    return text;
}

static void
refuse(struct command *command, struct command_target *target, const char *words)
{
    struct pool *pool = command->work->pool;
    const char *hint = "";

    if (workflow_asks_kind(target->wish.place.rule) && word(command, REF_WORD) == NULL)
        hint = pool_printf(pool, " Name a tag: `/%s %s TAG`.", command->name, target->environment);
    command_reply(command, "confused", "That can't be: %s.%s", escaped(pool, words), hint);
    target->sha = NULL;
}

/* What the store is asked for. */
typedef int question(struct db *db, struct deploy_wish *wish, const char **words);

static int
ask_store(struct command *command, question *ask, struct deploy_wish *wish, const char **words)
{
    struct db *db = NULL;
    int rc = store_reader_take(command->work->store, &db);

    if (rc != 0)
        return rc;
    rc = ask(db, wish, words);
    store_reader_give(command->work->store, db);
    return rc;
}

static void
take(struct command *command, struct command_target *target, const char *words)
{
    const struct deployment_ref ref = deployment_ref_read(command->work->pool, target->wish.full);

    if (words != NULL) {
        refuse(command, target, words);
        return;
    }
    target->sha = target->wish.sha;
    target->branch = ref.kind == REF_BRANCH ? ref.name : NULL;
}

int
command_target_look_up(struct command *command, struct command_target *target)
{
    const char *text = word(command, REF_WORD), *words = NULL;
    struct github github;
    int rc = 0;

    if (text == NULL)
        words = deploy_wish_closed(&target->wish);
    if (text == NULL && workflow_pick(&target->wish.place) == PICK_BUILT) {
        rc = ask_store(command, deploy_wish_live, &target->wish, &words);
    } else if (words == NULL) {
        rc = command_client(command, &github);
        if (rc == 0)
            rc = deploy_wish_look_up(&github, text, &target->wish, &words);
    }
    if (rc == 0)
        take(command, target, words);
    return rc;
}

void
command_target_stands(const struct command *command, bool fork, struct command_target *target)
{
    struct deploy_wish *wish = &target->wish;

    wish->sha = target->sha;
    wish->fork = fork;
    if (command->on_pull_request) {
        deploy_wish_pull(wish, command->place.number, target->branch);
        wish->author = command->subject_author;
        return;
    }
    wish->ref = (struct deployment_ref){ REF_COMMIT, target->sha, 0 };
}

int
command_target_previous(struct command *command, struct command_target *target)
{
    const char *words = NULL;
    int rc = ask_store(command, deploy_wish_previous, &target->wish, &words);

    if (rc == 0)
        take(command, target, words);
    return rc;
}

/* As one typed it, or as one would. */
static const char *
shown(const struct command *command, const struct command_target *target)
{
    const char *text = word(command, REF_WORD);

    return text != NULL ? text : deployment_ref_show(command->work->pool, target->wish.ref.name);
}

/*
 * A comment has no buttons, so who is to be asked again is asked to name the commit: the second time
 * one knows it from our answer.  Whoever names it at once has said what they mean.
 */
static bool
is_confirmed(struct command *command, const struct command_target *target)
{
    const char *commit = word(command, COMMIT_WORD);
    size_t length = commit == NULL ? 0 : strlen(commit);
    const char *again;

    if (commit != NULL) {
        if (length >= COMMIT_LEAST && strncasecmp(commit, target->sha, length) == 0)
            return true;
        command_reply(command, "confused",
                      "%s is another commit than you have named, so I did "
                      "nothing.",
                      command_target_name(command, target));
        return false;
    }
    if (!target->wish.place.rule->deployment->confirm ||
        (target->wish.ref.kind == REF_COMMIT && word(command, REF_WORD) != NULL))
        return true;
    again = pool_printf(command->work->pool, "%.*s", COMMIT_SHOWN, target->sha);
    if (target->wish.ref.kind != REF_COMMIT)
        again = pool_printf(command->work->pool, "%s %s", shown(command, target), again);
    command_reply(command, "eyes", "Deploy %s to %s? If that is what you mean, write `/%s %s %s`.",
                  command_target_name(command, target), target->environment, command->name,
                  target->environment, again);
    return false;
}

static int
ask_refusal(struct db *db, struct deploy_wish *wish, const char **words)
{
    return deploy_wish_refusal(db, wish, words);
}

int
command_target_permit(struct command *command, struct command_target *target)
{
    const char *words = NULL;
    int rc = ask_store(command, ask_refusal, &target->wish, &words);

    if (rc != 0)
        return rc;
    if (words != NULL)
        refuse(command, target, words);
    else if (!is_confirmed(command, target))
        target->sha = NULL;
    return 0;
}

void
command_target_wish(struct command *command, const struct command_target *target,
                    const char *origin)
{
    struct wish wish = deploy_wish_job(&target->wish);
    struct planned_job *job = command_follow(command, wish.rule);
    int step = job->step;

    wish.origin = origin;
    wish.by = command->author;
    wish.installation = command->installation;
    wish.order_ms = command->created_ms;
    wish_plan(&wish, &command->work->settings->github_api, command->work->pool, job);
    job->step = step;
}

const char *
command_target_name(const struct command *command, const struct command_target *target)
{
    const struct deployment_ref *ref = &target->wish.ref;

    if (target->wished && (ref->kind == REF_BRANCH || ref->kind == REF_TAG))
        return pool_printf(command->work->pool, "`%s` (`%.7s`)", ref->name, target->sha);
    return pool_printf(command->work->pool, "`%.7s`", target->sha);
}
