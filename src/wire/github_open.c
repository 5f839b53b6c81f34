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

enum field { ID, SUSPENDED, UPDATED, FIELDS };

/* What GitHub says of an installation. */
struct installed {
    int64_t id;
    bool suspended;
    int64_t updated_ms;
};

/* The installation that serves "/repos/acme/web" or "/orgs/acme"; FAIL_NOT_FOUND: none. */
static int
ask(struct github *github, const char *owner, struct installed *installed)
{
    struct json_want wants[FIELDS] = { [ID].pointer = "/id",
                                       [SUSPENDED].pointer = "/suspended_at",
                                       [UPDATED].pointer = "/updated_at" };
    const struct github_request request = {
        .as = GITHUB_AS_APP,
        .method = "GET",
        .path = pool_printf(github->pool, "%s/installation", owner),
    };
    int rc = github_read(github, &request, wants, FIELDS);

    if (rc != 0)
        return rc;
    *installed = (struct installed){ .id = json_integer(&wants[ID], 0),
                                     .suspended = json_string(&wants[SUSPENDED]) != NULL,
                                     .updated_ms = json_time(&wants[UPDATED], clock_ms()) };
    if (installed->id <= 0)
        return fail(FAIL_FIELD, "GitHub: GET %s: /id is missing", request.path);
    return 0;
}

static int
refuse_absent(const struct github *github, const char *owner)
{
    return fail(FAIL_REFUSED, "GitHub: App %s is not installed for %s; install it there",
                github->api->app_id, owner);
}

/*
 * As plan_installation.h would, had an event told, with the installation's own time: so a later
 * event corrects it.
 */
static int
remember(struct github *github, const char *repository, const struct installed *installed)
{
    struct json *value = json_object();

    json_set_id(value, "installation", installed->id);
    return state_put(github->store, INSTALLATION_OF_REPOSITORY,
                     name_lower(github->pool, repository),
                     json_text(github->pool, value, JSON_COMPACT), installed->updated_ms);
}

static int
find(struct github *github, const char *repository, int64_t *id)
{
    const char *path = pool_printf(github->pool, "/repos/%s", repository);
    struct installed installed = { 0 };
    int rc = installation_of(github->store, repository, github->pool, id);

    if (rc != FAIL_NOT_FOUND)
        return rc;
    rc = ask(github, path, &installed);
    if (rc == FAIL_NOT_FOUND)
        return refuse_absent(github, path);
    if (rc == 0)
        rc = remember(github, repository, &installed);
    if (rc == 0)
        *id = installed.id;
    return rc;
}

/*
 * The facts say that we can do nothing there; they may be wrong, since an event can be missed, or
 * look like a copy of an older one.  GitHub has the last word.
 */
static int
overcome(struct github *github, const char *repository, const char *obstacle)
{
    struct installed installed = { 0 };
    int rc = ask(github, pool_printf(github->pool, "/repos/%s", repository), &installed);

    if (rc == FAIL_NOT_FOUND || (rc == 0 && installed.suspended))
        return fail(FAIL_REFUSED, "GitHub: %s", obstacle);
    if (rc == 0)
        rc = state_delete(github->store, INSTALLATION_FACT,
                          pool_printf(github->pool, "%" PRId64, installed.id));
    if (rc == 0)
        rc = remember(github, repository, &installed);
    if (rc == 0 && github->api->installation == 0)
        github->installation = installed.id;
    return rc;
}

/* known: there is nothing to find out. */
static int
begin(struct github *github, int64_t installation, bool *known)
{
    int rc = github_api_require(github->api);

    if (rc != 0)
        return rc;
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
        return overcome(github, repository, obstacle);
    if (rc == 0 && !known)
        rc = find(github, repository, &github->installation);
    return rc;
}

int
github_open_organization(struct github *github, int64_t installation, const char *organization)
{
    const char *path =
        pool_printf(github->pool, "/orgs/%s", percent_encode(github->pool, organization));
    struct installed installed = { 0 };
    bool known = false;
    int rc = begin(github, installation, &known);

    if (rc != 0 || known)
        return rc;
    rc = ask(github, path, &installed);
    if (rc == FAIL_NOT_FOUND)
        return refuse_absent(github, path);
    github->installation = installed.id;
    return rc;
}

int
github_open_owner(struct github *github, const char *owner)
{
    const char *name = percent_encode(github->pool, owner);
    struct installed installed = { 0 };
    bool known = false;
    int rc = begin(github, 0, &known);

    if (rc != 0 || known)
        return rc;
    rc = ask(github, pool_printf(github->pool, "/orgs/%s", name), &installed);
    if (rc == FAIL_NOT_FOUND)
        rc = ask(github, pool_printf(github->pool, "/users/%s", name), &installed);
    if (rc == FAIL_NOT_FOUND)
        return refuse_absent(github, owner);
    github->installation = installed.id;
    return rc;
}
