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

/* As the indexes deployment_open and deployment_quiet have it, word for word, so that they are used. */
#define DEPLOYMENT_IS_FREE "ended_ms IS NULL AND job_id IS NULL"

/* The one row of a query whose parameters are bound, and which it ends. */
int deployment_read(struct db_row *row, struct pool *pool, struct deployment *deployment)
    __attribute__((warn_unused_result));
/* All of them. */
int deployments_read(struct db_row *row, struct pool *pool, struct deployments *deployments)
    __attribute__((warn_unused_result));

#endif
