/* send_targets.c - a short list. */
#include "config.h"

#include "work/send_targets.h"

void
send_targets_forget(struct send_targets *targets, struct pool *pool)
{
    *targets = (struct send_targets){ .pool = pool };
}

struct target *
send_targets_known(const struct send_targets *targets, int64_t id)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->rows[i]->id == id)
            return targets->rows[i];
    }
    return NULL;
}

int
send_targets_find(struct send_targets *targets, struct db *db, int64_t id, struct target **target)
{
    struct target *found = send_targets_known(targets, id);
    int rc;

    if (found == NULL) {
        found = pool_alloc(targets->pool, sizeof(*found));
        rc = target_find_by(db, id, targets->pool, found);
        if (rc != 0)
            return rc;
        targets->rows = pool_grow(targets->pool, targets->rows, targets->count, &targets->room,
                                  sizeof(struct target *));
        targets->rows[targets->count++] = found;
    }
    *target = found;
    return 0;
}
