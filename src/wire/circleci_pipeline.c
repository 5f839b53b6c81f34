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

enum { NOT_MADE = 200, PAGES_MOST = 100 /* a list that goes on is one that goes round */ };

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

enum workflow_field { W_ID, W_NAME, W_STATUS, W_TAG, W_CREATED, W_STOPPED, W_FIELDS };

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

static int
read_pipeline(struct pool *pool, const char *text, size_t length,
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
    if (!circleci_uuid_valid(json_string(&wants[ID])))
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

static int
read_workflow(struct pool *pool, const struct json_value *value, struct circleci_workflow *workflow)
{
    struct json_want wants[W_FIELDS] = {
        [W_ID].pointer = "/id",
        [W_NAME].pointer = "/name",
        [W_STATUS].pointer = "/status",
        [W_TAG].pointer = "/tag",
        [W_CREATED].pointer = "/created_at",
        [W_STOPPED].pointer = "/stopped_at",
    };
    int rc = json_scan(pool, value->text, value->length, wants, W_FIELDS);
    const char *tag = json_string(&wants[W_TAG]);

    if (rc != 0)
        return rc;
    if (!circleci_uuid_valid(json_string(&wants[W_ID])) || json_string(&wants[W_NAME]) == NULL ||
        json_string(&wants[W_STATUS]) == NULL)
        return fail(FAIL_FIELD, "CircleCI: a workflow without id, name or status");
    *workflow = (struct circleci_workflow){
        .id = json_string(&wants[W_ID]),
        .name = api_words(pool, json_string(&wants[W_NAME])),
        .status = api_words(pool, json_string(&wants[W_STATUS])),
        .setup = tag != NULL && strcmp(tag, "setup") == 0,
        .created_ms = json_time(&wants[W_CREATED], 0),
        .stopped_ms = json_time(&wants[W_STOPPED], 0),
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
    struct json *parameters = json_object();

    for (size_t i = 0; i < start->parameters.count; i++)
        json_set_string(parameters, start->parameters.items[i].name,
                        start->parameters.items[i].value);
    if (start->definition != NULL) {
        json_set_string(top, "definition_id", start->definition);
        json_set(top, "config", ref_of(start));
        json_set(top, "checkout", ref_of(start));
    }
    json_set(top, "parameters", parameters);
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
    return read_pipeline(circleci->pool, answer.body, answer.length, pipeline);
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

    return rc == 0 ? read_pipeline(circleci->pool, answer.body, answer.length, pipeline) : rc;
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

/* --- Lists ------------------------------------------------------------------------------------ */

/* What is read of a list, page by page. */
struct pages {
    struct circleci *circleci;
    const char *path;
    const char *token; /* of the next page; NULL before the first one and behind the last */
    int seen;
    struct circleci_clocks clocks;
};

/* 1: items are of the next page; 0: there is none. */
static int
next_page(struct pages *pages, struct json_want *items)
{
    struct pool *pool = pages->circleci->pool;
    struct json_want wants[] = { { .pointer = "/items/*" }, { .pointer = "/next_page_token" } };
    struct circleci_request request = { .method = "GET", .path = pages->path };
    struct circleci_answer answer;
    int rc;

    if (pages->seen > 0 && pages->token == NULL)
        return 0;
    if (pages->seen++ == PAGES_MOST)
        return fail(FAIL_TOO_LARGE, "CircleCI: GET %s: more than %d pages", pages->path,
                    PAGES_MOST);
    if (pages->token != NULL)
        request.path =
            pool_printf(pool, "%s?page-token=%s", pages->path, percent_encode(pool, pages->token));
    rc = circleci_call(pages->circleci, &request, &answer);
    if (rc == 0)
        rc = json_scan(pool, answer.body, answer.length, wants, 2);
    pages->clocks = answer.clocks;
    pages->token = json_string(&wants[1]);
    *items = wants[0];
    return rc == 0 ? 1 : rc;
}

int
circleci_workflows(struct circleci *circleci, const char *pipeline,
                   struct circleci_workflows *workflows)
{
    struct pool *pool = circleci->pool;
    struct pages pages = {
        .circleci = circleci,
        .path = pool_printf(pool, "/pipeline/%s/workflow", percent_encode(pool, pipeline)),
    };
    struct circleci_workflow *made = NULL;
    struct json_want items;
    size_t count = 0, room = 0;
    int rc;

    while ((rc = next_page(&pages, &items)) == 1) {
        for (const struct json_value *one = items.first; one != NULL; one = one->next) {
            made = pool_grow(pool, made, count, &room, sizeof *made);
            rc = read_workflow(pool, one, &made[count]);
            if (rc != 0)
                return rc;
            count++;
        }
    }
    if (rc == 0)
        *workflows = (struct circleci_workflows){ made, count };
    return rc;
}

int
circleci_pipelines_since(struct circleci *circleci, const char *slug, int64_t since_ms,
                         struct circleci_pipelines *pipelines)
{
    struct pool *pool = circleci->pool;
    struct pages pages = { .circleci = circleci,
                           .path = pool_printf(pool, "/project/%s/pipeline", slug) };
    struct circleci_pipeline *made = NULL;
    struct json_want items;
    size_t count = 0, room = 0;
    bool older = false;
    int rc = 0;

    while (!older && (rc = next_page(&pages, &items)) == 1) {
        for (const struct json_value *one = items.first; one != NULL; one = one->next) {
            made = pool_grow(pool, made, count, &room, sizeof *made);
            rc = read_pipeline(pool, one->text, one->length, &made[count]);
            if (rc != 0)
                return rc;
            older = made[count].created_ms > 0 &&
                    made[count].created_ms < circleci_since(since_ms, &pages.clocks);
            count += !older;
        }
    }
    if (rc == FAIL_NOT_FOUND)
        return circleci_no_project(slug);
    if (rc < 0)
        return rc;
    *pipelines = (struct circleci_pipelines){ made, count };
    return 0;
}
