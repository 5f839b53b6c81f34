/* rows.c - grows an array in the pool while a statement gives rows */
#include "config.h"

#include "store/rows.h"

void
rows_add(const struct db_row *row, row_reader *read, struct pool *pool, struct rows *rows,
         size_t *room)
{
    rows->items = pool_grow(pool, rows->items, rows->count, room, rows->size);
    read(row, pool, (char *)rows->items + rows->count++ * rows->size);
}

int
rows_read(struct db_row *row, row_reader *read, struct pool *pool, struct rows *rows)
{
    size_t room = 0;
    int rc;

    rows->items = NULL;
    rows->count = 0;
    while ((rc = db_next(row)) == 1)
        rows_add(row, read, pool, rows, &room);
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
