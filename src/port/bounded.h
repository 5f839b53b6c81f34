/*
 * bounded.h - memory with an end, for a library that can't be told "no"
 *
 * For libraries that take an allocator, give it no context of ours, and end the process when it has
 * nothing left.  What they allocate while bounded_run() runs lives in a pool of its own.
 */
#ifndef HOOKLET_PORT_BOUNDED_H
#define HOOKLET_PORT_BOUNDED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Calls work(data) and frees what it allocated by the functions below; false when that would have
 * been more than `most` bytes: then the work was left in the middle, by longjmp(3).  So what is in
 * it must be the library's calls and pure code, which hold nothing that has to be closed.
 * One at a time in the process; it waits its turn.
 */
bool bounded_run(size_t most, void (*work)(void *data), void *data)
    __attribute__((warn_unused_result));

/* As calloc(3), realloc(3) and free(3), but never NULL; within bounded_run() only.  Nothing is
 * used again before the end of the run. */
void *bounded_calloc(size_t count, size_t size);
void *bounded_realloc(void *bytes, size_t size);
void bounded_free(void *bytes);

#endif
