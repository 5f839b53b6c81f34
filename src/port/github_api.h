/*
 * github_api.h - how we call GitHub's API, as `github { ... }` says
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_GITHUB_API_H
#define HOOKLET_PORT_GITHUB_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

/* Where a secret comes from that is read only when it is needed. */
struct key_source {
    const char *path;  /* of its file, or NULL */
    const char *bytes; /* from the environment, or NULL */
    size_t length;
};

struct github_api {
    const char *api_url;     /* "https://api.github.com", no slash at its end */
    const char *app_id;      /* id or client id of the App, or NULL */
    struct key_source key;   /* the App's private key */
    struct key_source token; /* a personal token, instead of an App */
    int64_t installation;    /* the one to use whatever an event says, or 0 */
    const char *user_agent;
    int64_t read_delay_ms; /* jobs that read back what an event announced wait so long */
};

/* Is there an App with its key, or a token? */
bool github_api_configured(const struct github_api *api);
/*
 * Reads a key now: of the worker's user alone, so no program on the way in could.
 * errors  FAIL_CONFIG as secret_read() has it
 */
int github_key_read(struct pool *pool, const struct key_source *source, char **bytes,
                    size_t *length) __attribute__((warn_unused_result));

#endif
