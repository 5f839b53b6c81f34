/* github_linked.c - one query. */
#include "config.h"

#include "base/fail.h"
#include "port/json.h"
#include "wire/github_field.h"
#include "wire/github_graphql.h"
#include "wire/github_linked.h"

#define TEXT(number) #number
#define AS_TEXT(number) TEXT(number)

static const char query[] =
    "query Linked($owner: String!, $name: String!, $number: Int!) {"
    " repository(owner: $owner, name: $name) { pullRequest(number: $number) { title body"
    " closingIssuesReferences(first: " AS_TEXT(
        GITHUB_LINKED_MOST) ") {"
                            " nodes { number title url state repository { nameWithOwner } } } } } }";

enum field { TITLE, BODY, NODES, FIELDS };
enum node_field { NUMBER, NODE_TITLE, URL, STATE, REPOSITORY, NODE_FIELDS };

#define PULL "/data/repository/pullRequest/"

/* An issue that we may not see is null, and none for us. */
static int
take(struct pool *pool, const struct json_value *node, struct github_linked *linked)
{
    struct json_want wants[NODE_FIELDS] = {
        [NUMBER].pointer = "/number",
        [NODE_TITLE].pointer = "/title",
        [URL].pointer = "/url",
        [STATE].pointer = "/state",
        [REPOSITORY].pointer = "/repository/nameWithOwner",
    };
    struct github_linked_issue issue;
    int rc = json_scan(pool, node->text, node->length, wants, NODE_FIELDS);

    if (rc != 0)
        return rc;
    issue = (struct github_linked_issue){
        .repository = github_repository_or_null(&wants[REPOSITORY]),
        .number = json_integer(&wants[NUMBER], 0),
        .title = json_string(&wants[NODE_TITLE]),
        .url = github_printable_or_null(&wants[URL]),
        .open = text_equal(json_string(&wants[STATE]), "OPEN"),
    };
    if (issue.repository != NULL && issue.number > 0 && issue.title != NULL && issue.url != NULL)
        linked->issues[linked->count++] = issue;
    return 0;
}

static int
read_linked(struct pool *pool, const struct json_want *wants, struct github_linked *linked)
{
    struct github_linked made = { .text = json_string(&wants[BODY]),
                                  .title = json_string(&wants[TITLE]) };
    int rc = 0;

    if (made.text == NULL || made.title == NULL)
        return fail(FAIL_FIELD, "GitHub: GraphQL: %s or %s is missing", wants[BODY].pointer,
                    wants[TITLE].pointer);
    made.issues = pool_array(pool, wants[NODES].count + 1, sizeof *made.issues);
    for (const struct json_value *at = wants[NODES].first; rc == 0 && at != NULL; at = at->next)
        rc = take(pool, at, &made);
    if (rc == 0)
        *linked = made;
    return rc;
}

int
github_linked_get(struct github *github, const char *repository, int64_t pull_request,
                  struct github_linked *linked)
{
    struct json *variables = github_graphql_repository(github->pool, repository);
    struct json_want wants[FIELDS] = {
        [TITLE].pointer = PULL "title",
        [BODY].pointer = PULL "body",
        [NODES].pointer = PULL "closingIssuesReferences/nodes/*",
    };
    int rc;

    json_set_integer(variables, "number", pull_request);
    rc = github_graphql(github, query, variables, wants, FIELDS);
    return rc == 0 ? read_linked(github->pool, wants, linked) : rc;
}
