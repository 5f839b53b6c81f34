/*
 * circleci_pipeline.h - pipelines of CircleCI's API v2, and their workflows
 *
 * A pipeline is asked for by branch, tag or pull/N/head, never by commit: which commit it took,
 * circleci_pipeline_get() tells.  Parameters that the configuration of that commit does not declare
 * make CircleCI refuse, at once or as an error of the pipeline.
 * errors  those of circleci_read()
 *         FAIL_REFUSED also: no such project (circleci_no_project()), or no pipeline was made
 *         FAIL_FIELD   an answer that lacks what it must have · FAIL_TOO_LARGE a list without end
 * memory  the client's pool
 * source  CircleCI API v2: triggerPipeline, triggerPipelineRun, getPipelineById,
 *         listWorkflowsByPipelineId, listPipelinesForProject, getPipelineValuesById
 */
#ifndef HOOKLET_WIRE_CIRCLECI_PIPELINE_H
#define HOOKLET_WIRE_CIRCLECI_PIPELINE_H

#include <stdint.h>

#include "wire/build_parameters.h"
#include "wire/circleci.h"

struct circleci_start {
    const char *slug;         /* "gh/acme/web" */
    const char *definition;   /* UUID of a pipeline definition, for pipeline/run; NULL: none */
    const char *branch, *tag; /* one of them, the other NULL; pull/N/head is a branch */
    struct build_parameters parameters;
};

struct circleci_pipeline {
    const char *id; /* UUID */
    int64_t number;
    const char *state;        /* "created", "errored", "setup-pending", "setup", "pending" */
    const char *revision;     /* commit; NULL: not told, as of projects of the GitHub App */
    const char *branch, *tag; /* or NULL */
    const char *trigger;      /* "api", "webhook", ...; or NULL */
    const char *trouble; /* what is wrong with its configuration, with a remedy; NULL: nothing */
    int64_t created_ms;  /* by CircleCI's clock; 0: not told */
};

struct circleci_pipelines {
    const struct circleci_pipeline *items;
    size_t count;
};

struct circleci_workflow {
    const char *id; /* UUID */
    const char *name;
    const char *status;
    bool setup;         /* only makes the configuration of the others */
    int64_t created_ms; /* 0: not told */
    int64_t stopped_ms; /* 0: it has not ended */
};

struct circleci_workflows {
    const struct circleci_workflow *items;
    size_t count; /* 0 also just after a pipeline was made */
};

struct circleci_value {
    const char *text;    /* or NULL */
    bool has_parameters; /* there are parameters among the values, so what isn't was not given */
};

/* One of them out of JSON. */
int circleci_pipeline_read(struct pool *pool, const char *text, size_t length,
                           struct circleci_pipeline *pipeline) __attribute__((warn_unused_result));
/* Only id, number, state and created_ms are known then. */
int circleci_pipeline_start(struct circleci *circleci, const struct circleci_start *start,
                            struct circleci_pipeline *pipeline) __attribute__((warn_unused_result));
int circleci_pipeline_get(struct circleci *circleci, const char *id,
                          struct circleci_pipeline *pipeline) __attribute__((warn_unused_result));
/* All pages. */
int circleci_workflows(struct circleci *circleci, const char *pipeline,
                       struct circleci_workflows *workflows) __attribute__((warn_unused_result));
/*
 * Those of a project that were made at that time, by our clock, or later, newest first; some that
 * are a bit older may be among them.
 */
int circleci_pipelines_since(struct circleci *circleci, const char *slug, int64_t since_ms,
                             struct circleci_pipelines *pipelines)
    __attribute__((warn_unused_result));
/*
 * A pipeline value, "pipeline.git.revision", or what the pipeline was given as this parameter;
 * whether parameters are among the values CircleCI's documents leave open.
 */
int circleci_pipeline_value(struct circleci *circleci, const char *pipeline, const char *name,
                            struct circleci_value *value) __attribute__((warn_unused_result));

#endif
