/*
 * tokens.h - who may use the API: bearer tokens, of which we keep the SHA-256
 *
 * memory  texts live in the pool.  errors  FAIL_NOT_FOUND (not logged) · FAIL_BUSY, FAIL_STORE
 */
#ifndef HOOKLET_STORE_TOKENS_H
#define HOOKLET_STORE_TOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct api_token {
    int64_t id;
    const char *name;  /* unique */
    const char *owner; /* whose targets and messages it is good for; "*": everybody's */
    int64_t created_ms;
    int64_t expires_ms; /* 0: never */
    int64_t revoked_ms; /* 0: it was not */
};

struct api_tokens {
    struct api_token *rows;
    size_t count;
};

/*
 * Adds one, of whose name, owner and expires_ms is read; its id and created_ms are set then.
 * errors  FAIL_CONFLICT (logged) there is one of this name
 */
int token_add(struct store *store, struct api_token *token,
              const unsigned char hash[CRYPTO_SHA256_SIZE], int64_t now_ms)
    __attribute__((warn_unused_result));
/* By name; also those that are over. */
int token_list(struct store *store, struct pool *pool, struct api_tokens *tokens)
    __attribute__((warn_unused_result));
/* It is good for nothing from now on; one that is revoked already stays so. */
int token_revoke(struct store *store, const char *name, int64_t now_ms)
    __attribute__((warn_unused_result));
/* The one whose hash this is, neither expired nor revoked. */
int token_find_hash(struct store *store, const unsigned char hash[CRYPTO_SHA256_SIZE],
                    int64_t now_ms, struct pool *pool, struct api_token *token)
    __attribute__((warn_unused_result));

#endif
