/*
 * plan_made.h - a plan while somebody else's program fills it; for the library's own files
 */
#ifndef HOOKLET_LIBRARY_PLAN_MADE_H
#define HOOKLET_LIBRARY_PLAN_MADE_H

#include "library/event_made.h"
#include "work/repo.h"

#include <hooklet/plan.h>

struct hooklet_plan {
    const char *program; /* its name: the rule of what names none */
    const struct hooklet_event *event;
    const struct app *app;
    struct pool *pool;
    struct plan own; /* jobs, whose steps come at the end, and reasons */
    bool stock;      /* hooklet.conf's wishes, too */
    int trouble;     /* the first failure: nothing is planned then */
};

/*
 * What was asked for, as a plan of ours.  errors  what went wrong first · those of decide_stock()
 */
int plan_made(const struct hooklet_plan *made, struct plan *plan)
    __attribute__((warn_unused_result));

#endif
