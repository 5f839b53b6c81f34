/*
 * tasks.h - a `tasks` rule's own part: where in Asana issues and pull requests become tasks
 *
 * A workspace or project that is all digits is a gid, else a name, case aside.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_TASKS_H
#define HOOKLET_PORT_TASKS_H

#include <stdbool.h>

struct tasks {
    const char *workspace; /* NULL: asana_api.workspace */
    const char *project;   /* NULL: by the repository's name */
    const char *tag;       /* that every task has */
    bool both_ways;        /* what happens to the task happens to the issue, too */
};

#endif
