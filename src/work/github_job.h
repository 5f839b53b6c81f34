/*
 * github_job.h - what jobs that call GitHub's API have in common
 */
#ifndef HOOKLET_WORK_GITHUB_JOB_H
#define HOOKLET_WORK_GITHUB_JOB_H

#include "wire/github.h"
#include "work/action.h"

#define GITHUB_CLOCKS_MS INT64_C(600000) /* GitHub's clock and ours may differ so much */

/* The installation that the job's args name, or 0. */
int64_t github_job_installation(struct pool *pool, const struct job *job);
/* A client for the installation that the job's args name, or the repository's. */
int github_job_open(const struct work *work, const struct job *job, const char *repository,
                    struct github *github) __attribute__((warn_unused_result));
/* A client for a repository that the job's event has nothing to do with. */
int github_job_open_other(const struct work *work, const char *repository, struct github *github)
    __attribute__((warn_unused_result));
/* "<!-- hooklet:.. -->": this job's own mark in what it writes; invisible at GitHub. */
const char *github_job_marker(struct pool *pool, const struct job *job);
/* Was something tried before that may have got through? */
bool github_job_tried(const struct job *job);

#endif
