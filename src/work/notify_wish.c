/* notify_wish.c - from what happened to a job that tells it, and back. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "port/deployment_rule.h"
#include "port/json.h"
#include "port/slack_api.h"
#include "store/messages.h"
#include "work/notify_wish.h"

/* No rule of hooklet.conf has such names, so no job of the same event is taken for these. */
#define NOTICE_RULE DEPLOYMENT_DEFAULT "notice"
#define DEPLOYMENT_RULE DEPLOYMENT_DEFAULT MESSAGE_DEPLOYMENT "%" PRId64
#define COMMENT_RULE DEPLOYMENT_DEFAULT "comment:%" PRId64
#define AT_PULL_REQUEST "pull_request"

enum { THING_MOST = 400 }; /* bytes: a repository's name, and a tag's */

enum field { WHAT, REPOSITORY, THING, EVENT, DEPLOYMENT, AT, FIELDS };

static const char *const whats[] = {
    [NOTIFY_NOTICE] = "notice", [NOTIFY_DEPLOYMENT] = "deployment"
};

static struct planned_job
job_of(struct pool *pool, const char *thing)
{
    return (struct planned_job){
        .kind = NOTIFY_KIND,
        .key = pool_printf(pool, NOTIFY_KIND ":%s", name_lower(pool, thing)),
        .lane = slack_lane(),
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
    };
}

void
notify_wish_notice(const struct notify_wish *wish, int64_t order_ms, struct pool *pool,
                   struct planned_job *job)
{
    struct json *args = json_object();

    json_set_string(args, "what", whats[NOTIFY_NOTICE]);
    json_set_string(args, "repository", wish->repository);
    json_set_string(args, "thing", wish->thing);
    json_set_string(args, "event", wish->event);
    *job = job_of(pool, wish->thing);
    job->rule = NOTICE_RULE;
    job->order_ms = order_ms;
    job->args = json_text(pool, args, JSON_COMPACT);
}

static struct json *
args_of(const struct deployment *row)
{
    struct json *args = json_object();

    json_set_string(args, "what", whats[NOTIFY_DEPLOYMENT]);
    json_set_string(args, "repository", row->repository);
    json_set_id(args, "deployment", row->id);
    return args;
}

/*
 * One event may change a row several times, and each time is to be told.  Without an order_ms, as
 * announce.c has it.
 */
static struct planned_job
job_of_row(struct pool *pool, const char *thing, const struct deployment *row, struct json *args)
{
    struct planned_job job = job_of(pool, thing);

    job.step = (int)row->version;
    job.newest = true;
    job.args = json_text(pool, args, JSON_COMPACT);
    return job;
}

void
notify_wish_deployment(const struct deployment *row, struct pool *pool, struct planned_job *job)
{
    const char *thing = pool_printf(pool, MESSAGE_DEPLOYMENT "%" PRId64, row->id);

    *job = job_of_row(pool, thing, row, args_of(row));
    job->rule = pool_printf(pool, DEPLOYMENT_RULE, row->id);
}

void
notify_wish_comment(const struct deployment *row, const struct github_api *api, struct pool *pool,
                    struct planned_job *job)
{
    const char *thing =
        pool_printf(pool, "comment:%s#%" PRId64, row->repository, row->pull_request);
    struct json *args = args_of(row);

    json_set_string(args, "at", AT_PULL_REQUEST);
    if (row->installation > 0)
        json_set_id(args, "installation", row->installation);
    *job = job_of_row(pool, thing, row, args);
    job->rule = pool_printf(pool, COMMENT_RULE, row->id);
    job->lane = github_lane(pool, api, row->installation);
}

/* "acme/web#12" or "acme/web@v1.2", of this repository. */
static bool
thing_valid(const char *thing, const char *repository)
{
    size_t length = strlen(repository);

    return thing != NULL && strlen(thing) <= THING_MOST &&
           strncasecmp(thing, repository, length) == 0 && text_printable(thing) &&
           (thing[length] == '#' || thing[length] == '@') && thing[length + 1] != '\0';
}

const char *
notify_wish_read(struct pool *pool, const char *args, struct notify_wish *wish)
{
    struct json_want wants[FIELDS] = {
        [WHAT].pointer = "/what",
        [REPOSITORY].pointer = "/repository",
        [THING].pointer = "/thing",
        [EVENT].pointer = "/event",
        [DEPLOYMENT].pointer = "/deployment",
        [AT].pointer = "/at",
    };
    const char *what, *at;

    *wish = (struct notify_wish){ 0 };
    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    what = json_string(&wants[WHAT]);
    wish->repository = json_string(&wants[REPOSITORY]);
    wish->thing = json_string(&wants[THING]);
    wish->event = json_string(&wants[EVENT]);
    wish->deployment = json_id(&wants[DEPLOYMENT]);
    if (what == NULL ||
        (strcmp(what, whats[NOTIFY_NOTICE]) != 0 && strcmp(what, whats[NOTIFY_DEPLOYMENT]) != 0))
        return "its args don't say what to tell";
    wish->what = strcmp(what, whats[NOTIFY_NOTICE]) == 0 ? NOTIFY_NOTICE : NOTIFY_DEPLOYMENT;
    at = json_string(&wants[AT]);
    if (wish->what == NOTIFY_DEPLOYMENT && at != NULL && strcmp(at, AT_PULL_REQUEST) == 0)
        wish->what = NOTIFY_COMMENT;
    if (!repository_valid(wish->repository))
        return "its args name no repository";
    if (wish->what != NOTIFY_NOTICE)
        return wish->deployment > 0 ? NULL : "its args name no deployment";
    if (!thing_valid(wish->thing, wish->repository))
        return "its args don't say what it is about";
    return event_name_valid(wish->event) ? NULL : "its args name no event";
}
