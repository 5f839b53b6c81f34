/*
 * rule.h - one rule of hooklet.conf: which events make which commands run, and where; whom to
 * invite; whose issues, or which feed, become tasks in Asana; what is deployed where, and how it is
 * built; what targets are told
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_RULE_H
#define HOOKLET_PORT_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "port/deployment_rule.h"
#include "port/feed.h"
#include "port/forward.h"
#include "port/invite.h"
#include "port/tasks.h"

enum rule_kind {
    RULE_DEPLOY,
    RULE_RUN,
    RULE_COMMAND,
    RULE_INVITE,
    RULE_TASKS,
    RULE_FEED,
    RULE_DEPLOYMENT,
    RULE_CI,       /* a command that builds in CircleCI's place */
    RULE_RECEIVER, /* a command that is a target, exec:NAME */
    RULE_FORWARD
};
#define RULE_GITHUB "github" /* a source; others are "circleci" and the names of sections source */
enum crash_class { CRASH_RERUN, CRASH_VERIFY, CRASH_ONCE };
enum rule_on { RULE_ON_PUSH = 1, RULE_ON_MERGE = 2 };
/* Who may give a command in a comment. */
enum rule_who {
    RULE_WHO_ANYONE,
    RULE_WHO_AUTHOR, /* of the issue or pull request, and those who may write */
    RULE_WHO_WRITE,
    RULE_WHO_MAINTAIN,
    RULE_WHO_MEMBER /* of the organization that owns the repository */
};

struct rule_step {
    const char *title; /* the command as people read it */
    struct strings argv;
};

struct rule {
    enum rule_kind kind;
    const char *name; /* its title, unique over all rules; a command's word, "format" of /format */
    const char *file;
    int line;
    const char *source;            /* whose events it acts on; NULL is RULE_GITHUB */
    struct strings repositories;   /* patterns, case aside; deploy has exactly one, with checkout an
                                      exact OWNER/NAME; none: feed, ci, receiver */
    struct strings branches, tags; /* patterns; deploy has none: the repository's default branch */
    struct strings paths;          /* patterns; empty: any change */
    struct strings events;         /* run, forward: event names, or "*" */
    struct strings actions;        /* run, forward: empty: any */
    unsigned on;                   /* deploy: RULE_ON_* */
    bool forks;                    /* deploy: repositories that are forks, too */
    const char *directory; /* where commands run; absolute, clean; NULL: the state directory,
                                      never with checkout */
    bool checkout;         /* deploy: fetch and check out the commit first */
    const char *remote;    /* what to fetch from; NULL: clone_url/REPOSITORY.git */
    const struct rule_step *steps; /* the command, or the steps; none of an invite */
    size_t step_count;
    struct strings variables; /* "NAME=value" for the commands */
    const char *environment;  /* name handed to the command, "production"; or NULL */
    int64_t timeout_ms;       /* for each step */
    bool newest;              /* queue = newest: a newer job replaces waiting ones */
    enum crash_class crash;
    struct strings check;        /* argv; exit status 0: it is done */
    int attempts;                /* tries before it is dead */
    const char *host;            /* machine it runs on */
    enum rule_who who;           /* command */
    const char *help;            /* command: a line of text for /help, or NULL */
    const struct invite *invite; /* each of these is NULL but for its kind, which has no steps, */
    const struct tasks *tasks;   /* timeout, crash class, attempts */
    const struct feed *feed;
    const struct deployment_rule *deployment;
    const struct forward *forward;
};

const char *crash_name(enum crash_class crash);    /* "rerun", "verify", "once" */
enum crash_class crash_class_of(const char *name); /* CRASH_ONCE for a name that is none */
/* The kind of its jobs: the section's name, but for "asana" of tasks, "trigger" of ci, "exec" of
 * receiver and "fanout" of forward. */
const char *rule_kind_name(enum rule_kind kind);
bool rule_hears(const struct rule *rule, const char *source); /* acts on its events */
/* Does it run commands on a machine of ours?  Else its jobs are calls of an API. */
bool rule_runs_commands(const struct rule *rule);
/* Of a deploy rule: "production" when it names none. */
const char *rule_environment_name(const struct rule *rule);
const char *rule_who_name(enum rule_who who); /* "anyone", "author", "write", ... */

#endif
