/* people_link.c - people are joined: one, or a whole list at once */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "store/people.h"

/* How the work of a dry run says that it is to be undone. */
enum { TOLD_ONLY = 1 };

struct import {
    struct person_wish *wishes;
    size_t count;
    int64_t now_ms;
    struct pool *pool;
    bool dry_run;
    struct person *was;      /* for each wish: whom it is about; id 0: nobody yet */
    int64_t *claims;         /* ids of those, */
    size_t claimed, settled; /* so many, and so many of them sorted */
};

/* "Asana user 123 is linked to ann already": to what else the holder is, at least */
static const char *
taken(struct pool *pool, enum person_key by, const char *key, const struct person *holder)
{
    static const char *const what[PERSON_KEYS] = { "GitHub user", "Asana user", "Slack user" };
    static const char *const option[PERSON_KEYS] = { "", "--asana ", "--slack " };
    struct person other = *holder;

    if (by == PERSON_BY_ASANA)
        other.asana = NULL;
    return pool_printf(pool,
                       "%s %s is linked to %s already; if that is wrong: hooklet people unlink"
                       " %s%s",
                       what[by], key, person_title(&other, pool), option[by], key);
}

static int
compare_ids(const void *one, const void *other)
{
    const int64_t *a = one, *b = other;

    return (*a > *b) - (*a < *b);
}

/* Is another wish, by an earlier key, about this one? */
static bool
is_claimed(const struct import *import, int64_t id)
{
    return bsearch(&id, import->claims, import->settled, sizeof id, compare_ids) != NULL;
}

/* They have an earlier key, too, and it isn't the same: who wishes would else have been found. */
static bool
is_other(const struct person *wanted, const struct person *found, enum person_key by)
{
    for (enum person_key key = 0; key < by; key++)
        if (person_key(wanted, key) != NULL && person_key(found, key) != NULL)
            return true;
    return false;
}

static int
find_one(struct db *db, struct import *import, size_t i, enum person_key by)
{
    struct person_wish *wish = &import->wishes[i];
    const char *key = person_key(&wish->wanted, by);
    struct person found;
    int rc;

    if (key == NULL || import->was[i].id != 0 || wish->trouble != NULL)
        return 0;
    rc = person_look(db, by, key, import->pool, &found);
    if (rc != 0)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    if (is_other(&wish->wanted, &found, by)) {
        wish->trouble = taken(import->pool, by, key, &found);
    } else if (is_claimed(import, found.id)) {
        wish->trouble = pool_printf(import->pool, "%s is here twice; make one of the two",
                                    person_title(&found, import->pool));
    } else {
        import->was[i] = found;
        import->claims[import->claimed++] = found.id;
    }
    return 0;
}

static bool
differs(const char *wanted, const char *is)
{
    return wanted != NULL && (is == NULL || strcmp(wanted, is) != 0);
}

/* What is wanted to become another value, for anybody else to have; not what it was found by. */
static int
let_go(struct db *db, const struct import *import, size_t i, enum person_key by)
{
    const struct person *wanted = &import->wishes[i].wanted, *was = &import->was[i];
    struct db_row *row;
    bool goes[PERSON_KEYS], any = false;

    for (enum person_key key = 0; key < PERSON_KEYS; key++) {
        goes[key] = key != by && person_key(was, key) != NULL &&
                    differs(person_key(wanted, key), person_key(was, key));
        any = any || goes[key];
    }
    if (!any)
        return 0;
    row = db_query(db, "UPDATE person SET github = ?2, asana = ?3, slack = ?4 WHERE id = ?1");
    db_bind_integer(row, 1, was->id);
    for (enum person_key key = 0; key < PERSON_KEYS; key++)
        db_bind_text(row, 2 + (int)key, goes[key] ? NULL : person_key(was, key));
    return db_finish(row);
}

/* All that this key finds. */
static int
find_by(struct db *db, struct import *import, enum person_key by)
{
    int rc = 0;

    for (size_t i = 0; i < import->count && rc == 0; i++) {
        bool known = import->was[i].id != 0;

        rc = find_one(db, import, i, by);
        if (rc == 0 && !known && import->was[i].id != 0)
            rc = let_go(db, import, i, by);
    }
    qsort(import->claims, import->claimed, sizeof import->claims[0], compare_ids);
    import->settled = import->claimed;
    return rc;
}

static int
drop(struct db *db, int64_t id)
{
    struct db_row *row = db_query(db, "DELETE FROM person WHERE id = ?1");

    db_bind_integer(row, 1, id);
    return db_finish(row);
}

/*
 * Somebody else may have the key.  Who has nothing but that key was never linked to anything, and
 * becomes part of this one.
 */
