/* deployment_show.c - names, colours and JSON of deployments */
#include "config.h"

#include <string.h>

#include "cli/deployment_show.h"
#include "cli/render.h"

struct strings
deployment_state_names(struct pool *pool)
{
    const char **names = pool_array(pool, DEPLOYMENT_STATES, sizeof *names);

    for (size_t i = 0; i < DEPLOYMENT_STATES; i++)
        names[i] = deployment_state_name((enum deployment_state)i);
    return (struct strings){ names, DEPLOYMENT_STATES };
}

enum table_colour
deployment_colour(enum deployment_state state)
{
    switch (state) {
    case DEPLOYMENT_SUCCESS:
        return TABLE_GOOD;
    case DEPLOYMENT_FAILURE:
    case DEPLOYMENT_ERROR:
        return TABLE_BAD;
    case DEPLOYMENT_INACTIVE:
    case DEPLOYMENT_SUPERSEDED:
        return TABLE_FAINT;
    case DEPLOYMENT_QUEUED:
    case DEPLOYMENT_WAITING:
    case DEPLOYMENT_IN_PROGRESS:
    case DEPLOYMENT_STATES:
        break;
    }
    return TABLE_BUSY;
}

const char *
deployment_ref(const char *ref)
{
    static const char *const kinds[] = { "refs/heads/", "refs/tags/" };

    for (size_t i = 0; ref != NULL && i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(ref, kinds[i], strlen(kinds[i])) == 0)
            return ref + strlen(kinds[i]);
    }
    return ref;
}

const char *
deployment_who(const struct deployment *deployment)
{
    return deployment->by != NULL ? deployment->by : deployment->by_slack;
}

/* An id of ours or a number; 0 is left out. */
static void
set_id(struct json *object, const char *name, int64_t id)
{
    if (id > 0)
        json_set_id(object, name, id);
}

static void
set_origin(struct json *object, const struct deployment *deployment)
{
    json_set_string(object, "origin", deployment->origin);
    json_set_string(object, "by", deployment->by);
    json_set_string(object, "by_slack", deployment->by_slack);
    json_set_string(object, "author", deployment->author);
    json_set_string(object, "rule", deployment->rule);
    set_id(object, "job", deployment->job);
    set_id(object, "pull_request", deployment->pull_request);
    json_set_string(object, "ticket", deployment->ticket);
}

static void
set_outside(struct json *object, const struct deployment *deployment)
{
    json_set_string(object, "remote", deployment->remote);
    json_set_string(object, "told", deployment->told);
    if (deployment->contexts != NULL)
        json_set_raw(object, "contexts", deployment->contexts);
    json_set_string(object, "pipeline", deployment->pipeline);
    json_set_string(object, "workflow", deployment->workflow);
    json_set_string(object, "build", deployment->build);
    json_set_string(object, "build_url", deployment->build_url);
}

struct json *
deployment_json(struct pool *pool, const struct deployment *deployment)
{
    struct json *object = json_object();

    json_set_id(object, "id", deployment->id);
    json_set_string(object, "repository", deployment->repository);
    json_set_string(object, "environment", deployment->environment);
    json_set_string(object, "state", deployment_state_name(deployment->state));
    json_set_string(object, "detail", deployment->detail);
    json_set_string(object, "ref", deployment->ref);
    json_set_string(object, "sha", deployment->sha);
    json_set_string(object, "url", deployment->url);
    set_origin(object, deployment);
    set_outside(object, deployment);
    json_set_time(pool, object, "created", deployment->created_ms);
    json_set_time(pool, object, "triggered", deployment->triggered_ms);
    json_set_time(pool, object, "updated", deployment->updated_ms);
    json_set_time(pool, object, "ended", deployment->ended_ms);
    return object;
}
