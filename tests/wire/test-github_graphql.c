/* test-github_graphql.c - where GraphQL is, and what errors within a 200 mean */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "wire/github_graphql.h"

#include <cmocka.h>

struct row {
    const char *body; /* with ' for " */
    int code;
    const char *says; /* NULL: whatever */
};

static const struct row rows[] = {
    { "{'data':{'viewer':{'login':'ann'}}}", 0, NULL },
    { "{'data':{'repository':null}}", 0, NULL },
    { "{'data':{},'errors':[]}", 0, NULL },
    { "{'data':null}", FAIL_FIELD, "the answer has no data" },
    { "{'message':'Bad credentials'}", FAIL_FIELD, "the answer has no data" },
    { "[]", FAIL_FIELD, "the answer has no data" },
    { "{'data':{'repository':null},'errors':[{'type':'NOT_FOUND','message':'no such'}]}",
      FAIL_NOT_FOUND, NULL },
    { "{'data':{'a':{'id':'1'},'b':null},'errors':[{'type':'NOT_FOUND','message':'no b'}]}",
      FAIL_NOT_FOUND, NULL },
    { "{'errors':[{'type':'NOT_FOUND','message':'no a'},{'type':'FORBIDDEN','message':'not b'}]}",
      FAIL_REFUSED, "no a" },
    { "{'errors':[{'type':'NOT_FOUND','message':'no a'},{'message':'Parse error'}]}", FAIL_REFUSED,
      "no a" },
    { "{'data':{'a':{'id':'1'}},'errors':[{'type':'FORBIDDEN','message':'Resource not\\naccessible"
      " by integration'}]}",
      FAIL_REFUSED, "Resource not accessible by integration" },
    { "{'errors':[{'type':'RATE_LIMITED','message':'API rate limit exceeded'}]}", FAIL_BUSY, NULL },
    { "{'errors':[{'type':'NOT_FOUND'},{'type':'RATE_LIMITED'}]}", FAIL_BUSY, NULL },
    { "{'errors':[{'message':'You have exceeded a secondary rate limit.'}]}", FAIL_BUSY, NULL },
    { "{'errors':[{'message':'Something went wrong while executing your query. Please include `A:1`"
      " when reporting this issue.'}]}",
      FAIL_NETWORK, NULL },
    { "{'errors':[{}]}", FAIL_REFUSED, "no reason is given" },
    { "{'errors':['plainly wrong']}", FAIL_REFUSED, "no reason is given" },
    { "{'errors':[{'message':", FAIL_MALFORMED, NULL },
};

static void
what_errors_mean(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char *body = pool_string(*state, rows[i].body);
        const char *said = NULL;
        int rc;

        for (char *c = body; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        rc = github_graphql_judge(*state, body, strlen(body), &said);
        if (rc != rows[i].code || (rows[i].says != NULL && strcmp(said, rows[i].says) != 0))
            fail_msg("%s: %d, %s", body, rc, said);
    }
}

static void
beside_rest(void **state)
{
    static const char *const urls[][2] = {
        { "https://api.github.com", "https://api.github.com/graphql" },
        { "https://github.example.com/api/v3", "https://github.example.com/api/graphql" },
        { "http://127.0.0.1:8080", "http://127.0.0.1:8080/graphql" },
        { "https://proxy.example.com/api/v3/x", "https://proxy.example.com/api/v3/x/graphql" },
    };

    for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++)
        assert_string_equal(github_graphql_url(*state, urls[i][0]), urls[i][1]);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("what-errors-mean", what_errors_mean),
        TEST("beside-rest", beside_rest),
    };

    return cmocka_run_group_tests_name("github_graphql", tests, NULL, NULL);
}
