/*
 * long-ago: what is being built has been so for longer, and what waits has waited for longer.
 *
 *     long-ago CONF MINUTES
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>

#include "port/settings.h"
#include "store/store.h"

enum { MINUTE_MS = 60000 };

static int
make_older(struct db *db, void *data)
{
    return db_run(db, data);
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct store *store = NULL;
    struct pool *pool = pool_new();
    int rc;

    if (argc != 3 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &store) != 0)
        return 99;
    rc = store_write(store, make_older,
                     pool_printf(pool,
                                 "UPDATE deployment SET triggered_ms = triggered_ms - %1$" PRId64
                                 " WHERE triggered_ms > 0 AND ended_ms IS NULL;"
                                 "UPDATE job SET run_at_ms = run_at_ms - %1$" PRId64
                                 " WHERE state = 'waiting'",
                                 (int64_t)strtol(argv[2], NULL, 10) * MINUTE_MS));
    store_wake(store);
    store_close(store);
    settings_free(settings);
    pool_free(pool);
    return -rc;
}
