/* github_collaborators.c - pages by a cursor, or by links. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "wire/github_collaborators.h"
#include "wire/github_field.h"
#include "wire/github_graphql.h"
#include "wire/github_pages.h"

static const char query[] =
    "query Collaborators($owner: String!, $name: String!, $after: String) {"
    " repository(owner: $owner, name: $name) { collaborators(first: 100, after: $after) {"
    " pageInfo { hasNextPage endCursor } edges { permission node { login } } } } }";

/* An element of either kind of page. */
enum field { LOGIN, PERMISSION, ROLE, FIELDS };

static const char *const edge[FIELDS] = {
    [LOGIN] = "/node/login",
    [PERMISSION] = "/permission",
    [ROLE] = "/-",
};

static const char *const person[FIELDS] = {
    [LOGIN] = "/login",
    [PERMISSION] = "/-",
    [ROLE] = "/role_name",
};

struct gathering {
    struct github *github;
    const char *repository;
    struct github_collaborators all;
    size_t room;
};

static const char *
lower(struct pool *pool, const char *word)
{
    return word != NULL ? name_lower(pool, word) : NULL;
}

/* GraphQL leaves out a node that we may not see. */
static int
take(struct gathering *gathering, const char *const *fields, const struct json_value *element)
{
    struct pool *pool = gathering->github->pool;
    struct github_collaborators *all = &gathering->all;
    struct json_want wants[FIELDS];
    const char *login;
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i] = (struct json_want){ .pointer = fields[i] };
    rc = json_scan(pool, element->text, element->length, wants, FIELDS);
    login = github_name_or_null(&wants[LOGIN]);
    if (rc != 0 || login == NULL)
        return rc;
    all->items = pool_grow(pool, all->items, all->count, &gathering->room, sizeof *all->items);
    all->items[all->count++] = (struct github_collaborator){
        login, github_permission_of(lower(pool, json_string(&wants[PERMISSION])),
                                    lower(pool, json_string(&wants[ROLE])))
    };
    return 0;
}

static int
take_page(struct gathering *gathering, const char *const *fields, const struct json_want *page)
{
    int rc = 0;

    for (const struct json_value *at = page->first; rc == 0 && at != NULL; at = at->next)
        rc = take(gathering, fields, at);
    return rc;
}

enum page_field { CONNECTION, EDGES, MORE, CURSOR, PAGE_FIELDS };

#define PAGE "/data/repository/collaborators"

/* The page behind a cursor (NULL: the first); *after is NULL when it is the last. */
static int
graphql_page(struct gathering *gathering, const char **after)
{
    struct json_want wants[PAGE_FIELDS] = {
        [CONNECTION].pointer = PAGE,
        [EDGES].pointer = PAGE "/edges/*",
        [MORE].pointer = PAGE "/pageInfo/hasNextPage",
        [CURSOR].pointer = PAGE "/pageInfo/endCursor",
    };
    struct github *github = gathering->github;
    struct github_question question = {
        .query = query,
        .variables = github_graphql_repository(github->pool, gathering->repository),
        .silent = true,
    };
    int rc;

    json_set_string(question.variables, "after", *after);
    rc = github_graphql_ask(github, &question, wants, PAGE_FIELDS);
    if (rc == 0 &&
        (wants[CONNECTION].first == NULL || wants[CONNECTION].first->type != JSON_OBJECT))
        return FAIL_REFUSED;
    if (rc == 0)
        rc = take_page(gathering, edge, &wants[EDGES]);
    *after = json_true(&wants[MORE]) ? json_string(&wants[CURSOR]) : NULL;
    return rc;
}

static int
by_graphql(struct gathering *gathering)
{
    const char *after = NULL;
    int rc, seen = 0;

    do {
        if (seen++ == GITHUB_PAGES_MOST)
            return fail(FAIL_TOO_LARGE, "GitHub: collaborators of %s: more than %d pages",
                        gathering->repository, GITHUB_PAGES_MOST);
        rc = graphql_page(gathering, &after);
    } while (rc == 0 && after != NULL);
    return rc;
}

static int
by_rest(struct gathering *gathering)
{
    struct github *github = gathering->github;
    struct github_pages pages = {
        .path = pool_printf(github->pool, "/repos/%s/collaborators?per_page=100",
                            gathering->repository),
    };
    int rc, taken = 0;

    do {
        struct json_want page = { .pointer = "/*" };

        rc = github_next_page(github, &pages, &page, 1);
        if (rc == 1)
            taken = take_page(gathering, person, &page);
    } while (rc == 1 && taken == 0);
    return rc < 0 ? rc : taken;
}

/* Absence by GraphQL may be one of GraphQL itself; REST tells. */
int
github_collaborators_get(struct github *github, const char *repository,
                         struct github_collaborators *collaborators)
{
    struct gathering gathering = { .github = github, .repository = repository };
    int rc = by_graphql(&gathering);

    if (rc == FAIL_REFUSED || rc == FAIL_NOT_FOUND) {
        gathering.all.count = 0;
        rc = by_rest(&gathering);
    }
    if (rc == 0)
        *collaborators = gathering.all;
    return rc;
}
