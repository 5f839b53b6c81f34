/* github_deployment.c - finds them, and says how they go. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/json.h"
#include "wire/github_deployment.h"
#include "wire/github_pages.h"

#define KIND "deployment" /* for texts */
#define SLACK_MS ((int64_t)10 * 60 * 1000)

const char *
github_deployment_description(struct pool *pool, const char *text)
{
    static const char mark[] = "\xe2\x80\xa6"; /* an ellipsis, one character */
    size_t at = 0, last = 0, count = 0, length;
    uint32_t character;
    char *line;

    if (text == NULL)
        return NULL;
    line = utf8_line(pool, text, strlen(text));
    length = strlen(line);
    for (; at < length && count < GITHUB_DESCRIPTION_MOST; count++) {
        last = at;
        at += utf8_next(line + at, length - at, &character);
    }
    return at == length ? line : pool_printf(pool, "%.*s%s", (int)last, line, mark);
}

static const char *
path_of(struct pool *pool, const char *repository, const char *more)
{
    return pool_printf(pool, "/repos/%s/deployments%s", repository, more);
}

/* 1: it is in this page; 0: go on; FAIL_NOT_FOUND: what comes is older. */
static int
look(struct pool *pool, const struct json_want *page, const struct github_deployment_sought *sought,
     struct github_deployment *deployment)
{
    int rc = 0;

    for (const struct json_value *at = page->first; rc == 0 && at != NULL; at = at->next) {
        struct github_deployment one;

        rc = github_deployment_read(pool, at->text, at->length, "", KIND, &one);
        if (rc == 0 && one.row == sought->row) {
            *deployment = one;
            rc = 1;
        } else if (rc == 0 && one.created_ms > 0 && one.created_ms < sought->since_ms - SLACK_MS) {
            rc = FAIL_NOT_FOUND;
        }
    }
    return rc;
}

int
github_deployment_find(struct github *github, const char *repository,
                       const struct github_deployment_sought *sought,
                       struct github_deployment *deployment)
{
    struct pool *pool = github->pool;
    const char *sha = sought->sha == NULL ? "" : pool_printf(pool, "&sha=%s", sought->sha);
    struct github_pages pages = {
        .path = path_of(pool, repository,
                        pool_printf(pool, "?per_page=100&environment=%s%s",
                                    percent_encode(pool, sought->environment), sha)),
    };
    int rc, found = 0;

    do {
        struct json_want page = { .pointer = "/*" };

        rc = github_next_page(github, &pages, &page, 1);
        if (rc == 1)
            found = look(pool, &page, sought, deployment);
    } while (rc == 1 && found == 0);
    if (rc < 0 || found < 0)
        return rc < 0 ? rc : found;
    return found == 1 ? 0 : FAIL_NOT_FOUND;
}

int
github_deployment_status(struct github *github, const char *repository, const char *remote,
                         const struct github_deployment_news *news)
{
    struct pool *pool = github->pool;
    struct json *body = json_object();
    struct github_request request = {
        .method = "POST",
        .path = path_of(pool, repository, pool_printf(pool, "/%s/statuses", remote)),
    };
    struct github_answer answer;

    json_set_string(body, "state", news->state);
    json_set_string(body, "description", github_deployment_description(pool, news->description));
    json_set_string(body, "log_url", news->log_url);
    json_set_string(body, "environment_url", news->environment_url);
    json_set_string(body, "environment", news->environment);
    request.body = json_text(pool, body, JSON_COMPACT);
    return github_call(github, &request, &answer);
}

int
github_deployment_state(struct github *github, const char *repository, const char *remote,
                        const char **state)
{
    struct pool *pool = github->pool;
    struct json_want want = { .pointer = "/0/state" };
    const struct github_request request = {
        .method = "GET",
        .path = path_of(pool, repository, pool_printf(pool, "/%s/statuses?per_page=1", remote)),
    };
    int rc = github_read(github, &request, &want, 1);

    if (rc == 0)
        *state = json_string(&want) != NULL ? json_string(&want) : "";
    return rc;
}
