/* circleci_pipeline.c - start, look, list. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "port/json.h"
#include "wire/api_answer.h"
#include "wire/circleci_error.h"
#include "wire/circleci_event.h"
#include "wire/circleci_pipeline.h"

#define PARAMETERS "pipeline.parameters." /* how values begin that are parameters */

enum { NOT_MADE = 200 };

enum field { ID, NUMBER, STATE, CREATED, REVISION, BRANCH, TAG, TRIGGER, ERRORS, FIELDS };

static const char *const pointers[FIELDS] = {
    [ID] = "/id",
    [NUMBER] = "/number",
    [STATE] = "/state",
    [CREATED] = "/created_at",
    [REVISION] = "/vcs/revision",
    [BRANCH] = "/vcs/branch",
    [TAG] = "/vcs/tag",
    [TRIGGER] = "/trigger/type",
    [ERRORS] = "/errors/*/message",
};

/* --- Reading ---------------------------------------------------------------------------------- */

/* The first error is enough for people. */
static const char *
trouble_of(struct pool *pool, const struct json_want *want)
{
    const char *words = json_string(want);

    if (words == NULL)
        return NULL;
    words = api_words(pool, words);
    return pool_printf(pool, "%s%s", words, circleci_remedy(pool, words));
}

int
circleci_pipeline_read(struct pool *pool, const char *text, size_t length,
                       struct circleci_pipeline *pipeline)
{
    struct json_want wants[FIELDS] = { 0 };
    const char *revision;
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i].pointer = pointers[i];
    rc = json_scan(pool, text, length, wants, FIELDS);
    if (rc != 0)
        return rc;
    if (!uuid_valid(json_string(&wants[ID])))
        return fail(FAIL_FIELD, "CircleCI: a pipeline without an id");
    revision = json_string(&wants[REVISION]);
    *pipeline = (struct circleci_pipeline){
        .id = json_string(&wants[ID]),
        .number = json_integer(&wants[NUMBER], 0),
        .state = json_string(&wants[STATE]) != NULL ? json_string(&wants[STATE]) : "",
        .revision = sha_valid(revision) ? revision : NULL,
        .branch = json_string(&wants[BRANCH]),
        .tag = json_string(&wants[TAG]),
        .trigger = json_string(&wants[TRIGGER]),
        .trouble = trouble_of(pool, &wants[ERRORS]),
        .created_ms = json_time(&wants[CREATED], 0),
    };
    return 0;
}

/* --- Start ------------------------------------------------------------------------------------ */

static struct json *
ref_of(const struct circleci_start *start)
{
    struct json *ref = json_object();

    json_set_string(ref, "branch", start->branch);
    json_set_string(ref, "tag", start->tag);
    return ref;
}

static const char *
start_body(struct pool *pool, const struct circleci_start *start)
{
    struct json *top = start->definition == NULL ? ref_of(start) : json_object();

    if (start->definition != NULL) {
        json_set_string(top, "definition_id", start->definition);
        json_set(top, "config", ref_of(start));
        json_set(top, "checkout", ref_of(start));
    }
    json_set(top, "parameters", build_parameters_json(&start->parameters));
    return json_text(pool, top, JSON_COMPACT);
}

/* With a commit that asks to be skipped, say, CircleCI answers well and makes nothing. */
static int
refuse_unmade(struct pool *pool, const struct circleci_start *start,
              const struct circleci_answer *answer)
{
    struct json_want message = { .pointer = "/message" };
    const char *words = NULL;
    int rc = json_scan(pool, answer->body, answer->length, &message, 1);

    if (rc != 0)
        return rc;
    words = json_string(&message);
    return fail(FAIL_REFUSED, "CircleCI: no pipeline of %s was made%s%s", start->slug,
                words != NULL ? ": " : "", words != NULL ? api_words(pool, words) : "");
}

int
circleci_pipeline_start(struct circleci *circleci, const struct circleci_start *start,
                        struct circleci_pipeline *pipeline)
{
    const struct circleci_request request = {
        .method = "POST",
        .path = pool_printf(circleci->pool, "/project/%s/pipeline%s", start->slug,
                            start->definition != NULL ? "/run" : ""),
        .body = start_body(circleci->pool, start),
    };
    struct circleci_answer answer;
    int rc = circleci_call(circleci, &request, &answer);

    if (rc == FAIL_NOT_FOUND)
        return circleci_no_project(start->slug);
    if (rc != 0)
        return rc;
    if (start->definition != NULL && answer.status == NOT_MADE)
        return refuse_unmade(circleci->pool, start, &answer);
    return circleci_pipeline_read(circleci->pool, answer.body, answer.length, pipeline);
}

/* --- Look ------------------------------------------------------------------------------------- */

int
circleci_pipeline_get(struct circleci *circleci, const char *id, struct circleci_pipeline *pipeline)
{
    const struct circleci_request request = {
        .method = "GET",
        .path = pool_printf(circleci->pool, "/pipeline/%s", percent_encode(circleci->pool, id)),
    };
    struct circleci_answer answer;
    int rc = circleci_call(circleci, &request, &answer);

    return rc == 0 ? circleci_pipeline_read(circleci->pool, answer.body, answer.length, pipeline)
                   : rc;
}

int
circleci_pipeline_value(struct circleci *circleci, const char *pipeline, const char *name,
                        struct circleci_value *value)
{
    struct pool *pool = circleci->pool;
    const struct circleci_request request = {
        .method = "GET",
        .path = pool_printf(pool, "/pipeline/%s/values", percent_encode(pool, pipeline)),
    };
    struct json_want wants[] = {
        { .pointer = pool_printf(pool, "/" PARAMETERS "%s", name) },
        { .pointer = pool_printf(pool, "/%s", name) },
    };
    struct circleci_answer answer;
    int rc = circleci_call(circleci, &request, &answer);

    *value = (struct circleci_value){ 0 };
    if (rc == 0)
        rc = json_scan(pool, answer.body, answer.length, wants, 2);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    value->has_parameters =
        memmem(answer.body, answer.length, "\"" PARAMETERS, strlen("\"" PARAMETERS)) != NULL;
    for (size_t i = 0; i < 2 && value->text == NULL; i++) {
        if (wants[i].first != NULL && wants[i].first->type != JSON_NULL)
            value->text = wants[i].first->text;
    }
    return 0;
}
