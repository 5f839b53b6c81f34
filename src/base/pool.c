/* pool.c - a chain of blocks, each handed out from its front */
#include "config.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"

enum { FIRST_BLOCK = 64 * 1024, LARGEST_BLOCK = 1024 * 1024, EXIT_NO_MEMORY = 70 };
enum { FIRST_ROOM = 8 }; /* elements */

struct block {
    struct block *next;
    size_t room;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct pool {
    struct block *current; /* small pieces come from here; its chain ends with `first` */
    struct block *large;   /* blocks with one large piece each */
    struct block *first;   /* outlives resets */
};

/* log.c stands above this file, and must not be needed when memory is short anyway. */
void
pool_give_up(void)
{
    static const char line[] = "hooklet: out of memory; ending, so that the supervisor restarts\n";
    ssize_t ignored;

    ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
    (void)ignored;
    _exit(EXIT_NO_MEMORY);
}

static void *
allocate(size_t size)
{
    void *bytes = malloc(size);

    if (bytes == NULL)
        pool_give_up();
    return bytes;
}

static struct block *
block_new(size_t room, struct block *next)
{
    struct block *block = allocate(sizeof(*block) + room);

    block->next = next;
    block->room = room;
    block->used = 0;
    return block;
}

void
pool_tune(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, LARGEST_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, 4 * LARGEST_BLOCK);
    (void)mallopt(M_TOP_PAD, LARGEST_BLOCK);
    (void)mallopt(M_ARENA_MAX, 2);
}

struct pool *
pool_new_small(size_t first)
{
    struct pool *pool = allocate(sizeof(*pool));

    pool->first = block_new(first, NULL);
    pool->current = pool->first;
    pool->large = NULL;
    return pool;
}

struct pool *
pool_new(void)
{
    return pool_new_small(FIRST_BLOCK);
}

/* Wipes and frees a chain up to, but without, its member `end`. */
static void
chain_free(struct block *block, const struct block *end)
{
    struct block *next;

    for (; block != end; block = next) {
        next = block->next;
        explicit_bzero(block->bytes, block->used);
        free(block);
    }
}

void
pool_reset(struct pool *pool)
{
    struct block *first = pool->first;

    chain_free(pool->current, first);
    chain_free(pool->large, NULL);
    explicit_bzero(first->bytes, first->used);
    first->used = 0;
    pool->current = first;
    pool->large = NULL;
}

void
pool_free(struct pool *pool)
{
    if (pool == NULL)
        return;
    pool_reset(pool);
    free(pool->first);
    free(pool);
}

static size_t
block_left(const struct block *block)
{
    return block->room - block->used;
}

/* What is large gets a block of its own, so that the rest of the current one is not lost. */
static struct block *
grow(struct pool *pool, size_t size)
{
    size_t room = pool->current->room < LARGEST_BLOCK ? 2 * pool->current->room : LARGEST_BLOCK;

    if (size > room / 4) {
        pool->large = block_new(size, pool->large);
        return pool->large;
    }
    pool->current = block_new(room, pool->current);
    return pool->current;
}

/* `size` bytes of any content. */
static char *
take(struct pool *pool, size_t size)
{
    const size_t unit = alignof(max_align_t);
    struct block *block = pool->current;
    char *bytes;

    if (size > PTRDIFF_MAX - sizeof(struct block) - unit)
        pool_give_up();
    size = (size + unit - 1) / unit * unit;
    if (size > block_left(block))
        block = grow(pool, size);
    bytes = block->bytes + block->used;
    block->used += size;
    return bytes;
}

void *
pool_alloc(struct pool *pool, size_t size)
{
    return memset(take(pool, size), 0, size);
}

void *
pool_array(struct pool *pool, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        pool_give_up();
    return pool_alloc(pool, total);
}

void *
pool_grow(struct pool *pool, void *items, size_t count, size_t *room, size_t size)
{
    void *wider;

    if (count < *room)
        return items;
    *room = *room > 0 ? 2 * *room : FIRST_ROOM;
    wider = pool_array(pool, *room, size);
    if (count > 0)
        memcpy(wider, items, count * size);
    return wider;
}

char *
pool_copy(struct pool *pool, const void *bytes, size_t size)
{
    char *copy;

    if (size == SIZE_MAX)
        pool_give_up();
    copy = take(pool, size + 1);
    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *
pool_string(struct pool *pool, const char *text)
{
    return text == NULL ? NULL : pool_copy(pool, text, strlen(text));
}

char *
pool_printf(struct pool *pool, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = pool_vprintf(pool, format, args);
    va_end(args);
    return text;
}

/* Most texts are short, so the first attempt goes straight into the current block. */
char *
pool_vprintf(struct pool *pool, const char *format, va_list args)
{
    struct block *block = pool->current;
    char *text = block->bytes + block->used;
    size_t left = block_left(block);
    va_list again;
    int length;

    va_copy(again, args);
    length = vsnprintf(text, left, format, args);
    if (length < 0)
        pool_give_up();
    if ((size_t)length < left) {
        text = take(pool, (size_t)length + 1);
    } else {
        explicit_bzero(text, left);
        text = take(pool, (size_t)length + 1);
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}
