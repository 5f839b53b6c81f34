/* live.c - settings under a count of their users */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/log.h"
#include "live.h"

enum { TRY_MS = 1000 };

static int
read_settings(const struct live *live, struct live_settings **out)
{
    struct settings *settings = NULL;
    struct live_settings *read;
    int rc;

    rc = settings_load(live->path, SETTINGS_SECRETS, &settings);
    if (rc != 0)
        return rc;
    /* It lives in what it counts the users of. */
    read = pool_alloc(settings->pool, sizeof(*read));
    read->settings = settings;
    read->users = 1;
    log_open(live->program, settings->log_format, settings->log_level);
    *out = read;
    return 0;
}

int
live_open(struct live *live, const char *program, const char *path)
{
    *live = (struct live){ .program = program, .path = path };
    pthread_mutex_init(&live->mutex, NULL);
    pthread_mutex_init(&live->opening, NULL);
    return read_settings(live, &live->current);
}

void
live_close(struct live *live)
{
    live_give(live, live->current);
    store_close(live->store);
    pthread_mutex_destroy(&live->opening);
    pthread_mutex_destroy(&live->mutex);
}

struct live_settings *
live_take(struct live *live)
{
    struct live_settings *used;

    pthread_mutex_lock(&live->mutex);
    used = live->current;
    if (used != NULL)
        used->users++;
    pthread_mutex_unlock(&live->mutex);
    return used;
}

void
live_give(struct live *live, struct live_settings *used)
{
    bool last;

    if (used == NULL)
        return;
    pthread_mutex_lock(&live->mutex);
    last = --used->users == 0;
    pthread_mutex_unlock(&live->mutex);
    if (last)
        settings_free(used->settings);
}

static void
say_reloaded(struct live *live, const struct settings *settings)
{
    log_say(LOG_INFO, "reload", "%s: %zu rule%s, %zu secret%s", settings->path,
            settings->rule_count, settings->rule_count == 1 ? "" : "s",
            settings->github.secret_count, settings->github.secret_count == 1 ? "" : "s");
    pthread_mutex_lock(&live->opening);
    if (live->store != NULL && strcmp(store_directory(live->store), settings->state) != 0)
        log_say(LOG_WARNING, "reload", "state is %s until a restart; the file says %s now",
                store_directory(live->store), settings->state);
    pthread_mutex_unlock(&live->opening);
}

void
live_reload(struct live *live)
{
    struct live_settings *read = NULL, *old;

    if (read_settings(live, &read) != 0) {
        log_say(LOG_WARNING, "reload", "the configuration is bad; the old one stays in force");
        return;
    }
    say_reloaded(live, read->settings);
    pthread_mutex_lock(&live->mutex);
    old = live->current;
    live->current = read;
    pthread_mutex_unlock(&live->mutex);
    live_give(live, old);
}

int
live_store(struct live *live, const struct settings *settings, struct store **store)
{
    int64_t now_ms = clock_steady_ms();

    pthread_mutex_lock(&live->opening);
    if (live->store == NULL && (live->tried_ms == 0 || now_ms - live->tried_ms >= TRY_MS)) {
        live->tried_ms = now_ms;
        if (store_open(settings->state, STORE_WEB, &live->store) != 0)
            live->store = NULL;
    }
    *store = live->store;
    pthread_mutex_unlock(&live->opening);
    /* Already said by store_open(); a missing database is no "not found" to a sender. */
    return *store == NULL ? FAIL_STORE : 0;
}
