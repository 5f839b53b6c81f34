/*
 * asana_hook.h - Asana's webhooks: made, looked at, taken away
 *
 * errors  those of asana_call()
 * source  Asana docs, "Webhooks guide"
 */
#ifndef HOOKLET_WIRE_ASANA_HOOK_H
#define HOOKLET_WIRE_ASANA_HOOK_H

#include <stdint.h>

#include "wire/asana_pages.h"

struct asana_hook {
    const char *gid;
    const char *resource;      /* gid of the project */
    const char *resource_name; /* of the project, or NULL */
    const char *target;        /* URL; the token in it is a secret */
    bool active;
    int64_t succeeded_ms, failed_ms; /* its last deliveries; 0: never */
    const char *failure;             /* what the last one that failed was answered, or NULL */
    const char *secret; /* of one that was just made, when the answer has it; or NULL */
};

/*
 * Tells `target` when a task of the project is completed, reopened or assigned.  Asana calls it
 * for the handshake before it answers us.  Texts never show the target.
 */
int asana_hook_create(struct asana *asana, const char *project, const char *target,
                      struct asana_hook *hook) __attribute__((warn_unused_result));
/* FAIL_NOT_FOUND: Asana has dropped it. */
int asana_hook_get(struct asana *asana, const char *gid, struct asana_hook *hook)
    __attribute__((warn_unused_result));
/* One that is gone already is fine. */
int asana_hook_delete(struct asana *asana, const char *gid) __attribute__((warn_unused_result));

/* The hooks of a project that the same user, or app, has made: what a list tells of them. */
void asana_hooks_of(struct asana *asana, const char *workspace, const char *project,
                    struct asana_pages *pages);
/* As asana_next_page(): 1, hooks are of the next page. */
int asana_hooks_next(struct asana *asana, struct asana_pages *pages, struct asana_hook **hooks,
                     size_t *count) __attribute__((warn_unused_result));

#endif
