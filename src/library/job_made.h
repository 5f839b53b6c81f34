/*
 * job_made.h - a job as others ask for it becomes one of ours; for the library's own files
 */
#ifndef HOOKLET_LIBRARY_JOB_MADE_H
#define HOOKLET_LIBRARY_JOB_MADE_H

#include "store/types.h"

#include <hooklet/job.h>

/* "journal-line": lower-case letters, digits, dashes; a dash at least, which no stock kind has. */
bool kind_made_valid(const char *kind);

/*
 * Fills a planned job but for its step.  rule: where the job names none.
 * errors  FAIL_CONFIG  it can't be one, with the reason
 */
int job_made(const struct hooklet_job *wish, const char *rule, int64_t order_ms, struct pool *pool,
             struct planned_job *job) __attribute__((warn_unused_result));

#endif
