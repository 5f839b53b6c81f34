/*
 * stream.h - what is written to a FILE, kept as a string
 *
 * memory  out of memory ends the program, as it does for a pool
 */
#ifndef HOOKLET_BASE_STREAM_H
#define HOOKLET_BASE_STREAM_H

#include <stdio.h>

#include "base/pool.h"

struct stream {
    FILE *out;   /* write here */
    char *bytes; /* its own, as is what follows */
    size_t length;
};

void stream_open(struct stream *stream);
/* Closes it; what was written, in the pool. */
const char *stream_end(struct stream *stream, struct pool *pool);

#endif
