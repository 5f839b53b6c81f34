/* github_ref.c - a branch, a tag and a commit of one name are asked for together. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "wire/github_field.h"
#include "wire/github_graphql.h"
#include "wire/github_ref.h"

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"
#define HEX_LEAST 7 /* GitHub takes no shorter beginning of a commit */
#define HEX_MOST 64

/* A tag may point to another tag object, and that to one: two are enough for who means well. */
static const char names_query[] =
    "query Ref($owner: String!, $name: String!, $branch: String!, $tag: String!, $commit: String!,"
    " $isBranch: Boolean!, $isTag: Boolean!, $isCommit: Boolean!) {"
    " repository(owner: $owner, name: $name) {"
    " branch: ref(qualifiedName: $branch) @include(if: $isBranch) { target { ...peeled } }"
    " tag: ref(qualifiedName: $tag) @include(if: $isTag) { target { ...peeled } }"
    " commit: object(expression: $commit) @include(if: $isCommit) { ...peeled } } }"
    " fragment peeled on GitObject { __typename oid ... on Tag { target { __typename oid"
    " ... on Tag { target { __typename oid } } } } }";

static const char pull_query[] =
    "query Pull($owner: String!, $name: String!, $number: Int!) {"
    " repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
    " headRefOid headRefName headRef { id } isCrossRepository isDraft state author { login } } } }";

/* What a text may name. */
struct asked {
    const char *branch, *tag, *commit; /* or NULL; without their prefix */
};

int64_t
github_ref_pull(const char *ref)
{
    static const char prefix[] = "refs/pull/", after[] = "/head";
    const char *number = ref + (strncmp(ref, prefix, 5) == 0 ? 5 : 0);
    size_t digits;

    if (strncmp(number, prefix + 5, strlen(prefix + 5)) != 0)
        return 0;
    number += strlen(prefix + 5);
    digits = strspn(number, DIGITS);
    if (digits == 0 || digits > 9 || strcmp(number + digits, after) != 0)
        return 0;
    return strtoll(number, NULL, 10);
}

static struct asked
asked_of(struct pool *pool, const char *ref)
{
    size_t length = strlen(ref);
    bool hex =
        length >= HEX_LEAST && length <= HEX_MOST && strspn(ref, DIGITS "abcdefABCDEF") == length;
    const char *lower = name_lower(pool, ref);

    if (strncmp(ref, HEADS, strlen(HEADS)) == 0)
        return (struct asked){ .branch = ref + strlen(HEADS) };
    if (strncmp(ref, TAGS, strlen(TAGS)) == 0)
        return (struct asked){ .tag = ref + strlen(TAGS) };
    if (sha_valid(lower))
        return (struct asked){ .commit = lower };
    return (struct asked){ .branch = ref, .tag = ref, .commit = hex ? lower : NULL };
}

static struct json *
variables_of(struct pool *pool, const char *repository, const struct asked *asked)
{
    struct json *variables = github_graphql_repository(pool, repository);

    json_set_string(variables, "branch",
                    pool_printf(pool, HEADS "%s", asked->branch != NULL ? asked->branch : ""));
    json_set_string(variables, "tag",
                    pool_printf(pool, TAGS "%s", asked->tag != NULL ? asked->tag : ""));
    json_set_string(variables, "commit", asked->commit != NULL ? asked->commit : "");
    json_set_bool(variables, "isBranch", asked->branch != NULL);
    json_set_bool(variables, "isTag", asked->tag != NULL);
    json_set_bool(variables, "isCommit", asked->commit != NULL);
    return variables;
}

enum depth { OBJECT, TARGET, TARGETS_TARGET, DEPTHS };
enum thing { BRANCH, TAG, COMMIT, THINGS };

#define FOUND "/data/repository/"

static const char *const roots[THINGS] = {
    [BRANCH] = FOUND "branch/target",
    [TAG] = FOUND "tag/target",
    [COMMIT] = FOUND "commit",
};

/* Type and commit, next to each other. */
static void
want_things(struct pool *pool, struct json_want *wants)
{
    for (size_t i = 0; i < (size_t)THINGS * DEPTHS; i++) {
        const char *root = pool_printf(pool, "%s%.*s", roots[i / DEPTHS],
                                       (int)(i % DEPTHS * strlen("/target")), "/target/target");

        wants[2 * i].pointer = pool_printf(pool, "%s/__typename", root);
        wants[2 * i + 1].pointer = pool_printf(pool, "%s/oid", root);
    }
}

