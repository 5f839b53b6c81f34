/*
 * csv.h - tables as spreadsheets write them, record by record
 *
 * Fields stand between separators; in quotes may be separators, line ends and, as "", quotes.  What
 * spreadsheets do beyond that is taken, too: a byte order mark, ';' or a tab for a separator (the
 * first line tells), lines that end with CRLF, LF or CR, empty lines.
 *
 *     csv_begin(&csv, text, length);
 *     while ((rc = csv_next(&csv, pool, &fields)) != 0)
 *         if (rc < 0) ... csv.line, csv.problem
 *
 * errors  FAIL_MALFORMED (not logged: callers know the file) `problem` says why, and what to do;
 *         the next call goes on with the next line
 * memory  fields live in the pool; the text is borrowed
 * source  RFC 4180
 */
#ifndef HOOKLET_BASE_CSV_H
#define HOOKLET_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"
#include "base/pool.h"

enum {
    CSV_FIELDS_MOST = 256, /* of a record */
    CSV_FIELD_MOST = 32768 /* bytes as written; a spreadsheet's cell holds 32,767 characters */
};

struct csv {
    size_t line;         /* where the newest record began, from 1 */
    const char *problem; /* of it, or NULL */
    char separator;
    const char *at, *end; /* what follows is csv.c's business */
    size_t next_line;
};

void csv_begin(struct csv *csv, const char *text, size_t length);
/* 1: a record, of at least one field, valid UTF-8 without NUL; 0: no more. */
int csv_next(struct csv *csv, struct pool *pool, struct strings *fields)
    __attribute__((warn_unused_result));

#endif
