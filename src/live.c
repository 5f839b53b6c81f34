/* live.c - readings of the configuration, each under a count of its users */
#include "config.h"

#include <string.h>

#include "base/log.h"
#include "live.h"

/* It lives in the pool of its settings, and goes when it is neither the newest nor used. */
struct reading {
    struct settings *settings;
    int users; /* `live` is one of the newest one's */
    struct reading *older;
};

static int
read_settings(const struct live *live, struct reading **out)
{
    struct settings *settings = NULL;
    struct reading *reading;
    int rc;

    rc = settings_load(live->path, live->need, &settings);
    if (rc != 0)
        return rc;
    reading = pool_alloc(settings->pool, sizeof(*reading));
    *reading = (struct reading){ .settings = settings, .users = 1 };
    *out = reading;
    return 0;
}

int
live_open(struct live *live, const char *path, enum settings_need need)
{
    *live = (struct live){ .path = path, .need = need };
    pthread_mutex_init(&live->mutex, NULL);
    return read_settings(live, &live->newest);
}

void
live_close(struct live *live)
{
    if (live->newest != NULL)
        live_give(live, live->newest->settings);
    pthread_mutex_destroy(&live->mutex);
}

const struct settings *
live_take(struct live *live)
{
    const struct settings *settings = NULL;

    pthread_mutex_lock(&live->mutex);
    if (live->newest != NULL) {
        live->newest->users++;
        settings = live->newest->settings;
    }
    pthread_mutex_unlock(&live->mutex);
    return settings;
}

void
live_give(struct live *live, const struct settings *settings)
{
    struct reading **at, *reading;
    bool last;

    pthread_mutex_lock(&live->mutex);
    for (at = &live->newest; (*at)->settings != settings; at = &(*at)->older)
        ;
    reading = *at;
    last = --reading->users == 0;
    if (last)
        *at = reading->older;
    pthread_mutex_unlock(&live->mutex);
    if (last)
        settings_free(reading->settings);
}

static void
warn_if(bool changed, const char *key)
{
    if (changed)
        log_say(LOG_WARNING, "reload", "%s has changed: that needs a restart", key);
}

static void
say_reloaded(const struct live *live, const struct settings *old, const struct settings *new)
{
    bool web = live->need == SETTINGS_SECRETS;

    log_say(LOG_INFO, "reload", "%s is read again: %zu rule%s", new->path, new->rule_count,
            new->rule_count == 1 ? "" : "s");
    if (web)
        log_say(LOG_INFO, "reload", "%zu secret%s for github", new->github.secret_count,
                new->github.secret_count == 1 ? "" : "s");
    warn_if(strcmp(old->state, new->state) != 0, "state");
    warn_if(old->log_format != new->log_format, "log");
    warn_if(old->log_level != new->log_level, "log_level");
    warn_if(web && old->web_threads != new->web_threads, "web_threads");
    warn_if(!web && old->worker_threads != new->worker_threads, "worker_threads");
}

void
live_reload(struct live *live)
{
    struct reading *reading = NULL;
    const struct settings *old;

    if (read_settings(live, &reading) != 0) {
        log_say(LOG_WARNING, "reload", "the configuration is bad; the old one stays in force");
        return;
    }
    pthread_mutex_lock(&live->mutex);
    old = live->newest->settings;
    reading->older = live->newest;
    live->newest = reading;
    pthread_mutex_unlock(&live->mutex);
    say_reloaded(live, old, reading->settings);
    live_give(live, old);
}
