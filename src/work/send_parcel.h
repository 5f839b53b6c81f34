/*
 * send_parcel.h - a message and the bytes that it is sent as: what all deliveries of one form share
 *
 * Read once and kept while somebody sends it, and for a while longer, as the next target and the next
 * attempt want the same.  Bodies on their way have 8 MiB together; what has more than that goes alone,
 * and up to 64 KiB always go.
 *
 * errors  FAIL_BUSY (not logged) others' bodies are in the way · FAIL_NOT_FOUND the message or its
 *         body is gone · FAIL_FIELD, FAIL_MALFORMED, FAIL_UNREADABLE it can't be read, however often
 *         one tries · those of the store
 */
#ifndef HOOKLET_WORK_SEND_PARCEL_H
#define HOOKLET_WORK_SEND_PARCEL_H

#include "store/store.h"
#include "work/hook_message.h"
#include "work/send_body.h"

struct send_parcel {
    struct hook_message message;
    struct send_body body;
};

/* That of a delivery, in the pool; most: bytes of its event's body, FAIL_BUSY beyond that. */
int send_parcel_read(struct store *store, const struct job *job, const struct send_form *form,
                     int64_t most, struct pool *pool, struct send_parcel *parcel)
    __attribute__((warn_unused_result));
/* Did reading it fail for good? */
bool send_parcel_hopeless(int rc);

/* One thread at a time. */
struct send_cache;

struct send_cache *send_cache_new(struct pool *pool) __attribute__((returns_nonnull));
void send_cache_free(struct send_cache *cache);
/* Lives until it is given back, as often as it was taken. */
int send_cache_take(struct send_cache *cache, struct store *store, const struct job *job,
                    const struct send_form *form, const struct send_parcel **parcel)
    __attribute__((warn_unused_result));
void send_cache_give(struct send_cache *cache, const struct send_parcel *parcel);

#endif
