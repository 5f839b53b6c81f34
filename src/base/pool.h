/*
 * pool.h - memory that lives as long as one request or one job
 *
 * Everything made on the way belongs to the pool and goes with it.  An allocation that fails ends
 * the process with a log line and status 70 (nothing half done is acknowledged, and the supervisor
 * restarts us), so callers never check for NULL.  A pool belongs to one thread at a time.
 */
#ifndef HOOKLET_BASE_POOL_H
#define HOOKLET_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

struct pool;

/* What an allocation that fails does: says so and ends the process with status 70. */
void pool_give_up(void) __attribute__((noreturn, cold));

/*
 * For a program with many threads, once, before they start: large blocks go back to the system
 * when they are freed, whatever sizes came before; a few MiB of small ones stay for the next
 * requests; and two arenas serve all threads.
 */
void pool_tune(void);

struct pool *pool_new(void) __attribute__((returns_nonnull));
/* One of many that live at once and hold little: its first block has room for so many bytes. */
struct pool *pool_new_small(size_t first) __attribute__((returns_nonnull));
/* Wipes and frees the pool and all that lives in it; NULL is fine. */
void pool_free(struct pool *pool);
/* Forgets everything but keeps the first block, for the next request; bytes are wiped, as they
 * may hold secrets. */
void pool_reset(struct pool *pool);

/* `size` zeroed bytes, aligned for any type. */
void *pool_alloc(struct pool *pool, size_t size)
    __attribute__((malloc, alloc_size(2), returns_nonnull));
/* Room for `count` zeroed elements of `size` bytes; refuses to overflow. */
void *pool_array(struct pool *pool, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
/*
 * For arrays that grow by one element of `size` bytes at a time: `items` itself while there is room
 * for more than `count`, else a copy with twice the room; the pool keeps the old one.
 *
 *     list->items = pool_grow(pool, list->items, list->count, &list->room, sizeof *list->items);
 *     list->items[list->count++] = item;
 */
void *pool_grow(struct pool *pool, void *items, size_t count, size_t *room, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));
/* A copy of `size` bytes with a NUL behind it. */
char *pool_copy(struct pool *pool, const void *bytes, size_t size) __attribute__((returns_nonnull));
/* A copy of a string; NULL gives NULL. */
char *pool_string(struct pool *pool, const char *text);
char *pool_printf(struct pool *pool, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *pool_vprintf(struct pool *pool, const char *format, va_list args)
    __attribute__((format(printf, 2, 0), returns_nonnull));

#endif
