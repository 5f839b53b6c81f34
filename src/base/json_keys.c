/* json_keys.c - open addressing; removing newest first leaves no gaps behind */
#include "config.h"

#include <string.h>
#include <sys/auxv.h>

#include "base/json_keys.h"

enum { FIRST_ROOM = 16 };

struct json_key {
    const char *text;
    size_t length;
    size_t depth;
    uint32_t hash;
    uint32_t slot;
};

/* The kernel hands 16 random bytes to every program it starts. */
static uint64_t
seed_of_process(void)
{
    const void *random = (const void *)getauxval(AT_RANDOM);
    uint64_t seed = 0;

    if (random != NULL)
        memcpy(&seed, random, sizeof(seed));
    return seed;
}

void
json_keys_init(struct json_keys *keys, struct pool *pool)
{
    *keys = (struct json_keys){ .pool = pool, .room = FIRST_ROOM, .seed = seed_of_process() };
    keys->stack = pool_array(pool, keys->room, sizeof(*keys->stack));
    keys->slots = pool_array(pool, 2 * keys->room, sizeof(*keys->slots));
}

/* Both halves of the product folded together. */
static uint64_t
mix(uint64_t one, uint64_t other)
{
    unsigned __int128 product = (unsigned __int128)one * other;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t
hash_of(uint64_t seed, size_t depth, const char *text, size_t length)
{
    const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = mix(seed ^ odd, (length << 8 | depth) ^ odd);
    uint64_t word;

    for (; length >= sizeof(word); text += sizeof(word), length -= sizeof(word)) {
        memcpy(&word, text, sizeof(word));
        hash = mix(hash ^ word, seed | odd);
    }
    word = 0;
    memcpy(&word, text, length);
    return (uint32_t)mix(hash ^ word, seed | odd);
}

/* The key's slot if it is there, else the empty slot for it. */
static uint32_t *
slot_find(const struct json_keys *keys, const struct json_key *key)
{
    size_t mask = 2 * keys->room - 1;
    size_t at = key->hash & mask;
    const struct json_key *there;

    for (; keys->slots[at] != 0; at = (at + 1) & mask) {
        there = &keys->stack[keys->slots[at] - 1];
        if (there->hash == key->hash && there->depth == key->depth &&
            there->length == key->length && memcmp(there->text, key->text, key->length) == 0)
            break;
    }
    return &keys->slots[at];
}

static void
insert(struct json_keys *keys, size_t index, uint32_t *slot)
{
    *slot = (uint32_t)index + 1;
    keys->stack[index].slot = (uint32_t)(slot - keys->slots);
}

/* In the order of the stack, so that newest is still last in every chain of slots. */
static void
grow(struct json_keys *keys)
{
    struct json_key *old = keys->stack;
    size_t i;

    keys->room *= 2;
    keys->stack = pool_array(keys->pool, keys->room, sizeof(*keys->stack));
    keys->slots = pool_array(keys->pool, 2 * keys->room, sizeof(*keys->slots));
    memcpy(keys->stack, old, keys->count * sizeof(*old));
    for (i = 0; i < keys->count; i++)
        insert(keys, i, slot_find(keys, &keys->stack[i]));
}

bool
json_keys_add(struct json_keys *keys, size_t depth, const char *text, size_t length)
{
    struct json_key *key;
    uint32_t *slot;

    if (keys->count == keys->room)
        grow(keys);
    key = &keys->stack[keys->count];
    *key = (struct json_key){ .text = text, .length = length, .depth = depth };
    key->hash = hash_of(keys->seed, depth, text, length);
    slot = slot_find(keys, key);
    if (*slot != 0)
        return false;
    insert(keys, keys->count++, slot);
    return true;
}

void
json_keys_drop(struct json_keys *keys, size_t count)
{
    while (keys->count > count)
        keys->slots[keys->stack[--keys->count].slot] = 0;
}
