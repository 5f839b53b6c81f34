/* building_claim.c - whose turn it is in an environment, decided and noted in one transaction. */
#include "config.h"

#include <inttypes.h>

#include "base/clock.h"
#include "store/deployments_rows.h"
#include "store/enlist.h"
#include "store/environment.h"
#include "work/announce.h"
#include "work/building.h"

struct claiming {
    struct building *building;
    struct building_claim *claim;
    struct deployment row; /* as it is now */
    int64_t now_ms;
};

/* --- What may be in its way ------------------------------------------------------------------- */

/* A row for which a build was asked is judged as before, once it is clear that there is none. */
static int
is_as_it_was(struct db *db, struct claiming *claiming, bool *is)
{
    const struct building *building = claiming->building;
    struct deployment *row = &claiming->row;
    int rc = deployment_look(db, building->row.id, building->work->pool, row);

    *is = rc == 0 && row->state == DEPLOYMENT_QUEUED && row->pipeline == NULL &&
          row->triggered_ms == building->row.triggered_ms;
    row->triggered_ms = *is ? 0 : row->triggered_ms;
    return rc;
}

static int
find_other(struct db *db, struct claiming *claiming, const char **words)
{
    struct pool *pool = claiming->building->work->pool;
    const struct deployment *row = &claiming->row;
    struct deployments open = { 0 };
    int rc = deployments_open(db, row->repository, row->environment, pool, &open);

    *words = NULL;
    for (size_t i = 0; rc == 0 && i < open.count && *words == NULL; i++) {
        const struct deployment *one = &open.rows[i];

        if (one->id != row->id && one->triggered_ms > 0)
            *words = pool_printf(pool, "waits for deployment %" PRId64 ", which is being built",
                                 one->id);
    }
    return rc;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static int
take_back(struct db *db, struct claiming *claiming, const char *words)
{
    struct deployment_verdict verdict = deployment_hear(&claiming->row, NEWS_TAKEN_BACK);

    claiming->claim->why = words;
    claiming->row.state = verdict.state;
    claiming->row.detail = words;
    return deployment_write_by(db, &claiming->row, claiming->now_ms);
}

/* A job that builds by itself follows nothing until it has ended; so these don't follow it. */
static int
announce_now(struct db *db, struct claiming *claiming)
{
    const struct building *building = claiming->building;
    const struct work *work = building->work;
    const struct enlisting enlisting = { building->job->event, claiming->now_ms, work->pool };
    struct announcing announcing = { .settings = work->settings, .pool = work->pool };
    struct enlisted enlisted;
    bool known = false;
    int rc = announce(db, &announcing, &claiming->row);

    for (size_t i = 0; rc == 0 && i < announcing.count; i++) {
        rc = enlist_known(db, enlisting.event, &announcing.jobs[i], &known);
        if (rc == 0 && !known)
            rc = enlist_job(db, &enlisting, &announcing.jobs[i], &enlisted);
    }
    return rc;
}

static int
take(struct db *db, struct claiming *claiming)
{
    const struct ci_build *begun = claiming->claim->begun;
    struct deployment *row = &claiming->row;
    int rc;

    row->triggered_ms = claiming->now_ms;
    if (begun != NULL) {
        row->state = deployment_hear(row, NEWS_STARTED).state;
        row->pipeline = begun->id;
        row->build = begun->number;
        row->build_url = begun->url;
        row->detail = begun->words;
    }
    rc = deployment_write_by(db, row, claiming->now_ms);
    if (rc == 0 && begun != NULL)
        rc = announce_now(db, claiming);
    claiming->claim->ours = rc == 0;
    return rc;
}

/* A batch that is rolled back runs it again. */
static int
claim_work(struct db *db, void *data)
{
    struct claiming *claiming = data;
    const char *locked = NULL, *other = NULL;
    bool as_it_was = false;
    int rc = is_as_it_was(db, claiming, &as_it_was);

    claiming->claim->ours = false;
    claiming->claim->why = as_it_was ? NULL : "somebody was first";
    if (rc != 0 || !as_it_was)
        return rc;
    rc = environment_look_words(db, claiming->row.repository, claiming->row.environment,
                                claiming->building->work->pool, &locked);
    if (rc == 0 && locked != NULL)
        return take_back(db, claiming, locked);
    if (rc == 0)
        rc = find_other(db, claiming, &other);
    claiming->claim->why = other;
    return rc == 0 && other == NULL ? take(db, claiming) : rc;
}

int
building_claim(struct building *building, struct building_claim *claim)
{
    struct claiming claiming = { .building = building, .claim = claim, .now_ms = clock_ms() };
    int rc = store_write(building->work->store, claim_work, &claiming);

    if (rc != 0)
        return rc;
    building->row = claiming.row;
    if (claim->ours && claim->begun != NULL)
        store_wake(building->work->store);
    return 0;
}

static bool
release(struct deployment *row, void *data)
{
    (void)data;
    if (row->state != DEPLOYMENT_QUEUED || row->pipeline != NULL)
        return false;
    row->triggered_ms = 0;
    return true;
}

int
building_release(struct building *building)
{
    const struct work *work = building->work;
    struct deployment_change change = { .id = building->row.id, .make = release };
    int rc = deployment_change(work->store, &change, work->pool, clock_ms());

    if (rc == 0)
        building->row = change.row;
    return rc;
}
