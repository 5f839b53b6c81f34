/*
 * buf.h - a growing buffer that is born with a ceiling
 *
 * Either it grows from the heap (buf_init), or keeps the newest bytes only (buf_init_tail: for a
 * command's output).
 *
 * errors  FAIL_TOO_LARGE  the ceiling is reached; what fitted is kept
 *         FAIL_MEMORY     the heap refuses; nothing was added
 */
#ifndef HOOKLET_BASE_BUF_H
#define HOOKLET_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *bytes;    /* length bytes and a NUL behind them, or NULL when nothing was added */
    size_t length;  /* bytes */
    size_t room;    /* bytes allocated */
    size_t ceiling; /* length never passes this */
    size_t dropped; /* bytes that a tail buffer let go at its front */
    bool tail;
};

void buf_init(struct buf *buf, size_t ceiling);
/* Adding to a full tail buffer drops its oldest bytes and never fails for size. */
void buf_init_tail(struct buf *buf, size_t ceiling);
/* Wipes all that ever stood in it, and frees; the buffer may be used again, its ceiling stays. */
void buf_free(struct buf *buf);
/* Empties, and keeps the room. */
void buf_clear(struct buf *buf);

int buf_add(struct buf *buf, const void *bytes, size_t length) __attribute__((warn_unused_result));
int buf_text(struct buf *buf, const char *text) __attribute__((warn_unused_result));
int buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));
/* The content as a string; "" when empty. */
const char *buf_string(const struct buf *buf);

#endif
