/*
 * task_place.h - where in Asana a repository's tasks are
 *
 * errors  FAIL_NOT_FOUND (not logged) there is no such place: `missing` tells people which
 *         those of asana_call()
 */
#ifndef HOOKLET_WORK_TASK_PLACE_H
#define HOOKLET_WORK_TASK_PLACE_H

#include "port/settings.h"
#include "wire/asana.h"

struct task_place {
    const char *workspace, *project; /* gids */
    const char *missing;             /* why there is none, or NULL; then a workspace may be there */
};

/* The first tasks rule that names the repository; NULL: none. */
const struct rule *task_rule(const struct settings *settings, const char *repository);

/*
 * workspace, project: names or gids out of hooklet.conf; NULL: what asana { } says or, without
 * that, the owner's name; the project that is called like the repository.  repository: OWNER/NAME,
 * or NULL where the configuration names both.
 */
int task_place_find(struct asana *asana, const char *workspace, const char *project,
                    const char *repository, struct task_place *place)
    __attribute__((warn_unused_result));

/*
 * The same by a tasks rule.  Absence is no failure here, and `missing` says also what to set.  Where
 * Asana does not let us look into a workspace that we knew, it is looked for anew, once.
 */
int task_place_of_rule(struct asana *asana, const struct rule *rule, const char *repository,
                       struct task_place *place) __attribute__((warn_unused_result));

#endif
