/* destination.c - asks for a lock, begins a deployment */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "store/deployments.h"
#include "store/environment.h"
#include "work/destination.h"

static bool
goes_somewhere(const struct destination *destination)
{
    return destination->rule->kind == RULE_DEPLOY &&
           destination->values->of[VALUE_REPOSITORY] != NULL &&
           destination->values->of[VALUE_SHA] != NULL;
}

int
destination_ask(const struct destination *destination, const char **locked)
{
    *locked = NULL;
    if (!goes_somewhere(destination))
        return 0;
    return environment_find_words(
        destination->work->store, destination->values->of[VALUE_REPOSITORY],
        rule_environment_name(destination->rule), destination->work->pool, locked);
}

/* "push", "merge", or what else the event is called. */
static const char *
origin_of(const struct destination *destination)
{
    const char *event = destination->values->of[VALUE_EVENT];

    if (event == NULL)
        event = destination->job->event_kind;
    return strcmp(event, "pull_request") == 0 ? "merge" : event;
}

int
destination_begin(const struct destination *destination)
{
    const char *const *values = destination->values->of;
    const struct deployment wanted = {
        .job = destination->job->id,
        .repository = values[VALUE_REPOSITORY],
        .environment = rule_environment_name(destination->rule),
        .sha = values[VALUE_SHA],
        .ref = values[VALUE_REF],
        .rule = destination->rule->name,
        .origin = origin_of(destination),
        .by = values[VALUE_SENDER],
        .state = DEPLOYMENT_IN_PROGRESS,
    };
    int64_t id;

    if (!goes_somewhere(destination))
        return 0;
    return deployment_begin(destination->work->store, &wanted, clock_ms(), &id);
}
