/* environment.c - a lock is a row of the table state */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "port/json.h"
#include "store/environment.h"
#include "store/state.h"

static const char kind[] = "environment_lock";

/* "acme/web production": a repository has no space in its name. */
static const char *
key_of(struct pool *pool, const char *repository, const char *environment)
{
    return name_lower(pool, pool_printf(pool, "%s %s", repository, environment));
}

static const char *
encode(struct pool *pool, const struct environment_lock *lock)
{
    struct json *value = json_object();

    json_set_string(value, "repository", lock->repository);
    json_set_string(value, "environment", lock->environment);
    json_set_string(value, "by", lock->by);
    json_set_string(value, "reason", lock->reason);
    return json_text(pool, value, JSON_COMPACT);
}

static int
decode(struct pool *pool, const struct state_row *row, struct environment_lock *lock)
{
    enum { REPOSITORY, ENVIRONMENT, BY, REASON, WANTS };
    struct json_want wants[WANTS] = { { .pointer = "/repository" },
                                      { .pointer = "/environment" },
                                      { .pointer = "/by" },
                                      { .pointer = "/reason" } };
    int rc = json_scan(pool, row->value, strlen(row->value), wants, WANTS);

    if (rc != 0)
        return rc;
    *lock = (struct environment_lock){
        .repository = json_string(&wants[REPOSITORY]),
        .environment = json_string(&wants[ENVIRONMENT]),
        .by = json_string(&wants[BY]),
        .reason = json_string(&wants[REASON]),
        .since_ms = row->updated_ms,
    };
    if (lock->repository == NULL || lock->environment == NULL || lock->by == NULL)
        return fail(FAIL_MALFORMED, "the lock \"%s\" does not say whose it is", row->key);
    return 0;
}

const char *
environment_lock_words(struct pool *pool, const char *environment,
                       const struct environment_lock *lock)
{
    return pool_printf(pool, "%s is locked by %s since %s%s%s", environment, lock->by,
                       clock_format(pool, lock->since_ms), lock->reason != NULL ? ": " : "",
                       lock->reason != NULL ? lock->reason : "");
}

int
environment_look(struct db *db, const char *repository, const char *environment, struct pool *pool,
                 struct environment_lock *lock)
{
    struct state_row row;
    int rc = state_look(db, kind, key_of(pool, repository, environment), pool, &row);

    *lock = (struct environment_lock){ 0 };
    return rc == 0 ? decode(pool, &row, lock) : rc;
}

int
environment_lock_by(struct db *db, const struct environment_lock *wanted, struct pool *pool,
                    struct environment_lock *holder)
{
    struct state_change change = { .key = key_of(pool, wanted->repository, wanted->environment),
                                   .value = encode(pool, wanted) };
    int rc = state_set_by(db, kind, &change, wanted->since_ms), found;

    *holder = (struct environment_lock){ 0 };
    if (rc != FAIL_CONFLICT)
        return rc;
    found = environment_look(db, wanted->repository, wanted->environment, pool, holder);
    return found != 0 ? found : FAIL_CONFLICT;
}

int
environment_unlock_by(struct db *db, const char *repository, const char *environment,
                      struct pool *pool, struct environment_lock *was)
{
    struct state_row row;
    int rc = state_take_by(db, kind, key_of(pool, repository, environment), pool, &row);

    *was = (struct environment_lock){ 0 };
    return rc == 0 ? decode(pool, &row, was) : rc;
}

int
environment_find(struct store *store, const char *repository, const char *environment,
                 struct pool *pool, struct environment_lock *lock)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    *lock = (struct environment_lock){ 0 };
    if (rc != 0)
        return rc;
    rc = environment_look(db, repository, environment, pool, lock);
    store_reader_give(store, db);
    return rc;
}

struct locking {
    const struct environment_lock *wanted;
    struct pool *pool;
    struct environment_lock *holder; /* out */
};

static int
lock_work(struct db *db, void *data)
{
    struct locking *locking = data;

    return environment_lock_by(db, locking->wanted, locking->pool, locking->holder);
}

int
environment_lock(struct store *store, const struct environment_lock *wanted, struct pool *pool,
                 struct environment_lock *holder)
{
    struct locking locking = { wanted, pool, holder };

    *holder = (struct environment_lock){ 0 };
    return store_write(store, lock_work, &locking);
}

/* It is decoded when it is gone: so what can't be read can be unlocked. */
int
environment_unlock(struct store *store, const char *repository, const char *environment,
                   struct pool *pool, struct environment_lock *was)
{
    struct state_row row;
    int rc = state_take(store, kind, key_of(pool, repository, environment), pool, &row);

    *was = (struct environment_lock){ 0 };
    return rc == 0 ? decode(pool, &row, was) : rc;
}

/* Of one that was looked for. */
static int
words_of(int rc, struct pool *pool, const char *environment, const struct environment_lock *lock,
         const char **words)
{
    *words = NULL;
    if (rc == 0)
        *words =
            pool_printf(pool, "environment %s", environment_lock_words(pool, environment, lock));
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
environment_find_words(struct store *store, const char *repository, const char *environment,
                       struct pool *pool, const char **words)
{
    struct environment_lock lock;
    int rc = environment_find(store, repository, environment, pool, &lock);

    return words_of(rc, pool, environment, &lock, words);
}

int
environment_look_words(struct db *db, const char *repository, const char *environment,
                       struct pool *pool, const char **words)
{
    struct environment_lock lock;
    int rc = environment_look(db, repository, environment, pool, &lock);

    return words_of(rc, pool, environment, &lock, words);
}
