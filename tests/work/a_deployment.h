/*
 * a_deployment.h - rows of deployments, a configuration that builds them, and jobs as text
 */
#ifndef HOOKLET_TESTS_WORK_A_DEPLOYMENT_H
#define HOOKLET_TESTS_WORK_A_DEPLOYMENT_H

#include "port/settings.h"
#include "store/deployments_rows.h"
#include "store/some_jobs.h"

#define COMMIT_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define COMMIT_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* acme/web is a project, with the built-in workflow; CircleCI builds, Slack and Asana are there. */
extern const struct settings deployment_settings;

/* One of acme/web and its commit A, to `test` unless it says more; it is written as it is. */
struct deployment add_deployment(struct fixture *fixture, const struct deployment *wanted,
                                 int64_t now_ms);
/* As it is now. */
struct deployment deployment_now(struct fixture *fixture, int64_t id);
/* Locks acme/web's environment, for ann. */
void lock_environment(struct fixture *fixture, const char *environment);

/* "status:12 notify:deployment:12 " */
const char *jobs_told(struct pool *pool, const struct planned_job *jobs, size_t count);
/* Those of a plan, then "!reason" for each rule that doesn't act. */
const char *plan_told(struct pool *pool, const struct plan *plan);

#endif
