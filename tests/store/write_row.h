/* write_row.h - a deployment's row as a test wants it, by its version */
#ifndef HOOKLET_TESTS_STORE_WRITE_ROW_H
#define HOOKLET_TESTS_STORE_WRITE_ROW_H

#include "store/deployments_rows.h"
#include "store/store.h"

struct write_row {
    const struct deployment *wanted;
    int64_t now_ms;
    struct deployment written;
};

static inline int
write_row_work(struct db *db, void *data)
{
    struct write_row *write = data;

    write->written = *write->wanted;
    return deployment_write_by(db, &write->written, write->now_ms);
}

static inline int
write_row(struct store *store, struct deployment *row, int64_t now_ms)
{
    struct write_row write = { .wanted = row, .now_ms = now_ms };
    int rc = store_write(store, write_row_work, &write);

    if (rc == 0)
        *row = write.written;
    return rc;
}

#endif
