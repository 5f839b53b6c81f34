/*
 * rows.h - the rows of a query as an array, or its one row as a struct
 *
 *     struct rows rows = { .size = sizeof(struct note_row) };
 *     rc = rows_read(row, note_read, pool, &rows);     ends the statement, whatever happens
 *     notes->rows = rows.items;
 *
 * memory  the array and all that `read` copies live in the pool
 */
#ifndef HOOKLET_STORE_ROWS_H
#define HOOKLET_STORE_ROWS_H

#include <stddef.h>

#include "base/pool.h"
#include "port/db.h"

struct rows {
    size_t size; /* bytes of an item; set by the caller */
    void *items; /* NULL when there is no row */
    size_t count;
};

/* Fills one zeroed item from the current row. */
typedef void row_reader(const struct db_row *row, struct pool *pool, void *item);

/* errors  those of db_next() */
int rows_read(struct db_row *row, row_reader *read, struct pool *pool, struct rows *rows)
    __attribute__((warn_unused_result));
/* Adds one item, of the current row; room: how many the array has room for, 0 at first. */
void rows_add(const struct db_row *row, row_reader *read, struct pool *pool, struct rows *rows,
              size_t *room);
/* The first row into `item`, which stays as it is without one. */
int rows_first(struct db_row *row, row_reader *read, struct pool *pool, void *item)
    __attribute__((warn_unused_result));

#endif
