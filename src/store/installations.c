/* installations.c - reads the facts about installations, which are JSON. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "store/installations.h"
#include "store/state.h"

/* A repository's installation. */
struct reach {
    int64_t id;
    bool removed;
};

static int
read_fact(struct store *store, const char *kind, const char *key, struct pool *pool,
          struct json_want *wants, size_t count)
{
    struct state_row row = { 0 };
    int rc = state_get(store, kind, key, pool, &row);

    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, count);

    return rc;
}

static int
find_reach(struct store *store, const char *repository, struct pool *pool, struct reach *reach)
{
    enum { ID, REMOVED, FIELDS };
    struct json_want wants[FIELDS] = {
        [ID].pointer = "/installation",
        [REMOVED].pointer = "/removed",
    };
    int rc;

    rc = read_fact(store, INSTALLATION_OF_REPOSITORY, name_lower(pool, repository), pool, wants,
                   FIELDS);
    if (rc != 0)
        return rc;

    *reach = (struct reach){ json_id(&wants[ID]), json_true(&wants[REMOVED]) };
    if (reach->id == 0)
        return fail(FAIL_STORE, "installation of %s: the fact names none", repository);

    return 0;
}

int
installation_of(struct store *store, const char *repository, struct pool *pool, int64_t *id)
{
    struct reach reach = { 0 };
    int rc = find_reach(store, repository, pool, &reach);

    if (rc == 0 && reach.removed)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        *id = reach.id;

    return rc;
}

int
installation_find(struct store *store, int64_t id, struct pool *pool,
                  struct installation *installation)
{
    enum { ACCOUNT, TYPE, SELECTION, SUSPENDED, DELETED, FIELDS };
    struct json_want wants[FIELDS] = {
        [ACCOUNT].pointer = "/account",     [TYPE].pointer = "/type",
        [SELECTION].pointer = "/selection", [SUSPENDED].pointer = "/suspended",
        [DELETED].pointer = "/deleted",
    };
    const char *key = pool_printf(pool, "%lld", (long long)id);
    int rc = read_fact(store, INSTALLATION_FACT, key, pool, wants, FIELDS);

    if (rc != 0)
        return rc;

    *installation = (struct installation){
        .id = id,
        .account = json_string(&wants[ACCOUNT]),
        .type = json_string(&wants[TYPE]),
        .selection = json_string(&wants[SELECTION]),
        .suspended = json_true(&wants[SUSPENDED]),
        .deleted = json_true(&wants[DELETED]),
    };

    return 0;
}

/* "installation 42 of acme" */
static const char *
name_of(const struct installation *installation, struct pool *pool)
{
    const char *account = installation->account;

    return pool_printf(pool, "installation %lld%s%s", (long long)installation->id,
                       account == NULL ? "" : " of ", account == NULL ? "" : account);
}

int
installation_obstacle(struct store *store, const char *repository, struct pool *pool,
                      const char **obstacle)
{
    struct installation installation = { 0 };
    struct reach reach = { 0 };
    int rc = find_reach(store, repository, pool, &reach);

    *obstacle = NULL;
    if (rc == 0)
        rc = installation_find(store, reach.id, pool, &installation);
    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;

    installation.id = reach.id;
    if (installation.deleted)
        *obstacle = pool_printf(pool, "%s was deleted", name_of(&installation, pool));
    else if (reach.removed)
        *obstacle =
            pool_printf(pool, "%s no longer reaches %s", name_of(&installation, pool), repository);
    else if (installation.suspended)
        *obstacle = pool_printf(pool, "%s is suspended", name_of(&installation, pool));

    return 0;
}
