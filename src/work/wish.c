/* wish.c - from an event or a command to a job of kind "deployment", and to the action. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "port/json.h"
#include "port/project.h"
#include "port/slack_api.h"
#include "work/deployment_ref.h"
#include "work/wish.h"

enum { RULE_MOST = 255 /* bytes */, SECOND_MS = 1000 };

enum field {
    WHAT,
    RULE,
    REPOSITORY,
    ENVIRONMENT,
    REF,
    SHA,
    ORIGIN,
    BY,
    BY_SLACK,
    AUTHOR,
    PULL_REQUEST,
    INSTALLATION,
    FIELDS
};

static const char *const whats[] = { [WISH_DEPLOY] = "deploy", [WISH_END] = "end" };

bool
wish_login_valid(const char *login)
{
    static const char bot[] = "[bot]";
    size_t length = login == NULL ? 0 : strspn(login, LETTERS DIGITS "_-");

    return length > 0 && length <= 39 && login[0] != '-' &&
           (login[length] == '\0' || strcmp(login + length, bot) == 0);
}

const char *
wish_key(struct pool *pool, const char *repository, const char *environment)
{
    return pool_printf(pool, WISH_KIND ":%s:%s", name_lower(pool, repository),
                       name_lower(pool, environment));
}

static const char *
args_of(const struct wish *wish, struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "what", whats[wish->what]);
    json_set_string(args, "rule", wish->rule);
    json_set_string(args, "repository", wish->repository);
    json_set_string(args, "environment", wish->environment);
    json_set_string(args, "ref", wish->ref);
    json_set_string(args, "sha", wish->sha);
    json_set_string(args, "origin", wish->origin);
    json_set_string(args, "by", wish_login_valid(wish->by) ? wish->by : NULL);
    json_set_string(args, "by_slack", slack_id_valid(wish->by_slack, "UW") ? wish->by_slack : NULL);
    json_set_string(args, "author", wish_login_valid(wish->author) ? wish->author : NULL);
    if (wish->pull_request > 0)
        json_set_id(args, "pull_request", wish->pull_request);
    if (wish->installation > 0)
        json_set_id(args, "installation", wish->installation);
    return json_text(pool, args, JSON_COMPACT);
}

void
wish_plan(const struct wish *wish, const struct github_api *api, struct pool *pool,
          struct planned_job *job)
{
    *job = (struct planned_job){
        .kind = WISH_KIND,
        .rule = wish->rule,
        .key = wish_key(pool, wish->repository, wish->environment),
        .lane = github_lane(pool, api, wish->installation),
        .subject = wish->sha,
        .order_ms = wish->order_ms - wish->order_ms % SECOND_MS,
        .newest = true,
        .again = true,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = args_of(wish, pool),
    };
}

static bool
read_what(const char *name, enum wish_what *what)
{
    for (size_t i = 0; name != NULL && i < sizeof whats / sizeof *whats; i++) {
        if (strcmp(whats[i], name) == 0) {
            *what = (enum wish_what)i;
            return true;
        }
    }
    return false;
}

/* Absent, or good. */
static bool
fine(const char *text, bool valid)
{
    return text == NULL || valid;
}

/* Where it goes, and what goes there. */
static const char *
reason_against(struct pool *pool, const struct wish *wish)
{
    struct deployment_ref ref = deployment_ref_read(pool, wish->ref);

    if (wish->rule == NULL || wish->rule[0] == '\0' || strlen(wish->rule) > RULE_MOST)
        return "its args name no rule";
    if (!repository_valid(wish->repository))
        return "its args name no repository";
    if (wish->environment == NULL || !environment_name_valid(wish->environment))
        return "its args name no environment";
    if (!event_name_valid(wish->origin))
        return "its args don't say what asked for it";
    if (!fine(wish->ref, ref.kind != REF_NONE))
        return "its args have a ref that is none";
    if (!fine(wish->sha, sha_valid(wish->sha)))
        return "its args have a commit that is none";
    if (wish->what == WISH_DEPLOY && wish->ref == NULL && wish->sha == NULL)
        return "its args name nothing to deploy";
    return NULL;
}

static const char *
reason_against_people(const struct wish *wish)
{
    if (!fine(wish->by, wish_login_valid(wish->by)) ||
        !fine(wish->author, wish_login_valid(wish->author)))
        return "its args have a login that is none";
    if (!fine(wish->by_slack, slack_id_valid(wish->by_slack, "UW")))
        return "its args have a member of Slack that is none";
    return NULL;
}

const char *
wish_read(struct pool *pool, const char *args, struct wish *wish)
{
    struct json_want wants[FIELDS] = {
        [WHAT].pointer = "/what",
        [RULE].pointer = "/rule",
        [REPOSITORY].pointer = "/repository",
        [ENVIRONMENT].pointer = "/environment",
        [REF].pointer = "/ref",
        [SHA].pointer = "/sha",
        [ORIGIN].pointer = "/origin",
        [BY].pointer = "/by",
        [BY_SLACK].pointer = "/by_slack",
        [AUTHOR].pointer = "/author",
        [PULL_REQUEST].pointer = "/pull_request",
        [INSTALLATION].pointer = "/installation",
    };
    const char *reason;

    *wish = (struct wish){ 0 };
    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    if (!read_what(json_string(&wants[WHAT]), &wish->what))
        return "its args don't say whether to deploy or to end";
    wish->rule = json_string(&wants[RULE]);
    wish->repository = json_string(&wants[REPOSITORY]);
    wish->environment = json_string(&wants[ENVIRONMENT]);
    wish->ref = json_string(&wants[REF]);
    wish->sha = json_string(&wants[SHA]);
    wish->origin = json_string(&wants[ORIGIN]);
    wish->by = json_string(&wants[BY]);
    wish->by_slack = json_string(&wants[BY_SLACK]);
    wish->author = json_string(&wants[AUTHOR]);
    wish->pull_request = json_id(&wants[PULL_REQUEST]);
    wish->installation = json_id(&wants[INSTALLATION]);
    reason = reason_against(pool, wish);
    return reason != NULL ? reason : reason_against_people(wish);
}
