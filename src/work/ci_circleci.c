/* ci_circleci.c - builds at CircleCI: a pipeline of v2, or a build of v1.1 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "wire/circleci_slug.h"
#include "work/ci_circleci.h"
#include "work/ci_judge.h"
#include "work/ci_parameters.h"
#include "work/deployment_ref.h"

/* Where a project of the GitHub App tells its commit. */
#define VALUE_REVISION "pipeline.git.revision"

struct circleci
ci_circleci_client(const struct work *work)
{
    return (struct circleci){ .api = &work->settings->circleci_api,
                              .store = work->store,
                              .pool = work->pool };
}

const char *
ci_circleci_slug(struct pool *pool, const struct ci_order *order)
{
    return circleci_slug_or(pool, order->project->slug, order->row->repository);
}

/* --- What people see -------------------------------------------------------------------------- */

/* The web pages spell "gh/" out. */
static const char *
page_of(const struct work *work, const struct ci_order *order, int64_t number)
{
    struct pool *pool = work->pool;
    const char *slug = ci_circleci_slug(pool, order),
               *repository = circleci_slug_repository(pool, slug);

    if (repository != NULL)
        slug = pool_printf(pool, "github/%s", repository);
    return pool_printf(pool, "%s/pipelines/%s/%" PRId64, work->settings->circleci_api.app_url, slug,
                       number);
}

struct ci_build
ci_circleci_pipeline(const struct work *work, const struct ci_order *order,
                     const struct circleci_pipeline *pipeline)
{
    return (struct ci_build){ .id = pipeline->id,
                              .number = pool_printf(work->pool, "%" PRId64, pipeline->number),
                              .url = page_of(work, order, pipeline->number),
                              .revision = pipeline->revision };
}

/* A number is a build's only together with its repository. */
struct ci_build
ci_circleci_build(const struct work *work, const struct ci_order *order,
                  const struct circleci_build *theirs)
{
    struct pool *pool = work->pool;

    return (struct ci_build){
        .id = circleci_build_id(pool, order->row->repository, theirs->number),
        .number = pool_printf(pool, "%" PRId64, theirs->number),
        .url = theirs->url,
        .revision = theirs->revision,
    };
}

/* --- Start ------------------------------------------------------------------------------------ */

static int
start_pipeline(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    const struct circleci_start wanted = { .slug = ci_circleci_slug(work->pool, order),
                                           .definition = order->project->definition,
                                           .branch = order->branch,
                                           .tag = order->tag,
                                           .parameters = ci_parameters(work->pool, order) };
    struct circleci circleci = ci_circleci_client(work);
    struct circleci_pipeline pipeline = { 0 };
    int rc;

    if (order->branch == NULL && order->tag == NULL)
        return fail(
            FAIL_REFUSED,
            "CircleCI's API v2 builds branches and tags, and %s is a commit alone; deploy a "
            "branch or tag that is there, or give the project version = \"v1.1\"",
            deployment_ref_show(work->pool, order->row->sha));
    rc = circleci_pipeline_start(&circleci, &wanted, &pipeline);
    if (rc != 0)
        return rc;
    *build = ci_circleci_pipeline(work, order, &pipeline);
    build->words = "asked for";
    return 0;
}

static int
start_build(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    const struct circleci_build_start wanted = {
        .repository = order->row->repository,
        .revision = order->tag == NULL ? order->row->sha : NULL,
        .tag = order->tag,
        .job = order->project->job,
        .parameters = ci_parameters(work->pool, order),
    };
    struct circleci circleci = ci_circleci_client(work);
    struct circleci_build theirs = { 0 };
    int rc = circleci_build_start(&circleci, &wanted, &theirs);

    if (rc != 0)
        return rc;
    *build = ci_circleci_build(work, order, &theirs);
    build->words = "asked for";
    return 0;
}

static int
start(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    return order->project->legacy ? start_build(work, order, build)
                                  : start_pipeline(work, order, build);
}

/* --- Look ------------------------------------------------------------------------------------- */

static int
look_pipeline(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    struct circleci circleci = ci_circleci_client(work);
    struct circleci_pipeline pipeline = { 0 };
    struct circleci_workflows workflows = { 0 };
    struct circleci_value revision = { 0 };
    int rc = circleci_pipeline_get(&circleci, order->row->pipeline, &pipeline);

    if (rc == 0)
        rc = circleci_workflows(&circleci, order->row->pipeline, &workflows);
    if (rc == 0 && pipeline.revision == NULL)
        rc = circleci_pipeline_value(&circleci, pipeline.id, VALUE_REVISION, &revision);
    if (rc != 0)
        return rc;
    if (sha_valid(revision.text))
        pipeline.revision = revision.text;
    *build = ci_circleci_pipeline(work, order, &pipeline);
    ci_judge_pipeline(work->pool, &pipeline, &workflows, order->project->workflow, build);
    if (build->workflow != NULL)
        build->url = pool_printf(work->pool, "%s/workflows/%s", build->url, build->workflow);
    return 0;
}

static int
look_build(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    const char *number = strrchr(order->row->pipeline, '/');
    struct circleci circleci = ci_circleci_client(work);
    struct circleci_build theirs = { 0 };
    int rc;

    if (number == NULL || strtoll(number + 1, NULL, 10) <= 0)
        return fail(FAIL_FIELD, "%s is no build of CircleCI's", order->row->pipeline);
    rc = circleci_build_get(&circleci, order->row->repository, strtoll(number + 1, NULL, 10),
                            &theirs);
    if (rc != 0)
        return rc;
    *build = ci_circleci_build(work, order, &theirs);
    ci_judge_build(work->pool, &theirs, build);
    return 0;
}

/* The row tells which it was made by: the configuration may have changed since. */
static int
look(const struct work *work, const struct ci_order *order, struct ci_build *build)
{
    return strchr(order->row->pipeline, '/') != NULL ? look_build(work, order, build)
                                                     : look_pipeline(work, order, build);
}

const struct ci_system ci_circleci = { "CircleCI", start, look, ci_circleci_find };
