/*
 * github_graphql.h - one question in GraphQL, on the request path of all calls
 *
 * For what REST has not, or only in many requests.  GitHub says what is wrong in `errors` of an
 * answer with status 200, and may send a part of the data beside it: such an answer is a failure.
 * errors  FAIL_NOT_FOUND all that is wrong is that something is not there; not logged
 *         FAIL_BUSY      RATE_LIMITED: the client's lane sleeps until it is over
 *         FAIL_NETWORK   it took GitHub too long, or broke: worth another try
 *         FAIL_REFUSED   FORBIDDEN, and all others: the text says GitHub's reason
 *         FAIL_FIELD     neither data nor errors · those of github_call()
 * memory  the client's pool
 * source  GitHub docs, "Forming calls with GraphQL", "Rate limits and query limits for the GraphQL
 *         API"; GitHub Enterprise Server docs: /api/graphql beside /api/v3
 */
#ifndef HOOKLET_WIRE_GITHUB_GRAPHQL_H
#define HOOKLET_WIRE_GITHUB_GRAPHQL_H

#include "port/json.h"
#include "wire/github.h"

/*
 * Asks, and reads `wants` ("/data/repository/id") out of the answer.  query: a constant; whatever
 * differs from call to call stands in `variables`, an object, which is freed, or NULL.
 */
int github_graphql(struct github *github, const char *query, struct json *variables,
                   struct json_want *wants, size_t count) __attribute__((warn_unused_result));

/*
 * The same where a refusal leads to another way of asking: with `silent` FAIL_REFUSED is not logged
 * when it stands in `errors`.
 */
struct github_question {
    const char *query;
    struct json *variables;
    bool silent;
};

int github_graphql_ask(struct github *github, const struct github_question *question,
                       struct json_want *wants, size_t count) __attribute__((warn_unused_result));
/* Variables `owner` and `name` of OWNER/NAME, to which others may be added. */
struct json *github_graphql_repository(struct pool *pool, const char *repository);

/* The next two are pure.  Where GraphQL is, beside the REST of this API. */
const char *github_graphql_url(struct pool *pool, const char *api_url);
/* 0: an answer without errors; else the code, and in `said` GitHub's words in one line. */
int github_graphql_judge(struct pool *pool, const char *body, size_t length, const char **said)
    __attribute__((warn_unused_result));

#endif
