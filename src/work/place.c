/* place.c - asks for a lock, begins a deployment */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments.h"
#include "store/environment.h"
#include "work/place.h"

static bool
goes_somewhere(const struct place *place)
{
    return place->rule->kind == RULE_DEPLOY && place->values->of[VALUE_REPOSITORY] != NULL &&
           place->values->of[VALUE_SHA] != NULL;
}

int
place_ask(const struct place *place, const char **locked)
{
    struct pool *pool = place->work->pool;
    struct environment_lock lock;
    int rc;

    *locked = NULL;
    if (!goes_somewhere(place))
        return 0;
    rc = environment_find(place->work->store, place->values->of[VALUE_REPOSITORY],
                          rule_environment_name(place->rule), pool, &lock);
    if (rc == 0)
        *locked = pool_printf(pool, "environment %s is locked by %s since %s%s%s",
                              rule_environment_name(place->rule), lock.by,
                              clock_format(pool, lock.since_ms), lock.reason != NULL ? ": " : "",
                              lock.reason != NULL ? lock.reason : "");
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* "push", "merge", or what else the event is called. */
static const char *
origin_of(const struct place *place)
{
    const char *event = place->values->of[VALUE_EVENT];

    if (event == NULL)
        event = place->job->event_kind;
    return strcmp(event, "pull_request") == 0 ? "merge" : event;
}

int
place_begin(const struct place *place)
{
    const char *const *values = place->values->of;
    const struct deployment wanted = {
        .job = place->job->id,
        .repository = values[VALUE_REPOSITORY],
        .environment = rule_environment_name(place->rule),
        .sha = values[VALUE_SHA],
        .ref = values[VALUE_REF],
        .rule = place->rule->name,
        .origin = origin_of(place),
        .by = values[VALUE_SENDER],
        .state = DEPLOYMENT_IN_PROGRESS,
    };
    int64_t id;

    if (!goes_somewhere(place))
        return 0;
    return deployment_begin(place->work->store, &wanted, clock_ms(), &id);
}
