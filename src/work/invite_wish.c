/* invite_wish.c - from an event to a job of kind "invite", and to the action. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "work/invite_wish.h"

enum field { WHAT, ORGANIZATION, LOGIN, FIELDS };

static const char *const names[INVITE_WHATS] = {
    [INVITE_MERGED] = "merged",
    [INVITE_OPENED] = "opened",
    [INVITE_JOINED] = "joined",
};

const char *
invite_wish_key(struct pool *pool, const struct invite_wish *wish)
{
    return pool_printf(pool, "%s/%s", name_lower(pool, wish->organization),
                       name_lower(pool, wish->login));
}

static const char *
args_of(const struct invite_wish *wish, struct pool *pool)
{
    struct json *args = json_object();

    json_set_string(args, "what", names[wish->what]);
    json_set_string(args, "organization", wish->organization);
    json_set_string(args, "login", wish->login);
    if (wish->installation > 0)
        json_set_id(args, "installation", wish->installation);
    if (wish->what != INVITE_JOINED) {
        json_set_string(args, "repository", wish->place.repository);
        github_place_write(&wish->place, args);
    }
    return json_text(pool, args, JSON_COMPACT);
}

void
invite_wish_plan(const struct invite_wish *wish, const struct rule *rule,
                 const struct github_api *api, struct pool *pool, struct planned_job *job)
{
    *job = (struct planned_job){
        .kind = rule_kind_name(RULE_INVITE),
        .rule = rule->name,
        .step = (int)wish->what,
        .key = pool_printf(pool, "invite:%s:%s", name_lower(pool, wish->organization),
                           name_lower(pool, wish->login)),
        .lane = github_lane(pool, api, wish->installation),
        .order_ms = wish->order_ms,
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .delay_ms = api->read_delay_ms,
        .args = args_of(wish, pool),
    };
}

static bool
read_what(const char *name, enum invite_what *what)
{
    for (unsigned i = 0; name != NULL && i < INVITE_WHATS; i++) {
        if (strcmp(names[i], name) == 0) {
            *what = (enum invite_what)i;
            return true;
        }
    }
    return false;
}

/* The installation is github_job.h's to read. */
const char *
invite_wish_read(struct pool *pool, const char *args, struct invite_wish *wish)
{
    struct json_want wants[FIELDS] = {
        [WHAT].pointer = "/what",
        [ORGANIZATION].pointer = "/organization",
        [LOGIN].pointer = "/login",
    };

    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    *wish = (struct invite_wish){ .organization = json_string(&wants[ORGANIZATION]),
                                  .login = json_string(&wants[LOGIN]) };
    if (!read_what(json_string(&wants[WHAT]), &wish->what))
        return "its args don't say what happened";
    if (!login_valid(wish->organization) || !login_valid(wish->login))
        return "its args name no person and organization";
    return wish->what == INVITE_JOINED ? NULL : github_place_read(pool, args, &wish->place);
}
