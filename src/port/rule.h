/*
 * rule.h - one rule of hooklet.conf: which events make which commands run, and where
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_RULE_H
#define HOOKLET_PORT_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"

enum rule_kind { RULE_DEPLOY, RULE_RUN };
enum crash_class { CRASH_RERUN, CRASH_VERIFY, CRASH_ONCE };
enum rule_on { RULE_ON_PUSH = 1, RULE_ON_MERGE = 2 };

struct rule_step {
    const char *title; /* the command as people read it */
    struct strings argv;
};

struct rule {
    enum rule_kind kind;
    const char *name; /* its title, unique over all rules */
    const char *file;
    int line;
    struct strings repositories;   /* patterns, case aside; deploy has exactly one, with checkout an
                                      exact OWNER/NAME */
    struct strings branches;       /* patterns; tags empty, too: the repository's default branch */
    struct strings tags;           /* patterns */
    struct strings paths;          /* patterns; empty: any change */
    struct strings events;         /* run: event names, or "*" */
    struct strings actions;        /* run: empty: any */
    unsigned on;                   /* deploy: RULE_ON_* */
    bool forks;                    /* deploy: also for a repository that is itself a fork */
    const char *directory;         /* where commands run; absolute, without needless slashes;
                                      never NULL with checkout; NULL: the state directory */
    bool checkout;                 /* deploy: fetch and check out the commit first */
    const char *remote;            /* what to fetch from; NULL: clone_url/REPOSITORY.git */
    const struct rule_step *steps; /* the command, or the steps */
    size_t step_count;
    struct strings variables; /* "NAME=value" for the commands */
    const char *environment;  /* name handed to the command, "production"; or NULL */
    int64_t timeout_ms;       /* for each step */
    bool newest;              /* queue = newest: a newer job replaces waiting ones */
    enum crash_class crash;
    struct strings check; /* argv; exit status 0: it is done */
    int attempts;         /* tries before it is dead */
    const char *host;     /* machine it runs on */
};

const char *crash_name(enum crash_class crash); /* "rerun", "verify", "once" */
/* The class by its name; the most careful one, CRASH_ONCE, for a name that is none. */
enum crash_class crash_class_of(const char *name);
const char *rule_kind_name(enum rule_kind kind); /* "deploy", "run": kind of its jobs */

#endif
