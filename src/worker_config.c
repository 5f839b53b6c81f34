/* worker_config.c - the configuration, which may change while jobs run with the old one */
#include "config.h"

#include <string.h>

#include "base/log.h"
#include "worker_shared.h"

struct config *
worker_config_take(struct worker *worker)
{
    struct config *config;

    pthread_mutex_lock(&worker->mutex);
    config = worker->config;
    config->users++;
    pthread_mutex_unlock(&worker->mutex);

    return config;
}

void
worker_config_give(struct worker *worker, struct config *config)
{
    bool last;

    if (config == NULL)
        return;

    pthread_mutex_lock(&worker->mutex);
    last = --config->users == 0;
    pthread_mutex_unlock(&worker->mutex);

    /* The holder lives in the settings' own pool. */
    if (last)
        settings_free(config->settings);
}

static void
warn_of_differences(const struct settings *old, const struct settings *new)
{
    if (strcmp(old->state, new->state) != 0)
        log_say(LOG_WARNING, "reload", "state is now %s: that needs a restart", new->state);
    if (old->worker_threads != new->worker_threads)
        log_say(LOG_WARNING, "reload", "worker_threads is now %d: that needs a restart",
                new->worker_threads);
    if (old->log_format != new->log_format || old->log_level != new->log_level)
        log_say(LOG_WARNING, "reload", "log or log_level has changed: that needs a restart");
}

int
worker_config_load(struct worker *worker)
{
    struct settings *settings = NULL;
    struct config *config, *old;
    int rc;

    rc = settings_load(worker->options->config, SETTINGS_RULES, &settings);
    if (rc != 0)
        return rc;

    config = pool_alloc(settings->pool, sizeof(*config));
    config->settings = settings;
    config->users = 1; /* the worker's own */

    pthread_mutex_lock(&worker->mutex);
    old = worker->config;
    worker->config = config;
    pthread_mutex_unlock(&worker->mutex);

    if (old != NULL)
        warn_of_differences(old->settings, settings);
    worker_config_give(worker, old);

    return 0;
}