/* NULL: there is no such thing, or it is no commit. */
static const char *
commit_of(const struct json_want *wants, enum thing thing)
{
    const struct json_want *at = wants + (size_t)2 * thing * DEPTHS;

    for (size_t i = 0; i < DEPTHS; i++, at += 2) {
        const char *type = json_string(at);

        if (type != NULL && strcmp(type, "Commit") == 0)
            return github_commit_or_null(at + 1);
    }
    return NULL;
}

static int
take_thing(struct pool *pool, const struct json_want *wants, const struct asked *asked,
           struct github_ref *found)
{
    const char *branch = commit_of(wants, BRANCH), *tag = commit_of(wants, TAG);
    const char *commit = commit_of(wants, COMMIT);

    if (branch != NULL && tag != NULL)
        *found = (struct github_ref){ .ambiguous = true };
    else if (branch != NULL)
        *found = (struct github_ref){ .kind = GITHUB_REF_BRANCH,
                                      .name = asked->branch,
                                      .full = pool_printf(pool, HEADS "%s", asked->branch),
                                      .sha = branch };
    else if (tag != NULL)
        *found = (struct github_ref){ .kind = GITHUB_REF_TAG,
                                      .name = asked->tag,
                                      .full = pool_printf(pool, TAGS "%s", asked->tag),
                                      .sha = tag };
    else if (commit != NULL)
        *found = (struct github_ref){ .kind = GITHUB_REF_COMMIT, .name = commit, .sha = commit };
    else
        return FAIL_NOT_FOUND;
    return 0;
}

static int
resolve_name(struct github *github, const char *repository, const char *ref,
             struct github_ref *found)
{
    struct pool *pool = github->pool;
    const struct asked asked = asked_of(pool, ref);
    struct json_want wants[2 * THINGS * DEPTHS] = { 0 };
    int rc;

    want_things(pool, wants);
    rc = github_graphql(github, names_query, variables_of(pool, repository, &asked), wants,
                        sizeof wants / sizeof *wants);
    return rc == 0 ? take_thing(pool, wants, &asked, found) : rc;
}

enum pull_field { HEAD, HEAD_NAME, HEAD_REF, CROSS, DRAFT, STATE, AUTHOR, PULL_FIELDS };

#define PULL FOUND "pullRequest/"

static int
resolve_pull(struct github *github, const char *repository, int64_t number,
             struct github_ref *found)
{
    struct pool *pool = github->pool;
    struct json *variables = github_graphql_repository(pool, repository);
    struct json_want wants[PULL_FIELDS] = {
        [HEAD].pointer = PULL "headRefOid",     [HEAD_NAME].pointer = PULL "headRefName",
        [HEAD_REF].pointer = PULL "headRef/id", [CROSS].pointer = PULL "isCrossRepository",
        [DRAFT].pointer = PULL "isDraft",       [STATE].pointer = PULL "state",
        [AUTHOR].pointer = PULL "author/login",
    };
    int rc;

    json_set_integer(variables, "number", number);
    rc = github_graphql(github, pull_query, variables, wants, PULL_FIELDS);
    if (rc != 0)
        return rc;
    if (github_commit_or_null(&wants[HEAD]) == NULL)
        return fail(FAIL_FIELD, "GitHub: GraphQL: %s is missing", wants[HEAD].pointer);
    *found = (struct github_ref){
        .kind = GITHUB_REF_PULL,
        .name = pool_printf(pool, "pull/%" PRId64 "/head", number),
        .full = pool_printf(pool, "refs/pull/%" PRId64 "/head", number),
        .sha = json_string(&wants[HEAD]),
        .pull_request = number,
        .open = text_equal(json_string(&wants[STATE]), "OPEN"),
        .draft = json_true(&wants[DRAFT]),
        .fork = json_true(&wants[CROSS]),
        .branch = json_string(&wants[HEAD_REF]) != NULL ? json_string(&wants[HEAD_NAME]) : NULL,
        .author = github_name_or_null(&wants[AUTHOR]),
    };
    return 0;
}

int
github_ref_resolve(struct github *github, const char *repository, const char *ref,
                   struct github_ref *found)
{
    int64_t number = github_ref_pull(ref);

    return number > 0 ? resolve_pull(github, repository, number, found)
                      : resolve_name(github, repository, ref, found);
}
