/* asana_task_read.c - tasks out of JSON */
#include "config.h"

#include "base/fail.h"
#include "wire/asana_task.h"

enum field {
    GID,
    NAME,
    NOTES,
    COMPLETED,
    COMPLETED_BY,
    COMPLETED_BY_GID,
    ASSIGNEE,
    DUE,
    MODIFIED,
    EXTERNAL_GID,
    EXTERNAL_DATA,
    MEMBERSHIPS,
    TAGS,
    FIELDS
};

static const char *const pointers[FIELDS] = {
    [GID] = "/gid",
    [NAME] = "/name",
    [NOTES] = "/notes",
    [COMPLETED] = "/completed",
    [COMPLETED_BY] = "/completed_by/name",
    [COMPLETED_BY_GID] = "/completed_by/gid",
    [ASSIGNEE] = "/assignee/gid",
    [DUE] = "/due_on",
    [MODIFIED] = "/modified_at",
    [EXTERNAL_GID] = "/external/gid",
    [EXTERNAL_DATA] = "/external/data",
    [MEMBERSHIPS] = "/memberships/*",
    [TAGS] = "/tags/*",
};

static const char *
text_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return text != NULL ? text : "";
}

/* Each by itself: a place may have no section. */
static int
read_places(struct pool *pool, const struct json_want *want, struct asana_task *task)
{
    struct asana_place *places = pool_array(pool, want->count + 1, sizeof *places);

    task->places = places;
    for (const struct json_value *one = want->first; one != NULL; one = one->next) {
        struct json_want wants[] = { { .pointer = "/project/gid" },
                                     { .pointer = "/section/gid" },
                                     { .pointer = "/section/name" } };
        int rc = one->type == JSON_OBJECT ? json_scan(pool, one->text, one->length, wants, 3) : 0;

        if (rc != 0)
            return rc;
        if (json_string(&wants[0]) != NULL)
            places[task->place_count++] =
                (struct asana_place){ json_string(&wants[0]), json_string(&wants[1]),
                                      json_string(&wants[2]) };
    }
    return 0;
}

int
asana_task_read(struct pool *pool, const char *text, size_t length, struct asana_task *task)
{
    struct json_want wants[FIELDS] = { 0 };
    struct asana_task made;
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i].pointer = pointers[i];
    rc = json_scan(pool, text, length, wants, FIELDS);
    if (rc != 0)
        return rc;
    made = (struct asana_task){ .gid = json_string(&wants[GID]),
                                .name = text_of(&wants[NAME]),
                                .notes = text_of(&wants[NOTES]),
                                .completed = json_true(&wants[COMPLETED]),
                                .completed_by = json_string(&wants[COMPLETED_BY]),
                                .completed_by_gid = json_string(&wants[COMPLETED_BY_GID]),
                                .assignee = json_string(&wants[ASSIGNEE]),
                                .due_on = json_string(&wants[DUE]),
                                .external_gid = json_string(&wants[EXTERNAL_GID]),
                                .external_data = json_string(&wants[EXTERNAL_DATA]),
                                .modified_ms = json_time(&wants[MODIFIED], 0) };
    if (made.gid == NULL)
        return fail(FAIL_FIELD, "Asana: a task without a gid");
    rc = read_places(pool, &wants[MEMBERSHIPS], &made);
    if (rc == 0)
        rc = asana_read_named(pool, &wants[TAGS], &made.tags, &made.tag_count);
    if (rc == 0)
        *task = made;
    return rc;
}
