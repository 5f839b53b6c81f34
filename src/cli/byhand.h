/*
 * byhand.h - what a person does to jobs by their ids: retry, cancel
 */
#ifndef HOOKLET_CLI_BYHAND_H
#define HOOKLET_CLI_BYHAND_H

#include "cli/cli.h"

struct byhand {
    int (*act)(struct store *store, int64_t id, const char *by, int64_t now_ms);
    const char *noun; /* "job" */
    const char *done; /* "is cancelled" */
};

/* Does it to each id among the words, also after a failure; the status of the first failure. */
enum exit_code byhand_run(struct cli *cli, const struct byhand *byhand, int argc, char **argv);

/* The same for words that were parsed. */
enum exit_code byhand_words(struct cli *cli, const struct byhand *byhand);
/* For the ledger: who did it.  Under sudo that is who called it. */
const char *byhand_who(struct pool *pool);

#endif
