/* github_deployment_create.c - a 409 may mean three things, which are told apart here. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "wire/api_answer.h"
#include "wire/github_checks.h"
#include "wire/github_deployment.h"

enum { ACCEPTED = 202, CONFLICT = 409 };

static struct json *
payload_of(const struct github_deployment_wish *wish)
{
    struct json *payload = json_object();

    json_set_id(payload, "hooklet", wish->row);
    if (wish->pull_request > 0)
        json_set_integer(payload, "number", wish->pull_request);
    json_set_string(payload, "url", wish->url);
    return payload;
}

static const char *
body_of(struct pool *pool, const struct github_deployment_wish *wish)
{
    struct json *body = json_object();

    json_set_string(body, "ref", wish->ref);
    json_set_string(body, "environment", wish->environment);
    json_set_string(body, "description", github_deployment_description(pool, wish->description));
    json_set_bool(body, "auto_merge", false);
    if (wish->contexts != NULL)
        json_set(body, "required_contexts", json_list(*wish->contexts));
    json_set_bool(body, "transient_environment", wish->transient);
    json_set_bool(body, "production_environment", wish->production);
    json_set(body, "payload", payload_of(wish));
    return json_text(pool, body, JSON_COMPACT);
}

enum refusal_field { MESSAGE, FIELD, CONTEXTS, REFUSAL_FIELDS };

/* A refusal under way. */
struct refusal {
    struct github *github;
    const char *repository;
    const struct github_deployment_wish *wish;
    struct json_want wants[REFUSAL_FIELDS];
    struct github_checks checks;
};

static bool
says(const struct json_want *want, const char *words)
{
    const char *text = json_string(want);

    return text != NULL && strstr(text, words) != NULL;
}

/* Each context with its state; `told` is false when there are none, or names alone. */
static int
read_contexts(struct refusal *refusal, bool *told)
{
    struct pool *pool = refusal->github->pool;
    const struct json_value *at = refusal->wants[CONTEXTS].first;

    *told = at != NULL;
    for (; at != NULL; at = at->next) {
        struct json_want wants[] = { { .pointer = "/context" }, { .pointer = "/state" } };
        const char *context, *state;
        int rc = json_scan(pool, at->text, at->length, wants, at->type == JSON_OBJECT ? 2 : 0);

        if (at->type == JSON_STRING)
            rc = 0;
        if (rc != 0)
            return rc;
        context = json_string(&wants[0]);
        state = json_string(&wants[1]);
        if (context == NULL || state == NULL)
            *told = false;
        else
            github_checks_add(pool, &refusal->checks, context, state);
    }
    return 0;
}

/* Where the answer has no states, the commit's checks are asked for. */
static int
find_checks(struct refusal *refusal)
{
    const struct strings *only = refusal->wish->contexts;
    bool told;
    int rc = read_contexts(refusal, &told);

    if (rc != 0)
        return rc;
    if (!told)
        return github_checks_get(refusal->github, refusal->repository, refusal->wish->ref, only,
                                 &refusal->checks);
    github_checks_keep(refusal->github->pool, &refusal->checks, only);
    return 0;
}

/* All that counts has passed meanwhile: asking again will show it. */
static int
judge_checks(struct refusal *refusal, struct github_deployment_answer *answer)
{
    enum github_verdict verdict;
    int rc = find_checks(refusal);

    if (rc != 0)
        return rc;
    verdict = refusal->checks.verdict;
    answer->end = verdict == CHECK_FAILED || verdict == CHECK_SKIPPED ? GITHUB_DEPLOYMENT_FAILED
                                                                      : GITHUB_DEPLOYMENT_PENDING;
    if (verdict != CHECK_PASSED)
        answer->contexts = github_checks_words(refusal->github->pool, &refusal->checks, verdict);
    return 0;
}

static int
judge(struct refusal *refusal, const struct github_request *request,
      const struct github_answer *said, struct github_deployment_answer *answer)
{
    const struct json_want *wants = refusal->wants;

    if (says(&wants[FIELD], "required_contexts") || says(&wants[MESSAGE], "status checks"))
        return judge_checks(refusal, answer);
    answer->end = GITHUB_DEPLOYMENT_CONFLICT;
    if (says(&wants[MESSAGE], "Conflict merging") || says(&wants[MESSAGE], "Merge conflict"))
        return 0;
    return fail(FAIL_REFUSED, "GitHub: %s %s: status %d, %s; request %s", request->method,
                request->path, said->status, answer->words, said->id);
}

static int
read_refusal(struct refusal *refusal, const struct github_request *request,
             const struct github_answer *said, struct github_deployment_answer *answer)
{
    struct pool *pool = refusal->github->pool;
    struct json_want *wants = refusal->wants;
    int rc;

    wants[MESSAGE].pointer = "/message";
    wants[FIELD].pointer = "/errors/0/field";
    wants[CONTEXTS].pointer = "/errors/0/contexts/*";
    rc = json_scan(pool, said->body, said->length, wants, REFUSAL_FIELDS);
    if (rc != 0)
        return rc;
    answer->words = json_string(&wants[MESSAGE]);
    answer->words = api_words(pool, answer->words != NULL ? answer->words : "no reason is given");
    answer->end = GITHUB_DEPLOYMENT_MERGED;
    return said->status == ACCEPTED ? 0 : judge(refusal, request, said, answer);
}

int
github_deployment_create(struct github *github, const char *repository,
                         const struct github_deployment_wish *wish,
                         struct github_deployment_answer *answer)
{
    struct pool *pool = github->pool;
    const struct github_request request = {
        .method = "POST",
        .path = pool_printf(pool, "/repos/%s/deployments", repository),
        .body = body_of(pool, wish),
        .expected = CONFLICT,
    };
    struct refusal refusal = { .github = github, .repository = repository, .wish = wish };
    struct github_deployment_answer made = { .end = GITHUB_DEPLOYMENT_CREATED };
    struct github_answer said;
    int rc = github_call(github, &request, &said);

    if (rc == 0 && (said.status == ACCEPTED || said.status == CONFLICT))
        rc = read_refusal(&refusal, &request, &said, &made);
    else if (rc == 0)
        rc = github_deployment_read(pool, said.body, said.length, "", "deployment",
                                    &made.deployment);
    if (rc == 0)
        *answer = made;
    return rc;
}
