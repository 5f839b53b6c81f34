/* deployment_again.c - a row as a job. */
#include "config.h"

#include "port/json.h"
#include "work/deployment_again.h"
#include "work/wish.h"

#define AGAIN_RULE DEPLOYMENT_DEFAULT "again"

enum { ATTEMPTS = 3 };

void
deployment_again(const struct deployment *row, const struct github_api *api, int n,
                 struct pool *pool, struct planned_job *job)
{
    struct json *args = json_object();

    json_set_id(args, "deployment", row->id);
    if (row->installation > 0)
        json_set_id(args, "installation", row->installation);
    *job = (struct planned_job){
        .kind = WISH_KIND,
        .rule = AGAIN_RULE,
        .step = n,
        .key = wish_key(pool, row->repository, row->environment),
        .lane = github_lane(pool, api, row->installation),
        .subject = row->sha,
        .again = true,
        .crash = CRASH_RERUN,
        .attempts = ATTEMPTS,
        .args = json_text(pool, args, JSON_COMPACT),
    };
}
