/*
 * people.h - who is who: a login at GitHub, a user of Asana, a member of Slack, one person
 *
 * Each of the three belongs to one person at most; a person has one of them at least.  Logins
 * compare case aside.
 *
 * errors  FAIL_NOT_FOUND (not logged) nobody has that · FAIL_CONFLICT somebody else has it
 *         FAIL_BUSY, FAIL_STORE
 * memory  texts live in the pool
 */
#ifndef HOOKLET_STORE_PEOPLE_H
#define HOOKLET_STORE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* Every text may be NULL: not known. */
struct person {
    int64_t id;
    const char *github; /* login */
    const char *asana;  /* gid of the user: digits */
    const char *slack;  /* "U012AB3CD" */
    const char *name;   /* for people; nothing is looked for by it */
};

struct people {
    struct person *rows;
    size_t count;
};

/* The first key of these that both have tells that it is the same person. */
enum person_key { PERSON_BY_GITHUB, PERSON_BY_ASANA, PERSON_BY_SLACK, PERSON_KEYS };

/* A person's login, gid or id, or NULL. */
const char *person_key(const struct person *person, enum person_key by);
/* What tells people who it is: the login, else the name, else "Asana user 123", "Slack user U1". */
const char *person_title(const struct person *person, struct pool *pool);

/* By login; those without one are the last. */
int person_list(struct store *store, struct pool *pool, struct people *people)
    __attribute__((warn_unused_result));
int person_find(struct store *store, enum person_key by, const char *key, struct pool *pool,
                struct person *person) __attribute__((warn_unused_result));
/* The same by a connection, also inside a commit_work. */
int person_look(struct db *db, enum person_key by, const char *key, struct pool *pool,
                struct person *person) __attribute__((warn_unused_result));
/* Forgets all of the person who has the key; `was` is what was known of them. */
int person_unlink(struct store *store, enum person_key by, const char *key, struct pool *pool,
                  struct person *was) __attribute__((warn_unused_result));
/*
 * Inside a commit_work: takes that key from whoever has it, and forgets them when one key at most
 * is left, which says nothing; `was` is what was known before.
 */
int person_leave(struct db *db, enum person_key by, const char *key, int64_t now_ms,
                 struct pool *pool, struct person *was) __attribute__((warn_unused_result));

enum person_change { PERSON_NEW, PERSON_CHANGED, PERSON_SAME };

struct person_wish {
    struct person wanted;      /* its id doesn't count */
    enum person_change change; /* out */
    const char *trouble;       /* out: why it can't be, for people, or NULL */
};

/*
 * Whoever has the login of `wanted`, else its gid, else its Slack id, gets the other members; what
 * is NULL there stays as it was.  Nobody: then they are new.  FAIL_CONFLICT, said: another person
 * has one of them.
 */
int person_link(struct store *store, const struct person *wanted, int64_t now_ms,
                enum person_change *change) __attribute__((warn_unused_result));
/*
 * The same inside a commit_work.  FAIL_CONFLICT (not logged): wish->trouble says why; what was
 * written up to then must not stay, unless only empty members were to be filled.
 */
int person_link_by(struct db *db, struct person_wish *wish, int64_t now_ms, struct pool *pool)
    __attribute__((warn_unused_result));
/*
 * The same for many in one transaction, all or none.  What counts is how it is in the end: two may
 * change their ids for each other's.  No key may be there twice.  FAIL_CONFLICT (not logged): some
 * have trouble.  dry_run: only tells.
 */
int people_import(struct store *store, struct person_wish *wishes, size_t count, int64_t now_ms,
                  struct pool *pool, bool dry_run) __attribute__((warn_unused_result));

#endif
