/*
 * command_target.h - what /deploy and /rollback bring where: by deploy rules, by the workflow, or both
 *
 * An environment that a deploy rule has is deployed by that rule, whether the repository is tied or
 * not.  The workflow of one that is tied (work/deploy_wish.h) has the others; where hooklet.conf
 * names the same environment in a deployment rule, too, both act, on one commit, and what the
 * workflow refuses neither does.  The built-in workflow gives way: it was not written for that place.
 */
#ifndef HOOKLET_WORK_COMMAND_TARGET_H
#define HOOKLET_WORK_COMMAND_TARGET_H

#include "work/command.h"
#include "work/deploy_wish.h"

struct command_target {
    const char *environment;
    const char *sha;    /* NULL: not found yet, or refused */
    const char *branch; /* that the commit is fetched by, or NULL: by itself */
    bool ruled;         /* by deploy rules */
    bool wished;        /* by the workflow */
    struct deploy_wish wish;
};

/*
 * "/deploy REF to ENV [COMMIT]", as it is said in Slack, becomes "/deploy ENV REF [COMMIT]"; where
 * the repository is not tied words stay as they are.
 */
void command_target_words(struct command *command);
/* Who deploys to target->environment? */
void command_target_begin(struct command *command, struct command_target *target);
/* Is the commit to be looked up by a name, or by what the workflow picks? */
bool command_target_named(const struct command *command, const struct command_target *target);
/* Does that. */
int command_target_look_up(struct command *command, struct command_target *target)
    __attribute__((warn_unused_result));
/* The commit where the command stands: head of its pull request, or itself. */
void command_target_stands(const struct command *command, bool fork, struct command_target *target);
/* What was there before. */
int command_target_previous(struct command *command, struct command_target *target)
    __attribute__((warn_unused_result));
/* May it?  Where it may not sha is NULL again, and the command has been refused with a reply. */
int command_target_permit(struct command *command, struct command_target *target)
    __attribute__((warn_unused_result));
/* Adds the job; `origin` as struct wish has it. */
void command_target_wish(struct command *command, const struct command_target *target,
                         const char *origin);
/* For people: "`v1.2` (`1a2b3c4`)", or the commit alone. */
const char *command_target_name(const struct command *command, const struct command_target *target);

#endif
