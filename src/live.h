/*
 * live.h - the settings that a running program works by
 *
 * A reload puts new settings in place; whoever works keeps those he began with.  What is set up
 * once at the start (state, log, log_level, the number of threads) changes with a restart only,
 * and the log says so.
 */
#ifndef HOOKLET_LIVE_H
#define HOOKLET_LIVE_H

#include <pthread.h>

#include "port/settings.h"

struct live {
    const char *path; /* of the configuration, or NULL */
    enum settings_need need;
    pthread_mutex_t mutex;  /* for the readings and their users */
    struct reading *newest; /* NULL: it could not be read */
};

/* Reads the configuration.  errors  FAIL_CONFIG (close it all the same) */
int live_open(struct live *live, const char *path, enum settings_need need)
    __attribute__((warn_unused_result));
void live_close(struct live *live);
/* Reads it again; a bad one changes nothing.  The log tells which.  One thread at a time. */
void live_reload(struct live *live);

/* Today's settings until they are given back; NULL when there are none. */
const struct settings *live_take(struct live *live);
void live_give(struct live *live, const struct settings *settings);

#endif
