/* rows.c - grows an array in the pool while a statement gives rows */
#include "config.h"

#include "store/rows.h"

static void *
next_item(struct rows *rows, size_t *room, struct pool *pool)
{
    rows->items = pool_grow(pool, rows->items, rows->count, room, rows->size);
    return (char *)rows->items + rows->count++ * rows->size;
}

int
rows_read(struct db_row *row, row_reader *read, struct pool *pool, struct rows *rows)
{
    size_t room = 0;
    int rc;

    rows->items = NULL;
    rows->count = 0;
    while ((rc = db_next(row)) == 1)
        read(row, pool, next_item(rows, &room, pool));
    db_done(row);

    if (rc != 0) {
        rows->items = NULL;
        rows->count = 0;
    }
    return rc;
}

int
rows_first(struct db_row *row, row_reader *read, struct pool *pool, void *item)
{
    int rc = db_next(row);

    if (rc == 1)
        read(row, pool, item);
    db_done(row);
    return rc < 0 ? rc : 0;
}
