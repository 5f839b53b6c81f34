/*
 * rig_store.h - a rig with a real store, for actions that write to it
 */
#ifndef HOOKLET_TESTS_WORK_RIG_STORE_H
#define HOOKLET_TESTS_WORK_RIG_STORE_H

#include "rig.h"
#include "store/jobs.h"

/* A ledger with event 7 and job 12, which a worker holds. */
static const char rig_job_sql[] =
    "INSERT INTO event (id, source, delivery, delivery_key, kind, secret, status, received_ms,"
    " body_key, body_sha, body_length, headers) VALUES (7, 'github', 'd', x'00', 'push', 'main',"
    " 'accepted', 1, 0, zeroblob(32), 2, '{}');"
    "INSERT INTO job (id, event_id, kind, rule, step, lane, order_ms, newest, crash, state, fence,"
    " run_at_ms, attempts, created_ms, updated_ms, args) VALUES (12, 7, 'deploy', 'web', 0,"
    " 'deploy@here', 1, 0, 'rerun', 'leased', 1, 1, 1, 1, 1, '{}')";

static inline int
rig_run_sql(struct db *db, void *data)
{
    return db_run(db, data);
}

static inline int
rig_store_new(void **state)
{
    struct rig *rig;
    int64_t from = 0;

    if (rig_new(state) != 0)
        return -1;
    rig = *state;
    rig->job.fence = 1;
    if (store_create(rig->settings.state, &from) != 0 ||
        store_open(rig->settings.state, STORE_WORKER, &rig->work.store) != 0)
        return -1;
    assert_int_equal(store_write(rig->work.store, rig_run_sql, pool_string(rig->pool, rig_job_sql)),
                     0);
    return 0;
}

static inline int
rig_store_end(void **state)
{
    struct rig *rig = *state;

    store_close(rig->work.store);
    return rig_end(state);
}

#define RIG_STORE_TEST(name, function)                                                             \
    {                                                                                              \
        name, function, rig_store_new, rig_store_end, NULL                                         \
    }

#endif
