/*
 * app_setup.h - `hooklet github create-app` waits for an App to be made at GitHub
 *
 * Rows of the table `state`.  "app_setup": the wish, open for an hour.  "app_code": what GitHub
 * gave for it, a fact of the event that took it.  "app_made": the App, once its secrets are stored.
 * The key of all three is what manifests call state: 64 hex digits, which nobody can guess.
 * errors  FAIL_NOT_FOUND absence is an answer (not logged) · those of the store
 * memory  the pool
 */
#ifndef HOOKLET_STORE_APP_SETUP_H
#define HOOKLET_STORE_APP_SETUP_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define APP_SETUP_MS INT64_C(3600000) /* GitHub gives as long for all of it */
#define APP_STATE_BYTES 32            /* random ones */
#define APP_STATE_LENGTH (2 * APP_STATE_BYTES)
#define APP_CODE_FACT "app_code"

struct app_permission {
    const char *title; /* "Contents" */
    const char *level; /* "read" */
    const char *why;   /* "to hear of pushes" */
};

struct app_setup {
    const char *state;
    const char *url;          /* of this server */
    const char *organization; /* the owner to be, or NULL: whoever makes it */
    const char *target;       /* page at GitHub that takes the manifest */
    const char *manifest;     /* JSON */
    struct app_permission *permissions;
    size_t permission_count;
    struct strings events;
    int64_t made_ms;
    int64_t expires_ms;
};

/* Stores a wish; what has expired goes. */
int app_setup_open(struct store *store, const struct app_setup *setup)
    __attribute__((warn_unused_result));
/* The wish that is open under this state, compared in constant time. */
int app_setup_find(struct store *store, const char *state, int64_t now_ms, struct pool *pool,
                   struct app_setup *setup) __attribute__((warn_unused_result));
/* Forgets all that is known under the state. */
int app_setup_close(struct store *store, const char *state) __attribute__((warn_unused_result));

/* The code, until it is dropped. */
int app_code_find(struct store *store, const char *state, struct pool *pool, const char **code)
    __attribute__((warn_unused_result));
/* It is used up, or good for nothing; no event brings it back. */
int app_code_drop(struct store *store, const char *state, int64_t now_ms)
    __attribute__((warn_unused_result));

/* app: what app_files.h describes, JSON without secrets. */
int app_made_put(struct store *store, const char *state, const char *app, int64_t now_ms)
    __attribute__((warn_unused_result));
int app_made_find(struct store *store, const char *state, struct pool *pool, const char **app)
    __attribute__((warn_unused_result));

#endif
