/*
 * builtin.h - the commands that people may give in comments without any configuration
 */
#ifndef HOOKLET_WORK_BUILTIN_H
#define HOOKLET_WORK_BUILTIN_H

#include "port/github_api.h"
#include "port/rule.h"

struct builtin {
    enum github_command command;
    const char *name;  /* "deploy", for /deploy */
    enum rule_who who; /* may give it */
    const char *usage; /* "/deploy [ENV]" */
    const char *help;  /* one line */
};

extern const struct builtin builtins[];
extern const size_t builtin_count;

/* The command of that name if `api` has it switched on, else NULL. */
const struct builtin *builtin_find(const struct github_api *api, const char *name);

#endif
