/*
 * ci_command.h - a section ci of hooklet.conf builds: commands of ours, which the job `trigger` runs
 *
 * The job is the build: row.pipeline is "job:12", and how the build is, the ledger tells.
 */
#ifndef HOOKLET_WORK_CI_COMMAND_H
#define HOOKLET_WORK_CI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "work/ci.h"

/* The build that this job is, while it runs. */
struct ci_build ci_command_build(struct pool *pool, const struct deployment *row, int64_t job);
/* Is, or was, the row built by a command? */
bool ci_command_builds(const struct deployment *row);

#endif
