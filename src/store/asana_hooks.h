/*
 * asana_hooks.h - the webhooks by which Asana tells us of the tasks of a project
 *
 * Rows of the table `state`, kind "asana_hook".  Asana knows a hook by its address, which ends with
 * a token that nobody can guess; here it is the key, as a hash, so that what is stored opens
 * nothing.  The secret that signs deliveries comes from Asana, once, by the handshake: only within
 * 60 s after the row was made, and never in place of another one.
 * errors  FAIL_NOT_FOUND absence is an answer (not logged) · those of the store
 * memory  the pool
 * source  Asana docs, "Webhooks guide": the handshake
 */
#ifndef HOOKLET_STORE_ASANA_HOOKS_H
#define HOOKLET_STORE_ASANA_HOOKS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define ASANA_HOOK_OPEN_MS INT64_C(60000) /* for the handshake */
#define ASANA_HOOK_SECRET_MOST 256        /* bytes */

struct asana_hook_row {
    const char *key;       /* sha256 of the token, hex */
    const char *project;   /* gid */
    const char *workspace; /* gid */
    const char *name;      /* of the project, for people; or NULL */
    const char *url;       /* its address without "/TOKEN" */
    const char *secret;    /* NULL: there was no handshake yet */
    const char *gid;       /* of the hook at Asana; NULL: not known yet */
    int64_t opened_ms;     /* when it was made here */
    int64_t heard_ms;      /* what happened before was heard of, or looked for; 0: never */
};

/*
 * Makes a row of project, workspace, name and url, open for a handshake, and sets the rest of them.
 * The token is new, 64 hex digits, and is told this once.  Rows that waited in vain are dropped.
 */
int asana_hook_open(struct store *store, struct pool *pool, struct asana_hook_row *hook,
                    int64_t now_ms, const char **token) __attribute__((warn_unused_result));
/*
 * The handshake: 0 when this secret is the hook's, from now on or since the same request was sent
 * before; else FAIL_NOT_FOUND: the time is over, or the hook has another one.
 */
int asana_hook_secret(struct store *store, const char *key, const char *secret, int64_t now_ms)
    __attribute__((warn_unused_result));
/* Notes how Asana calls it. */
int asana_hook_keep(struct store *store, const char *key, const char *gid, int64_t now_ms)
    __attribute__((warn_unused_result));
/* Notes up to when nothing is missed; never back. */
int asana_hook_heard(struct store *store, const char *key, int64_t heard_ms, int64_t now_ms)
    __attribute__((warn_unused_result));

/* By the token of its address: any text, which is only hashed. */
int asana_hook_find(struct store *store, const char *token, struct pool *pool,
                    struct asana_hook_row *hook) __attribute__((warn_unused_result));
int asana_hook_read(struct store *store, const char *key, struct pool *pool,
                    struct asana_hook_row *hook) __attribute__((warn_unused_result));
/* All of them, by key; one that can't be read is left out. */
int asana_hook_list(struct store *store, struct pool *pool, struct asana_hook_row **hooks,
                    size_t *count) __attribute__((warn_unused_result));
/* There is none: that is fine. */
int asana_hook_drop(struct store *store, const char *key) __attribute__((warn_unused_result));

#endif
