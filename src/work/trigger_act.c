/* trigger_act.c - is it its turn, was it asked for before, ask, note. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "port/settings_deploys.h"
#include "work/announce.h"
#include "work/building.h"
#include "work/trigger_act.h"
#include "work/trigger_command.h"

/* A request is over by then, and what it has made is shown. */
#define SURE_MS INT64_C(60000)

static int
end(struct building *building, enum outcome_end how, const char *detail)
{
    building->outcome->end = how;
    building->outcome->detail = detail;
    return 0;
}

/* --- There is a build ------------------------------------------------------------------------- */

static int
note(struct building *building, const struct ci_system *system, const struct ci_build *build)
{
    const struct building_news news = { NEWS_STARTED, build->words, build };
    const char *ignored = NULL;
    int rc = building_hear(building, &news, &ignored);

    if (rc == 0)
        rc = building_end(building, OUTCOME_DONE,
                          ignored != NULL
                              ? ignored
                              : pool_printf(building->work->pool, "%s builds it: %s", system->name,
                                            build->url != NULL ? build->url : build->id));
    if (rc == 0 && ignored == NULL)
        building_look_later(building, 0);
    return rc;
}

/* --- Was one asked for before? ---------------------------------------------------------------- */

static int
give_up(struct building *building, const struct ci_system *system, const struct ci_found *found)
{
    struct pool *pool = building->work->pool;
    const struct building_news news = {
        .news = NEWS_BUILD_LOST,
        .detail = pool_printf(pool,
                              "nobody can tell whether a build was asked for: %s; look there, and "
                              "if none of it is on its way, deploy it again",
                              found->words != NULL ? found->words : system->name),
    };
    const char *ignored = NULL;
    int rc = building_hear(building, &news, &ignored);

    if (rc != 0)
        return rc;
    return building_end(building, ignored == NULL ? OUTCOME_HOPELESS : OUTCOME_DONE,
                        ignored == NULL ? news.detail : ignored);
}

/* go_on: there is none, and there will be none. */
static int
search(struct building *building, const struct ci_system *system, bool *go_on)
{
    const struct ci_order order = building_order(building);
    int64_t sure_ms = building->row.triggered_ms + SURE_MS;
    struct ci_found found = { 0 };
    int rc = system->find(building->work, &order, &found);

    *go_on = false;
    if (rc != 0)
        return rc;
    if (found.sight == CI_SEEN) {
        found.build.words = "asked for";
        return note(building, system, &found.build);
    }
    if (found.sight == CI_UNSURE)
        return give_up(building, system, &found);
    *go_on = clock_ms() >= sure_ms;
    if (!*go_on) {
        building->outcome->not_before_ms = sure_ms;
        return end(building, OUTCOME_POSTPONED,
                   pool_printf(building->work->pool,
                               "a build may have been asked for, and %s shows none yet",
                               system->name));
    }
    return 0;
}

/* --- Ask -------------------------------------------------------------------------------------- */

/* What is no refusal may have been heard: the row keeps that it was asked for. */
static int
fail_to_start(struct building *building, int rc)
{
    struct pool *pool = building->work->pool;
    const char *said = pool_string(pool, fail_detail());

    if (rc == FAIL_REFUSED || rc == FAIL_CONFIG || rc == FAIL_NOT_FOUND)
        return building_refuse(building, said);
    if (rc == FAIL_BUSY && building_release(building) == 0)
        building->outcome->detail = said;
    return rc;
}

static int
ask(struct building *building, const struct ci_system *system)
{
    struct building_claim claim = { 0 };
    struct ci_build build = { 0 };
    struct ci_order order;
    int rc = building_claim(building, &claim);

    if (rc != 0)
        return rc;
    if (!claim.ours)
        return building_end(building, OUTCOME_DONE, claim.why);
    order = building_order(building);
    rc = system->start(building->work, &order, &build);
    return rc == 0 ? note(building, system, &build) : fail_to_start(building, rc);
}

static int
build_outside(struct building *building, const struct ci_system *system)
{
    bool go_on = true;
    int rc = 0;

    if (building->row.triggered_ms > 0)
        rc = search(building, system, &go_on);
    return rc == 0 && go_on ? ask(building, system) : rc;
}

/* --- The action ------------------------------------------------------------------------------- */

/* A job of the right rule, and in its lane, does it. */
static int
hand_on(struct building *building)
{
    const struct work *work = building->work;
    struct announcing announcing = { .settings = work->settings, .pool = work->pool };

    announce_trigger(&announcing, &building->project, &building->row);
    announce_follow(&announcing, building->outcome);
    return end(building, OUTCOME_DONE,
               pool_printf(work->pool, "%s does not build it any more", building->job->rule));
}

static int
build(struct building *building)
{
    const struct work *work = building->work;
    const struct settings *settings = work->settings;
    const char *ci = building->tied ? settings_ci(settings, &building->project) : NULL;

    if (!building->tied)
        return building_refuse(building, pool_printf(work->pool, "%s is no project any more",
                                                     building->row.repository));
    if (ci == NULL)
        return building_refuse(building, SETTINGS_NO_CI);
    if (strcmp(ci, building->job->rule) != 0)
        return hand_on(building);
    if (strcmp(ci, CIRCLECI_NAME) == 0)
        return build_outside(building, &ci_circleci);
    return trigger_command(building, settings_rule(settings, ci));
}

/* Somebody was first; or this job was, and was cut off behind that. */
static int
leave(struct building *building)
{
    const struct deployment *row = &building->row;
    int rc = building_end(building, OUTCOME_DONE,
                          pool_printf(building->work->pool, "deployment %" PRId64 " is %s", row->id,
                                      deployment_state_name(row->state)));

    if (rc == 0 && row->state == DEPLOYMENT_IN_PROGRESS)
        building_look_later(building, 0);
    return rc;
}

int
trigger_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct building building = { .work = work, .job = job, .outcome = outcome };
    const struct deployment *row = &building.row;
    bool go_on = true;
    int rc = building_open(&building, &go_on);

    if (rc != 0 || !go_on)
        return rc;
    if (trigger_command_is_ours(&building))
        return trigger_command(&building, settings_rule(work->settings, job->rule));
    if (row->state != DEPLOYMENT_QUEUED)
        return leave(&building);
    if (row->remote == NULL)
        return end(&building, OUTCOME_DONE, "GitHub has not made it yet");
    return build(&building);
}
