/*
 * task_person.h - which user of Asana somebody at GitHub is
 *
 * The person table says, else the real name: that of the profile at GitHub equals, case aside, the
 * name of exactly one user of the workspace.  A "name" that is an address or all digits is none: it
 * would find somebody by what they are not called.
 * errors  those of asana_call(), task_github.h, the store
 */
#ifndef HOOKLET_WORK_TASK_PERSON_H
#define HOOKLET_WORK_TASK_PERSON_H

#include "wire/asana_names.h"
#include "work/task_github.h"

/* gid NULL: nobody, and `reason` says so, for people: "no Asana user for octocat: ..". */
int task_person(struct asana *asana, const char *workspace, struct task_github *github,
                const char *login, const char **gid, const char **reason)
    __attribute__((warn_unused_result));

#endif
