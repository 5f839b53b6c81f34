/*
 * serve_store.h - the store of a web program, opened when a request first needs it
 *
 * So that a program starts at once, and recovers by itself: after a failure it is tried again, at
 * most once a second.
 */
#ifndef HOOKLET_SERVE_STORE_H
#define HOOKLET_SERVE_STORE_H

#include <pthread.h>
#include <stdint.h>

#include "port/settings.h"
#include "store/store.h"

struct serve_store {
    pthread_mutex_t mutex; /* for the rest */
    struct store *store;   /* NULL: not open */
    int64_t tried_ms;      /* steady clock; 0: never */
    enum store_role role;
};

void serve_store_open(struct serve_store *store, enum store_role role);
void serve_store_close(struct serve_store *store);
/* errors  FAIL_STORE */
int serve_store_find(struct serve_store *store, const struct settings *settings,
                     struct store **found) __attribute__((warn_unused_result));

#endif
