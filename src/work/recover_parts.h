/*
 * recover_parts.h - what the files of recover share
 */
#ifndef HOOKLET_WORK_RECOVER_PARTS_H
#define HOOKLET_WORK_RECOVER_PARTS_H

#include "work/recover.h"

/* A run under way. */
struct recovery {
    struct recover *recover;
    struct github github; /* as the owner's installation */
    struct github_hooks hooks;
    struct missed_list list; /* of all owners */
    struct missed_view view;
    int64_t ledger_ms; /* when the ledger began */
};

/* Reads the list of one hook. */
int recover_look(struct recovery *recovery, const struct github_hook *hook)
    __attribute__((warn_unused_result));
/* Asks for one delivery, or takes it in; its result is set.  A failure ends the run. */
int recover_ask(struct recovery *recovery, const struct github_hook *hook, struct missed *missed)
    __attribute__((warn_unused_result));
int recover_ingest(struct recovery *recovery, const struct github_hook *hook, struct missed *missed)
    __attribute__((warn_unused_result));
/* Was the worker told to stop?  Then `stopped` is set. */
bool recover_stopping(struct recovery *recovery);

#endif
