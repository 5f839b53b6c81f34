/* serve_store.c - one store for all threads, or none yet */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "serve_store.h"

enum { TRY_MS = 1000 };

void
serve_store_open(struct serve_store *store, enum store_role role)
{
    *store = (struct serve_store){ .role = role };
    pthread_mutex_init(&store->mutex, NULL);
}

void
serve_store_close(struct serve_store *store)
{
    store_close(store->store);
    pthread_mutex_destroy(&store->mutex);
}

int
serve_store_find(struct serve_store *store, const struct settings *settings, struct store **found)
{
    int64_t now_ms = clock_steady_ms();

    pthread_mutex_lock(&store->mutex);
    if (store->store == NULL && (store->tried_ms == 0 || now_ms - store->tried_ms >= TRY_MS)) {
        store->tried_ms = now_ms;
        if (store_open(settings->state, store->role, &store->store) != 0)
            store->store = NULL;
    }
    *found = store->store;
    pthread_mutex_unlock(&store->mutex);
    /* Already said by store_open(); a missing database is no "not found" to a sender. */
    return *found == NULL ? FAIL_STORE : 0;
}
