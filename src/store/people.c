/* people.c - people are found, listed, forgotten */
#include "config.h"

#include "base/fail.h"
#include "store/people.h"
#include "store/rows.h"

#define COLUMNS "id, github, asana, slack, name"

static const char *const find_sql[PERSON_KEYS] = {
    [PERSON_BY_GITHUB] = "SELECT " COLUMNS " FROM person WHERE github = ?1",
    [PERSON_BY_ASANA] = "SELECT " COLUMNS " FROM person WHERE asana = ?1",
    [PERSON_BY_SLACK] = "SELECT " COLUMNS " FROM person WHERE slack = ?1",
};

const char *
person_key(const struct person *person, enum person_key by)
{
    switch (by) {
    case PERSON_BY_GITHUB:
        return person->github;
    case PERSON_BY_ASANA:
        return person->asana;
    case PERSON_BY_SLACK:
    case PERSON_KEYS:
        break;
    }
    return person->slack;
}

const char *
person_title(const struct person *person, struct pool *pool)
{
    if (person->github != NULL)
        return person->github;
    if (person->name != NULL)
        return person->name;
    return person->asana != NULL ? pool_printf(pool, "Asana user %s", person->asana)
                                 : pool_printf(pool, "Slack user %s", person->slack);
}

static void
read_row(const struct db_row *row, struct pool *pool, void *item)
{
    struct person *person = item;

    *person = (struct person){
        .id = db_integer(row, 0),
        .github = db_text_copy(row, 1, pool),
        .asana = db_text_copy(row, 2, pool),
        .slack = db_text_copy(row, 3, pool),
        .name = db_text_copy(row, 4, pool),
    };
}

int
person_list(struct store *store, struct pool *pool, struct people *people)
{
    struct rows rows = { .size = sizeof(struct person) };
    int rc = rows_read(store_read(store, "SELECT " COLUMNS " FROM person"
                                         " ORDER BY github IS NULL, github, name, id"),
                       read_row, pool, &rows);

    *people = (struct people){ rows.items, rows.count };
    return rc;
}

static int
read_one(struct db_row *row, const char *key, struct pool *pool, struct person *person)
{
    int rc;

    *person = (struct person){ 0 };
    db_bind_text(row, 1, key);
    rc = rows_first(row, read_row, pool, person);
    return rc == 0 && person->id == 0 ? FAIL_NOT_FOUND : rc;
}

int
person_find(struct store *store, enum person_key by, const char *key, struct pool *pool,
            struct person *person)
{
    return read_one(store_read(store, find_sql[by]), key, pool, person);
}

int
person_look(struct db *db, enum person_key by, const char *key, struct pool *pool,
            struct person *person)
{
    return read_one(db_query(db, find_sql[by]), key, pool, person);
}

static int
forget(struct db *db, int64_t id)
{
    struct db_row *row = db_query(db, "DELETE FROM person WHERE id = ?1");

    db_bind_integer(row, 1, id);
    return db_finish(row);
}

int
person_leave(struct db *db, enum person_key by, const char *key, int64_t now_ms, struct pool *pool,
             struct person *was)
{
    struct db_row *row;
    int rc = person_look(db, by, key, pool, was);
    size_t left = 0;

    for (enum person_key other = 0; other < PERSON_KEYS && rc == 0; other++)
        left += other != by && person_key(was, other) != NULL;
    if (rc != 0 || left <= 1)
        return rc == 0 ? forget(db, was->id) : rc;
    row = db_query(db, "UPDATE person SET github = ?2, asana = ?3, slack = ?4, updated_ms = ?5"
                       " WHERE id = ?1");
    db_bind_integer(row, 1, was->id);
    for (enum person_key other = 0; other < PERSON_KEYS; other++)
        db_bind_text(row, 2 + (int)other, other == by ? NULL : person_key(was, other));
    db_bind_integer(row, 5, now_ms);
    return db_finish(row);
}

struct unlinking {
    enum person_key by;
    const char *key;
    struct pool *pool;
    struct person *was; /* out */
};

static int
unlink_work(struct db *db, void *data)
{
    const struct unlinking *unlinking = data;
    int rc = person_look(db, unlinking->by, unlinking->key, unlinking->pool, unlinking->was);

    return rc == 0 ? forget(db, unlinking->was->id) : rc;
}

int
person_unlink(struct store *store, enum person_key by, const char *key, struct pool *pool,
              struct person *was)
{
    struct unlinking unlinking = { by, key, pool, was };
    int rc = store_write(store, unlink_work, &unlinking);

    if (rc != 0)
        *was = (struct person){ 0 };
    return rc;
}
