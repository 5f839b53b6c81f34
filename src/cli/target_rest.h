/*
 * target_rest.h - why nothing is sent to a target just now
 *
 * After five failures in a row, or where it has asked for time, all of its deliveries wait; none of
 * them has a reason of its own.
 *
 * errors  those of the store
 */
#ifndef HOOKLET_CLI_TARGET_REST_H
#define HOOKLET_CLI_TARGET_REST_H

#include "cli/cli.h"

/*
 * "until 2026-11-22 10:00:00 (5 failures in a row); hooklet targets enable 3 ends that"; NULL: it
 * does not rest.
 */
int target_rest(struct cli *cli, int64_t target, const char **text)
    __attribute__((warn_unused_result));

#endif
