/*
 * missed_list.h - all that is missed, and its rows in the store
 *
 * errors  those of the store
 */
#ifndef HOOKLET_WORK_MISSED_LIST_H
#define HOOKLET_WORK_MISSED_LIST_H

#include <stddef.h>

#include "work/missed.h"

struct missed_list {
    struct store *store;
    struct pool *pool;     /* of all that is in it */
    struct missed **items; /* by guid */
    size_t count;
    size_t room;
};

/* What the store knows by now; store and pool are set. */
int missed_list_load(struct missed_list *list) __attribute__((warn_unused_result));
/* NULL: it is not in there. */
struct missed *missed_list_find(const struct missed_list *list, const char *guid);
/* One that is not in there; copied, its texts borrowed.  Not stored yet. */
struct missed *missed_list_add(struct missed_list *list, const struct missed *missed);

/* Stores one.  errors  FAIL_CONFLICT (not logged) another run has changed it meanwhile */
int missed_save(const struct missed_list *list, struct missed *missed, int64_t now_ms)
    __attribute__((warn_unused_result));
/* Stores several at once.  What another run has changed meanwhile is left to that one. */
int missed_save_all(const struct missed_list *list, struct missed *const *items, size_t count,
                    int64_t now_ms) __attribute__((warn_unused_result));
/* Deletes the rows of several. */
int missed_forget(const struct missed_list *list, struct missed *const *items, size_t count)
    __attribute__((warn_unused_result));

#endif
