/* known_people.c - one look-up for each. */
#include "config.h"

#include "base/fail.h"
#include "work/known_people.h"

static int
add(struct store *store, enum person_key by, const char *key, struct pool *pool,
    struct people *people)
{
    int rc = key == NULL ? FAIL_NOT_FOUND
                         : person_find(store, by, key, pool, &people->rows[people->count]);

    if (rc == 0)
        people->count++;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
known_people(struct store *store, struct strings logins, const char *member, struct pool *pool,
             struct people *people)
{
    int rc;

    *people = (struct people){ .rows = pool_array(pool, logins.count + 1, sizeof *people->rows) };
    rc = add(store, PERSON_BY_SLACK, member, pool, people);
    for (size_t i = 0; rc == 0 && i < logins.count; i++)
        rc = add(store, PERSON_BY_GITHUB, logins.items[i], pool, people);
    return rc;
}
