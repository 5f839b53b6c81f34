/* circleci_pipeline_list.c - workflows of a pipeline, pipelines of a project: page by page */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/api_answer.h"
#include "wire/circleci_error.h"
#include "wire/circleci_event.h"
#include "wire/circleci_pipeline.h"

enum { PAGES_MOST = 100 /* a list that goes on is one that goes round */ };

enum workflow_field { W_ID, W_NAME, W_STATUS, W_TAG, W_CREATED, W_STOPPED, W_FIELDS };

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
    if (!uuid_valid(json_string(&wants[W_ID])) || json_string(&wants[W_NAME]) == NULL ||
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
            rc = circleci_pipeline_read(pool, one->text, one->length, &made[count]);
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
