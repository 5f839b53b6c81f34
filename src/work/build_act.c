/* build_act.c - looks, hears, and looks again later. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "work/announce.h"
#include "work/build_act.h"
#include "work/building.h"
#include "work/deployment_ref.h"

/* CircleCI may not show at once what it has made, nor tell which commit it took. */
#define YOUNG_MS INT64_C(600000)
#define SOON_MS INT64_C(30000)

struct sight {
    struct building *building;
    const struct ci_system *system;
    struct ci_build build;
    int64_t at_ms; /* just before it was looked at */
};

static bool
is_young(const struct sight *sight)
{
    return sight->at_ms - sight->building->row.triggered_ms < YOUNG_MS;
}

/* --- What it means ---------------------------------------------------------------------------- */

/* Once more helps who was overtaken, but nobody who wants to go back. */
static const char *
other_commit_words(const struct sight *sight)
{
    struct pool *pool = sight->building->work->pool;
    const struct deployment *row = &sight->building->row;
    const char *ref = deployment_ref_show(pool, row->ref);
    bool back = strcmp(row->origin, "rollback") == 0;

    return pool_printf(pool, "%s took %s%s%s, which has moved, and not %s; %s", sight->system->name,
                       deployment_ref_show(pool, sight->build.revision),
                       ref[0] != '\0' ? " of " : "", ref, deployment_ref_show(pool, row->sha),
                       back ? "give that commit a tag, and deploy the tag" : "deploy it again");
}

static struct building_news
news_of(const struct sight *sight)
{
    static const enum deployment_news news[] = {
        [CI_RUNNING] = NEWS_PART_DONE,
        [CI_SUCCESS] = NEWS_BUILT,
        [CI_FAILURE] = NEWS_BUILD_FAILED,
        [CI_ERROR] = NEWS_BUILD_ERROR,
    };
    const struct ci_build *build = &sight->build;

    if (build->revision != NULL && !match_name(build->revision, sight->building->row.sha))
        return (struct building_news){ NEWS_OTHER_COMMIT, other_commit_words(sight), build };
    return (struct building_news){ news[build->state], build->words, build };
}

/* --- And then? -------------------------------------------------------------------------------- */

/* Others need not be told what they have been told, unless whoever was to do that was cut off. */
static int
tell(struct sight *sight)
{
    struct building *building = sight->building;
    const char *detail = building->row.detail;
    int rc = 0;

    if (building->changed || building->job->attempt > 1)
        rc = building_end(building, OUTCOME_DONE, detail);
    else
        *building->outcome = (struct outcome){ .end = OUTCOME_DONE, .detail = detail };
    if (rc == 0 && deployment_is_open(building->row.state) && sight->build.revision == NULL &&
        is_young(sight))
        building_look_later(building, SOON_MS);
    return rc;
}

static int
hear(struct sight *sight, const struct building_news *news)
{
    const char *ignored = NULL;
    int rc = building_hear(sight->building, news, &ignored);

    if (rc != 0)
        return rc;
    return ignored != NULL ? building_end(sight->building, OUTCOME_DONE, ignored) : tell(sight);
}

static int
miss(struct sight *sight)
{
    struct building *building = sight->building;
    struct pool *pool = building->work->pool;
    const struct building_news lost = {
        .news = NEWS_BUILD_LOST,
        .detail =
            pool_printf(pool,
                        "%s knows no build %s any more, or doesn't show it to us; see what is "
                        "live, and deploy it again",
                        sight->system->name,
                        building->row.build != NULL ? building->row.build : building->row.pipeline),
    };

    if (!is_young(sight))
        return hear(sight, &lost);
    *building->outcome = (struct outcome){
        .end = OUTCOME_POSTPONED,
        .detail = pool_printf(pool, "%s doesn't know it yet", sight->system->name),
        .not_before_ms = sight->at_ms + SOON_MS,
    };
    return 0;
}

static int
look(struct building *building)
{
    struct sight sight = { .building = building,
                           .system = ci_builder(&building->row),
                           .at_ms = clock_ms() };
    const struct ci_order order = building_order(building);
    struct building_news news;
    int rc = sight.system->look(building->work, &order, &sight.build);

    if (rc == FAIL_NOT_FOUND)
        return miss(&sight);
    if (rc != 0)
        return rc;
    news = news_of(&sight);
    return hear(&sight, &news);
}

/* --- The action ------------------------------------------------------------------------------- */

/* Whoever was to ask for it was lost behind that, so somebody has to find out whether he did. */
static int
look_for_none(struct building *building)
{
    const struct work *work = building->work;
    struct announcing announcing = { .settings = work->settings, .pool = work->pool };
    bool asked = building->row.triggered_ms > 0;

    if (asked)
        announce_trigger(&announcing, building->tied ? &building->project : NULL, &building->row);
    announce_follow(&announcing, building->outcome);
    building->outcome->end = OUTCOME_DONE;
    building->outcome->detail = asked ? "a build was asked for, and none is known: to be looked for"
                                      : "no build was asked for yet";
    return 0;
}

int
build_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct building building = { .work = work, .job = job, .outcome = outcome };
    bool go_on = true;
    int rc = building_open(&building, &go_on);

    if (rc != 0 || !go_on)
        return rc;
    if (!deployment_is_open(building.row.state))
        return building_end(&building, OUTCOME_DONE,
                            pool_printf(work->pool, "deployment %" PRId64 " has ended: %s",
                                        building.row.id,
                                        deployment_state_name(building.row.state)));
    return building.row.pipeline == NULL ? look_for_none(&building) : look(&building);
}
