/* circleci_build.c - start, look, list. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "wire/api_answer.h"
#include "wire/circleci_build.h"
#include "wire/circleci_slug.h"

enum { RECENT_MOST = 100 /* CircleCI gives no more at once */ };

enum field { NUMBER, URL, REVISION, LIFECYCLE, OUTCOME, QUEUED, PARAMETERS, VALUE, FIELDS };

static const char *
text_or_null(struct pool *pool, const struct json_want *want)
{
    const char *text = json_string(want);

    return text != NULL && text[0] != '\0' ? api_words(pool, text) : NULL;
}

/* name: of the variable to look for, or NULL. */
static int
read_build(struct pool *pool, const char *text, size_t length, const char *name,
           struct circleci_build *build)
{
    struct json_want wants[FIELDS] = {
        [NUMBER].pointer = "/build_num",
        [URL].pointer = "/build_url",
        [REVISION].pointer = "/vcs_revision",
        [LIFECYCLE].pointer = "/lifecycle",
        [OUTCOME].pointer = "/outcome",
        [QUEUED].pointer = "/queued_at",
        [PARAMETERS].pointer = "/build_parameters",
        [VALUE].pointer = pool_printf(pool, "/build_parameters/%s", name != NULL ? name : ""),
    };
    const char *revision;
    int rc = json_scan(pool, text, length, wants, FIELDS);

    if (rc != 0)
        return rc;
    if (json_integer(&wants[NUMBER], 0) <= 0)
        return fail(FAIL_FIELD, "CircleCI: a build without a number");
    revision = json_string(&wants[REVISION]);
    *build = (struct circleci_build){
        .number = json_integer(&wants[NUMBER], 0),
        .url = text_or_null(pool, &wants[URL]),
        .revision = sha_valid(revision) ? revision : NULL,
        .lifecycle = text_or_null(pool, &wants[LIFECYCLE]),
        .outcome = text_or_null(pool, &wants[OUTCOME]),
        .value = json_string(&wants[VALUE]),
        .told = wants[PARAMETERS].first != NULL && wants[PARAMETERS].first->type == JSON_OBJECT,
        .queued_ms = json_time(&wants[QUEUED], 0),
    };
    return 0;
}

static const char *
start_body(struct pool *pool, const struct circleci_build_start *start)
{
    struct json *top = json_object();

    json_set_string(top, "revision", start->revision);
    json_set_string(top, "tag", start->tag);
    json_set_string(top, "job", start->job);
    json_set(top, "build_parameters", build_parameters_json(&start->parameters));
    return json_text(pool, top, JSON_COMPACT);
}

static const char *
project_path(struct pool *pool, const char *repository)
{
    return pool_printf(pool, "/project/github/%s", repository);
}

int
circleci_build_start(struct circleci *circleci, const struct circleci_build_start *start,
                     struct circleci_build *build)
{
    const struct circleci_request request = {
        .legacy = true,
        .method = "POST",
        .path = project_path(circleci->pool, start->repository),
        .body = start_body(circleci->pool, start),
    };
    struct circleci_answer answer;
    int rc = circleci_call(circleci, &request, &answer);

    if (rc == FAIL_NOT_FOUND)
        return circleci_no_project(circleci_slug_of(circleci->pool, start->repository));
    return rc == 0 ? read_build(circleci->pool, answer.body, answer.length, NULL, build) : rc;
}

int
circleci_build_get(struct circleci *circleci, const char *repository, int64_t number,
                   struct circleci_build *build)
{
    const struct circleci_request request = {
        .legacy = true,
        .method = "GET",
        .path = pool_printf(circleci->pool, "%s/%" PRId64, project_path(circleci->pool, repository),
                            number),
    };
    struct circleci_answer answer;
    int rc = circleci_call(circleci, &request, &answer);

    return rc == 0 ? read_build(circleci->pool, answer.body, answer.length, NULL, build) : rc;
}

int
circleci_builds_recent(struct circleci *circleci, const char *repository, const char *name,
                       struct circleci_builds *builds)
{
    struct pool *pool = circleci->pool;
    const struct circleci_request request = {
        .legacy = true,
        .method = "GET",
        .path = pool_printf(pool, "%s?limit=%d", project_path(pool, repository), RECENT_MOST),
    };
    struct json_want items = { .pointer = "/*" };
    struct circleci_answer answer;
    struct circleci_build *made;
    size_t count = 0;
    int rc = circleci_call(circleci, &request, &answer);

    if (rc == 0)
        rc = json_scan(pool, answer.body, answer.length, &items, 1);
    if (rc == FAIL_NOT_FOUND)
        return circleci_no_project(circleci_slug_of(pool, repository));
    if (rc != 0)
        return rc;
    made = pool_array(pool, items.count + 1, sizeof *made);
    for (const struct json_value *one = items.first; rc == 0 && one != NULL; one = one->next)
        rc = read_build(pool, one->text, one->length, name, &made[count++]);
    if (rc == 0)
        *builds = (struct circleci_builds){ made, count, count >= RECENT_MOST, answer.clocks };
    return rc;
}
