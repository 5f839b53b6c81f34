/*
 * json_keys.h - the keys of all open objects, to find one that is there twice; for json_scan.c
 *
 * A stack whose entries are hashed, too: constant time a key, however many an object has.  The hash
 * is seeded, so that no sender can choose keys that collide.
 */
#ifndef HOOKLET_BASE_JSON_KEYS_H
#define HOOKLET_BASE_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct json_key;

struct json_keys {
    struct pool *pool;
    struct json_key *stack;
    size_t count;    /* of the stack */
    uint32_t *slots; /* an entry's place in the stack + 1, or 0 */
    size_t room;     /* of the stack; there are twice as many slots; a power of two */
    uint64_t seed;
};

void json_keys_init(struct json_keys *keys, struct pool *pool);
/* Adds a key, borrowed, of the object at nesting `depth`; false when that object has it already. */
bool json_keys_add(struct json_keys *keys, size_t depth, const char *text, size_t length);
/* Forgets all but the oldest `count` keys. */
void json_keys_drop(struct json_keys *keys, size_t count);

#endif
