/* github_graphql.c - a query and its variables go out; errors within a 200 become codes. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "wire/api_answer.h"
#include "wire/github_graphql.h"

#define REST "/api/v3" /* of GitHub Enterprise Server */

enum field { DATA, ERRORS, TYPES, MESSAGES, FIELDS };

const char *
github_graphql_url(struct pool *pool, const char *api_url)
{
    size_t length = strlen(api_url), rest = strlen(REST);

    if (length > rest && strcmp(api_url + length - rest, REST) == 0)
        return pool_printf(pool, "%.*s/api/graphql", (int)(length - rest), api_url);
    return pool_printf(pool, "%s/graphql", api_url);
}

static bool
any_is(const struct json_want *want, const char *text)
{
    for (const struct json_value *value = want->first; value != NULL; value = value->next) {
        if (value->type == JSON_STRING && strcmp(value->text, text) == 0)
            return true;
    }
    return false;
}

/* Absence is an answer only where nothing else is wrong. */
static bool
all_are(const struct json_want *want, size_t count, const char *text)
{
    for (const struct json_value *value = want->first; value != NULL; value = value->next) {
        if (value->type != JSON_STRING || strcmp(value->text, text) != 0)
            return false;
    }
    return want->count == count;
}

/* Secondary limits, and a query that was given up, have words alone and no type. */
static int
code_of(const struct json_want *wants)
{
    if (any_is(&wants[TYPES], "RATE_LIMITED") || json_any_holds(&wants[MESSAGES], "rate limit"))
        return FAIL_BUSY;
    if (all_are(&wants[TYPES], wants[ERRORS].count, "NOT_FOUND"))
        return FAIL_NOT_FOUND;
    if (json_any_holds(&wants[MESSAGES], "Something went wrong while executing your query"))
        return FAIL_NETWORK;
    return FAIL_REFUSED;
}

int
github_graphql_judge(struct pool *pool, const char *body, size_t length, const char **said)
{
    struct json_want wants[FIELDS] = {
        [DATA].pointer = "/data",
        [ERRORS].pointer = "/errors/*",
        [TYPES].pointer = "/errors/*/type",
        [MESSAGES].pointer = "/errors/*/message",
    };
    const char *words;
    int rc = json_scan(pool, body, length, wants, FIELDS);

    *said = "";
    if (rc != 0)
        return rc;
    if (wants[ERRORS].count == 0) {
        *said = "the answer has no data";
        return wants[DATA].first != NULL && wants[DATA].first->type == JSON_OBJECT ? 0 : FAIL_FIELD;
    }
    words = json_string(&wants[MESSAGES]);
    *said = api_words(pool, words != NULL ? words : "no reason is given");
    return code_of(wants);
}

static const char *
body_of(struct pool *pool, const char *query, struct json *variables)
{
    struct json *body = json_object();

    json_set_string(body, "query", query);
    json_set(body, "variables", variables);
    return json_text(pool, body, JSON_COMPACT);
}

int
github_graphql_ask(struct github *github, const struct github_question *question,
                   struct json_want *wants, size_t count)
{
    struct pool *pool = github->pool;
    const struct github_request request = {
        .method = "POST",
        .path = github_graphql_url(pool, github->api->api_url),
        .body = body_of(pool, question->query, question->variables),
    };
    struct github_answer answer;
    const char *said = NULL;
    int rc = github_call(github, &request, &answer);

    if (rc != 0)
        return rc;
    rc = github_graphql_judge(pool, answer.body, answer.length, &said);
    if (rc == 0)
        return json_scan(pool, answer.body, answer.length, wants, count);
    if (rc == FAIL_BUSY)
        return github_sleep(github, "GraphQL", answer.again_ms);
    if (rc == FAIL_REFUSED && question->silent)
        return rc;
    if (rc == FAIL_REFUSED || rc == FAIL_NETWORK || rc == FAIL_FIELD)
        return fail(rc, "GitHub: GraphQL: %s; request %s", said, answer.id);
    return rc;
}

int
github_graphql(struct github *github, const char *query, struct json *variables,
               struct json_want *wants, size_t count)
{
    const struct github_question question = { .query = query, .variables = variables };

    return github_graphql_ask(github, &question, wants, count);
}

struct json *
github_graphql_repository(struct pool *pool, const char *repository)
{
    size_t owner = strcspn(repository, "/");
    struct json *variables = json_object();

    json_set_string(variables, "owner", pool_copy(pool, repository, owner));
    json_set_string(variables, "name", repository[owner] == '\0' ? "" : repository + owner + 1);
    return variables;
}
