/* github_deployment_read.c - the same members below any root, and the payload in either form. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_scan.h"
#include "wire/github_deployment_read.h"
#include "wire/github_field.h"

enum field {
    ID,
    SHA,
    REF,
    ENVIRONMENT,
    TASK,
    DESCRIPTION,
    CREATOR,
    CREATOR_TYPE,
    TRANSIENT,
    PRODUCTION,
    CREATED,
    PAYLOAD,
    ROW, /* of the payload, from here on */
    NUMBER,
    URL,
    FIELDS
};

static const char *const pointers[FIELDS] = {
    [ID] = "/id",
    [SHA] = "/sha",
    [REF] = "/ref",
    [ENVIRONMENT] = "/environment",
    [TASK] = "/task",
    [DESCRIPTION] = "/description",
    [CREATOR] = "/creator/login",
    [CREATOR_TYPE] = "/creator/type",
    [TRANSIENT] = "/transient_environment",
    [PRODUCTION] = "/production_environment",
    [CREATED] = "/created_at",
    [PAYLOAD] = "/payload",
    [ROW] = "/payload/hooklet",
    [NUMBER] = "/payload/number",
    [URL] = "/payload/url",
};

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void
take_payload(const struct json_want *wants, struct github_deployment *deployment)
{
    int64_t number = json_integer(&wants[NUMBER - ROW], 0);

    deployment->row = json_id(&wants[0]);
    deployment->pull_request = number > 0 ? number : 0;
    deployment->url = github_printable_or_null(&wants[URL - ROW]);
}

/* What is none of our payloads may be any text, and is nobody's mistake. */
static void
read_payload(struct pool *pool, const struct json_want *wants, struct github_deployment *deployment)
{
    struct json_want inner[FIELDS - ROW] = {
        [0].pointer = pointers[ROW] + strlen(pointers[PAYLOAD]),
        [NUMBER - ROW].pointer = pointers[NUMBER] + strlen(pointers[PAYLOAD]),
        [URL - ROW].pointer = pointers[URL] + strlen(pointers[PAYLOAD]),
    };
    const char *text = json_string(&wants[PAYLOAD]);

    if (text == NULL)
        take_payload(&wants[ROW], deployment);
    else if (strncmp(text, "{\"hooklet\"", strlen("{\"hooklet\"")) == 0 &&
             json_scan(pool, text, wants[PAYLOAD].first->length, inner, FIELDS - ROW) == 0)
        take_payload(inner, deployment);
}

static void
read_optional(const struct json_want *wants, struct github_deployment *deployment)
{
    deployment->ref = or_empty(json_string(&wants[REF]));
    deployment->environment = or_empty(github_name_or_null(&wants[ENVIRONMENT]));
    deployment->task = github_name_or_null(&wants[TASK]);
    deployment->description = json_string(&wants[DESCRIPTION]);
    deployment->creator = github_name_or_null(&wants[CREATOR]);
    deployment->creator_bot = github_bot(deployment->creator, json_string(&wants[CREATOR_TYPE]));
    deployment->transient = json_true(&wants[TRANSIENT]);
    deployment->production = json_true(&wants[PRODUCTION]);
    deployment->created_ms = json_time(&wants[CREATED], 0);
}

int
github_deployment_read(struct pool *pool, const char *document, size_t length, const char *root,
                       const char *kind, struct github_deployment *deployment)
{
    struct github_deployment made = { 0 };
    struct json_want wants[FIELDS];
    int64_t id = 0;
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i] = (struct json_want){ .pointer = pool_printf(pool, "%s%s", root, pointers[i]) };
    rc = json_scan(pool, document, length, wants, FIELDS);
    if (rc == 0)
        rc = github_read_id(&wants[ID], kind, &id);
    if (rc == 0)
        rc = github_read_required(&wants[SHA], kind, &made.sha);
    if (rc == 0)
        rc = github_read_commit(&wants[SHA], kind, &made.sha);
    if (rc != 0)
        return rc;

    made.remote = pool_printf(pool, "%" PRId64, id);
    read_optional(wants, &made);
    read_payload(pool, wants, &made);
    *deployment = made;
    return 0;
}
