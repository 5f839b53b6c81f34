/* building.c - the row and its project, read and written; what follows from that. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments_rows.h"
#include "store/project.h"
#include "work/announce.h"
#include "work/building.h"
#include "work/ci_job.h"
#include "work/deployment_ref.h"
#include "work/job_deployment.h"

/* --- Reading ---------------------------------------------------------------------------------- */

static void
stop(struct building *building, enum outcome_end how, const char *detail)
{
    building->outcome->end = how;
    building->outcome->detail = detail;
}

/* Who unties a repository doesn't end what is being built of it. */
static int
read_project(struct building *building)
{
    const struct work *work = building->work;
    struct project project = { 0 };
    int rc =
        project_find(work->store, work->settings, building->row.repository, work->pool, &project);

    building->tied = rc == 0;
    building->project = rc == 0 ? project.settings : project_default;
    if (!building->tied)
        building->project.repository = building->row.repository;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
building_open(struct building *building, bool *go_on)
{
    const struct work *work = building->work;
    int64_t id = job_deployment(work->pool, building->job);
    int rc = deployment_get(work->store, id, work->pool, &building->row);

    *building->outcome = (struct outcome){ .end = OUTCOME_FAILED };
    *go_on = rc == 0;
    if (rc == FAIL_NOT_FOUND) {
        stop(building, OUTCOME_HOPELESS, "the deployment that it is for is not there any more");
        return 0;
    }
    return rc == 0 ? read_project(building) : rc;
}

struct ci_order
building_order(const struct building *building)
{
    struct pool *pool = building->work->pool;
    struct ci_order order = { .project = &building->project, .row = &building->row };
    struct deployment_ref ref = deployment_ref_read(pool, building->row.ref);

    if (ref.kind == REF_TAG)
        order.tag = ref.name;
    else if (ref.kind == REF_BRANCH || ref.kind == REF_PULL || ref.kind == REF_NAME)
        order.branch = ref.name;
    else if (building->row.pull_request > 0)
        order.branch = pool_printf(pool, "pull/%" PRId64 "/head", building->row.pull_request);
    return order;
}

/* --- News ------------------------------------------------------------------------------------- */

struct hearing {
    const struct building_news *news;
    const char *ignored;
    bool changed;
};

/* NULL news: it stays as it is. */
static void
take_text(const char **text, const char *news, bool *changed)
{
    if (news == NULL || (*text != NULL && strcmp(*text, news) == 0))
        return;
    *text = news;
    *changed = true;
}

static bool
take(struct deployment *row, enum deployment_state state, const struct building_news *news)
{
    const struct ci_build nothing = { 0 };
    const struct ci_build *build = news->build != NULL ? news->build : &nothing;
    bool changed = row->state != state;

    row->state = state;
    take_text(&row->detail, news->detail, &changed);
    take_text(&row->pipeline, build->id, &changed);
    take_text(&row->build, build->number, &changed);
    take_text(&row->build_url, build->url, &changed);
    take_text(&row->workflow, build->workflow, &changed);
    return changed;
}

static bool
hear(struct deployment *row, void *data)
{
    struct hearing *hearing = data;
    struct deployment_verdict verdict = deployment_hear(row, hearing->news->news);

    hearing->ignored = verdict.ignored;
    hearing->changed = verdict.ignored == NULL && take(row, verdict.state, hearing->news);
    return hearing->changed;
}

int
building_hear(struct building *building, const struct building_news *news, const char **ignored)
{
    const struct work *work = building->work;
    struct hearing hearing = { .news = news };
    struct deployment_change change = { .id = building->row.id, .make = hear, .data = &hearing };
    int rc = deployment_change(work->store, &change, work->pool, clock_ms());

    if (rc != 0)
        return rc;
    building->row = change.row;
    building->changed = hearing.changed;
    *ignored = hearing.ignored;
    return 0;
}

/* --- Ends ------------------------------------------------------------------------------------- */

int
building_end(struct building *building, enum outcome_end how, const char *detail)
{
    const struct work *work = building->work;
    struct announcing announcing = { .settings = work->settings, .pool = work->pool };
    int rc = announce_by_reader(work->store, &announcing, &building->row);

    if (rc != 0)
        return rc;
    announce_follow(&announcing, building->outcome);
    stop(building, how, detail);
    return 0;
}

int
building_refuse(struct building *building, const char *words)
{
    const struct building_news news = { .news = NEWS_REFUSED, .detail = words };
    const char *ignored = NULL;
    int rc = building_hear(building, &news, &ignored);

    if (rc != 0)
        return rc;
    return building_end(building, ignored == NULL ? OUTCOME_HOPELESS : OUTCOME_DONE,
                        ignored == NULL ? words : ignored);
}

/* Jobs of one event are told apart by rule and step, and one look may follow another. */
void
building_look_later(struct building *building, int64_t delay_ms)
{
    const struct work *work = building->work;
    struct planned_job job;

    build_plan(work->settings, &building->row, building->job->rule, work->pool, &job);
    job.rule = pool_printf(work->pool, DEPLOYMENT_DEFAULT BUILD_KIND ":%" PRId64, building->row.id);
    job.step = strcmp(job.rule, building->job->rule) == 0 ? building->job->step + 1
                                                          : (int)building->row.version;
    job.lane = building->job->lane;
    job.delay_ms = delay_ms;
    outcome_follow(building->outcome, &job, 1, work->pool);
}
