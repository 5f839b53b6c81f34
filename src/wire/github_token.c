/* github_token.c - looks, takes its turn, looks again, asks. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/crypto.h"
#include "port/json.h"
#include "store/maintain.h"
#include "store/state.h"
#include "store/turn.h"
#include "wire/github_jwt.h"
#include "wire/github_token.h"

#define EARLY_MS INT64_C(300000)
#define LIFE_MS INT64_C(3600000) /* when an answer does not say when its token ends */

enum field { TOKEN, EXPIRES, API, APP, FIELDS };

static const char *
row_key(const struct github *github)
{
    return pool_printf(github->pool, "%" PRId64, github->installation);
}

static const char *
bearer(struct pool *pool, const char *token)
{
    return pool_printf(pool, "Bearer %s", token);
}

/* A kept token of this App at this API that lives for a while, or NULL in `token`. */
static int
look(struct github *github, const char **token)
{
    struct json_want wants[FIELDS] = { [TOKEN].pointer = "/token",
                                       [EXPIRES].pointer = "/expires_ms",
                                       [API].pointer = "/api",
                                       [APP].pointer = "/app" };
    struct state_row row = { 0 };
    const char *api, *app;
    int rc = state_get(github->store, STATE_TOKEN, row_key(github), github->pool, &row);

    *token = NULL;
    if (rc == 0)
        rc = json_scan(github->pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    api = json_string(&wants[API]);
    app = json_string(&wants[APP]);
    if (api != NULL && strcmp(api, github->api->api_url) == 0 && app != NULL &&
        strcmp(app, github->api->app_id) == 0 &&
        json_integer(&wants[EXPIRES], 0) - EARLY_MS > clock_ms())
        *token = json_string(&wants[TOKEN]);
    return 0;
}

static int
keep(struct github *github, const char *token, int64_t expires_ms)
{
    struct json *value = json_object();

    json_set_string(value, "token", token);
    json_set_integer(value, "expires_ms", expires_ms);
    json_set_string(value, "api", github->api->api_url);
    json_set_string(value, "app", github->api->app_id);
    return state_put(github->store, STATE_TOKEN, row_key(github),
                     json_text(github->pool, value, JSON_COMPACT), clock_ms());
}

static int
ask(struct github *github, const char **token)
{
    struct json_want wants[] = { { .pointer = "/token" }, { .pointer = "/expires_at" } };
    const struct github_request request = {
        .as = GITHUB_AS_APP,
        .method = "POST",
        .path = pool_printf(github->pool, "/app/installations/%" PRId64 "/access_tokens",
                            github->installation),
    };
    int64_t assumed_ms = clock_ms() + LIFE_MS;
    int rc = github_read(github, &request, wants, 2);

    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED,
                    "GitHub: App %s has no installation %" PRId64 " (any more); install it again,"
                    " or take its hooks away",
                    github->api->app_id, github->installation);
    if (rc == 0 && json_string(&wants[0]) == NULL)
        return fail(FAIL_FIELD, "GitHub: the answer to %s %s has no token", request.method,
                    request.path);
    if (rc != 0)
        return rc;
    *token = json_string(&wants[0]);
    return keep(github, *token, json_time(&wants[1], assumed_ms));
}

/* Whoever had the turn before may have asked meanwhile. */
static int
ask_in_turn(struct github *github, const char **token)
{
    int fd = -1;
    int rc = turn_take(github->store, github->installation, &fd);

    if (rc != 0)
        return rc;
    rc = look(github, token);
    if (rc == 0 && *token == NULL)
        rc = ask(github, token);
    turn_give(fd);
    return rc;
}

static int
personal(struct github *github, const char **authorization)
{
    char *token = NULL;
    size_t length = 0;
    int rc = github_api_require(github->api);

    if (rc == 0)
        rc = key_source_read(github->pool, &github->api->token, &token, &length);
    if (rc != 0)
        return rc;
    *authorization = bearer(github->pool, token);
    crypto_wipe(token, length);
    return 0;
}

int
github_authorization(struct github *github, const char **authorization)
{
    const char *token = NULL;
    int rc;

    if (github->api->app_id == NULL)
        return personal(github, authorization);
    rc = look(github, &token);
    if (rc == 0 && token == NULL)
        rc = ask_in_turn(github, &token);
    if (rc == 0)
        *authorization = bearer(github->pool, token);
    return rc;
}

int
github_app_authorization(struct github *github, const char **authorization)
{
    const char *token = NULL;
    int rc;

    if (github->api->app_id == NULL)
        return fail(FAIL_CONFIG, "this needs a GitHub App: add app_id and private_key_file to "
                                 "github { }, or run \"hooklet github create-app\"");
    rc = github_jwt(github->pool, github->api, clock_ms(), &token);
    if (rc == 0)
        *authorization = bearer(github->pool, token);
    return rc;
}

/* Only if it is still the one that is kept: somebody may have renewed it. */
int
github_authorization_refused(struct github *github, const char *authorization)
{
    const char *token = NULL;
    int rc = look(github, &token);

    if (rc != 0 || token == NULL || strcmp(bearer(github->pool, token), authorization) != 0)
        return rc;
    return state_delete(github->store, STATE_TOKEN, row_key(github));
}
