/*
 * asana_targets.h - which projects are meant by repositories, named or not
 */
#ifndef HOOKLET_CLI_ASANA_TARGETS_H
#define HOOKLET_CLI_ASANA_TARGETS_H

#include "cli/asana.h"

/* A project, and the repositories that share it. */
struct asana_target {
    const char *workspace, *project, *name;
    const char *repositories; /* "acme/web, acme/api" */
    const char *gid;          /* of the hook that there is in the end, or NULL */
    const char *result;       /* "connected", "there", "moved", or NULL: failed, and was said */
};

struct asana_targets {
    struct asana_target *items;
    size_t count, room;
    enum exit_code status; /* of the first thing that went wrong */
};

/*
 * Projects of the repositories that cli->words name or, without words, of all that rules with
 * both_ways spell out.  What is wrong with one of them is said, and noted in targets->status.
 */
int asana_targets_find(struct cli *cli, struct asana *asana, struct asana_targets *targets)
    __attribute__((warn_unused_result));
void asana_targets_trouble(struct asana_targets *targets, enum exit_code status);

#endif
