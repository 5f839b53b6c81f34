/* deployment_end.c - a pull request was closed: nothing is to be seen in its environment any more. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/deployments_rows.h"
#include "work/deploying.h"

#define AGAIN_MS INT64_C(60000)

enum { ROWS_MOST = 100 };

struct ending {
    struct deploying *deploying;
    const char *detail;
    size_t ended;
    int64_t building; /* a row whose build goes on; 0: none */
};

static int
end_row(struct ending *ending, const struct deployment *row)
{
    const struct deploying_news news = { .news = NEWS_CLOSED, .detail = ending->detail };
    const char *ignored = NULL;
    int rc;

    ending->deploying->row = *row;
    rc = deploying_hear(ending->deploying, &news, &ignored);
    if (rc == 0 && ignored == NULL)
        ending->ended++;
    else if (rc == 0 && deployment_is_open(ending->deploying->row.state))
        ending->building = row->id;
    return rc;
}

static int
end_rows(struct ending *ending, const struct deployments *rows)
{
    int rc = 0;

    /* Of a deploy rule: those end with their jobs. */
    for (size_t i = 0; rc == 0 && i < rows->count; i++)
        rc = rows->rows[i].job != 0 ? 0 : end_row(ending, &rows->rows[i]);
    return rc;
}

static int
list_open(const struct deploying *deploying, struct deployments *rows)
{
    const struct wish *wish = &deploying->wish;
    struct db *db;
    int rc = store_reader_take(deploying->work->store, &db);

    if (rc != 0)
        return rc;
    rc = deployments_open(db, wish->repository, wish->environment, deploying->work->pool, rows);
    store_reader_give(deploying->work->store, db);
    return rc;
}

static int
list_in(const struct deploying *deploying, enum deployment_state state, struct deployments *rows)
{
    const struct deployment_filter filter = { .repository = deploying->wish.repository,
                                              .environment = deploying->wish.environment,
                                              .state = deployment_state_name(state),
                                              .most = ROWS_MOST };

    return deployment_list(deploying->work->store, &filter, deploying->work->pool, rows);
}

/* Also those that an attempt before this one has ended. */
static int
tell(const struct ending *ending)
{
    struct deployments rows = { 0 };
    int rc = list_in(ending->deploying, DEPLOYMENT_INACTIVE, &rows);

    for (size_t i = 0; rc == 0 && i < rows.count; i++) {
        const char *detail = rows.rows[i].detail;

        if (detail != NULL && strcmp(detail, ending->detail) == 0)
            rc = deploying_announce(ending->deploying, &rows.rows[i]);
    }
    return rc;
}

/* What is built now would be live afterwards, and nobody would take it back. */
static void
wait_for(const struct ending *ending)
{
    struct deploying *deploying = ending->deploying;

    deploying_end(deploying, OUTCOME_POSTPONED,
                  pool_printf(deploying->work->pool, "deployment %" PRId64 " is still being built",
                              ending->building));
    deploying->outcome->not_before_ms = clock_ms() + AGAIN_MS;
}

static const char *
reason(struct pool *pool, const struct wish *wish)
{
    if (wish->pull_request == 0)
        return "its pull request was closed";
    return pool_printf(pool, "pull request #%" PRId64 " was closed", wish->pull_request);
}

int
deploying_finish(struct deploying *deploying)
{
    struct pool *pool = deploying->work->pool;
    struct ending ending = { .deploying = deploying, .detail = reason(pool, &deploying->wish) };
    struct deployments rows = { 0 };
    int rc = list_open(deploying, &rows);

    if (rc == 0)
        rc = end_rows(&ending, &rows);
    if (rc == 0 && ending.building != 0) {
        wait_for(&ending);
        return 0;
    }
    if (rc == 0)
        rc = list_in(deploying, DEPLOYMENT_SUCCESS, &rows);
    if (rc == 0)
        rc = end_rows(&ending, &rows);
    if (rc == 0)
        rc = tell(&ending);
    if (rc == 0)
        deploying_end(deploying, OUTCOME_DONE,
                      ending.ended == 0
                          ? "nothing was live there, and nothing waited"
                          : pool_printf(pool, "%s: %zu deployment%s taken back", ending.detail,
                                        ending.ended, ending.ended == 1 ? "" : "s"));
    return rc;
}
