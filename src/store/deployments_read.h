/*
 * deployments_read.h - a row of the table `deployment` out of a query, for deployments*.c alone
 */
#ifndef HOOKLET_STORE_DEPLOYMENTS_READ_H
#define HOOKLET_STORE_DEPLOYMENTS_READ_H

#include "store/deployments.h"

#define DEPLOYMENT_COLUMNS                                                                         \
    "id, ifnull(job_id, 0), repository, environment, sha, ref, rule, origin, by_login, remote_id," \
    " detail, state, created_ms, updated_ms, ifnull(ended_ms, 0), wish, author, by_slack,"         \
    " ifnull(pull_request, 0), ifnull(installation, 0), contexts, pipeline, workflow, build,"      \
    " build_url, url, ticket, triggered_ms, told, version"

/*
 * As the indexes deployment_open and deployment_quiet have it, word for word.  The index is named with
 * it: by himself the planner takes the one of job_id, in which all rows without a job are equal.
 */
#define DEPLOYMENT_IS_FREE "ended_ms IS NULL AND job_id IS NULL"
#define DEPLOYMENT_OPEN "deployment INDEXED BY deployment_open" /* by repository, environment */
#define DEPLOYMENT_QUIET                                                                           \
    "deployment INDEXED BY deployment_quiet" /* by the time of the last change */

/* The one row of a query whose parameters are bound, and which it ends. */
int deployment_read(struct db_row *row, struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
/* All of them. */
int deployments_read(struct db_row *row, struct pool *pool, struct deployments *deployments)
    __attribute__((warn_unused_result));

#endif
