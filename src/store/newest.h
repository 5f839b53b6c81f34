/*
 * newest.h - is a planned job still worth doing, seen against the others of its serial key?
 *
 * Against the newest job of the key that is neither cancelled, dead nor superseded (DESIGN, "newest
 * wins"): the same commit is work that is there already, unless a person asks for it again; an
 * older one must not act any more; a newer one replaces those that have not started.  Runs inside a
 * commit_work.
 */
#ifndef HOOKLET_STORE_NEWEST_H
#define HOOKLET_STORE_NEWEST_H

#include <stdint.h>

#include "port/db.h"
#include "store/keys.h"
#include "store/types.h"

enum newest_verdict { VERDICT_GO, VERDICT_SAME, VERDICT_OLD };

struct judgement {
    enum newest_verdict verdict;
    int64_t rival;          /* SAME, OLD: the job that is in its way */
    struct job_place place; /* GO: where it starts */
};

/* Judges a job of event `event`; for VERDICT_GO those that it replaces are superseded. */
int newest_judge(struct db *db, const struct planned_job *planned, int64_t event, int64_t now_ms,
                 struct judgement *judgement) __attribute__((warn_unused_result));
/* Supersedes the newest-wins jobs of the key that wait, or are ready, and are not newer. */
int newest_replace(struct db *db, const char *key, int64_t order_ms, int64_t event, int64_t now_ms)
    __attribute__((warn_unused_result));

#endif
