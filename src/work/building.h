/*
 * building.h - a deployment, its project, and what a job that builds it makes of them
 *
 * What the actions trigger and build have in common.  The row is read at the beginning, and again in
 * each transaction that writes it; so it holds what others have written meanwhile.  Who has written
 * it announces it (announce.h), by the jobs that follow this one.
 *
 *     struct building building = { .work = .., .job = .., .outcome = .. };
 *     rc = building_open(&building, &go_on);
 *
 * errors  those of the store; FAIL_MALFORMED, FAIL_UNREADABLE what stands in its project is no JSON
 * memory  the pool of `work`
 */
#ifndef HOOKLET_WORK_BUILDING_H
#define HOOKLET_WORK_BUILDING_H

#include <stdbool.h>
#include <stdint.h>

#include "work/ci.h"
#include "work/deployment_state.h"

struct building {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct deployment row;           /* as it was read, or written, last */
    bool changed;                    /* the news heard last have changed it */
    bool tied;                       /* its repository still is a project */
    struct project_settings project; /* of it; where it isn't tied, project_default */
};

/* Reads the row that the job names, and its project.  go_on false: the outcome says why not. */
int building_open(struct building *building, bool *go_on) __attribute__((warn_unused_result));
/* For a CI system: branch or tag by the row's ref, neither where that is a commit alone. */
struct ci_order building_order(const struct building *building);

struct building_news {
    enum deployment_news news;
    const char *detail;           /* for the row */
    const struct ci_build *build; /* what is known of it now; NULL: nothing new */
};

/*
 * Writes what the news make of the row, where that is anything new.  ignored: why they don't count;
 * NULL: they do.
 */
int building_hear(struct building *building, const struct building_news *news, const char **ignored)
    __attribute__((warn_unused_result));

/* --- The turn of a row ------------------------------------------------------------------------ */

struct building_claim {
    const struct ci_build *begun; /* what builds it already, and is announced at once; or NULL */
    bool ours;                    /* the row says that a build is asked for, by this job */
    const char *why;              /* it isn't: why, for people */
};

/*
 * Notes that a build is asked for now (triggered_ms), if the row is still as it was read, nothing
 * else of its environment is being built, and that isn't locked.  One that is locked is taken back.
 */
int building_claim(struct building *building, struct building_claim *claim)
    __attribute__((warn_unused_result));
/* Nothing was asked for after all: the row may be superseded again. */
int building_release(struct building *building) __attribute__((warn_unused_result));

/* --- Ends of a job ---------------------------------------------------------------------------- */

/* The job ends so, and the row is announced as it is. */
int building_end(struct building *building, enum outcome_end how, const char *detail)
    __attribute__((warn_unused_result));
/* The row is refused with these words, and the job hopeless. */
int building_refuse(struct building *building, const char *words)
    __attribute__((warn_unused_result));
/* A job of kind build follows. */
void building_look_later(struct building *building, int64_t delay_ms);

#endif
