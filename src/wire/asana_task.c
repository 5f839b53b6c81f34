/* asana_task.c - changes into JSON, and requests. */
#include "config.h"

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "wire/asana_task.h"

#define FIELDS_OF_TASKS                                                                            \
    "name,notes,completed,completed_by.name,assignee.name,due_on,modified_at,tags.name,"           \
    "memberships.project.name,memberships.section.name"

enum { BAD_REQUEST = 400 };

static const char *
fields(const struct asana *asana)
{
    return asana_api_oauth(asana->api) ? FIELDS_OF_TASKS ",external" : FIELDS_OF_TASKS;
}

static int
read_answer(struct asana *asana, const struct asana_answer *answer, struct asana_task *task)
{
    struct json_want want = { .pointer = "/data" };
    int rc = json_scan(asana->pool, answer->body, answer->length, &want, 1);

    if (rc == 0 && (want.first == NULL || want.first->type != JSON_OBJECT))
        rc = fail(FAIL_FIELD, "Asana: an answer without a task");
    return rc == 0 ? asana_task_read(asana->pool, want.first->text, want.first->length, task) : rc;
}

static int
ask(struct asana *asana, const char *method, const char *path, const char *body,
    struct asana_task *task)
{
    const struct asana_request request = {
        .method = method,
        .path = pool_printf(asana->pool, "%s?opt_fields=%s", path, fields(asana)),
        .body = body,
    };
    struct asana_answer answer;
    int rc = asana_call(asana, &request, &answer);

    return rc == 0 ? read_answer(asana, &answer, task) : rc;
}

static const char *
task_path(struct pool *pool, const char *gid)
{
    return pool_printf(pool, "/tasks/%s", percent_encode(pool, gid));
}

int
asana_task_get(struct asana *asana, const char *gid, struct asana_task *task)
{
    return ask(asana, "GET", task_path(asana->pool, gid), NULL, task);
}

int
asana_task_external(struct asana *asana, const char *external_gid, struct asana_task *task)
{
    if (!asana_api_oauth(asana->api))
        return FAIL_NOT_FOUND;
    return ask(
        asana, "GET",
        pool_printf(asana->pool, "/tasks/external:%s", percent_encode(asana->pool, external_gid)),
        NULL, task);
}

/* "" is null, which clears; NULL is not sent. */
static void
set_or_clear(struct json *object, const char *key, const char *text)
{
    if (text != NULL && text[0] == '\0')
        json_set_raw(object, key, "null");
    else
        json_set_string(object, key, text);
}

static void
set_external(struct json *data, const struct asana_change *change)
{
    struct json *external;

    if (change->external_gid == NULL && change->external_data == NULL)
        return;
    external = json_object();
    json_set_string(external, "gid", change->external_gid);
    json_set_string(external, "data", change->external_data);
    json_set(data, "external", external);
}

static struct json *
change_json(const struct asana *asana, const struct asana_change *change)
{
    struct json *data = json_object();

    json_set_string(data, "name", change->name);
    json_set_string(data, "notes", change->notes);
    if (change->completed != ASANA_AS_IT_IS)
        json_set_bool(data, "completed", change->completed == ASANA_COMPLETED);
    set_or_clear(data, "assignee", change->assignee);
    set_or_clear(data, "due_on", change->due_on);
    if (asana_api_oauth(asana->api))
        set_external(data, change);
    return data;
}

static const char *
creation(struct asana *asana, const struct asana_change *wanted)
{
    struct json *data = change_json(asana, wanted);

    json_set_string(data, "workspace", wanted->workspace);
    if (wanted->projects.count > 0)
        json_set(data, "projects", json_list(wanted->projects));
    if (wanted->tags.count > 0)
        json_set(data, "tags", json_list(wanted->tags));
    return asana_body(asana, data);
}

int
asana_task_create(struct asana *asana, const struct asana_change *wanted, struct asana_task *task,
                  bool *there)
{
    const bool named = wanted->external_gid != NULL && asana_api_oauth(asana->api);
    const struct asana_request request = {
        .method = "POST",
        .path = pool_printf(asana->pool, "/tasks?opt_fields=%s", fields(asana)),
        .body = creation(asana, wanted),
        .silent = true,
    };
    struct asana_answer answer;
    int rc = asana_call(asana, &request, &answer);

    *there = false;
    if (rc == 0)
        return read_answer(asana, &answer, task);
    if (named && answer.status == BAD_REQUEST) {
        int found = asana_task_external(asana, wanted->external_gid, task);

        *there = found == 0;
        if (found != FAIL_NOT_FOUND)
            return found;
    }
    return asana_say(rc, &answer);
}

int
asana_task_update(struct asana *asana, const char *gid, const struct asana_change *change,
                  struct asana_task *task)
{
    return ask(asana, "PUT", task_path(asana->pool, gid),
               asana_body(asana, change_json(asana, change)), task);
}

static int
post(struct asana *asana, const char *path, const char *key, const char *gid)
{
    struct json *data = json_object();
    struct asana_request request = { .method = "POST", .path = path };
    struct asana_answer answer;

    json_set_string(data, key, gid);
    request.body = asana_body(asana, data);
    return asana_call(asana, &request, &answer);
}

int
asana_task_tag(struct asana *asana, const char *gid, const char *tag)
{
    return post(asana, pool_printf(asana->pool, "%s/addTag", task_path(asana->pool, gid)), "tag",
                tag);
}

int
asana_task_untag(struct asana *asana, const char *gid, const char *tag)
{
    return post(asana, pool_printf(asana->pool, "%s/removeTag", task_path(asana->pool, gid)), "tag",
                tag);
}

int
asana_task_place(struct asana *asana, const char *gid, const char *section)
{
    return post(
        asana,
        pool_printf(asana->pool, "/sections/%s/addTask", percent_encode(asana->pool, section)),
        "task", gid);
}

int
asana_task_project(struct asana *asana, const char *gid, const char *project)
{
    return post(asana, pool_printf(asana->pool, "%s/addProject", task_path(asana->pool, gid)),
                "project", project);
}

int
asana_task_unproject(struct asana *asana, const char *gid, const char *project)
{
    return post(asana, pool_printf(asana->pool, "%s/removeProject", task_path(asana->pool, gid)),
                "project", project);
}

void
asana_tasks_modified(struct asana *asana, const char *project, int64_t since_ms,
                     struct asana_pages *pages)
{
    struct pool *pool = pages->pool != NULL ? pages->pool : asana->pool;
    const char *since = "";

    if (since_ms > 0)
        since = pool_printf(pool, "&modified_since=%s",
                            percent_encode(pool, clock_format(pool, since_ms)));
    *pages = (struct asana_pages){
        .path = pool_printf(pool, "/tasks?project=%s%s&opt_fields=%s",
                            percent_encode(pool, project), since, fields(asana)),
        .pool = pages->pool,
    };
}

int
asana_tasks_next(struct asana *asana, struct asana_pages *pages, struct asana_task **tasks,
                 size_t *count)
{
    struct json_want want = { .pointer = "/data/*" };
    struct asana_task *made;
    size_t filled = 0;
    int rc = asana_next_page(asana, pages, &want, 1);

    if (rc != 1)
        return rc;
    made = pool_array(asana->pool, want.count + 1, sizeof *made);
    for (const struct json_value *one = want.first; one != NULL; one = one->next) {
        rc = asana_task_read(asana->pool, one->text, one->length, &made[filled++]);
        if (rc != 0)
            return rc;
    }
    *tasks = made;
    *count = filled;
    return 1;
}
