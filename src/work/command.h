/*
 * command.h - jobs of kind "command": somebody wrote /deploy in a comment
 *
 * An action that a command asks for runs where it is cheap to run again: what it wants to happen at
 * GitHub or on a machine are jobs that follow, made in the transaction that ends this one.
 * args: as plan_comment.h says.
 */
#ifndef HOOKLET_WORK_COMMAND_H
#define HOOKLET_WORK_COMMAND_H

#include "wire/github.h"
#include "wire/github_place.h"
#include "work/action.h"
#include "work/builtin.h"
#include "work/plan_job.h"
#include "work/workflow.h"

struct command {
    const struct work *work;
    const struct job *job;
    struct outcome *outcome;
    struct repo repo;     /* the rules of its repository */
    struct strings words; /* words.items[0] is the command's name */
    const char *name;     /* the same */
    struct github_place place;
    const char *author, *association, *subject_author; /* logins; NULL: not told */
    const char *owner;                                 /* of the repository */
    bool owner_is_organization;
    bool on_pull_request, from_fork;
    const char *sha;      /* the commit that it is about, or NULL: ask */
    const char *head_ref; /* branch of the pull request, or NULL */
    const char *default_branch;
    int64_t created_ms; /* of the text, by GitHub's clock */
    int64_t installation;
    bool tied;                  /* the repository is a project (store/project.h), so that */
    struct workflow workflow;   /* people deploy by its workflow, too; command_tie() sets both */
    struct planned_job *follow; /* room for a job of each rule, one by the workflow, and a reply */
    size_t follow_count;
};

int command_act(const struct work *work, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

/* NULL, or why the job's args can't be used. */
const char *command_read(struct command *command) __attribute__((warn_unused_result));
/* A client for its repository. */
int command_client(struct command *command, struct github *github)
    __attribute__((warn_unused_result));

/* Looks whether the repository is tied. */
int command_tie(struct command *command) __attribute__((warn_unused_result));
/* May its author give it?  Asks GitHub where the payload does not prove it. */
int command_may(struct command *command, enum rule_who who, bool *may)
    __attribute__((warn_unused_result));

/* A text and a reaction where it stands, each NULL for none, once the command has ended. */
void command_say(struct command *command, const char *reaction, const char *text);
/* Ends the command, done, with that. */
void command_reply(struct command *command, const char *reaction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A job that follows, rule and step filled in; `rule` NULL: the command's own name. */
struct planned_job *command_follow(struct command *command, const char *rule)
    __attribute__((returns_nonnull));

int command_help(struct command *command) __attribute__((warn_unused_result));
int command_deploy(struct command *command) __attribute__((warn_unused_result));
int command_rollback(struct command *command) __attribute__((warn_unused_result));
int command_lock(struct command *command) __attribute__((warn_unused_result));
int command_unlock(struct command *command) __attribute__((warn_unused_result));
/* One of the configuration: its command runs like a run rule's. */
int command_custom(struct command *command) __attribute__((warn_unused_result));

#endif
