/* ci_circleci_find.c - was a build asked for already?  For after a crash between asking and writing. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "store/deployments_rows.h"
#include "wire/circleci_error.h"
#include "work/ci_circleci.h"

/* What is known so far; a row's own id is what our builds are known by. */
struct search {
    const struct work *work;
    const struct ci_order *order;
    const char *name;  /* of the parameter that tells it; NULL: none does */
    const char *value; /* that ours has */
    bool tells;        /* CircleCI has told the parameters of some build: so it does */
    struct ci_found *found;
};

static struct search
search_for(const struct work *work, const struct ci_order *order, struct ci_found *found)
{
    return (struct search){ .work = work,
                            .order = order,
                            .name = order->project->parameters[CI_VALUE_DEPLOYMENT],
                            .value = pool_printf(work->pool, "%" PRId64, order->row->id),
                            .found = found };
}

/* One that another row has is none of ours, whatever it tells. */
static int
is_of_another(const struct search *search, const char *id, bool *another)
{
    struct deployment row = { 0 };
    int rc = deployment_by_pipeline(search->work->store, id, search->work->pool, &row);

    *another = rc == 0 && row.id != search->order->row->id;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static void
see(struct search *search, const struct ci_build *build, const char *value, bool tells)
{
    struct ci_found *found = search->found;

    search->tells = search->tells || tells;
    if (value != NULL && strcmp(value, search->value) == 0)
        *found = (struct ci_found){ .sight = CI_SEEN, .build = *build };
    else if (value == NULL && !tells && found->sight == CI_NOT_SEEN)
        *found = (struct ci_found){
            .sight = CI_UNSURE,
            .words = pool_printf(search->work->pool,
                                 "it may be %s, and CircleCI does not tell which deployment that "
                                 "is for",
                                 build->url != NULL ? build->url : build->id),
        };
}

/* Where CircleCI tells parameters at all, one without ours was asked for by somebody else. */
static void
conclude(const struct search *search)
{
    if (search->found->sight == CI_UNSURE && search->tells && search->name != NULL)
        *search->found = (struct ci_found){ .sight = CI_NOT_SEEN };
}

/* Of a pull request CircleCI writes pull/12 or pull/12/head. */
static bool
same_branch(const char *one, const char *other)
{
    size_t number = strlen("pull/");

    if (strncmp(one, "pull/", number) != 0)
        return strcmp(one, other) == 0;
    number += strspn(one + number, DIGITS);
    return strncmp(one, other, number) == 0 && (other[number] == '\0' || other[number] == '/');
}

/* Can a pipeline be one that we have asked for? */
static bool
is_like(const struct ci_order *order, const struct circleci_pipeline *pipeline)
{
    static const char *const others[] = { "webhook", "scheduled_pipeline" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (pipeline->trigger != NULL && strcmp(pipeline->trigger, others[i]) == 0)
            return false;
    }
    if (order->branch != NULL && pipeline->branch != NULL)
        return same_branch(order->branch, pipeline->branch);
    if (order->tag != NULL && pipeline->tag != NULL)
        return strcmp(order->tag, pipeline->tag) == 0;
    return order->tag == NULL ? pipeline->tag == NULL : pipeline->branch == NULL;
}

static int
see_pipeline(struct search *search, const struct circleci_pipeline *pipeline)
{
    const struct ci_build build = ci_circleci_pipeline(search->work, search->order, pipeline);
    struct circleci circleci = ci_circleci_client(search->work);
    struct circleci_value value = { 0 };
    bool another = false;
    int rc = is_of_another(search, pipeline->id, &another);

    if (rc != 0 || another)
        return rc;
    if (search->name != NULL)
        rc = circleci_pipeline_value(&circleci, pipeline->id, search->name, &value);
    if (rc == 0)
        see(search, &build, value.text, value.has_parameters);
    return rc;
}

static int
find_pipeline(struct search *search)
{
    const struct ci_order *order = search->order;
    struct circleci circleci = ci_circleci_client(search->work);
    struct circleci_pipelines pipelines = { 0 };
    int rc = circleci_pipelines_since(&circleci, ci_circleci_slug(search->work->pool, order),
                                      order->row->triggered_ms, &pipelines);

    for (size_t i = 0; rc == 0 && i < pipelines.count && search->found->sight != CI_SEEN; i++) {
        if (is_like(order, &pipelines.items[i]))
            rc = see_pipeline(search, &pipelines.items[i]);
    }
    if (rc == 0)
        conclude(search);
    return rc;
}

static int
see_build(struct search *search, const struct circleci_build *theirs)
{
    const struct ci_build build = ci_circleci_build(search->work, search->order, theirs);
    bool another = false;
    int rc = is_of_another(search, build.id, &another);

    if (rc == 0 && !another)
        see(search, &build, theirs->value, theirs->told);
    return rc;
}

/* Can a build be one that we have asked for? */
static bool
is_like_build(const struct search *search, const struct circleci_build *theirs, int64_t since_ms)
{
    if (theirs->queued_ms > 0 && theirs->queued_ms < since_ms)
        return false;
    return theirs->revision == NULL || strcmp(theirs->revision, search->order->row->sha) == 0;
}

/* So many were made since that ours may not be among those that we have seen. */
static bool
too_many(const struct circleci_builds *builds, int64_t since_ms)
{
    return builds->more && builds->items[builds->count - 1].queued_ms >= since_ms;
}

static int
find_build(struct search *search)
{
    const struct deployment *row = search->order->row;
    struct circleci circleci = ci_circleci_client(search->work);
    struct circleci_builds builds = { 0 };
    int rc = circleci_builds_recent(&circleci, row->repository, search->name, &builds);
    int64_t since_ms = circleci_since(row->triggered_ms, &builds.clocks);

    for (size_t i = 0; rc == 0 && i < builds.count && search->found->sight != CI_SEEN; i++) {
        if (is_like_build(search, &builds.items[i], since_ms))
            rc = see_build(search, &builds.items[i]);
    }
    if (rc == 0)
        conclude(search);
    if (rc == 0 && search->found->sight == CI_NOT_SEEN && too_many(&builds, since_ms))
        *search->found = (struct ci_found){
            .sight = CI_UNSURE,
            .words = "CircleCI has made so many builds since that it does not list them all",
        };
    return rc;
}

int
ci_circleci_find(const struct work *work, const struct ci_order *order, struct ci_found *found)
{
    struct search search = search_for(work, order, found);

    *found = (struct ci_found){ .sight = CI_NOT_SEEN };
    return order->project->legacy ? find_build(&search) : find_pipeline(&search);
}
