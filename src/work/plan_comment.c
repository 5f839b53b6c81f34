/* plan_comment.c - each line that is a command of ours gives one job. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "port/markdown.h"
#include "wire/github_place.h"
#include "work/builtin.h"
#include "work/plan.h"
#include "work/plan_comment.h"
#include "work/plan_job.h"

/* Planning the commands of one text. */
struct planning {
    const struct github_comment *comment;
    const struct repo *repo;
    const struct github_api *api;
    const char *key;
    struct plan *plan;
};

static const struct rule *
find_rule(const struct repo *repo, const char *name)
{
    for (size_t i = 0; i < repo->rule_count; i++) {
        if (repo->rules[i]->kind == RULE_COMMAND && strcmp(repo->rules[i]->name, name) == 0)
            return repo->rules[i];
    }
    return NULL;
}

static void
write_people(struct json *args, const struct github_comment *comment)
{
    json_set_string(args, "author", comment->author);
    json_set_string(args, "association", comment->association);
    json_set_string(args, "subject_author", comment->subject_author);
    json_set_string(args, "owner", comment->event.owner);
    json_set_bool(args, "owner_is_organization", comment->event.owner_is_organization);
}

static void
write_head(struct json *args, const struct github_comment *comment)
{
    json_set_bool(args, "on_pull_request", comment->on_pull_request);
    json_set_bool(args, "from_fork", comment->from_fork);
    json_set_string(args, "head_ref", comment->head_ref);
    json_set_string(args, "default_branch", comment->event.default_branch);
    json_set_integer(args, "created_ms", comment->created_ms);
}

static const char *
command_args(const struct planning *planning, struct strings words)
{
    const struct github_comment *comment = planning->comment;
    struct pool *pool = planning->repo->pool;
    const struct github_place place = github_place_of(comment);
    const struct happening happening = {
        .event = &comment->event,
        .pull_request = comment->on_pull_request ? comment->number : 0,
        .place = &place,
    };
    struct json *args = plan_args(&happening);

    json_set(args, "argv", json_list(words));
    json_set_string(args, "arguments", words_join(pool, words, 1));
    json_set_string(args, "sha", comment->sha);
    write_people(args, comment);
    write_head(args, comment);
    return json_text(pool, args, JSON_COMPACT);
}

/* A command of hooklet's own runs anywhere; one of the configuration on its rule's machine. */
static void
add_command(const struct planning *planning, int step, const struct rule *rule,
            struct strings words)
{
    struct pool *pool = planning->repo->pool;
    struct planned_job *job = plan_add_job(planning->plan, pool);

    job->kind = rule_kind_name(RULE_COMMAND);
    job->rule = words.items[0];
    job->step = step;
    job->key = planning->key;
    job->lane = rule == NULL
                    ? github_lane(pool, planning->api, planning->comment->event.installation)
                    : pool_printf(pool, "%s@%s", job->kind, rule->host);
    job->order_ms = planning->comment->created_ms;
    job->crash = rule == NULL ? CRASH_RERUN : rule->crash;
    job->attempts = rule == NULL ? RETRY_ATTEMPTS : rule->attempts;
    job->delay_ms = planning->api->read_delay_ms;
    job->args = command_args(planning, words);
}

/* NULL: the text is nobody's whose commands we take. */
static const char *
refusal(const struct github_comment *comment, const struct github_api *api)
{
    if (!comment->fresh)
        return "commands count only in new text";
    if (strstr(comment->body, GITHUB_MARKER) != NULL)
        return "hooklet's own words are no commands";
    if (comment->author_bot)
        return "commands of bots are not taken";
    if (comment->author == NULL)
        return "its author is gone";
    /* The App's key may be the worker's alone, so it is not asked for here. */
    if (api->app_id == NULL && api->token.name == NULL)
        return "commands need a GitHub App or a token: see github in hooklet.conf";
    return NULL;
}

/* Refused ones are listed with the reason, which is returned; NULL: none was refused. */
static const char *
add_commands(const struct planning *planning, const struct markdown_command *commands, size_t count)
{
    const char *refused = refusal(planning->comment, planning->api), *said = NULL;

    for (size_t i = 0; i < count; i++) {
        const char *name = commands[i].words.items[0];
        const struct rule *rule = find_rule(planning->repo, name);

        if (rule == NULL && builtin_find(planning->api, name) == NULL)
            continue;
        if (refused == NULL) {
            add_command(planning, (int)i + 1, rule, commands[i].words);
        } else {
            plan_add_ignored(planning->plan, planning->repo->pool, name, refused);
            said = refused;
        }
    }
    return said;
}

/*
 * What plan_event() has said did not know of commands; what plan_pull_request() has said about an
 * opened one tells more than that there is no command in its text.
 */
static void
conclude(const struct planning *planning, size_t count, const char *refused)
{
    struct plan *plan = planning->plan;

    plan_conclude(plan, planning->repo);
    if (plan->job_count > 0)
        return;
    if (refused != NULL)
        plan->reason = refused;
    else if (planning->comment->place != PLACE_PULL_REQUEST)
        plan->reason = count > 0 ? "none of its commands is known" : "there is no command in it";
}

int
plan_comment(const struct github_comment *comment, const struct repo *repo,
             const struct github_api *api, struct plan *plan)
{
    const struct github_place place = github_place_of(comment);
    struct planning planning = { comment, repo, api, NULL, plan };
    struct markdown_command *commands = NULL;
    size_t count = 0;
    int rc;

    rc = markdown_commands(repo->pool, comment->body, comment->body_length, COMMANDS_MOST,
                           &commands, &count);
    if (rc != 0)
        return rc;
    planning.key = pool_printf(repo->pool, "comment:%s", github_place_key(repo->pool, &place));
    conclude(&planning, count, add_commands(&planning, commands, count));
    return 0;
}
