/* stream.c - open_memstream(), whose bytes end in a pool. */
#include "config.h"

#include <stdlib.h>

#include "base/stream.h"

void
stream_open(struct stream *stream)
{
    *stream = (struct stream){ 0 };
    stream->out = open_memstream(&stream->bytes, &stream->length);
    if (stream->out == NULL)
        pool_give_up();
}

const char *
stream_end(struct stream *stream, struct pool *pool)
{
    const char *text;

    if (fclose(stream->out) != 0)
        pool_give_up();
    text = pool_copy(pool, stream->bytes, stream->length);
    free(stream->bytes);
    return text;
}
