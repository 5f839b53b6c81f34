/* task_person.c - the table, else the name */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/people.h"
#include "wire/api_answer.h"
#include "work/task_person.h"

/* NULL: nobody has said. */
static int
find_linked(struct asana *asana, const char *login, const char **gid)
{
    struct person person = { 0 };
    int rc = person_find(asana->store, PERSON_BY_GITHUB, login, asana->pool, &person);

    *gid = rc == 0 ? person.asana : NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static bool
is_a_name(const char *name)
{
    return name != NULL && name[0] != '\0' && !asana_gid_valid(name) && strchr(name, '@') == NULL;
}

static const char *
nobody(struct pool *pool, const char *login, const char *name, const char *trouble)
{
    if (trouble != NULL)
        return pool_printf(pool, "no Asana user for %s: hooklet people has none, and %s", login,
                           trouble);
    if (!is_a_name(name))
        return pool_printf(pool, "no Asana user for %s: hooklet people has none, GitHub no name",
                           login);
    return pool_printf(pool,
                       "no Asana user for %s: hooklet people has none, and not exactly one user is "
                       "called %s",
                       login, api_words(pool, name));
}

int
task_person(struct asana *asana, const char *workspace, struct task_github *github,
            const char *login, const char **gid, const char **reason)
{
    const char *name = NULL, *trouble = NULL;
    int rc = find_linked(asana, login, gid);

    *reason = NULL;
    if (rc != 0 || *gid != NULL)
        return rc;
    rc = task_github_name(github, login, &name, &trouble);
    if (rc == 0 && is_a_name(name))
        rc = asana_user(asana, workspace, name, gid);
    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    if (*gid == NULL)
        *reason = nobody(asana->pool, login, name, trouble);
    return 0;
}
