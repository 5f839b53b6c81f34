/* asana_hook.c - requests, and texts without the target. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/asana_hook.h"

/* Those of a webhook; the secret stands beside it. */
enum field { GID, RESOURCE, NAME, TARGET, ACTIVE, SUCCEEDED, FAILED, FAILURE, FIELDS };

static const char *const pointers[FIELDS] = {
    [GID] = "/gid",
    [RESOURCE] = "/resource/gid",
    [NAME] = "/resource/name",
    [TARGET] = "/target",
    [ACTIVE] = "/active",
    [SUCCEEDED] = "/last_success_at",
    [FAILED] = "/last_failure_at",
    [FAILURE] = "/last_failure_content",
};

static int
read_hook(struct pool *pool, const struct json_value *value, struct asana_hook *hook)
{
    struct json_want wants[FIELDS] = { 0 };
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i].pointer = pointers[i];
    rc = json_scan(pool, value->text, value->length, wants, FIELDS);
    if (rc == 0 && json_string(&wants[GID]) == NULL)
        rc = fail(FAIL_FIELD, "Asana: a webhook without a gid");
    if (rc == 0)
        *hook = (struct asana_hook){ .gid = json_string(&wants[GID]),
                                     .resource = json_string(&wants[RESOURCE]),
                                     .resource_name = json_string(&wants[NAME]),
                                     .target = json_string(&wants[TARGET]),
                                     .active = json_true(&wants[ACTIVE]),
                                     .succeeded_ms = json_time(&wants[SUCCEEDED], 0),
                                     .failed_ms = json_time(&wants[FAILED], 0),
                                     .failure = json_string(&wants[FAILURE]) };
    return rc;
}

static int
take(struct asana *asana, const struct asana_answer *answer, struct asana_hook *hook)
{
    struct json_want wants[] = { { .pointer = "/data" }, { .pointer = "/X-Hook-Secret" } };
    int rc = json_scan(asana->pool, answer->body, answer->length, wants, 2);

    if (rc == 0 && (wants[0].first == NULL || wants[0].first->type != JSON_OBJECT))
        rc = fail(FAIL_FIELD, "Asana: an answer without a webhook");
    if (rc == 0)
        rc = read_hook(asana->pool, wants[0].first, hook);
    if (rc == 0)
        hook->secret = json_string(&wants[1]);
    return rc;
}

/* {"resource_type":"task","action":"changed","fields":["completed","assignee"]} */
static struct json *
filters(void)
{
    static const char *const fields[] = { "completed", "assignee" };
    struct json *filter = json_object(), *list = json_array();

    json_set_string(filter, "resource_type", "task");
    json_set_string(filter, "action", "changed");
    json_set(filter, "fields", json_list((struct strings){ fields, 2 }));
    json_add(list, filter);
    return list;
}

/* Asana's words may repeat the target, whose last part nobody else may know. */
static const char *
without(struct pool *pool, const char *text, const char *target)
{
    const char *clean = "", *at;

    while ((at = strstr(text, target)) != NULL) {
        clean = pool_printf(pool, "%s%.*s(target)", clean, (int)(at - text), text);
        text = at + strlen(target);
    }
    return pool_printf(pool, "%s%s", clean, text);
}

int
asana_hook_create(struct asana *asana, const char *project, const char *target,
                  struct asana_hook *hook)
{
    struct json *data = json_object();
    struct asana_request request = { .method = "POST", .path = "/webhooks", .silent = true };
    struct asana_answer answer;
    int rc;

    json_set_string(data, "resource", project);
    json_set_string(data, "target", target);
    json_set(data, "filters", filters());
    request.body = asana_body(asana, data);
    rc = asana_call(asana, &request, &answer);
    if (rc == 0)
        return take(asana, &answer, hook);
    if (answer.said != NULL)
        answer.said = without(asana->pool, answer.said, target);
    return asana_say(rc, &answer);
}

static const char *
path_of(struct asana *asana, const char *gid)
{
    return pool_printf(asana->pool, "/webhooks/%s", percent_encode(asana->pool, gid));
}

int
asana_hook_get(struct asana *asana, const char *gid, struct asana_hook *hook)
{
    const struct asana_request request = { .method = "GET", .path = path_of(asana, gid) };
    struct asana_answer answer;
    int rc = asana_call(asana, &request, &answer);

    return rc == 0 ? take(asana, &answer, hook) : rc;
}

int
asana_hook_delete(struct asana *asana, const char *gid)
{
    const struct asana_request request = { .method = "DELETE", .path = path_of(asana, gid) };
    struct asana_answer answer;
    int rc = asana_call(asana, &request, &answer);

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

void
asana_hooks_of(struct asana *asana, const char *workspace, const char *project,
               struct asana_pages *pages)
{
    *pages = (struct asana_pages){
        .path = pool_printf(
            asana->pool,
            "/webhooks?workspace=%s&resource=%s&opt_fields=active,target,resource.name",
            percent_encode(asana->pool, workspace), percent_encode(asana->pool, project)),
    };
}

int
asana_hooks_next(struct asana *asana, struct asana_pages *pages, struct asana_hook **hooks,
                 size_t *count)
{
    struct json_want want = { .pointer = "/data/*" };
    int rc = asana_next_page(asana, pages, &want, 1);

    if (rc != 1)
        return rc;
    *hooks = pool_array(asana->pool, want.count + 1, sizeof **hooks);
    *count = 0;
    for (const struct json_value *one = want.first; one != NULL; one = one->next) {
        rc = read_hook(asana->pool, one, &(*hooks)[(*count)++]);
        if (rc != 0)
            return rc;
    }
    return 1;
}