static int
take_key(struct db *db, struct import *import, size_t i, enum person_key by, struct person *next)
{
    const char *key = person_key(&import->wishes[i].wanted, by);
    struct person holder;
    int rc, keys = 0;

    if (key == NULL)
        return 0;
    rc = person_look(db, by, key, import->pool, &holder);
    if (rc != 0 || holder.id == next->id)
        return rc == FAIL_NOT_FOUND ? 0 : rc;
    for (enum person_key other = 0; other < PERSON_KEYS; other++)
        keys += person_key(&holder, other) != NULL;
    if (keys > 1) {
        import->wishes[i].trouble = taken(import->pool, by, key, &holder);
        return 0;
    }
    if (next->name == NULL)
        next->name = holder.name;
    return drop(db, holder.id);
}

static int
write_person(struct db *db, const struct person *person, int64_t now_ms)
{
    struct db_row *row;

    if (person->id == 0) {
        row = db_query(db, "INSERT INTO person (github, asana, slack, name, updated_ms)"
                           " VALUES (?2, ?3, ?4, ?5, ?6)");
    } else {
        row = db_query(db, "UPDATE person SET github = ?2, asana = ?3, slack = ?4, name = ?5,"
                           " updated_ms = ?6 WHERE id = ?1");
        db_bind_integer(row, 1, person->id);
    }
    for (enum person_key key = 0; key < PERSON_KEYS; key++)
        db_bind_text(row, 2 + (int)key, person_key(person, key));
    db_bind_text(row, 5, person->name);
    db_bind_integer(row, 6, now_ms);
    return db_finish(row);
}

static const char *
either(const char *wanted, const char *was)
{
    return wanted != NULL ? wanted : was;
}

static int
grant(struct db *db, struct import *import, size_t i)
{
    struct person_wish *wish = &import->wishes[i];
    const struct person *wanted = &wish->wanted, *was = &import->was[i];
    struct person next = {
        .id = was->id,
        .github = either(wanted->github, was->github),
        .asana = either(wanted->asana, was->asana),
        .slack = either(wanted->slack, was->slack),
        .name = either(wanted->name, was->name),
    };
    bool change = differs(wanted->name, was->name);
    int rc = 0;

    for (enum person_key by = 0; by < PERSON_KEYS; by++)
        change = change || differs(person_key(wanted, by), person_key(was, by));
    wish->change = was->id == 0 ? PERSON_NEW : change ? PERSON_CHANGED : PERSON_SAME;
    if (wish->change == PERSON_SAME)
        return 0;
    for (enum person_key by = 0; by < PERSON_KEYS && rc == 0 && wish->trouble == NULL; by++)
        rc = take_key(db, import, i, by, &next);
    return rc == 0 && wish->trouble == NULL ? write_person(db, &next, import->now_ms) : rc;
}

static int
import_work(struct db *db, void *data)
{
    struct import *import = data;
    bool trouble = false;
    int rc = 0;

    memset(import->was, 0, import->count * sizeof import->was[0]);
    import->claimed = import->settled = 0;
    for (size_t i = 0; i < import->count; i++)
        import->wishes[i].trouble = NULL;
    for (enum person_key by = 0; by < PERSON_KEYS && rc == 0; by++)
        rc = find_by(db, import, by);
    for (size_t i = 0; i < import->count && rc == 0; i++) {
        if (import->wishes[i].trouble == NULL)
            rc = grant(db, import, i);
        trouble = trouble || import->wishes[i].trouble != NULL;
    }
    if (rc == 0 && trouble)
        return FAIL_CONFLICT;
    return rc == 0 && import->dry_run ? TOLD_ONLY : rc;
}

static struct import
import_of(struct person_wish *wishes, size_t count, int64_t now_ms, struct pool *pool)
{
    return (struct import){
        .wishes = wishes,
        .count = count,
        .now_ms = now_ms,
        .pool = pool,
        .was = pool_array(pool, count + 1, sizeof(struct person)),
        .claims = pool_array(pool, count + 1, sizeof(int64_t)),
    };
}

int
people_import(struct store *store, struct person_wish *wishes, size_t count, int64_t now_ms,
              struct pool *pool, bool dry_run)
{
    struct import import = import_of(wishes, count, now_ms, pool);
    int rc;

    import.dry_run = dry_run;
    rc = store_write(store, import_work, &import);
    return rc == TOLD_ONLY ? 0 : rc;
}

int
person_link_by(struct db *db, struct person_wish *wish, int64_t now_ms, struct pool *pool)
{
    struct import import = import_of(wish, 1, now_ms, pool);

    return import_work(db, &import);
}

int
person_link(struct store *store, const struct person *wanted, int64_t now_ms,
            enum person_change *change)
{
    struct pool *pool = pool_new();
    struct person_wish wish = { .wanted = *wanted };
    int rc = people_import(store, &wish, 1, now_ms, pool, false);

    if (rc == 0)
        *change = wish.change;
    else if (rc == FAIL_CONFLICT && wish.trouble != NULL)
        rc = fail(FAIL_CONFLICT, "%s", wish.trouble);
    pool_free(pool);
    return rc;
}
