/* comment_wish.c - a wish as a job. */
#include "config.h"

#include "port/json.h"
#include "work/comment_wish.h"

void
comment_plan(struct planned_job *job, const struct comment_wish *wish, const struct github_api *api,
             struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "repository", wish->place->repository);
    github_place_write(wish->place, args);
    if (wish->installation > 0)
        json_set_id(args, "installation", wish->installation);
    json_set_string(args, "text", wish->text);
    json_set_string(args, "reaction", wish->reaction);
    json_set_integer(args, "since_ms", wish->now_ms);
    job->kind = "comment";
    job->key = pool_printf(pool, "reply:%s", github_place_key(pool, wish->place));
    job->lane = github_lane(pool, api, wish->installation);
    job->order_ms = wish->now_ms;
    job->crash = CRASH_VERIFY;
    job->attempts = RETRY_ATTEMPTS;
    job->args = json_text(pool, args, JSON_COMPACT);
}
