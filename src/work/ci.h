/*
 * ci.h - CI systems, as tables of functions: who builds a deployment
 *
 * A build is asked for once, and from then on looked at until it has ended; what webhooks say is
 * only a reason to look.  What is to be built, and what is known of its build, stands in the
 * deployment's row.
 *
 *     start   asks for a build.  The caller has written row.triggered_ms before, and writes what
 *             comes back at once
 *     look    how is the build of row.pipeline?
 *     find    was a build asked for by this row?  For after a crash between asking and writing
 *
 * errors  FAIL_REFUSED it says no and will say no again; the text is for people · FAIL_BUSY at a
 *         limit, its lane sleeps · FAIL_NOT_FOUND look: it does not know such a build · those of
 *         its client and of the store
 * memory  the pool of `work`
 */
#ifndef HOOKLET_WORK_CI_H
#define HOOKLET_WORK_CI_H

#include "port/project.h"
#include "store/deployment.h"
#include "work/action.h"

enum ci_state {
    CI_RUNNING, /* or not begun, or waiting for somebody's approval */
    CI_SUCCESS,
    CI_FAILURE, /* it ended without a success */
    CI_ERROR    /* it can't be said to have run */
};

struct ci_order {
    const struct project_settings *project;
    const struct deployment *row;
    const char *branch, *tag; /* one of them, the other NULL; pull/N/head is a branch */
};

struct ci_build {
    const char *id;       /* for row.pipeline; no two systems share one */
    const char *number;   /* as people see it, or NULL */
    const char *url;      /* for people, or NULL */
    const char *workflow; /* id of the part that settles, or NULL */
    const char *revision; /* the commit that it took; NULL: not told (yet) */
    enum ci_state state;
    const char *words; /* one line for people: "workflow deploy: success" */
};

enum ci_sight {
    CI_NOT_SEEN, /* none of its builds is this row's */
    CI_SEEN,
    CI_UNSURE /* one may be, and the system does not tell */
};

struct ci_found {
    enum ci_sight sight;
    struct ci_build build; /* where it is seen: id, number, url */
    const char *words;     /* where it can't be told: which it may be */
};

struct ci_system {
    const char *name; /* "CircleCI", for texts */
    /* start and find are NULL where the job that asks is itself what builds (ci_command.h). */
    int (*start)(const struct work *work, const struct ci_order *order, struct ci_build *build);
    int (*look)(const struct work *work, const struct ci_order *order, struct ci_build *build);
    int (*find)(const struct work *work, const struct ci_order *order, struct ci_found *found);
};

extern const struct ci_system ci_circleci, ci_command;

/* What builds a row that has a pipeline: by that, as the configuration may have changed since. */
const struct ci_system *ci_builder(const struct deployment *row);

#endif
