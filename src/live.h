/*
 * live.h - the settings that a running program serves by, and its store
 *
 * A reload puts new settings in place; requests that run keep those they began with.  The store is
 * opened when first asked for, and after a failure again at most once a second.
 */
#ifndef HOOKLET_LIVE_H
#define HOOKLET_LIVE_H

#include <pthread.h>
#include <stdint.h>

#include "port/settings.h"
#include "store/store.h"

/* One reading of the configuration; freed when it is neither current nor used. */
struct live_settings {
    struct settings *settings;
    int users;
};

struct live {
    const char *program;
    const char *path;               /* of the configuration, or NULL */
    pthread_mutex_t mutex;          /* for `current` and its users */
    struct live_settings *current;  /* NULL: it could not be read */
    pthread_mutex_t opening;        /* for the two below */
    struct store *store;
    int64_t tried_ms;               /* steady clock; 0: never */
};

/* Reads the configuration, sets the log's format.  errors  FAIL_CONFIG (close it all the same) */
int live_open(struct live *live, const char *program, const char *path)
    __attribute__((warn_unused_result));
void live_close(struct live *live);
/* Reads it again; a bad one changes nothing. */
void live_reload(struct live *live);

/* Today's settings until they are given back, or NULL. */
struct live_settings *live_take(struct live *live);
void live_give(struct live *live, struct live_settings *used);

/* errors  FAIL_STORE */
int live_store(struct live *live, const struct settings *settings, struct store **store)
    __attribute__((warn_unused_result));

#endif
