/*
 * rule.h - one rule of hooklet.conf: which events make which commands run, and where; whom to
 * invite; whose issues, or which feed, become tasks in Asana; what is deployed where, and how it is
 * built
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
    RULE_CI /* a command that builds in CircleCI's place */
};
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
    struct strings repositories;   /* patterns, case aside; deploy has exactly one, with checkout an
                                      exact OWNER/NAME; a feed and a ci have none */
    struct strings branches;       /* patterns; deploy: tags empty, too: the repository's default
                                      branch */
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
    const struct rule_step *steps; /* the command, or the steps; none of an invite */
    size_t step_count;
    struct strings variables; /* "NAME=value" for the commands */
    const char *environment;  /* name handed to the command, "production"; or NULL */
    int64_t timeout_ms;       /* for each step */
    bool newest;              /* queue = newest: a newer job replaces waiting ones */
    enum crash_class crash;
    struct strings check; /* argv; exit status 0: it is done */
    int attempts;         /* tries before it is dead */
    const char *host;     /* machine it runs on */
    enum rule_who who;    /* command */
    const char *help;     /* command: a line of text for /help, or NULL */
    /* Each is NULL but for its kind, whose jobs are calls of an API: no steps, timeout, crash
     * class, attempts. */
    const struct invite *invite;
    const struct tasks *tasks;
    const struct feed *feed;
    const struct deployment_rule *deployment;
};

const char *crash_name(enum crash_class crash); /* "rerun", "verify", "once" */
/* The class by its name; the most careful one, CRASH_ONCE, for a name that is none. */
enum crash_class crash_class_of(const char *name);
/* The kind of its jobs: "deploy", "run", "command", "invite", "feed", "deployment"; "asana" of
 * tasks, "trigger" of ci. */
const char *rule_kind_name(enum rule_kind kind);
/* Does it run commands on a machine of ours?  Else its jobs are calls of an API. */
bool rule_runs_commands(const struct rule *rule);
/* The environment that a deploy rule goes to: "production" when it names none. */
const char *rule_environment_name(const struct rule *rule);
const char *rule_who_name(enum rule_who who); /* "anyone", "author", "write", ... */

#endif
