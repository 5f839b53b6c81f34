/* github_open.c - whose words count: the configuration's, the event's, the store's, GitHub's. */
#include "config.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "port/json.h"
#include "store/installations.h"
#include "store/state.h"
#include "wire/github_open.h"

/* GitHub's id of the installation that serves "/repos/acme/web" or "/orgs/acme". */
static int
ask(struct github *github, const char *owner, int64_t *id)
{
    struct json_want want = { .pointer = "/id" };
    const struct github_request request = {
        .as = GITHUB_AS_APP,
        .method = "GET",
        .path = pool_printf(github->pool, "%s/installation", owner),
    };
    int rc = github_read(github, &request, &want, 1);

    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED, "GitHub: App %s is not installed for %s; install it there",
                    github->api->app_id, owner);
    if (rc != 0)
        return rc;
    *id = json_integer(&want, 0);
    if (*id <= 0)
        return fail(FAIL_FIELD, "GitHub: GET %s: /id is missing", request.path);
    return 0;
}

/* As plan_installation.h would, had an event told; so a later event corrects it. */
static int
remember(struct github *github, const char *repository, int64_t id)
{
    struct json *value = json_object();

    json_set_id(value, "installation", id);
    return state_put(github->store, INSTALLATION_OF_REPOSITORY,
                     name_lower(github->pool, repository),
                     json_text(github->pool, value, JSON_COMPACT), clock_ms());
}

static int
find(struct github *github, const char *repository, int64_t *id)
{
    const char *path;
    int rc = installation_of(github->store, repository, github->pool, id);

    if (rc != FAIL_NOT_FOUND)
        return rc;
    path = pool_printf(github->pool, "/repos/%s", repository);
    rc = ask(github, path, id);
    return rc == 0 ? remember(github, repository, *id) : rc;
}

/* known: there is nothing to find out. */
static int
begin(struct github *github, int64_t installation, bool *known)
{
    if (!github_api_configured(github->api))
        return fail(FAIL_CONFIG, "github has neither an App nor a token: add app_id and "
                                 "private_key_file, or token_file, to github { }");
    github->installation = 0;
    if (github->api->app_id != NULL)
        github->installation =
            github->api->installation != 0 ? github->api->installation : installation;
    *known = github->api->app_id == NULL || github->installation != 0;
    return 0;
}

int
github_open(struct github *github, int64_t installation, const char *repository)
{
    const char *obstacle = NULL;
    bool known = false;
    int rc = begin(github, installation, &known);

    if (rc == 0 && github->api->app_id != NULL)
        rc = installation_obstacle(github->store, repository, github->pool, &obstacle);
    if (rc == 0 && obstacle != NULL)
        rc = fail(FAIL_REFUSED, "GitHub: %s", obstacle);
    if (rc == 0 && !known)
        rc = find(github, repository, &github->installation);
    return rc;
}

int
github_open_organization(struct github *github, int64_t installation, const char *organization)
{
    bool known = false;
    int rc = begin(github, installation, &known);

    if (rc == 0 && !known)
        rc = ask(github,
                 pool_printf(github->pool, "/orgs/%s", percent_encode(github->pool, organization)),
                 &github->installation);
    return rc;
}
