/* buf.c - room doubles until the ceiling */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"

enum { FIRST_ROOM = 256 };

void
buf_init(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){ .ceiling = ceiling };
}

void
buf_init_tail(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){ .ceiling = ceiling, .tail = true };
}

void
buf_free(struct buf *buf)
{
    if (buf->bytes != NULL)
        explicit_bzero(buf->bytes, buf->room);
    free(buf->bytes);
    buf->bytes = NULL;
    buf->room = 0;
    buf_clear(buf);
}

void
buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->dropped = 0;
    if (buf->bytes != NULL)
        buf->bytes[0] = '\0';
}

/* Room for `length` bytes, at most the ceiling, and the NUL. */
static int
buf_grow(struct buf *buf, size_t length)
{
    size_t room = buf->room > FIRST_ROOM ? buf->room : FIRST_ROOM;
    char *bytes;

    if (length < buf->room)
        return 0;
    while (room <= length)
        room = room > buf->ceiling / 2 ? buf->ceiling + 1 : 2 * room;
    bytes = malloc(room); /* not realloc(3), which frees without wiping */
    if (bytes == NULL)
        return fail(FAIL_MEMORY, "a buffer of %zu bytes", room);
    if (buf->bytes != NULL) {
        memcpy(bytes, buf->bytes, buf->length + 1);
        explicit_bzero(buf->bytes, buf->room);
    }
    free(buf->bytes);
    buf->bytes = bytes;
    buf->room = room;
    return 0;
}

static int
buf_append(struct buf *buf, const void *bytes, size_t length)
{
    int rc = buf_grow(buf, buf->length + length);

    if (rc != 0)
        return rc;
    if (length > 0)
        memcpy(buf->bytes + buf->length, bytes, length);
    buf->length += length;
    buf->bytes[buf->length] = '\0';
    return 0;
}

static int
buf_add_tail(struct buf *buf, const char *bytes, size_t length)
{
    size_t skip = length > buf->ceiling ? length - buf->ceiling : 0;
    size_t free_room = buf->ceiling - buf->length;
    size_t drop;

    bytes += skip;
    length -= skip;
    drop = length > free_room ? length - free_room : 0;
    if (drop > 0)
        memmove(buf->bytes, buf->bytes + drop, buf->length - drop);
    buf->length -= drop;
    buf->dropped += skip + drop;
    return buf_append(buf, bytes, length);
}

int
buf_add(struct buf *buf, const void *bytes, size_t length)
{
    size_t fits = buf->ceiling - buf->length;
    int rc;

    if (buf->tail)
        return buf_add_tail(buf, bytes, length);
    rc = buf_append(buf, bytes, length < fits ? length : fits);
    if (rc == 0 && length > fits)
        return fail(FAIL_TOO_LARGE, "more than %zu bytes for a buffer", buf->ceiling);
    return rc;
}

int
buf_text(struct buf *buf, const char *text)
{
    return buf_add(buf, text, strlen(text));
}

int
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    char *text = NULL;
    int length;
    int rc;

    va_start(args, format);
    length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0)
        return fail(FAIL_MEMORY, "a formatted text");
    rc = buf_add(buf, text, (size_t)length);
    explicit_bzero(text, (size_t)length);
    free(text);
    return rc;
}

const char *
buf_string(const struct buf *buf)
{
    return buf->bytes == NULL ? "" : buf->bytes;
}
