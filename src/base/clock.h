/*
 * clock.h - time as numbers: int64 milliseconds since 1970, UTC, and a steady clock for waiting
 *
 * Only loops and commands ask the time; everything below gets it handed in.
 */
#ifndef HOOKLET_BASE_CLOCK_H
#define HOOKLET_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/pool.h"

enum { CLOCK_TEXT_SIZE = 80 }; /* bytes that hold any text of clock_text() */

int64_t clock_ms(void);        /* Unix, milliseconds */
int64_t clock_steady_ms(void); /* CLOCK_MONOTONIC, milliseconds: for waiting only */
struct timespec clock_deadline(int64_t wait_ms); /* so far from now, on CLOCK_MONOTONIC */

/* "2026-11-22T10:00:00Z", with or without fraction, with Z or +hh:mm, to Unix milliseconds; false,
 * with nothing written, when it is no such text.  source  RFC 3339 */
bool clock_parse(const char *text, int64_t *ms);
/* "2026-11-22T10:00:00.123Z" */
char *clock_format(struct pool *pool, int64_t ms);
/* The same without a pool, for log.c. */
void clock_text(char text[CLOCK_TEXT_SIZE], int64_t ms);

/* "90", "90s", "10m", "2h", "7d" to milliseconds (a bare number is seconds), and what
 * duration_format() writes; false when it is none of these or beyond 3650 days. */
bool duration_parse(const char *text, int64_t *ms);
/* The shortest exact spelling for people: "10m", "1h30m", "250ms". */
char *duration_format(struct pool *pool, int64_t ms);

#endif
