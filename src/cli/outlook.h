/*
 * outlook.h - where a job stands now, in a sentence, and what to do about it
 *
 * errors  those of the ledger
 */
#ifndef HOOKLET_CLI_OUTLOOK_H
#define HOOKLET_CLI_OUTLOOK_H

#include "cli/cli.h"
#include "store/ledger.h"

struct outlook {
    const char *now;  /* "Job 12 is dead: step make deploy: exit status 2." */
    const char *next; /* "When it is mended: hooklet retry 12"; NULL: nothing to do */
};

int outlook_of(struct cli *cli, const struct job_row *job, struct outlook *outlook)
    __attribute__((warn_unused_result));

#endif
